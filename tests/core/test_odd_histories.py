"""What happens between two steps, or long after: nothing that was prepared, kept or promised gets lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.chat.platform import Later
from bot.chat.request import Gone
from bot.model.cohort import Phase
from bot.model.domains import Domain
from bot.model.rounds import RoundState
from bot.store import cohorts, erasing, people, rounds
from bot.store.schema import round_
from tests.core.world import World, ask_now, found_cohort, labels, text_of, token, world


async def lose_room(w: World) -> None:
    await w.takt.dispatcher.ask(Gone(w.room, "gone-1", w.now))


async def test_a_question_asked_about_another_domain_leaves_the_previewed_one_for_its_day(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        await ask_now(w)
        await w.command("lea", "cohort next")
        async with w.desk.store.read() as tx:
            coming = await rounds.prepared(tx, 1)
        assert coming
        other = next(d for d in Domain if not coming.item.startswith(f"{d}."))
        await ask_now(w, domain=other)
        await w.advance(timedelta(days=1))
        async with w.desk.store.read() as tx:
            last = await rounds.latest(tx, 1)
            assert last and (last.item, last.seed) == (coming.item, coming.seed)
            assert await rounds.prepared(tx, 1) is None


async def test_leaders_hear_that_the_channel_is_lost_and_bring_the_cohort_back_to_it(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        number = await found_cohort(w)
        asked = await ask_now(w)
        await w.press("ana", f"answer:{asked}:1")
        await lose_room(w)
        await w.settle()
        (told,) = w.platform.direct("lea")
        assert "#cpim" in text_of(told.card) and "Early birds" in told.card.title
        await w.advance(timedelta(days=7))
        reply = text_of(await w.command("lea", "cohort create"))
        assert "Early birds goes on" in reply
        async with w.desk.store.read() as tx:
            here = await cohorts.at(tx, w.room)
        assert here and here.id == number
        await w.advance(timedelta(days=1))
        assert w.platform.in_room("cpim")[-1].key == f"round:{asked + 1}:1"


async def test_somebody_else_founds_a_new_cohort_in_a_channel_that_was_lost(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        number = await found_cohort(w)
        await lose_room(w)
        w.platform.managers.add("mia")
        await w.command("mia", "cohort create", exam="cpim-9.0", zone="Europe/Berlin", name="Owls")
        async with w.desk.store.read() as tx:
            here = await cohorts.at(tx, w.room)
        assert here and here.id != number


async def test_a_finished_cohort_does_not_come_back(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        number = await found_cohort(w)
        await lose_room(w)
        async with w.desk.store.write() as tx:
            cohort = await cohorts.get(tx, number)
            assert cohort
            await cohorts.save(tx, replace(cohort, phase=Phase.FINISHED))
        await w.command("lea", "cohort create", exam="cpim-9.0", zone="Europe/Berlin", name="Owls")
        async with w.desk.store.read() as tx:
            here = await cohorts.at(tx, w.room)
        assert here and here.id != number


async def test_a_cohort_that_lost_its_room_before_a_close_can_be_erased(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        number = await found_cohort(w)
        await ask_now(w)
        await w.advance(timedelta(minutes=1))
        await lose_room(w)
        await w.advance(timedelta(days=2))  # the question closes, and its key is written to the room all the same
        async with w.desk.store.write() as tx:
            await erasing.erase_cohort(tx, number)
            assert await cohorts.get(tx, number) is None


async def test_a_question_that_the_bank_has_lost_closes_and_the_next_one_comes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        number = await ask_now(w)
        await w.press("ana", f"answer:{number}:1")
        async with w.desk.store.write() as tx:
            await tx.execute(update(round_).where(round_.c.id == number).values(item="inventory.gone"))
        await w.advance(timedelta(days=8))
        assert "closed without its key" in caplog.text
        async with w.desk.store.read() as tx:
            old, last = await rounds.get(tx, number), await rounds.latest(tx, 1)
        assert old and old.state is RoundState.CLOSED
        assert last and last.id >= number + 4


async def test_whoever_is_forgotten_while_they_are_looked_up_is_nobody_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        ana = w.asker("ana").account
        first = await w.desk.directory.who(ana, "Ana", "", w.now)
        w.desk.directory.forget(ana)
        confirm = await w.command("ana", "takt profile forget")
        w.desk.directory.forget(ana)
        identify = people.identify

        async def slow(tx, who):  # type: ignore[no-untyped-def]
            found = await identify(tx, who)
            monkeypatch.undo()
            await w.press("ana", token(confirm, "Forget me"))
            return found

        monkeypatch.setattr(people, "identify", slow)
        await w.desk.directory.who(ana, "Ana", "", w.now)
        again = await w.desk.directory.who(ana, "Ana", "", w.now)
        assert again.person != first.person


async def test_a_platform_that_is_down_for_days_gets_no_backlog(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        w.platform.failures += [(Later("it is down", 60), False)] * 5000
        await w.advance(timedelta(days=4))
        assert w.platform.in_room("cpim") == []
        w.platform.failures.clear()
        await w.advance(timedelta(minutes=20))
        (only,) = w.platform.in_room("cpim")
        assert labels(only.card)[:4] == list("ABCD")
