"""Buttons on cards that are out of date do what they say, or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.request import Invoked, Pressed, Submitted
from bot.model.cohort import Reveal
from bot.store import answers, asides, cohorts
from tests.core.world import World, as_card, ask_now, found_cohort, labels, text_of, token, world


async def answer_of(w: World, who: str, number: int) -> answers.Given:
    me = await w.desk.directory.who(w.asker(who).account, who.capitalize(), "", w.now)
    async with w.desk.store.read() as tx:
        given = await answers.of_person(tx, number, me.person)
    assert given
    return given


async def test_sure_under_an_older_letter_settles_nothing_and_asks_about_the_newer_one(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        number = await ask_now(w)
        older = await w.press("ana", f"answer:{number}:0")
        newer = await w.press("ana", f"answer:{number}:2")
        reply = as_card(await w.press("ana", token(older, "Sure")))
        assert reply.title == "C. How sure?"
        assert not (await answer_of(w, "ana", number)).final
        await w.press("ana", token(newer, "Guess"))
        given = await answer_of(w, "ana", number)
        assert (given.last, given.final, given.confidence) == (2, True, "guess")


async def test_change_is_not_offered_again_where_one_change_was_allowed(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        number = await found_cohort(w)
        async with w.desk.store.write() as tx:
            cohort = await cohorts.get(tx, number)
            assert cohort
            await cohorts.save(tx, replace(cohort, reveal=Reveal.AT_CLOSE))
        asked = await ask_now(w)
        first = await w.press("ana", f"answer:{asked}:0")
        letters = await w.press("ana", token(first, "Change"))
        await w.press("ana", token(letters, "B"))
        again = await w.press("ana", token(first, "Change"))
        assert "A" not in labels(again)
        assert "changed it once" in text_of(again)


async def test_a_finished_cohort_is_not_resumed_from_a_direct_message(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        number = await found_cohort(w)
        await w.command("lea", "cohort pause")
        await w.press("lea", f"cohort:finish:{number}")
        reply = text_of(await w.press("lea", f"cohort:resume:{number}", direct=True))
        assert "running" not in reply and "goes on" not in reply


@pytest.mark.parametrize("form", ["form:cohort.delete", "fill:cohort.delete", "fill:cohort.resume"])
async def test_a_command_without_anything_to_fill_in_has_no_form(tmp_path: Path, form: str) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        reply = await w.takt.dispatcher.ask(Submitted(w.asker("lea"), "e", w.now, form, {}))
        assert "Resumed" not in as_card(reply).title and as_card(reply).tone == "refusal"


async def test_a_zone_that_this_machine_does_not_know_is_none(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        asker = replace(w.asker("zoe"), zone="Mars/Olympus Mons")
        number = await ask_now(w)
        as_card(await w.takt.dispatcher.ask(Pressed(asker, "e1", w.now, f"answer:{number}:1")))
        given = {"date": "14 March 2027"}
        reply = await w.takt.dispatcher.ask(Invoked(asker, "e2", w.now, "countdown set", given))
        assert "14 March 2027" in text_of(reply)


async def test_a_draft_is_kept_a_day_however_long_the_bot_runs(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        lea = await w.desk.directory.who(w.asker("lea").account, "Lea", "", w.now)
        form = await w.command("lea", "cohort schedule")
        async with w.desk.store.write() as tx:
            await asides.keep_draft(tx, "old", lea.account, form, w.now)  # type: ignore[arg-type]
        await w.advance(timedelta(days=1, hours=2))
        async with w.desk.store.read() as tx:
            assert await asides.find_draft(tx, "old", lea.account) is None
