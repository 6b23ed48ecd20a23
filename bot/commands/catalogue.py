"""Everything that people can ask for. A new command takes a new file and one line here."""

from __future__ import annotations

from importlib import import_module

from bot.chat.command import Action, Catalogue, Command
from bot.commands.context import Context

_FILES = (
    "answering",
    "reporting",
    "score",
    "countdown_set",
    "countdown",
    "countdown_result",
    "cohort_create",
    "cohort_schedule",
    "cohort_plan",
    "cohort_questions",
    "triage",
    "cohort_people",
    "cohort_life",
    "cohort_rooms",
    "challenge_create",
    "challenge",
    "challenge_lead",
    "challenge_play",
    "question_beginning",
    "question",
    "question_reading",
    "practice",
    "duel",
    "challenge_live",
    "board",
    "formula",
    "term",
    "exam",
    "rest",
    "profile",
    "profile_link",
    "help",
)


def catalogue() -> Catalogue[Context]:
    """The commands, buttons and forms of every file, in the order in which people should read of them."""
    commands: list[Command[Context]] = []
    actions: list[Action[Context]] = []
    for name in _FILES:
        file = import_module(f"bot.commands.{name}")
        commands += getattr(file, "COMMANDS", ())
        actions += getattr(file, "ACTIONS", ())
    return Catalogue(tuple(commands), tuple(actions))
