"""Help, made from the declarations of the commands: what one can do here, and how each thing is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeAlias

from bot.chat.command import Command, Param
from bot.chat.message import Button, Card, Field, Look, Tone
from bot.chat.text import CommandRef, Text, join, plain, say, words
from bot.rules import challenge
from bot.rules.naming import shown
from bot.rules.scoring import RULES_TEXT

Commands: TypeAlias = Sequence[Command[Any]]

_HOME = "takt"
_IN_FULL = 6
"""A topic with more commands than this names their parameters, and leaves the rest to each command's own help."""
_MOST_IN_FIELD = 800
"""Characters: Discord takes 1,024, and a prefix may make commands longer."""
_WITHOUT_COHORT = ("takt exam", "countdown set", "takt profile show")


class Role(StrEnum):
    """Who asks for help."""

    LEADER = "leader"
    MEMBER = "member"
    VISITOR = "visitor"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Front:
    """The front page: for whom, in which cohort, and the tokens of the forms that it opens ("" where one is no use)."""

    role: Role
    cohort: str
    commands: Commands
    create: str
    countdown: str


def topic_of(command: Command[Any]) -> str:
    """`score`, `countdown`, `board`: a group, or a word of our own group."""
    words = command.name.split()
    return words[1] if words[0] == _HOME and len(words) > 1 else words[0]


def topics(commands: Commands) -> tuple[str, ...]:
    """Every topic once, in order."""
    return tuple(dict.fromkeys(topic_of(c) for c in commands))


def about(commands: Commands, typed: str) -> tuple[str, Commands]:
    """What a topic, a group or a command's name means, with or without slash and prefix: its name and its commands."""
    name = " ".join(typed.casefold().split()).removeprefix("/")
    first, _, rest = name.partition(" ")
    unprefixed = f"{first.rpartition('-')[2]} {rest}".strip()
    for wanted in (name, f"{_HOME} {name}", unprefixed, f"{_HOME} {unprefixed}"):
        if found := [c for c in commands if f"{c.name} ".startswith(f"{wanted} ")]:
            return wanted.removeprefix(f"{_HOME} "), found
    return "", ()


def front(facts: Front) -> Card:
    """What can be done here."""
    if facts.role is Role.NOBODY:
        return _nobody(facts)
    leader = facts.role is Role.LEADER
    fields = _passages("For everybody", [_line(c) for c in _firsts(facts.commands)])
    if leader:
        fields.append(Field("For leaders", _for_leaders(facts.commands)))
    hello = (
        say("You join **{cohort}** with your first answer.", cohort=shown(facts.cohort, 60))
        if facts.role is Role.VISITOR
        else say("You study with **{cohort}**.", cohort=shown(facts.cohort, 60))
    )
    how = say(
        "Each study day I ask one question in the channel. Tap A, B, C or D to answer: the reply is for you alone."
    )
    mine = (
        Button("My score", "score", Look.PRIMARY),
        Button("The board", "board"),
        Button("My countdown", facts.countdown),
        Button("My profile", "profile"),
    )
    return Card(
        "What you can do here", join((hello, how)), fields=tuple(fields), buttons=(mine, _more(leader)), note=_note()
    )


def detail(name: str, found: Commands) -> Card:
    """One command, or all of a topic."""
    in_full = len(found) <= _IN_FULL
    parts = [_full(c) if in_full else _short(c) for c in found]
    if not in_full:
        parts.append(say("{help} explains one of them in full.", help=_help_on(found[0])))
    fields = []
    if any(c.group == "score" for c in found):
        fields.append(Field("How points are counted", join([say("• {rule}", rule=rule) for rule in RULES_TEXT])))
    if any(c.group == "challenge" for c in found):
        rules = join([say("• {rule}", rule=rule) for rule in challenge.RULES_TEXT])
        fields.append(Field("How challenges are counted", rules))
    return Card(
        f"Help: {name}",
        join(parts, "\n\n"),
        fields=tuple(fields),
        buttons=((Button("What else there is", "help"),),),
        note=say("Takt is not affiliated with ASCM."),
    )


