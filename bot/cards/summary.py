"""A week in its room, the leaders' digest of it, and the farewell of a cohort."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.cards import pictures
from bot.cards.board import line
from bot.chat.message import Button, Card, Field
from bot.chat.text import CommandRef, Text, join, plain, say
from bot.model.domains import Domain
from bot.model.items import LETTERS
from bot.model.rounds import Round
from bot.model.standing import DomainTally, Place
from bot.rules.figures import RoundCounts, share
from bot.rules.naming import shown

_MOST_ROWS = 5


@dataclass(frozen=True, slots=True)
class Counted:
    """A closed question with its counts, and what its subtopic is called."""

    round: Round
    counts: RoundCounts
    subtopic: str


@dataclass(frozen=True, slots=True)
class Improved:
    """Who improved the most, and from what accuracy to what, in percent."""

    name: str
    before: int
    now: int
    person: int = 0


@dataclass(frozen=True, slots=True)
class Week:
    """A week of a cohort, counted. `top` is the board's head: every place up to rank 3."""

    cohort: str
    label: str
    took_part: int
    members: int
    asked: int
    top: Sequence[Place] = ()
    hardest: Counted | None = None
    improved: Improved | None = None
    divisive: Sequence[Counted] = ()
    weakest: tuple[Domain, int, int] | None = None
    """The weakest domain, its accuracy in percent and of how many answers."""
    places: Sequence[Place] = ()
    """The whole board. Its head is `top`."""
    domains: Sequence[DomainTally] = ()
    """How everybody's answers went, in the domains that enough answered."""
    medians: Mapping[Domain, int] = field(default_factory=dict)

    def called(self, names: Mapping[int, str]) -> Week:
        """The same week for readers to whom these people, by id, go by other names."""

        def renamed(places: Sequence[Place]) -> list[Place]:
            people = [(place, place.contender) for place in places]
            return [replace(p, contender=replace(who, name=names.get(who.person, who.name))) for p, who in people]

        one = self.improved
        improved = replace(one, name=names.get(one.person, one.name)) if one else None
        return replace(self, top=renamed(self.top), places=renamed(self.places), improved=improved)


@dataclass(frozen=True, slots=True)
class Farewell:
    """A cohort that ends: what it did in all."""

    cohort: str
    asked: int
    members: int
    answers: int
    top: Sequence[Place] = ()


def room_card(week: Week) -> Card:
    """The weekly summary."""
    return _summary(f"The {week.label}", week, _fields(week))


def month_card(month: Week, week: Week) -> Card:
    """The summary of a month, in place of the week with which it closes."""
    return _summary(f"{month.label}: how the month went", month, [*_fields(month), *_last_week(week)])


def _summary(title: str, span: Week, fields: Sequence[Field]) -> Card:
    why = ((_why(span.hardest.round),),) if span.hardest else ()
    note = say("Your own figures: {score}", score=CommandRef("score show"))
    picture = pictures.week(title, span.places, span.domains, span.medians)
    return Card(title, fields=tuple(fields), buttons=why, note=note, picture=picture)


def _fields(span: Week) -> list[Field]:
    """*Most improved* stands beside *most points*: there is more than one way to do well."""
    fields = [Field("Who took part", _took_part(span))]
    if span.top:
        fields.append(Field("Most points", _top(span.top), inline=True))
    if span.improved:
        fields.append(Field("Most improved", _improved(span.improved), inline=True))
    if span.hardest:
        fields.append(Field("The hardest question", _right_share(span.hardest)))
    return fields


def _last_week(week: Week) -> list[Field]:
    """The week that the month takes the place of, in a few lines."""
    if not week.took_part:
        return []
    first = [place.contender for place in week.top if place.rank == 1]
    best = join([line(one) for one in first[:_MOST_ROWS]])
    improved = say("most improved: {who}", who=_improved(week.improved)) if week.improved else ()
    return [Field(f"Its last week, the {week.label}", join((_took_part(week), best, improved)))]


def digest(week: Week) -> Card:
    """What leaders read in private after a week."""
    fields = [Field("Who took part", _took_part(week))]
    if week.divisive:
        agenda = join([say("{n}. {q}", n=n, q=_split(one)) for n, one in enumerate(week.divisive, 1)])
        fields.append(Field("Worth talking about: where answers were most divided", agenda))
    if week.weakest:
        domain, percent, n = week.weakest
        weakest = say("**{domain}**: {percent}% right of {n} answers", domain=domain.title, percent=percent, n=n)
        fields.append(Field("The weakest domain", weakest))
    if not week.took_part:
        quiet = say("A quiet week. A word of yours in the channel may help; {ask} asks a question now.", ask=_ASK)
    elif not week.divisive:
        quiet = say("Too few answers to tell which questions divided people, or which domain is weakest.")
    else:
        quiet = ()
    return Card(
        f"For the leaders: the {week.label}",
        quiet,
        fields=tuple(fields),
        buttons=(tuple(_why(one.round) for one in week.divisive),) if week.divisive else (),
        note=join((plain(shown(week.cohort, 60)), say("only leaders get this")), " · "),
    )


def farewell(facts: Farewell) -> Card:
    """The last message of a cohort."""
    asked = _several(facts.asked, "question")
    done = say(
        "{asked}, {answers}, {members}. Thank you for studying together.",
        asked=asked,
        answers=_several(facts.answers, "answer"),
        members=_several(facts.members, "member"),
    )
    fields = (Field("The board of all time", _top(facts.top)),) if facts.top else ()
    return Card(
        f"{shown(facts.cohort, 40)} says goodbye",
        done,
        fields=fields,
        note=say("No more questions come here. The record is kept."),
    )


_ASK = CommandRef("cohort ask")


def _took_part(week: Week) -> Text:
    return say(
        "**{n}** of {members}, {asked}",
        n=week.took_part,
        members=_several(week.members, "member"),
        asked=_several(week.asked, "question"),
    )


def _top(places: Sequence[Place]) -> Text:
    rows = [say("#{rank} {line}", rank=place.rank, line=line(place.contender)) for place in places[:_MOST_ROWS]]
    more = len(places) - _MOST_ROWS
    return join((*rows, say("and {n} more on the same points", n=more) if more > 0 else ()))


def _improved(one: Improved) -> Text:
    return say("**{name}**, from {before}% to {now}% right", name=shown(one.name), before=one.before, now=one.now)


def _name(one: Counted) -> Text:
    return say("**Q{n}** {topic}", n=one.round.number, topic=one.subtopic or one.round.domain.title)


def _right_share(one: Counted) -> Text:
    counts = one.counts
    percent = share(counts.counts[counts.key], counts.answered)
    return say("{name}: {percent}% right of {n}", name=_name(one), percent=percent, n=counts.answered)


def _split(one: Counted) -> Text:
    """A question with the share of each option, the key in bold."""
    counts = one.counts
    parts = [
        say(
            "**{letter} {percent}%**" if at == counts.key else "{letter} {percent}%",
            letter=LETTERS[at],
            percent=share(count, counts.answered),
        )
        for at, count in enumerate(counts.counts)
    ]
    return join((_name(one), join(parts, " · ")), ": ")


def _why(what: Round) -> Button:
    return Button(f"Q{what.number}: why?", f"why:{what.id}")


def _several(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count} {what}s"
