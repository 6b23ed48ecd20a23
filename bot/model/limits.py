"""The most that a question may hold, so that its cards fit every platform uncut. Characters, as authors type them.

A question (stem and four options) stays under 2,500 and a reveal (options, reasons, working) under 5,000: a section
of a Slack message takes 3,000, a Discord embed 4,096 and its cards 6,000 in all, and each needs room for its frame.
"""

from __future__ import annotations

STEM = 1200
OPTION = 300
REASON = 600
SOLUTION = 1000
STEM_WORDS = 120
OPTION_WORDS = 25
