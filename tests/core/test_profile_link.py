"""Two accounts of one person: linked by a code and two words, counted once, and unlinked without a trace."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.chat.message import Reply
from bot.chat.text import words
from bot.model.standing import Window
from bot.store import answers, bindings, links, memberships, standings
from bot.store.schema import account, appointment, domain_standing, lent, link, member, person, standing
from tests.core.recount import kept, recounted
from tests.core.world import (
    World,
    answered,
    as_card,
    ask_now,
    found_cohort,
    key_of,
    labels,
    latest_round,
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


@pytest.fixture
async def there(here: World) -> World:
    """A room of the same cohort on Slack, where Ana goes by the name of Anna."""
    there = here.beside()
    async with here.desk.store.write() as tx:
        await bindings.bind(tx, 1, there.room, "#study", here.now)
    return there


def code_in(reply: Reply) -> str:
    found = re.search(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", text_of(reply))
    assert found, text_of(reply)
    return found[0]


async def linked(first: World, second: World, who: str = "ana", other: str = "anna") -> None:
    code = code_in(await first.command(who, "takt profile link", direct=True))
    offer = await second.command(other, "takt profile link", code=code, direct=True)
    await second.press(other, token(offer, "Yes, that is me"), direct=True)
    await first.settle()
    asked = first.platform.direct(who)[-1].card
    assert as_card(await first.press(who, token(asked, "Confirm"), direct=True)).title == "Linked"
    await first.settle()


async def unlinked(w: World, who: str) -> None:
    (label,) = labels(which := await w.command(who, "takt profile unlink", direct=True))
    assert as_card(await w.press(who, token(which, label), direct=True)).title == "Unlinked"


async def points(w: World) -> dict[str, tuple[int, int]]:
    """Points and answers by name; what is kept equals a recount."""
    async with w.desk.store.read() as tx:
        assert await kept(tx) == await recounted(tx)
        board = await standings.contenders(tx, 1, Window.ALL, "all")
    return {one.name: (one.tally.points, one.tally.answered) for one in board}


async def everything(w: World) -> dict[str, list[dict[str, Any]]]:
    """Who everybody is and how they stand, without rows of nothing."""
    tables = (person, account, member, appointment, standing, domain_standing, link, lent)
    async with w.desk.store.read() as tx:
        found = {
            table.name: [dict(row._mapping) for row in await tx.execute(select(table).order_by(*table.primary_key))]
            for table in tables
        }
    found["standing"] = [row for row in found["standing"] if row["answered"]]
    return found


# --- both sides confirm


async def test_each_side_is_shown_the_name_of_the_other_and_both_confirm(here: World, there: World) -> None:
    code = code_in(await here.command("ana", "takt profile link"))
    offer = await there.command("anna", "takt profile link", code=code)
    assert "one with Ana on Pretend" in text_of(offer)
    await here.settle()
    assert not here.platform.direct("ana")
    sent = as_card(await there.press("anna", token(offer, "Yes, that is me")))
    assert sent.title == "Now confirm over there"
    await here.settle()
    (asked,) = here.platform.direct("ana")
    assert "Anna on Slack used your code" in text_of(asked.card)
    await here.press("ana", token(asked.card, "Confirm"), direct=True)
    await here.settle()
    (asked,) = here.platform.direct("ana")
    assert "You and Anna on Slack are one" in text_of(asked.card) and labels(asked.card) == []
    (told,) = there.platform.direct("anna")
    assert "You and Ana on Pretend are one" in text_of(told.card)
    assert "Is this you?" not in text_of(await here.command("ana", "takt profile show"))


async def test_the_question_comes_with_the_next_private_reply_too(here: World, there: World) -> None:
    code = code_in(await here.command("ana", "takt profile link"))
    await there.press("anna", token(await there.command("anna", "takt profile link", code=code), "Yes, that is me"))
    reply = await here.command("ana", "takt profile show")
    assert "Is this you?" in text_of(reply)
    declined = await here.press("ana", token(reply, "Decline"))
    assert "was not linked" in text_of(declined)
    assert "declined on the other side" in text_of(await there.command("anna", "takt profile show"))
    assert "settled already" in text_of(await here.press("ana", "link:confirm:1"))


async def test_whoever_presses_no_is_not_named(here: World, there: World) -> None:
    code = code_in(await here.command("ana", "takt profile link"))
    offer = await there.command("anna", "takt profile link", code=code)
    await there.press("anna", token(offer, "No"))
    await here.settle()
    assert not here.platform.direct("ana")
    assert "settled already" in text_of(await there.press("anna", token(offer, "Yes, that is me")))


async def test_nobody_else_confirms_for_either_side(here: World, there: World) -> None:
    code = code_in(await here.command("ana", "takt profile link"))
    offer = await there.command("anna", "takt profile link", code=code)
    send = token(offer, "Yes, that is me")
    assert "out of date" in text_of(await there.press("eve", send))
    await there.press("anna", send)
    for w, who in ((here, "ben"), (there, "anna"), (there, "eve")):
        assert "out of date" in text_of(await w.press(who, "link:confirm:1"))
    assert "does not work" in text_of(await there.command("eve", "takt profile link", code=code))
    async with here.desk.store.read() as tx:
        assert (await tx.execute(select(link))).all() == []


async def test_a_code_is_good_for_ten_minutes_and_for_another_account(here: World, there: World) -> None:
    code = code_in(await here.command("ana", "takt profile link"))
    assert "the same person already" in text_of(await here.command("ana", "takt profile link", code=code))
    await here.advance(timedelta(minutes=10))
    assert "does not work" in text_of(await there.command("anna", "takt profile link", code=code))


async def test_five_wrong_codes_in_an_hour_are_the_end_of_it(here: World, there: World) -> None:
    for _ in range(5):
        last = await there.command("eve", "takt profile link", code="AAAA-BBBB-CCCC-DDDD")
    assert "Too many wrong codes" in text_of(last)
    code = code_in(await here.command("ana", "takt profile link"))
    assert "Too many wrong codes" in text_of(await there.command("eve", "takt profile link", code=code))
    assert "Link these two" in text_of(await there.command("anna", "takt profile link", code=code))


async def test_an_account_that_is_linked_links_no_further_one_to_another_person(here: World, there: World) -> None:
    await linked(here, there)
    code = code_in(await here.command("ben", "takt profile link"))
    assert "linked already" in text_of(await there.command("anna", "takt profile link", code=code))
    code = code_in(await here.command("ben", "takt profile link"))
    assert "linked already" in text_of(await here.command("ana", "takt profile link", code=code))


# --- one score


async def test_where_both_had_answered_the_earlier_answer_counts_and_unlinking_restores_both(
    here: World, there: World
) -> None:
    first = await ask_now(here)
    await answered(there, "anna", first, right=False)
    await answered(here, "ana", first)
    second = await ask_now(here)
    await answered(here, "ana", second)
    await answered(there, "anna", second, right=False)
    await answered(there, "anna", third := await ask_now(here))
    await here.command("ana", "takt help")
    before = await everything(here)
    assert await points(here) == {"Ana": (20, 2), "Anna": (14, 3)}
    await linked(here, there)
    assert await points(here) == {"Ana": (2 + 10 + 10, 3)}
    await unlinked(there, "anna")
    assert await points(here) == {"Ana": (20, 2), "Anna": (14, 3)}
    assert await everything(here) == before
    assert third == 3


async def test_the_second_account_is_told_what_counts_and_its_answer_is_kept(here: World, there: World) -> None:
    await linked(here, there)
    number = await ask_now(here)
    key = await key_of(here, number)
    wrong = (key + 1) % 4
    receipt = await here.press("ana", f"answer:{number}:{wrong}")
    second = as_card(await there.press("anna", f"answer:{number}:{key}"))
    assert second.title == f"Your first answer counts: {'ABCD'[wrong]}"
    assert "Sure" not in labels(second)
    # Settled with the second account it does not show the key, for the first one can still change.
    early = as_card(await there.press("anna", f"settle:{number}:{key}:sure"))
    assert early.title == f"Your first answer counts: {'ABCD'[wrong]}"
    assert as_card(await there.press("anna", f"change:{number}")).title.startswith("Your first answer counts")
    await here.press("ana", token(receipt, "Guess"))
    final = as_card(await there.press("anna", f"answer:{number}:{key}"))
    assert final.title.startswith(f"Not {'ABCD'[wrong]}") and "your other account" in words(final.text)
    assert await points(here) == {"Ana": (2, 1)}
    async with here.desk.store.read() as tx:
        assert await answers.count(tx, number) == 1
        assert [(g.last, g.person) for g in await answers.of_round(tx, number)] == [(wrong, 2), (key, 2)]
    await here.advance(DAY)
    assert await points(here) == {"Ana": (2, 1)}
    await unlinked(here, "ana")
    assert await points(here) == {"Ana": (2, 1), "Anna": (10, 1)}


async def test_a_change_of_mind_does_not_make_an_answer_the_later_one(here: World, there: World) -> None:
    number = await ask_now(here)
    key = await key_of(here, number)
    await here.press("ana", f"answer:{number}:{(key + 1) % 4}")
    await answered(there, "anna", number, right=False)
    await here.advance(timedelta(minutes=1))
    await here.press("ana", f"answer:{number}:{key}")
    await linked(here, there)
    assert await points(here) == {}
    await here.press("ana", f"settle:{number}:{key}:sure")
    assert await points(here) == {"Ana": (10, 1)}


async def test_the_board_the_counts_and_the_score_know_one_person(here: World, there: World) -> None:
    await linked(here, there)
    number = await ask_now(here)
    await answered(there, "anna", number)
    await answered(here, "ana", number, settle="")
    await here.advance(timedelta(minutes=1))
    assert "1 answered" in words(here.platform.in_room("cpim")[-1].card.note)
    score = text_of(await there.command("anna", "score show"))
    assert "10 points" in score
    async with here.desk.store.read() as tx:
        assert await answers.given_by(tx, 1, 2) == (1, 0)
        assert await answers.count_all(tx, 1) == 1
        assert (await answers.shares(tx, [number]))[number].total() == 1
        assert await memberships.count(tx, 1) == 2


async def test_whoever_previewed_with_one_account_scores_nothing_with_the_other(here: World, there: World) -> None:
    """Lea leads with one account and answers with the other."""
    await linked(here, there, "lea", "lea2")
    await here.press("lea", "cohort:preview:1")
    number = await ask_now(here)
    await answered(there, "lea2", number)
    assert await points(here) == {}
    await here.advance(DAY)
    assert await points(here) == {}


# --- where they belong, and what they set


async def test_a_leader_who_links_still_leads_and_leads_no_more_where_only_the_other_did(
    here: World, there: World
) -> None:
    await answered(there, "len", await ask_now(here))
    before = await everything(here)
    await linked(there, here, "len", "lea")
    for w, who in ((here, "lea"), (there, "len")):
        assert "Preview" in labels(await w.command(who, "cohort show"))
    async with here.desk.store.read() as tx:
        (leader,) = await memberships.of_cohort(tx, 1, leaders=True)
        assert leader.person.name == "Len" and await memberships.count(tx, 1) == 1
    await unlinked(there, "len")
    after = await everything(here)
    assert after["member"] == before["member"] and after["person"] == before["person"]


async def test_who_was_dismissed_while_linked_stays_dismissed(here: World, there: World) -> None:
    await answered(here, "ben", await ask_now(here))
    await here.command("lea", "cohort appoint", member="<@ben>")
    await linked(there, here, "len", "lea")
    await here.command("ben", "cohort dismiss", member="<@lea>")
    await unlinked(there, "len")
    async with here.desk.store.read() as tx:
        assert [one.person.name for one in await memberships.of_cohort(tx, 1, leaders=True)] == ["Ben"]
        assert {one.person.name for one in await memberships.of_cohort(tx, 1)} == {"Ben", "Lea"}


async def test_what_the_first_account_has_set_counts_and_the_other_ones_rests(here: World, there: World) -> None:
    await answered(here, "ana", await ask_now(here))
    await answered(there, "anna", await latest_round(here))
    await here.command("ana", "takt profile set", alias="Fox", zone="Berlin")
    await here.command("ana", "countdown set", date="2027-03-15")
    await there.command("anna", "takt profile set", alias="Owl", zone="Cairo")
    await there.command("anna", "countdown set", date="2027-06-01")
    before = await everything(here)
    await linked(here, there)
    profile = text_of(await there.command("anna", "takt profile show"))
    assert "Fox" in profile and "Europe/Berlin" in profile
    assert "15 March 2027" in text_of(await there.command("anna", "countdown show"))
    await unlinked(here, "ana")
    assert await everything(here) == before
    assert "1 June 2027" in text_of(await there.command("anna", "countdown show"))


async def test_what_only_the_second_account_has_set_counts_for_both_until_it_leaves(here: World, there: World) -> None:
    await answered(there, "anna", await ask_now(here))
    await there.command("anna", "takt profile set", alias="Owl")
    await there.command("anna", "countdown set", date="2027-03-15")
    await here.command("ana", "takt help")
    await here.command("ana", "takt profile show")
    before = await everything(here)
    await linked(here, there)
    assert "Owl" in text_of(await here.command("ana", "takt profile show"))
    await here.advance(timedelta(days=23))  # ninety days before: 15 December
    assert "15 March 2027" in text_of(here.platform.direct("ana")[-1].card)
    assert not any("March" in text_of(m.card) for m in there.platform.direct("anna"))
    await unlinked(here, "ana")
    after = await everything(here)
    assert after["person"] == before["person"] and after["appointment"] == before["appointment"]
    await here.advance(timedelta(days=31))  # sixty
    assert "in 60 days" in text_of(there.platform.direct("anna")[-1].card)


async def test_what_was_changed_while_linked_stays_with_the_first_account(here: World, there: World) -> None:
    await there.command("anna", "takt profile set", alias="Owl")
    await linked(here, there)
    await there.command("anna", "takt profile set", alias="Night owl")
    await unlinked(here, "ana")
    assert "Night owl" in text_of(await here.command("ana", "takt profile show"))
    assert "Owl, your alias" in text_of(await there.command("anna", "takt profile show"))


async def test_each_account_keeps_its_own_name(here: World, there: World) -> None:
    await linked(here, there)
    renamed = there.asker("anna")
    await here.desk.directory.who(renamed.account, "Annabel", "", here.now)
    assert "Ana, with your points" in text_of(await here.command("ana", "takt profile show"))
    async with here.desk.store.read() as tx:
        assert [one.name for one in await links.accounts(tx, 2)] == ["Ana", "Annabel"]


async def test_whoever_joins_a_cohort_with_the_linked_account_alone_is_a_member_with_it_afterwards(
    here: World, there: World
) -> None:
    await linked(here, there)
    await answered(there, "anna", await ask_now(here))
    await unlinked(here, "ana")
    async with here.desk.store.read() as tx:
        assert {one.person.name for one in await memberships.of_cohort(tx, 1)} == {"Lea", "Anna"}
    assert await points(here) == {"Anna": (10, 1)}


async def test_three_accounts_come_and_go_in_any_order(here: World, there: World) -> None:
    third = here.beside("discord", "third", "")
    async with here.desk.store.write() as tx:
        await bindings.bind(tx, 1, third.room, "#third", here.now)
    number = await ask_now(here)
    await answered(third, "annie", number)
    await answered(there, "anna", number, right=False)
    await answered(here, "ben", number)
    await here.command("ana", "takt help")
    before = await everything(here)
    await linked(here, there)
    assert await points(here) == {"Ana": (2, 1), "Annie": (10, 1), "Ben": (10, 1)}
    await linked(here, third, "ana", "annie")
    assert await points(here) == {"Ana": (10, 1), "Ben": (10, 1)}
    await unlinked(there, "anna")
    assert await points(here) == {"Ana": (10, 1), "Anna": (2, 1), "Ben": (10, 1)}
    await unlinked(third, "annie")
    assert await points(here) == {"Anna": (2, 1), "Annie": (10, 1), "Ben": (10, 1)}
    after = await everything(here)
    assert after["account"] == before["account"]
    assert [{**row, "number": 0} for row in after["member"]] == [{**row, "number": 0} for row in before["member"]]


# --- what is kept, and being forgotten


async def test_the_export_holds_both_accounts_and_what_rests(here: World, there: World) -> None:
    await there.command("anna", "takt profile set", alias="Owl")
    await here.command("ana", "takt profile set", alias="Fox")
    await answered(there, "anna", await ask_now(here))
    await linked(here, there)
    card = as_card(await here.command("ana", "takt profile export"))
    assert card.document
    found = json.loads(card.document.text)
    assert {row["name"] for row in found["account"]} == {"Ana", "Anna"}
    assert {row["alias"] for row in found["person"]} == {"Fox", "Owl"}
    assert len(found["answer"]) == 1 and len(found["link"]) == 1
    assert "digest" not in card.document.text


async def test_being_forgotten_covers_every_account(here: World, there: World) -> None:
    await there.command("anna", "takt profile set", alias="Owl")
    number = await ask_now(here)
    await answered(there, "anna", number)
    await answered(here, "ben", number)
    await linked(here, there)
    await here.press("ana", token(await here.command("ana", "takt profile forget"), "Forget me"))
    async with here.desk.store.read() as tx:
        assert await kept(tx) == await recounted(tx)
        names = [(row.name, row.alias) for row in await tx.execute(select(person).order_by(person.c.id))]
        assert ("Ana", "") not in names and not any(name == "Anna" or alias == "Owl" for name, alias in names)
        assert (await tx.execute(select(link))).all() == [] and (await tx.execute(select(lent))).all() == []
    assert await points(here) == {"Ben": (10, 1)}
    assert "none yet" in text_of(await there.command("anna", "takt profile show"))


async def test_what_waited_to_be_told_to_the_second_account_is_told(here: World, there: World) -> None:
    number = await ask_now(here)
    receipt = await there.press("anna", f"answer:{number}:0")
    form = await there.press("anna", f"report:{number}")
    await there.fill("anna", form, text="Option B is right too")  # type: ignore[arg-type]
    await linked(here, there)
    await here.submit("lea", "report:declined:1", reason="")
    assert "report" in text_of(await here.command("ana", "takt help")).lower()
    assert receipt


async def test_nothing_to_unlink(here: World) -> None:
    assert "No other account is linked" in text_of(await here.command("ana", "takt profile unlink"))
    assert "out of date" in text_of(await here.press("ana", "unlink:1"))
