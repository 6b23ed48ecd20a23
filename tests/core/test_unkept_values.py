"""What no database can hold is refused, or taken out, before it gets there: on each engine the same."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.request import Pressed, Suggest
from bot.store import people
from tests.core.world import World, ask_now, found_cohort, text_of, world

TOO_LARGE = (2**31, -(10**17))


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as w:
        await found_cohort(w)
        await ask_now(w)
        yield w


def numbered(w: World) -> list[str]:
    """Every pattern of a token with a number in it, with places for numbers alone left open."""
    patterns = [action.pattern for action in w.takt.dispatcher.catalogue.actions if ":int>" in action.pattern]
    return [re.sub(r"<\w+>|<\w+:rest>", "x", pattern) for pattern in patterns]


@pytest.mark.parametrize("number", TOO_LARGE)
async def test_a_number_that_no_token_of_ours_holds_belongs_to_nothing(here: World, number: int) -> None:
    patterns = numbered(here)
    assert len(patterns) > 40
    for pattern in patterns:
        reply = await here.press("lea", re.sub(r"<\w+:int>", str(number), pattern))
        assert "out of date" in text_of(reply), pattern


async def test_the_largest_number_is_looked_for_and_not_found(here: World) -> None:
    for pattern in numbered(here):
        await here.press("lea", re.sub(r"<\w+:int>", str(2**31 - 1), pattern))


@pytest.mark.parametrize("number", TOO_LARGE)
async def test_a_number_that_is_typed_is_refused_by_its_name(here: World, number: int) -> None:
    for command in here.takt.dispatcher.catalogue.commands:
        for param in command.params:
            if param.kind == "int":
                reply = text_of(await here.give("lea", command.name, {param.name: str(number)}))
                assert "is too large" in reply, command.name


async def test_what_nobody_can_read_is_taken_out_of_what_people_type_and_are_called(here: World) -> None:
    asker = replace(here.asker("ana"), name="A\x00na\ud83d", room_name="#c\x00pim")
    reply = await here.takt.dispatcher.ask(Pressed(asker, "e1", here.now, "answer:1:0"))
    assert text_of(reply)
    async with here.desk.store.read() as tx:
        found = await people.identify(tx, asker.account)
    assert found is not None and found.name == "Ana"
    for command in here.takt.dispatcher.catalogue.commands:
        for param in command.params:
            await here.give("lea", command.name, {param.name: "a\x00b\udc00"}, rest="\x00")
            asked = Suggest(
                here.asker("lea"), f"{command.name}{param.name}", here.now, command.name, param.name, "\x00"
            )
            await here.takt.dispatcher.ask(asked)
    for token in ("again:\x00", "draft\udfff", "\x00"):
        assert text_of(await here.press("lea", token))


async def test_a_form_comes_without_them_too(here: World) -> None:
    for action in here.takt.dispatcher.catalogue.actions:
        token = re.sub(r"<\w+>|<\w+:rest>", "x", re.sub(r"<\w+:int>", "1", action.pattern))
        await here.submit("lea", token, text="wrong\x00 key\ud800", name="\x00", code="\x00\x00")
