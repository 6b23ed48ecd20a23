"""When a question comes back: FSRS, in whole days and without chance. Nothing else here knows the library."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from fsrs import Card, Rating, Scheduler

# No steps of minutes: what was missed comes back tomorrow. No fuzz: the same answers give the same days.
_SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


@dataclass(frozen=True, slots=True)
class Spacing:
    """What FSRS keeps of one question of one person (JSON), and when it would bring it back."""

    state: str
    due: datetime


def reviewed(state: str, at: datetime, *, right: bool) -> Spacing:
    """The spacing after an answer. `state` is "" for a question that has none yet."""
    at = at.astimezone(UTC)
    card = Card.from_dict(json.loads(state)) if state else Card(card_id=0, due=at)
    if card.last_review is not None:
        at = max(at, card.last_review)
    after, _ = _SCHEDULER.review_card(card, Rating.Good if right else Rating.Again, at)
    return Spacing(json.dumps(after.to_dict()), after.due)
