"""What each rule wants, in a line, and how grave a breach is. The table of docs/authors.md is held to this one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as authors read it. `level` names the severities of its faults."""

    id: str
    says: str
    level: str


RULES: tuple[Rule, ...] = (
    Rule("L01", "fields, ids, places, dates and the second reader as described above; no stale exemption", "error"),
    Rule("L02", "four options, one key", "error"),
    Rule("L03", "options differ in more than case, spaces, punctuation and number format", "error"),
    Rule("L04", "no “all of the above”, “both A and C”, letters of options", "error"),
    Rule(
        "L05",
        "a negative question says **NOT** or **EXCEPT** in bold capitals; at most 5% of the bank is negative",
        "error; warning for the share",
    ),
    Rule("L06", "no negative option under a negative question", "error"),
    Rule("L07", "the key is not much longer than the other options", "warning"),
    Rule("L08", "the key is not the longest option more often than by chance, in the bank and in each domain", "error"),
    Rule("L09", "the longest option is at most twice as long as the shortest", "warning"),
    Rule("L10", "keys are spread over the four places: of ordered options as written, of others as shuffled", "error"),
    Rule(
        "L11",
        "“always”, “never”, “only”, “all”, “none”, “must”, “completely”, “impossible” not only in the key, nor only in "
        "wrong options",
        "error; warning if on both sides",
    ),
    Rule(
        "L12",
        "the same for “usually”, “often”, “may”, “sometimes”, “generally”, “rarely”",
        "error; warning if on both sides",
    ),
    Rule("L13", "no telling word of the stem returns in one option alone", "error in the key, else warning"),
    Rule("L14", "every option completes the stem in correct English, and none stands out by its form", "warning"),
    Rule("L15", "the key does not share far more words with the other options than any of them", "warning"),
    Rule(
        "L16",
        "no lone pair of opposites with the key in it, no option within another, no ranges that overlap",
        "warning",
    ),
    Rule(
        "L17",
        "numbers with one unit and one number of decimals, ascending, at least 2% apart, `ordered: true`",
        "error",
    ),
    Rule("L18", "the stem ends in a question, has no blank in its middle, has six words or more", "warning"),
    Rule("L19", "the lengths above", "warning; error beyond the characters"),
    Rule("L20", "no three words that open every option", "warning"),
    Rule("L21", "every option has a reason of eight words or more that does not only repeat it", "error"),
    Rule("L22", "an acronym in an option stands in the stem, in `words.toml`, or among the terms", "warning"),
    Rule("L23", "no other item has nearly the same words in stem and key (85 of 100)", "warning"),
    Rule("L24", "`origin: original`, and no talk of recalled or actual exam questions", "error"),
    Rule("L25", "nobody is addressed, named or pictured as a man or a woman; no firm is named", "warning"),
    Rule("L26", "British spelling, and one term for one thing (`words.toml`, `avoid` of the terms)", "warning"),
    Rule(
        "L27",
        "four reviewed items on two levels in every subtopic; levels over the bank near 20, 30, 35 and 15%",
        "error in a complete domain, else note",
    ),
    Rule("L28", "no stem says what another item asks, key included", "note"),
    Rule("L29", "sentences of at most 30 words, easy to read (Flesch 35 or more)", "warning"),
    Rule("L30", "UTF-8, no invisible characters, markup closed, no links", "error"),
    Rule(
        "L31",
        "`check` gives the key of a question of numbers; a generator draws the same from the same seed, names every "
        "mistake once and obeys the rules",
        "error; warning without `check`",
    ),
    Rule("L32", "terms as described above: lengths, subtopics, relations, and every name only once", "error"),
)