def unknown(commands: Commands, typed: str) -> Card:
    """A topic that there is none of."""
    known = topics(commands)
    near = get_close_matches(typed.casefold().removeprefix("/"), known, n=1, cutoff=0.5)
    hint = say("Did you mean **{near}**?", near=near[0]) if near else ()
    offered = (*near, *(topic for topic in known if topic not in near))[:5]
    return Card(
        "No help on that",
        join((say("I know nothing of “{typed}”.", typed=shown(typed, 60)), hint), " "),
        fields=(Field("Topics", plain(", ".join(known))),),
        buttons=(tuple(Button(topic.capitalize(), f"help:{topic}") for topic in offered),),
        tone=Tone.REFUSAL,
    )


def _nobody(facts: Front) -> Card:
    start = say(
        "I ask one CPIM question each study day in a channel, keep the score and count down to your exam. No cohort"
        " meets here yet. Someone who manages a channel starts one there with {create}: it takes a minute.",
        create=CommandRef("cohort create"),
    )
    useful = [_one(c) for c in facts.commands if c.name in _WITHOUT_COHORT]
    return Card(
        "Takt, the CPIM study group",
        start,
        fields=(Field("Useful without one", join(useful)),) if useful else (),
        buttons=((Button("Start a cohort", facts.create, Look.PRIMARY),),) if facts.create else (),
        note=_note(),
    )


def _more(leader: bool) -> tuple[Button, ...]:
    points = Button("How points are counted", "help:score")
    return (points, Button("Leading a cohort", "help:cohort")) if leader else (points,)


def _passages(name: str, lines: Sequence[Text]) -> list[Field]:
    """The lines under this name, in as many fields as it takes."""
    parts: list[list[Text]] = [[]]
    for one in lines:
        if sum(len(words(line)) for line in parts[-1]) + len(words(one)) > _MOST_IN_FIELD:
            parts.append([])
        parts[-1].append(one)
    return [Field(f"{name}, more" if place else name, join(part)) for place, part in enumerate(parts)]


def _firsts(commands: Commands) -> list[tuple[Command[Any], list[str]]]:
    """For each topic the command that its bare name means, of those for everybody, and the last words of the others."""
    free = [c for c in commands if not c.leaders_only]
    found = []
    for topic in topics(free):
        first, *others = sorted((c for c in free if topic_of(c) == topic), key=lambda c: not c.name.endswith(" show"))
        found.append((first, [c.name.split()[-1] for c in others]))
    return found


def _for_leaders(commands: Commands) -> Text:
    """Their names alone: all the sentences would be a wall of text, and stand one button away."""
    names = [say("{command}", command=CommandRef(c.name)) for c in commands if c.leaders_only]
    return join((join(names, " · "), say("**Leading a cohort**, below, says what each does.")))


def _line(first: tuple[Command[Any], list[str]]) -> Text:
    command, others = first
    also = say(" (also {others})", others=", ".join(others)) if others else ()
    return (*_one(command), *also)


def _one(command: Command[Any]) -> Text:
    return say("{command} — {help}", command=CommandRef(command.name), help=command.help)


def _full(command: Command[Any]) -> Text:
    for_leaders = say(" _(for leaders)_") if command.leaders_only else ()
    example = command.example.removeprefix(command.name).strip()
    return join(
        (
            (*_head(command), *for_leaders),
            plain(f"{command.help}."),
            *(_param(p) for p in command.params),
            say("Example: {command} {rest}", command=CommandRef(command.name), rest=example) if example else (),
        )
    )


def _short(command: Command[Any]) -> Text:
    for_leaders = say(" _(for leaders)_") if command.leaders_only else ()
    return join(((*_head(command), *for_leaders), plain(f"{command.help}.")))


def _head(command: Command[Any]) -> Text:
    """The command and what it takes, as it is typed."""
    params = "".join(f" {p.name}" if p.required else f" [{p.name}]" for p in command.params)
    return say("**{command}**{params}", command=CommandRef(command.name), params=params)


def _param(param: Param[Any]) -> Text:
    choices = f" ({', '.join(pick.value for pick in param.choices)})" if param.choices else ""
    return say("• {name}: {help}{choices}", name=param.name, help=param.help, choices=choices)


def _help_on(command: Command[Any]) -> Text:
    return say("{help} {name}", help=CommandRef("takt help"), name=command.name)


def _note() -> Text:
    return say("For more on one of them: {help} score. Takt is not affiliated with ASCM.", help=CommandRef("takt help"))
