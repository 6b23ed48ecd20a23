"""`/takt help`: the front door, made from the declarations."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.chat.line import invoke
from bot.chat.message import Suggestions
from bot.chat.request import Suggest
from bot.chat.text import CommandRef, words
from bot.commands.catalogue import catalogue
from bot.rules.scoring import RULES_TEXT
from tests.core.world import World, as_card, ask_now, found_cohort, labels, text_of, token, world


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as w:
        await found_cohort(w)
        yield w


async def test_a_leader_sees_what_leaders_can_do_and_a_member_does_not(here: World) -> None:
    await here.press("ana", f"answer:{await ask_now(here)}:0")
    leader, member = [text_of(await here.command(who, "takt help")) for who in ("lea", "ana")]
    for_leaders = [f"/{c.name}" for c in catalogue().commands if c.leaders_only]
    assert for_leaders and all(name in leader and name not in member for name in for_leaders)
    for text in (leader, member):
        assert "/score show — " in text and "/takt board — " in text and "You study with Early birds." in text


async def test_every_command_is_named_on_the_leaders_page(here: World) -> None:
    text = text_of(await here.command("lea", "takt help"))
    assert not [c.name for c in catalogue().commands if c.name.split()[-1] not in text]


async def test_a_visitor_is_told_how_to_join(here: World) -> None:
    assert "You join Early birds with your first answer." in text_of(await here.command("ana", "takt help"))


async def test_where_nobody_studies_it_says_how_to_start(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        card = await w.command("ana", "takt help")
        assert "starts one there with /cohort create" in text_of(card)
        assert token(card, "Start a cohort") == "form:cohort.create"
        assert not as_card(await w.command("ana", "takt help", direct=True)).buttons


@pytest.mark.parametrize(
    "typed", ["score", "/score", "SCORE  show", "cpim-score", "board", "takt board", "profile set"]
)
async def test_a_topic_is_found_however_it_is_typed(here: World, typed: str) -> None:
    card = as_card(await here.command("ana", "takt help", topic=typed))
    assert card.title.startswith("Help: ")
    assert CommandRef(f"{'' if 'score' in typed.casefold() else 'takt '}{_name(typed)}") in [s.what for s in card.text]


def _name(typed: str) -> str:
    if "score" in typed.casefold():
        return "score show"
    return typed.removeprefix("takt ")


async def test_score_explains_how_points_are_counted(here: World) -> None:
    text = text_of(await here.command("ana", "takt help", topic="score"))
    assert "• window: " in text and "(week, month, all)" in text and "Example: /score show week" in text
    assert all(rule in text for rule in RULES_TEXT)


async def test_a_topic_explains_all_its_commands(here: World) -> None:
    text = text_of(await here.command("ana", "takt help", topic="profile"))
    for name in ("show", "set", "export", "forget"):
        assert f"/takt profile {name}" in text
    assert "[zone] [hide] [reminders] [duels] [alias]" in text


async def test_a_single_command_shows_its_parameters_and_example(here: World) -> None:
    for command in catalogue().commands:
        text = text_of(await here.command("ana", "takt help", topic=command.name))
        assert all(f"• {param.name}: {param.help}" in text for param in command.params)
        assert f"{command.help}." in text and "not affiliated with ASCM" in text
        assert command.example.startswith(command.name)


async def test_an_unknown_topic_gets_suggestions(here: World) -> None:
    card = await here.command("ana", "takt help", topic="scroe")
    assert "I know nothing of “scroe”. Did you mean score?" in text_of(card)
    assert labels(card)[0] == "Score" and len(labels(card)) <= 5
    assert as_card(await here.press("ana", token(card, "Score"))).title == "Help: score"
    assert as_card(await here.command("ana", "takt help", topic="x" * 3000)).title == "No help on that"


async def test_every_button_of_the_front_page_leads_somewhere(here: World) -> None:
    card = as_card(await here.command("lea", "takt help"))
    for label in labels(card):
        reply = await here.press("lea", token(card, label))
        assert getattr(reply, "title", "") != "This button is out of date"


async def test_topics_are_suggested_as_one_types(here: World) -> None:
    reply = await here.takt.dispatcher.ask(Suggest(here.asker("ana"), "e", here.now, "takt help", "topic", "sco"))
    assert isinstance(reply, Suggestions)
    assert [pick.value for pick in reply.picks][:2] == ["score", "score show"]
    everything = await here.takt.dispatcher.ask(Suggest(here.asker("ana"), "e", here.now, "takt help", "topic", ""))
    assert isinstance(everything, Suggestions) and 10 < len(everything.picks) <= 25


async def test_the_pages_fit_every_platform(here: World) -> None:
    for typed in ("", *(topic for topic in ("score", "countdown", "cohort", "takt", "profile"))):
        card = as_card(await here.command("lea", "takt help", topic=typed))
        assert len(words(card.text)) <= 3000
        assert all(len(words(field.text)) <= 1024 for field in card.fields), typed


async def test_a_bare_takt_and_a_groups_help_are_help(here: World) -> None:
    bare = invoke(here.takt.dispatcher.catalogue, "takt", "", here.asker("ana"), "e1", here.now)
    assert as_card(await here.takt.dispatcher.ask(bare)).title == "What you can do here"
    of_score = invoke(here.takt.dispatcher.catalogue, "score", "help", here.asker("ana"), "e2", here.now)
    assert as_card(await here.takt.dispatcher.ask(of_score)).title == "Help: score"


async def test_what_has_a_show_is_shown_by_its_bare_name(here: World) -> None:
    bare = invoke(here.takt.dispatcher.catalogue, "takt", "profile", here.asker("ana"), "e1", here.now)
    assert as_card(await here.takt.dispatcher.ask(bare)).title == "Your profile"
