"""A member's profile: what others see of them, and everything that is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from bot.chat.message import Button, Card, Document, Field, Form, Input, Kind, Look, Pick
from bot.chat.text import CommandRef, Text, join, plain, say
from bot.model.people import Person
from bot.rules.naming import MOST, shown
from bot.rules.quiet import quiet_words

YES_NO = (Pick("Yes", "yes"), Pick("No", "no"))
ON_OFF = (Pick("On", "on"), Pick("Off", "off"))


@dataclass(frozen=True, slots=True)
class Profile:
    """A person, the names of their cohorts, and the zone that counts while they have set none.

    `accounts`: their accounts, in words, where they linked several. `named`: whether their name is shown on other
    platforms too; None where no cohort of theirs meets on several.
    """

    person: Person
    cohorts: Sequence[str]
    zone: str
    accounts: Sequence[Text] = ()
    named: bool | None = None


def card(facts: Profile, title: str = "Your profile") -> Card:
    """What is set, and how to change it."""
    who = facts.person
    zone = say("**{zone}**", zone=who.zone) if who.zone else say("not set, so I use {zone}", zone=facts.zone)
    reminders = say("on, before your exam") if who.reminders else say("off")
    cohorts = ", ".join(shown(name, 60) for name in facts.cohorts)
    toggle = Button("Show me again", "profile:unhide") if who.hidden else Button("Hide me", "profile:hide")
    return Card(
        title,
        fields=(
            Field("What others see", _seen(who)),
            *_elsewhere(facts),
            Field("Time zone", zone, inline=True),
            Field("Reminders", reminders, inline=True),
            Field("Duels", say("on") if who.duels else say("off: nobody can challenge you"), inline=True),
            Field("Quiet hours", plain(quiet_words(who.quiet)) if who.quiet else say("off"), inline=True),
            Field("Nudge", _nudge(who), inline=True),
            Field("Points, ranks and streaks", say("on") if who.games else say("off"), inline=True),
            *((Field("Your accounts", join(facts.accounts, ", ")),) if facts.accounts else ()),
            Field("Cohorts", plain(cohorts) or say("none yet: you join one with your first answer")),
        ),
        buttons=(
            (Button("Change", "profile:edit", Look.PRIMARY), Button("Quiet, nudges, games", "profile:quiet"), toggle),
            (Button("Everything kept about me", "profile:export"), Button("Forget me", "profile:forget")),
        ),
    )


def _elsewhere(facts: Profile) -> tuple[Field, ...]:
    """What others see on other platforms, where a cohort meets on several and no alias stands for the name anyway."""
    if facts.named is None or facts.person.alias or facts.person.hidden:
        return ()
    seen = say("your name") if facts.named else say("a number in place of your name, until you agree")
    return (Field("On other platforms they see", seen),)


def form(who: Person) -> Form:
    """The profile with what is set."""
    return Form(
        "profile:save",
        "Your profile",
        (
            _alias(who),
            Input("zone", "Time zone", Kind.ZONE, who.zone, "A city such as Berlin, or Europe/Berlin", False, most=60),
            Input("hide", "Hide me from the boards", Kind.CHOICE, "yes" if who.hidden else "no", choices=YES_NO),
            Input("reminders", "Exam reminders", Kind.CHOICE, "on" if who.reminders else "off", choices=ON_OFF),
            Input("duels", "Duels", Kind.CHOICE, "on" if who.duels else "off", choices=ON_OFF),
        ),
    )


def alias_form(who: Person) -> Form:
    """The alias alone."""
    return Form("profile:alias:save", "Use an alias", (_alias(who),))


def quiet_form(who: Person) -> Form:
    """When to be left alone, when to be nudged, and whether to play."""
    quiet = quiet_words(who.quiet) if who.quiet else "off"
    nudge = f"{who.nudge_at:%H:%M}" if who.nudge_at else "off"
    return Form(
        "profile:quiet:save",
        "Quiet hours, nudges and games",
        (
            Input("quiet", "Quiet hours", Kind.TEXT, quiet, "No direct message then: 22:00-07:00, or off", most=40),
            Input("nudge", "Nudge me at", Kind.TEXT, nudge, "If I have not answered by then: 18:00, or off", most=20),
            Input("games", "Points, ranks and streaks", Kind.CHOICE, "on" if who.games else "off", choices=ON_OFF),
        ),
    )


def _alias(who: Person) -> Input:
    return Input("alias", "Alias", Kind.TEXT, who.alias, "What others read; empty: your own name", False, most=MOST)


def named(who: Person) -> Card:
    """The alias was set or taken away."""
    return Card(
        "That is your name here now" if who.alias else "You go by your own name now",
        say("Others read **{name}** from now on.", name=shown(who.shown)),
        note=say("{profile} changes it.", profile=CommandRef("takt profile set")),
    )


def hidden() -> Card:
    """The member is hidden."""
    return Card(
        "You are hidden",
        say(
            "You are on no board, and no summary names you. Your points go on counting; {score} shows them.",
            score=CommandRef("score show"),
        ),
        buttons=((Button("Show me again", "profile:unhide"),),),
    )


def visible(who: Person) -> Card:
    """The member is shown again."""
    return Card(
        "You are shown again",
        say("Others read **{name}** on the board, with your points.", name=shown(who.shown)),
        buttons=((Button("Hide me", "profile:hide"),),),
    )


def export(everything: Mapping[str, Sequence[Mapping[str, Any]]], at: datetime) -> Card:
    """A file of everything kept about a member."""
    rows = {name: [_readable(row) for row in found] for name, found in everything.items() if found}
    text = json.dumps({"exported_at": at.isoformat(), **rows}, ensure_ascii=False, indent=2)
    return Card(
        "Everything kept about you",
        say("The file holds all of it: what you set, your answers and totals, and what I wrote to you."),
        note=say("{forget} erases it.", forget=CommandRef("takt profile forget")),
        document=Document("takt-about-you.json", text + "\n"),
    )


def confirm_forgetting(who: Person, leads_alone: Sequence[str]) -> Card:
    """Before anything is erased."""
    alone = say(
        "You are the only leader of {cohorts}. {appoint} names another one first.",
        cohorts=", ".join(shown(name, 60) for name in leads_alone),
        appoint=CommandRef("cohort appoint"),
    )
    return Card(
        "Forget you?",
        join(
            (
                say(
                    "**Erased:** your name, alias, time zone, exam date, reminders, reports, and what I wrote to you."
                    " You leave your cohorts and their boards."
                ),
                say("**Kept, tied to nobody:** your answers, so that the totals of others do not move."),
                alone if leads_alone else (),
                say("This cannot be undone. If you answer again, you start anew."),
            ),
            "\n\n",
        ),
        buttons=(
            (
                Button("Forget me", f"profile:forget:{who.id}", Look.DANGER),
                Button("First, everything kept about me", "profile:export"),
            ),
        ),
    )


def forgotten() -> Card:
    """It is done."""
    return Card(
        "You are forgotten",
        say("Nothing here says any more who you were. Thank you for studying along, and all the best for your exam."),
        note=say("Messages that others can see in a channel can be removed by those who manage it."),
    )


def taken_back() -> Card:
    """In the place of a message about somebody who asked to be forgotten."""
    return Card("Taken back", say("This message was taken back by the member it was about."))


def _nudge(who: Person) -> Text:
    return say("at {at}, if you have not answered", at=f"{who.nudge_at:%H:%M}") if who.nudge_at else say("off")


def _seen(who: Person) -> Text:
    if not who.games and not who.hidden:
        return say("You chose no points and ranks: you are on no board, and no summary names you.")
    if who.hidden:
        return say("You are hidden: you are on no board, and no summary names you.")
    if who.alias:
        return say("**{alias}**, your alias, with your points on the board", alias=who.alias)
    return say("**{name}**, with your points on the board", name=shown(who.name))


def _readable(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as a person can read it: instants in ISO form, cards and forms as their parts."""
    return {name: _value(name, value) for name, value in row.items()}


def _value(name: str, value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if name in ("card", "form") and isinstance(value, str):
        return json.loads(value)
    return value
