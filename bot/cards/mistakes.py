"""What people are told when something was not understood, not allowed or no longer there, and what would be right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from bot.chat.command import Catalogue, Command, groups
from bot.chat.message import Button, Card, Field, Form, Look, Tone
from bot.chat.text import CommandRef, Text, join, plain, say
from bot.rules.naming import shown
from bot.rules.reading import Misread


def misread(
    command: Command[Any], given: Mapping[str, str], problems: Mapping[str, Misread], rest: str, draft: str
) -> Card:
    """A command of which not everything could be used. With a `draft` the form opens as far as it was understood."""
    understood = [(p.label, given[p.name]) for p in command.params if p.name in given and p.name not in problems]
    labels = {p.name: p.label for p in command.params}
    wrong = [_problem(labels.get(name, name), problem) for name, problem in problems.items()]
    if rest:
        wrong.append(say("I could not place “{rest}”.", rest=shown(rest, 200)))
    fields = [Field("Not understood" if given or rest else "Still needed", join(wrong))]
    if understood:
        fields.insert(
            0, Field("Understood", join([say("{n}: **{v}**", n=name, v=value) for name, value in understood]))
        )
    open_ones = [p for p in command.params if p.name not in given and p.name not in problems]
    if rest and open_ones:
        fields.append(Field("What fits there", join([say("• {n}: {help}", n=p.label, help=p.help) for p in open_ones])))
    fields.append(Field("An example", _example(command)))
    buttons = ((Button("Open the form", f"again:{draft}", Look.PRIMARY),),) if draft else ()
    what = say("{command} — {help}", command=CommandRef(command.name), help=command.help)
    title = "Something is missing" if not (given or rest) else "Not quite right yet"
    return Card(title, what, fields=tuple(fields), buttons=buttons, tone=Tone.REFUSAL)


def invalid(form: Form, problems: Mapping[str, Misread], draft: str) -> Card:
    """A form of which not everything could be used."""
    labels = {i.name: i.label for i in form.inputs}
    return Card(
        form.title,
        join([_problem(labels.get(name, name), problem) for name, problem in problems.items()]),
        buttons=((Button("Try again", f"again:{draft}", Look.PRIMARY),),),
        note=say("What you typed is kept."),
        tone=Tone.REFUSAL,
    )


def unknown_command(catalogue: Catalogue[Any], group: str, rest: str) -> Card:
    """A first word that is ours, with something after it that is not."""
    known = [c for c in catalogue.commands if c.group == group.partition(" ")[0]]
    names = [c.name for c in known] or list(groups(catalogue.commands))
    typed = f"{group} {rest}".strip()
    near = get_close_matches(" ".join(typed.split()[:3]), names, n=1, cutoff=0.5)
    hint = say("Did you mean {command}?", command=CommandRef(near[0])) if near else ()
    listed = join([say("{command} — {help}", command=CommandRef(c.name), help=c.help) for c in known])
    more = () if known else say("{help} shows what there is.", help=CommandRef("takt help"))
    text = join((say("I do not know “{typed}”.", typed=shown(f"/{typed}", 100)), hint, more), " ")
    return Card(
        "Not a command of mine", text, fields=(Field("What there is", listed),) if listed else (), tone=Tone.REFUSAL
    )


def stale() -> Card:
    """A button or form that belongs to nothing any more."""
    return Card(
        "This button is out of date",
        say(
            "It belongs to something that is over or was changed. {help} shows what you can do here.",
            help=CommandRef("takt help"),
        ),
        tone=Tone.REFUSAL,
    )


def busy(token: str) -> Card:
    """A press that was not begun, because too many came at once. The button is the one that was pressed."""
    return Card(
        "Very busy just now",
        say("So many pressed at once that yours was **not** recorded. Nothing is lost: press again in a moment."),
        buttons=((Button("Press again", token, Look.PRIMARY),),),
        tone=Tone.WARNING,
    )


def needs_room(name: str) -> Card:
    """Used in a direct message, but about a room."""
    return Card(
        "Please use this in your cohort's channel",
        say("{command} is about a channel, and this is a direct message.", command=CommandRef(name)),
        tone=Tone.REFUSAL,
    )


def needs_direct(name: str) -> Card:
    """Used in a room, but private."""
    return Card(
        "Please use this in a direct message to me",
        say("{command} shows things that are only for you.", command=CommandRef(name)),
        tone=Tone.REFUSAL,
    )


def no_cohort_here() -> Card:
    """No cohort meets here."""
    return Card(
        "No cohort meets here",
        say(
            "Someone who manages this channel can start one with {create}. Then I ask one question each study day.",
            create=CommandRef("cohort create"),
        ),
        tone=Tone.REFUSAL,
    )


def no_cohort_of_yours() -> Card:
    """In a direct message, from someone who is in no cohort."""
    return Card(
        "You are in no cohort yet",
        say(
            "You join one by answering a question in its channel. Someone who manages a channel can start a cohort"
            " there with {create}.",
            create=CommandRef("cohort create"),
        ),
        tone=Tone.REFUSAL,
    )


def leaders_only(leaders: Sequence[str]) -> Card:
    """For leaders, asked by somebody else."""
    names = join([plain(name) for name in leaders[:5]], ", ") or plain("nobody at the moment")
    return Card(
        "This is for the leaders of the cohort",
        say("They are: {names}. {help} shows what you can do here.", names=names, help=CommandRef("takt help")),
        tone=Tone.REFUSAL,
    )


def _problem(label: str, problem: Misread) -> Text:
    remedy = f"{problem.remedy[:1].upper()}{problem.remedy[1:]}"
    end = "" if remedy.endswith(("?", ".")) else "."
    return say("**{label}**: {wrong}. {remedy}{end}", label=label, wrong=problem.wrong, remedy=remedy, end=end)


def _example(command: Command[Any]) -> Text:
    line = command.example.removeprefix(command.name).strip() if command.example else ""
    return say("{command} {line}", command=CommandRef(command.name), line=line)
