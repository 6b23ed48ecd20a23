"""Figures of questions in words and as a picture for each domain, for the authors of the bank. Nobody is named.

The law: no figure without its n, and where too few have answered it says so in place of the figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.chat.picture import Bar, Bars, Picture
from bot.model.domains import Domain
from bot.rules.figures import MIN_SHARES, share
from bot.rules.item_figures import EASY, ENOUGH, HARD, WEAK, Flag, ItemFigures

GUESSING = 25
"""Percent right of who guesses among four."""
MOST_SUBTOPICS, MOST_FLAGGED = 10, 6
TOO_FEW = f"too few to say (under {MIN_SHARES})"
A_HINT = f"only a hint (under {ENOUGH})"

TOLD = {
    Flag.HARD: f"under {HARD:.0%} right",
    Flag.EASY: f"over {EASY:.0%} right",
    Flag.WEAK: f"discrimination under {WEAK:.2f}",
    Flag.UNUSED: "a wrong option that hardly anybody picks",
    Flag.DRAWS_THE_STRONG: "a wrong option that those who know more pick",
}
"""Why a question is flagged, in full."""
_SHORT = {
    Flag.HARD: "hard",
    Flag.EASY: "easy",
    Flag.WEAK: "tells little apart",
    Flag.UNUSED: "an idle option",
    Flag.DRAWS_THE_STRONG: "misleads the strong",
}
_TITLES = {Domain.SOP: "S&OP", Domain.STRATEGY: "strategy", Domain.QUALITY: "quality and technology"}


def how_sure(n: int) -> str:
    """What a figure of so many answers is worth, in plain words, or "" where it is worth something."""
    return TOO_FEW if n < MIN_SHARES else A_HINT if n < ENOUGH else ""


def picture(domain: Domain, figures: Sequence[ItemFigures], names: Mapping[str, str]) -> Picture | None:
    """How the questions of a domain do: the hardest subtopics, and what is worth a look. None where nobody answered."""
    theirs = [one for one in figures if one.domain == domain]
    total = sum(one.n for one in theirs)
    if not total:
        return None
    title = f"Questions on {_TITLES.get(domain, domain.title.lower())}"
    note = f"{_count(total, 'first answer')} to {_count(len(theirs), 'question')}."
    subtopics, hardest = _subtopics(theirs, names)
    flagged, looks = _flagged(theirs)
    return Picture(title, (subtopics, flagged), f"{title}. {hardest} {looks} {note}", note)


def _subtopics(theirs: Sequence[ItemFigures], names: Mapping[str, str]) -> tuple[Bars, str]:
    sums: dict[str, tuple[int, int]] = {}
    for one in theirs:
        n, right = sums.get(one.subtopic, (0, 0))
        sums[one.subtopic] = (n + one.n, right + one.right)
    known = [(share(right, n), n, code) for code, (n, right) in sums.items() if n >= MIN_SHARES]
    known.sort(key=lambda row: (row[0], -row[1], row[2]))
    shown = known[:MOST_SUBTOPICS]
    bars = [
        Bar(f"{code} {names.get(code, '')}".strip(), percent, f"{percent}%", f"of {n:,}", GUESSING)
        for percent, n, code in shown
    ]
    foot = []
    if len(known) > len(shown):
        foot.append(f"{len(known) - len(shown)} more: {known[len(shown)][0]}% to {known[-1][0]}%.")
    if any(n < ENOUGH for _, n, _ in shown):
        foot.append(f"Under {ENOUGH} answers a bar is only a hint.")
    if few := len(sums) - len(known):
        foot.append(f"{few} with under {MIN_SHARES} answers.")
    heading = "Right at first choice, hardest first"
    said = "; ".join(f"{bar.label} {bar.told} {bar.detail}" for bar in bars) or f"nothing has {MIN_SHARES} answers yet"
    foots = " ".join(foot)
    mark = f"{GUESSING}%: what guessing gives"
    return Bars(heading, tuple(bars), 100, mark, foots), " ".join(filter(None, (f"{heading}: {said}.", foots)))


def _flagged(theirs: Sequence[ItemFigures]) -> tuple[Bars, str]:
    judged = sum(one.n >= ENOUGH for one in theirs)
    heading = "Worth another look"
    if not judged:
        foot = f"No question has {ENOUGH} answers yet: too few to say."
        return Bars(heading, (), 100, foot=foot), f"{heading}: {foot}"
    flagged = sorted((one for one in theirs if one.flags), key=lambda one: (-len(one.flags), one.item, one.version))
    shown = flagged[:MOST_FLAGGED]
    bars = [
        Bar(_label(one), share(one.right, one.n), f"{share(one.right, one.n)}% of {one.n:,}", _why(one))
        for one in shown
    ]
    foot = f"{len(flagged)} of {judged} with {ENOUGH} answers or more."
    if len(flagged) > len(shown):
        foot = f"{len(flagged) - len(shown)} more, of {judged} with {ENOUGH} answers or more."
    said = "; ".join(f"{bar.label} {bar.told} right, {bar.detail}" for bar in bars) or "nothing"
    return Bars(heading, tuple(bars), 100, foot=foot), f"{heading}: {said}. {foot}"


def _why(one: ItemFigures) -> str:
    return _SHORT[one.flags[0]] + (", and more" if len(one.flags) > 1 else "")


def _label(one: ItemFigures) -> str:
    version = f" v{one.version}" if one.version > 1 else ""
    return one.item.partition(".")[2] + version


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"
