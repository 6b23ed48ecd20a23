"""Practice: what is shown, what is told, what comes back, and whose it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.message import Card, Reply, Tone
from bot.model.domains import Domain
from bot.store import cohorts, memberships, people, personal, practice, rounds
from bot.store.practice import Turn
from tests.core.world import (
    World,
    answered,
    as_card,
    ask_now,
    found_cohort,
    key_of,
    labels,
    text_of,
    token,
    world,
)

DAY = timedelta(days=1)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as w:
        await found_cohort(w)
        yield w


async def shown(w: World, card: Reply) -> Turn:
    """What a practice card shows."""
    number = int(token(card, "A").split(":")[1])
    async with w.desk.store.read() as tx:
        found = await practice.turn(tx, number)
    assert found
    return found


async def letter(w: World, card: Reply, *, right: bool) -> str:
    """A right or wrong letter of a practice card."""
    turn = await shown(w, card)
    key = turn.order.index(w.desk.bank.item(turn.item, turn.version).draw(turn.seed).key)
    return "ABCD"[key if right else (key + 1) % 4]


async def tried(w: World, who: str, card: Reply, *, right: bool) -> Card:
    return as_card(await w.press(who, token(card, await letter(w, card, right=right))))


async def asked_and_closed(w: World, who: str = "ana", *, right: bool = False, domain: Domain = Domain.SUPPLY) -> str:
    """A written question is asked, answered by somebody, and closed. Returns its item."""
    while True:
        number = await ask_now(w, domain=domain)
        await answered(w, who, number, right=right)
        await w.advance(DAY)
        async with w.desk.store.read() as tx:
            asked = await rounds.get(tx, number)
        assert asked
        if w.desk.bank.item(asked.item, asked.version).generator is None:
            return asked.item


# --- what is shown


async def test_before_anything_has_closed_only_computed_questions_come(here: World) -> None:
    await ask_now(here)
    seen = set()
    for _ in range(10):
        card = await here.command("ana", "takt practice")
        turn = await shown(here, card)
        assert here.desk.bank.current(turn.item).generator is not None
        assert turn.seed < -1, "a round's seed is never negative"
        await tried(here, "ana", card, right=True)
        seen.add(turn.item)
    generated = [item for item in here.desk.bank.eligible() if item.generator]
    assert len(seen) == min(10, len(generated)), "each before any comes again"


async def test_a_domain_is_kept_to_and_one_more_goes_on_with_it(here: World) -> None:
    card = await here.command("ana", "takt practice", what="inventory")
    assert as_card(card).title == "Practice · Inventory"
    told = await tried(here, "ana", card, right=True)
    assert told.title.startswith("Right: ") and told.tone is Tone.RIGHT
    assert labels(told) == ["One more", "Terms in this question"]
    assert as_card(await here.press("ana", token(told, "One more"))).title == "Practice · Inventory"


async def test_one_more_stands_on_the_final_receipt_of_the_daily_question(here: World) -> None:
    number = await ask_now(here)
    receipt = await here.press("ana", f"answer:{number}:{await key_of(here, number)}")
    assert "One more" not in labels(receipt)
    final = await here.press("ana", token(receipt, "Sure"))
    assert "One more" in labels(final)
    assert as_card(await here.press("ana", token(final, "One more"))).title.startswith("Practice · ")


async def test_a_closed_question_is_practised_and_an_open_one_is_not(here: World) -> None:
    closed = await asked_and_closed(here, "ben")
    number = await ask_now(here, domain=Domain.SUPPLY)
    async with here.desk.store.read() as tx:
        open_now = await rounds.get(tx, number)
    assert open_now
    items = set()
    for _ in range(6):
        card = await here.command("ana", "takt practice", what="supply")
        items.add((await shown(here, card)).item)
        await tried(here, "ana", card, right=True)
    assert closed in items
    assert open_now.item not in items or here.desk.bank.current(open_now.item).generator


async def test_a_withdrawn_question_is_never_practised(here: World) -> None:
    number = await ask_now(here, domain=Domain.QUALITY)
    async with here.desk.store.read() as tx:
        withdrawn = await rounds.get(tx, number)
    assert withdrawn
    await here.press("lea", f"cohort:replace:{number}")
    await here.advance(DAY)
    for _ in range(5):
        card = await here.command("ana", "takt practice", what="quality")
        turn = await shown(here, card)
        assert turn.item != withdrawn.item or turn.seed != withdrawn.seed
        await tried(here, "ana", card, right=True)


async def test_what_another_cohort_of_theirs_was_not_asked_stays_closed(here: World) -> None:
    closed = await asked_and_closed(here, "ana")
    me = await here.desk.directory.who(here.asker("ana").account, "Ana", "", here.now)
    async with here.desk.store.write() as tx:
        first = await cohorts.get(tx, 1)
        assert first
        other = await cohorts.create(tx, first)
        await memberships.join(tx, other, me.person, here.now)
    for _ in range(4):
        card = await here.command("ana", "takt practice", what="supply")
        assert (await shown(here, card)).item != closed
        await tried(here, "ana", card, right=True)
    assert as_card(await here.command("ana", "takt practice", what="missed")).title == "Nothing to repeat right now"
    async with here.desk.store.write() as tx:
        await memberships.change(tx, other, me.person, left_at=here.now)
    assert (await shown(here, await here.command("ana", "takt practice", what="missed"))).item == closed


async def test_a_card_whose_question_is_asked_again_by_now_tells_nothing(here: World) -> None:
    closed = await asked_and_closed(here, "ana")
    card = await here.command("ana", "takt practice", what="missed")
    assert (await shown(here, card)).item == closed
    async with here.desk.store.write() as tx:
        await rounds.prepare(tx, 1, closed, 5)
    await ask_now(here)
    refused = await tried(here, "ana", card, right=True)
    assert refused.title == "Your group is being asked this one just now"
    assert not refused.fields


# --- what comes back


async def test_what_was_missed_comes_back_until_it_was_right_twice(here: World) -> None:
    missed = await asked_and_closed(here, "ana")
    card = await here.command("ana", "takt practice", what="missed")
    assert (await shown(here, card)).item == missed
    assert "you missed this one before" in text_of(card)
    told = await tried(here, "ana", card, right=True)
    assert "It comes back from" in text_of(told)

    waiting = await here.command("ana", "takt practice", what="missed")
    assert "1 to come" in text_of(waiting)
    assert labels(waiting) == ["Something else"]

    await here.advance(10 * DAY)
    card = await here.command("ana", "takt practice")
    assert (await shown(here, card)).item == missed, "what is due comes first"
    assert "Right twice: this one stays away now." in text_of(await tried(here, "ana", card, right=True))
    await here.advance(20 * DAY)
    assert "Nothing that you missed" in text_of(await here.command("ana", "takt practice", what="missed"))


async def test_wrong_again_begins_anew(here: World) -> None:
    missed = await asked_and_closed(here, "ana")
    for right in (True, False, True):
        card = await here.command("ana", "takt practice", what="missed")
        assert (await shown(here, card)).item == missed
        assert "stays away" not in text_of(await tried(here, "ana", card, right=right))
        await here.advance(10 * DAY)
    card = await here.command("ana", "takt practice", what="missed")
    assert "stays away" in text_of(await tried(here, "ana", card, right=True))


async def test_what_is_missed_in_practice_comes_back_with_fresh_numbers(here: World) -> None:
    card = await here.command("ana", "takt practice", what="demand")
    first = await shown(here, card)
    await tried(here, "ana", card, right=False)
    await here.advance(DAY)
    again = await shown(here, await here.command("ana", "takt practice", what="missed"))
    assert again.item == first.item
    assert again.seed != first.seed


async def test_the_exam_is_the_horizon(here: World) -> None:
    await asked_and_closed(here, "ana")
    sat = (here.now + 3 * DAY).date().isoformat()
    await here.command("ana", "countdown set", date=sat, time="09:00", zone="Europe/Berlin", venue="centre")
    for _ in range(2):
        card = await here.command("ana", "takt practice", what="missed")
        told = await tried(here, "ana", card, right=True)
        await here.advance(timedelta(hours=37))
    assert "stays away" in text_of(told), "both times fit in before the exam"


# --- whose it is


async def test_practice_earns_nothing_and_nobody_else_sees_it(here: World) -> None:
    await asked_and_closed(here, "ana")
    before = await here.command("ana", "score show")
    count = len(here.platform.messages)
    for _ in range(3):
        await tried(here, "ana", await here.command("ana", "takt practice"), right=True)
    await here.settle()
    assert text_of(await here.command("ana", "score show")) == text_of(before)
    assert len(here.platform.messages) == count


async def test_the_first_choice_stands_and_a_second_press_is_told_the_same(here: World) -> None:
    card = await here.command("ana", "takt practice")
    first = await tried(here, "ana", card, right=False)
    second = await tried(here, "ana", card, right=True)
    assert second.title == first.title
    assert (await shown(here, card)).chosen is not None


async def test_a_card_of_somebody_else_and_a_forged_one_are_refused(here: World) -> None:
    card = await here.command("ana", "takt practice")
    stolen = await here.press("ben", token(card, "A"))
    assert as_card(stolen).title == "This button is out of date"
    assert (await shown(here, card)).chosen is None
    for forged in ("practice:999:0:any", f"{token(card, 'A').replace(':0:', ':7:')}", "practice:next:everything"):
        assert as_card(await here.press("ana", forged)).title == "This button is out of date"


async def test_it_works_in_a_direct_message_too(here: World) -> None:
    missed = await asked_and_closed(here, "ana")
    card = await here.command("ana", "takt practice", direct=True)
    assert (await shown(here, card)).item == missed
    assert as_card(await here.press("ana", token(card, "A"), direct=True)).fields


async def test_it_is_exported_and_forgotten(here: World) -> None:
    await asked_and_closed(here, "ana")
    await tried(here, "ana", await here.command("ana", "takt practice", what="missed"), right=False)
    me = await here.desk.directory.who(here.asker("ana").account, "Ana", "", here.now)
    async with here.desk.store.write() as tx:
        everything = await personal.export(tx, me.person)
        assert everything["practice_card"] and everything["practice_turn"]
        await personal.forget(tx, me.person, here.now)
        everything = await personal.export(tx, me.person)
        assert not everything["practice_card"] and not everything["practice_turn"]
        assert (await people.get(tx, me.person)).forgotten


# --- mistakes that come again


async def test_a_mistake_that_comes_again_is_told_by_its_name(here: World) -> None:
    await here.command("ana", "countdown set", date="2027-05-01")
    told: dict[str, list[str]] = defaultdict(list)
    for _ in range(40):
        card = await here.command("ana", "takt practice", what="quality")
        turn = await shown(here, card)
        options = here.desk.bank.item(turn.item, turn.version).draw(turn.seed).options
        slips = {options[i].mistake: p for p, i in enumerate(turn.order) if options[i].mistake}
        if slips:
            made = max(slips, key=lambda mistake: len(told[mistake]))
            told[made].append(text_of(await here.press("ana", token(card, "ABCD"[slips[made]]))))
        await here.advance(DAY)
    made = max(told, key=lambda mistake: len(told[mistake]))
    assert "caught you" not in told[made][0]
    assert f"The second time that {made} caught you." in told[made][1]
    assert f"The third time that {made} caught you." in told[made][2]


async def test_rounds_and_practice_count_together(here: World) -> None:
    async with here.desk.store.write() as tx:
        await rounds.prepare(tx, 1, "quality.oee", 4)
    options = here.desk.bank.current("quality.oee").draw(4).options
    wrong = next(i for i, o in enumerate(options) if o.mistake)
    number = await ask_now(here)
    receipt = await here.press("ana", f"answer:{number}:{wrong}")
    assert "caught you" not in text_of(await here.press("ana", token(receipt, "Guess")))
    for _ in range(30):
        card = await here.command("ana", "takt practice", what="quality")
        turn = await shown(here, card)
        drawn = here.desk.bank.item(turn.item, turn.version).draw(turn.seed).options
        same = [p for p, i in enumerate(turn.order) if drawn[i].mistake == options[wrong].mistake]
        if same:
            told = text_of(await here.press("ana", token(card, "ABCD"[same[0]])))
            assert f"The second time that {options[wrong].mistake} caught you." in told
            return
        await tried(here, "ana", card, right=True)
    raise AssertionError("the mistake was never offered again")
