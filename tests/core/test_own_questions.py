"""Members write questions: drafts, readers, verdicts, serving, credit, and what becomes of them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Table, event, func, select

from bot.bank.bank import UnknownItem
from bot.chat.message import Card, Choice, Invalid, Tone
from bot.chat.text import words
from bot.model.places import Room
from bot.model.rounds import Round
from bot.store import answers, bindings, cohorts, erasing, memberships, personal, questions, rounds
from bot.store.questions import Stage
from bot.store.schema import question, question_reader, question_reading, question_version
from bot.study import choosing, own_questions, owning, practising, upstream
from tests.core.own_world import (
    DAY,
    REASONS,
    STEM,
    WORDS,
    a_group,
    approved,
    asked,
    begun,
    letter_of,
    letter_to,
    own,
    prepared,
    read,
    written,
)
from tests.core.test_profile_link import linked, unlinked
from tests.core.world import World, as_card, as_form, ask_now, found_cohort, labels, text_of, token, world


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as w:
        await a_group(w)
        yield w


async def count(w: World, table: Table = question) -> int:
    async with w.desk.store.read() as tx:
        return int((await tx.execute(select(func.count()).select_from(table))).scalar_one())


async def round_of(w: World, number: int) -> Round:
    async with w.desk.store.read() as tx:
        found = await rounds.get(tx, number)
    assert found
    return found


# --- writing


async def test_the_place_is_picked_from_lists_of_buttons(here: World) -> None:
    card = as_card(await here.command("ana", "takt question add"))
    card = as_card(await here.press("ana", token(card, "Supply")))
    assert len(labels(card)) == 25
    card = as_card(await here.press("ana", token(card, labels(card)[3])))
    form = as_form(await here.press("ana", token(card, "Apply: use it in a case, or compute")))
    assert [i.name for i in form.inputs] == ["stem", "right", "wrong1", "wrong2", "wrong3"]
    assert len(form.token) <= 100


async def test_a_subtopic_is_found_by_code_and_by_name_and_what_is_near_is_told(here: World) -> None:
    for typed in ("in13", "IN13"):
        assert "IN13" in as_form(await here.command("ana", "takt question add", level="apply", subtopic=typed)).token
    wrong = as_card(await here.command("ana", "takt question add", subtopic="saftey stok"))
    assert wrong.tone is Tone.REFUSAL and "no subtopic" in text_of(wrong) and "afety stock" in text_of(wrong)


async def test_what_the_rules_forbid_is_said_by_input_and_nothing_is_lost(here: World) -> None:
    reply = await begun(here, right="All of the above", wrong1=WORDS["wrong2"])
    assert isinstance(reply, Invalid)
    errors = dict(reply.errors)
    assert re.search(r"option \d", str(errors)) is None and {"right", "wrong2"} <= set(errors)
    assert "wrong answer 1" in errors["wrong2"]
    again = as_form(await here.press("ana", token(reply.card, "Try again")))
    assert {i.name: i.value for i in again.inputs} == WORDS | {"right": "All of the above", "wrong1": WORDS["wrong2"]}
    assert await count(here) == 0


async def test_reasons_that_say_nothing_come_back_and_what_was_typed_is_kept(here: World) -> None:
    card = as_card(await begun(here))
    form = as_form(await here.press("ana", token(card, "Write the reasons")))
    reply = await here.fill("ana", form, **(REASONS | {"why2": "Wrong."}))
    assert isinstance(reply, Invalid) and list(dict(reply.errors)) == ["why2"]
    again = as_form(await here.press("ana", token(reply.card, "Try again")))
    assert {i.name: i.value for i in again.inputs} == REASONS | {"why2": "Wrong."}


async def test_numbers_are_put_in_ascending_order_and_stay_so(here: World) -> None:
    number = await written(here, right="40 units", wrong1="55 units", wrong2="20 units", wrong3="30 units")
    kept = (await own(here, number)).words
    assert kept.ordered and [o.text for o in kept.options] == ["20 units", "30 units", "40 units", "55 units"]
    assert kept.options[kept.key].text == "40 units"
    assert [words_of_choice(c) for c in letter_to(here, "lea").options] == [o.text for o in kept.options]


def words_of_choice(choice: Choice) -> str:
    return words(choice.text)


async def test_the_first_form_twice_is_one_question(here: World) -> None:
    form = as_form(await here.command("ana", "takt question add", level="apply", subtopic="IN13"))
    first = as_card(await here.fill("ana", form, **WORDS))
    second = as_card(await here.fill("ana", form, **WORDS))
    assert token(first, "Write the reasons") == token(second, "Write the reasons") and await count(here) == 1
    reasons = as_form(await here.press("ana", token(first, "Write the reasons")))
    for _ in range(2):
        assert "handed in" in as_card(await here.fill("ana", reasons, **REASONS)).title
    await here.settle()
    assert [len(here.platform.direct(who)) for who in ("lea", "max", "ana")] == [1, 1, 0]


async def test_somebody_who_is_no_member_and_a_group_without_questions(here: World) -> None:
    assert "members of the cohort" in as_card(await here.command("zoe", "takt question add")).title
    assert "members of the cohort" in as_card(await here.press("zoe", "question:write:1:IN13:apply")).title
    assert "have not written any" in text_of(await here.command("ana", "takt question list"))
    assert "Nobody in" in text_of(await here.command("lea", "takt question list"))


async def test_a_restart_between_the_forms_loses_nothing(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await a_group(w)
        await begun(w)
    async with world(tmp_path) as w:
        card = as_card(await w.command("ana", "takt question list"))
        assert "not finished" in text_of(card)
        whole = as_card(await w.press("ana", token(card, "Open 1")))
        await w.fill("ana", as_form(await w.press("ana", token(whole, "Write the reasons"))), **REASONS)
        await w.settle()
        card = await read(w, "lea", 1)
        asking = token(card, "Approve")
    async with world(tmp_path) as w:
        assert "approved" in as_card(await w.press("lea", asking, direct=True)).title


# --- reading


async def test_a_reader_sees_no_key_no_reason_and_no_author_before_they_answer(here: World) -> None:
    await written(here)
    for reader in ("lea", "max"):
        card = letter_to(here, reader)
        assert labels(card) == ["A", "B", "C", "D"]
        shown = text_of(card)
        assert "Ana" not in shown and not any(why in shown for why in REASONS.values())
    assert here.platform.direct("ben") == []


async def test_a_leader_who_lists_and_opens_it_is_shown_no_key_either(here: World) -> None:
    number = await written(here)
    card = as_card(await here.command("lea", "takt question list"))
    opened = as_card(await here.press("lea", token(card, f"Open {number}")))
    assert opened.options == () and "why" not in text_of(opened).lower()
    blind = as_card(await here.press("lea", token(card, f"Read {number}")))
    assert labels(blind) == ["A", "B", "C", "D"]


async def test_who_agrees_may_approve_and_the_author_hears_of_it(here: World) -> None:
    number = await written(here)
    card = await read(here, "lea", number)
    assert labels(card) == ["Approve", "Send back", "Reject"]
    assert all(why in text_of(card) for why in REASONS.values())
    done = as_card(await here.press("lea", token(card, "Approve"), direct=True))
    assert "is approved" in done.title
    assert as_card(await here.press("lea", token(card, "Approve"), direct=True)).title == done.title
    assert "is approved" in text_of(await here.command("ana", "takt question list"))
    await here.settle()
    assert labels(letter_to(here, "max")) == []


async def test_who_disagrees_cannot_approve_whatever_they_press(here: World) -> None:
    number = await written(here)
    card = await read(here, "lea", number, right=False)
    assert labels(card) == ["Send back", "Reject"]
    refused = as_card(await here.press("lea", f"question:approve:{number}:1", direct=True))
    assert refused.tone is Tone.REFUSAL and (await own(here, number)).stage is Stage.WAITING
    again = as_card(
        await here.press(
            "lea", token(letter_to(here, "lea"), await letter_of(here, number, letter_to(here, "lea"))), direct=True
        )
    )
    assert labels(again) == ["Send back", "Reject"]  # the first answer stands


async def test_nobody_decides_before_they_have_answered(here: World) -> None:
    number = await written(here)
    card = as_card(await here.press("lea", f"question:approve:{number}:1", direct=True))
    assert labels(card) == ["A", "B", "C", "D"] and (await own(here, number)).stage is Stage.WAITING
    await here.submit("lea", f"question:rejected:{number}:1", word="No.", direct=True)
    assert (await own(here, number)).stage is Stage.WAITING


async def test_an_author_who_leads_never_reads_their_own_nor_a_member_anybodys(here: World) -> None:
    number = await written(here, "lea")
    assert here.platform.direct("lea") == []
    for who in ("lea", "ben"):
        for what in ("read:{n}", "blind:{n}:1:0", "approve:{n}:1", "return:{n}:1", "rejected:{n}:1"):
            reply = as_card(await here.press(who, "question:" + what.format(n=number)))
            assert reply.tone is Tone.REFUSAL and "not yours" in reply.title, (who, what)
    assert await count(here, question_reading) == 0
    await here.press("max", token(await read(here, "max", number), "Approve"), direct=True)
    assert (await own(here, number)).stage is Stage.APPROVED


async def test_an_author_cannot_approve_through_a_linked_account_nor_after_parting(here: World) -> None:
    there = here.beside()
    async with here.desk.store.write() as tx:
        await bindings.bind(tx, 1, there.room, "#study", here.now)
    number = await written(here)
    anna = await there.desk.directory.who(there.asker("anna").account, "Anna", "", here.now)
    async with here.desk.store.write() as tx:
        await memberships.join(tx, 1, anna.person, here.now, leader=True)
    card = as_card(await there.press("anna", f"question:read:{number}", direct=True))
    assert labels(card) == ["A", "B", "C", "D"]  # nobody can know yet
    card = as_card(await there.press("anna", token(card, await letter_of(here, number, card)), direct=True))
    await linked(here, there)
    for w, who in ((there, "anna"), (here, "ana")):
        assert "not yours" in as_card(await w.press(who, token(card, "Approve"), direct=True)).title
    # What is written with a linked account was written by both of its owners, also after they part.
    second = await written(there, "anna", stem=STEM.replace("bicycle", "scooter"))
    await unlinked(here, "ana")
    ana = await here.desk.directory.who(here.asker("ana").account, "Ana", "", here.now)
    async with here.desk.store.write() as tx:
        for person in (anna.person, ana.person):
            await memberships.join(tx, 1, person, here.now, leader=True)
    for w, who in ((there, "anna"), (here, "ana")):
        assert "not yours" in as_card(await w.press(who, f"question:read:{second}", direct=True)).title
    await here.press("max", token(await read(here, "max", second), "Approve"), direct=True)
    assert (await own(here, second)).stage is Stage.APPROVED


async def test_a_question_sent_back_is_rewritten_and_is_another_version(here: World) -> None:
    number = await written(here)
    card = await read(here, "lea", number, right=False)
    form = as_form(await here.press("lea", token(card, "Send back"), direct=True))
    sent = as_card(await here.submit("lea", form.token, word="Counting may lower it too", direct=True))
    assert "sent back" in sent.title
    told = as_card(await here.command("ana", "takt question list"))
    assert "Counting may lower it too" in text_of(told)
    first = as_form(await here.press("ana", token(told, "Rewrite it")))
    kept = as_card(await here.fill("ana", first))
    reasons = as_form(await here.press("ana", token(kept, "Write the reasons")))
    unchanged = await here.fill("ana", reasons)
    assert isinstance(unchanged, Invalid) and "nothing has changed" in str(unchanged.errors)
    kept = as_card(await here.fill("ana", first, wrong3="Counting the frames twice in each month"))
    reasons = as_form(await here.press("ana", token(kept, "Write the reasons")))
    assert [i.value for i in reasons.inputs] == [*list(REASONS.values())[:3], ""]
    await here.fill("ana", reasons, why3=REASONS["why3"])
    await here.settle()
    assert (await own(here, number)).version == 2
    old = as_card(await here.press("max", f"question:blind:{number}:1:0", direct=True))
    assert labels(old) == ["A", "B", "C", "D"]  # of the new wording, unanswered
    assert await count(here, question_reading) == 1
    await here.press("lea", token(await read(here, "lea", number), "Approve"), direct=True)
    assert (await own(here, number)).stage is Stage.APPROVED


async def test_both_forms_again_without_a_change_leave_it_as_it_was(here: World) -> None:
    number = await approved(here)
    form = as_form(await here.press("ana", f"question:rewrite:{number}"))
    reasons = as_form(await here.press("ana", token(await here.fill("ana", form), "Write the reasons")))
    assert (await own(here, number)).stage is Stage.WRITING  # it is not asked meanwhile
    assert "is as it was" in as_card(await here.fill("ana", reasons)).title
    now = await own(here, number)
    assert (now.stage, now.version) == (Stage.APPROVED, 1)
    waiting = await written(here, stem=STEM.replace("bicycle", "scooter"))
    again = as_form(await here.command("ana", "takt question add", level="apply", subtopic="IN13"))
    await here.fill("ana", again, **(WORDS | {"stem": STEM.replace("bicycle", "scooter")}))
    assert (await own(here, waiting)).stage is Stage.WAITING and await count(here) == 2


async def test_of_two_readers_the_first_decides_and_the_second_is_told(here: World) -> None:
    number = await written(here)
    first, second = await read(here, "lea", number), await read(here, "max", number)
    await here.press("lea", token(first, "Approve"), direct=True)
    late = as_card(await here.press("max", token(second, "Reject"), direct=True))
    assert "no reading here any more" in late.title and (await own(here, number)).stage is Stage.APPROVED


async def test_a_named_reader_reads_until_they_are_named_no_more_or_leave(here: World) -> None:
    number = await written(here)
    assert as_card(await here.command("ben", "takt question reader", member="<@ben>")).tone is Tone.REFUSAL
    named = as_card(await here.command("lea", "takt question reader", member="<@ben>"))
    assert "Ben reads" in named.title and "now: 1" in text_of(named)
    await here.settle()
    card = await read(here, "ben", number)
    assert labels(card) == ["Approve", "Send back", "Reject"]
    await here.command("ben", "cohort leave")
    gone = as_card(await here.press("ben", token(card, "Approve"), direct=True))
    assert gone.tone is Tone.REFUSAL and (await own(here, number)).stage is Stage.WAITING
    ben = await here.desk.directory.who(here.asker("ben").account, "Ben", "", here.now)
    async with here.desk.store.read() as tx:
        assert not await own_questions.reads_for(tx, 1, ben.person)
    await here.command("lea", "takt question reader", member="<@chloe>")
    await here.settle()
    card = await read(here, "chloe", number)
    await here.command("lea", "takt question reader", member="<@chloe>", may="no")
    assert "not yours" in as_card(await here.press("chloe", token(card, "Approve"), direct=True)).title
    stranger = as_card(await here.command("lea", "takt question reader", member="<@zoe>"))
    assert stranger.tone is Tone.REFUSAL


async def test_an_author_is_told_where_nobody_can_read(here: World) -> None:
    await here.command("lea", "cohort dismiss", member="<@max>")
    first = as_card(await begun(here, "lea"))
    form = as_form(await here.press("lea", token(first, "Write the reasons")))
    assert "Nobody can read it yet" in text_of(await here.fill("lea", form, **REASONS))


# --- asking


async def test_an_approved_question_is_asked_and_credits_its_author(here: World) -> None:
    number = await approved(here)
    what = await asked(here, number)
    await here.press("ben", f"answer:{what}:0")
    card = here.platform.in_room("cpim")[-1].card
    assert text_of(card).startswith("Q2 · Inventory") and STEM in text_of(card) and "Ana" not in text_of(card)
    await here.advance(DAY)
    (reveal,) = [m.card for m in here.platform.messages if m.card.title.startswith("Q2: the key")]
    assert "Written by: Ana, for this cohort" in text_of(reveal)
    assert all(why in text_of(reveal) for why in REASONS.values())
    assert REASONS["why0"] in text_of(await here.press("ben", f"why:{what}"))
    assert "ycle stock" in text_of(await here.press("ben", f"term:asked:{what}"))


async def test_the_author_and_the_readers_score_nothing_for_it(here: World) -> None:
    number = await approved(here)
    what = await asked(here, number)
    found = await round_of(here, what)
    for who in ("ana", "lea", "ben"):
        receipt = await here.press(who, f"answer:{what}:{found.key}")
        await here.press(who, token(receipt, "Sure"))
    async with here.desk.store.read() as tx:
        scored = {}
        for who in ("ana", "lea", "ben"):
            me = await here.desk.directory.who(here.asker(who).account, who.capitalize(), "", here.now)
            given = await answers.of_person(tx, what, me.person)
            assert given
            scored[who] = given.scored
    assert scored == {"ana": False, "lea": False, "ben": True}


@pytest.mark.parametrize("how", ["leaves", "is forgotten", "hides"])
async def test_who_left_is_forgotten_or_hides_is_a_member(here: World, how: str) -> None:
    number = await approved(here)
    what = await asked(here, number)
    if how == "leaves":
        await here.command("ana", "cohort leave")
    elif how == "hides":
        await here.command("ana", "takt profile set", hide="yes")
    else:
        await forget(here, "ana")
    await here.advance(DAY)
    (reveal,) = [m.card for m in here.platform.messages if m.card.title.startswith("Q2: the key")]
    assert "Written by: a member" in text_of(reveal), how
    assert REASONS["why0"] in text_of(await here.press("ben", f"why:{what}"))


async def forget(w: World, who: str) -> None:
    card = as_card(await w.command(who, "takt profile forget", direct=True))
    await w.press(who, token(card, labels(card)[0]), direct=True)


async def test_who_is_forgotten_after_the_reveal_is_named_there_no_more(here: World) -> None:
    number = await approved(here)
    await asked(here, number)
    unasked = await written(here, stem=STEM.replace("bicycle", "scooter"))
    await here.advance(DAY)
    await forget(here, "ana")
    await here.settle()
    (reveal,) = [m.card for m in here.platform.messages if m.card.title.startswith("Q2: the key")]
    assert "Written by: a member" in text_of(reveal) and REASONS["why0"] in text_of(reveal)
    async with here.desk.store.read() as tx:
        assert await questions.get(tx, unasked) is None and await questions.get(tx, number) is not None


async def test_what_was_asked_is_rebuilt_word_for_word_after_it_was_rewritten_and_withdrawn(here: World) -> None:
    number = await approved(here)
    what = await asked(here, number)
    await here.advance(DAY)
    before = text_of(await here.press("ben", f"why:{what}"))
    form = as_form(await here.press("ana", f"question:rewrite:{number}"))
    card = as_card(await here.fill("ana", form, stem=STEM.replace("frames", "saddles")))
    await here.fill("ana", as_form(await here.press("ana", token(card, "Write the reasons"))))
    assert text_of(await here.press("ben", f"why:{what}")) == before
    await here.press(
        "ana", token(await here.command("ana", "takt question withdraw", number=str(number)), f"Withdraw {number}")
    )
    assert text_of(await here.press("ben", f"why:{what}")) == before


async def test_what_is_not_approved_is_not_picked_and_other_cohorts_never_have_it(here: World) -> None:
    number = await written(here)
    other = World(here.takt, here.platform, here._clock)
    other.room = Room("pretend", "guild", "two")
    second = await found_cohort(other, other.room)

    async def of(cohort: int) -> list[str]:
        async with here.desk.store.read() as tx:
            history = (await choosing.histories(tx, [1, second]))[cohort]
        return [one.item for one in choosing.candidates(here.desk, history.own) if questions.is_own(one.item)]

    assert await of(1) == []
    await here.press("lea", token(await read(here, "lea", number), "Approve"), direct=True)
    assert await of(1) == [f"own.{number}"] and await of(second) == []
    await prepared(here, number)
    sure = as_card(await here.command("lea", "takt question withdraw", number=str(number)))
    done = as_card(await here.press("lea", token(sure, f"Withdraw {number}")))
    assert "withdrawn" in done.title
    assert "was already" in text_of(await here.press("lea", token(sure, f"Withdraw {number}")))
    assert await of(1) == [] and "withdrawn by a leader" in text_of(await here.command("ana", "takt question list"))
    asked_now = await ask_now(here)
    async with here.desk.store.read() as tx:
        what = await rounds.get(tx, asked_now)
    assert what and not questions.is_own(what.item)


async def test_a_cohort_that_wrote_nothing_costs_opening_one_statement_for_all(here: World) -> None:
    seen: list[str] = []
    async with here.desk.store.read() as tx:
        driver = tx.sync_connection
        assert driver
        event.listen(driver, "before_cursor_execute", lambda c, cur, statement, *_: seen.append(statement))
        await choosing.histories(tx, range(1, 200))
        last = [one for one in await rounds.between(tx, 1, here.now.date() - DAY, here.now.date())]
        seen_before = len(seen)
        assert await owning.bank_of(tx, here.desk.bank, last) is here.desk.bank
    assert len(seen) == seen_before
    assert sum("question_version" in one for one in seen) == 1


async def test_it_comes_to_practice_once_it_has_closed_and_to_members_alone(here: World) -> None:
    number = await approved(here)
    async with here.desk.store.read() as tx:
        cohort = await cohorts.get(tx, 1)
        assert cohort
        bank = await owning.bank_among(tx, here.desk.bank, [cohort])
        assert f"own.{number}" not in await practising.closed_book(tx, bank, [cohort])
    what = await asked(here, number)
    found = await round_of(here, what)
    wrong = await here.press("ben", f"answer:{what}:{(found.key + 1) % 4}")
    await here.press("ben", token(wrong, "Sure"))
    await here.advance(2 * DAY)
    card = as_card(await here.command("ben", "takt practice", what="missed"))
    while STEM not in text_of(card):
        assert "A" in labels(card), text_of(card)
        await here.press("ben", token(card, "A"))
        card = as_card(await here.command("ben", "takt practice", what="missed"))
    told = as_card(await here.press("ben", token(card, "A")))
    assert REASONS["why0"] in text_of(told)
    async with here.desk.store.write() as tx:
        await erasing.erase_cohort(tx, 1)
    for table in (question, question_version, question_reading, question_reader):
        assert await count(here, table) == 0


async def test_a_practice_card_of_a_deleted_cohorts_question_is_out_of_date(here: World) -> None:
    number = await approved(here)
    what = await asked(here, number)
    found = await round_of(here, what)
    wrong = await here.press("ben", f"answer:{what}:{(found.key + 1) % 4}")
    await here.press("ben", token(wrong, "Sure"))
    await here.advance(2 * DAY)
    card = as_card(await here.command("ben", "takt practice", what="missed"))
    assert STEM in text_of(card)
    async with here.desk.store.write() as tx:
        await erasing.erase_cohort(tx, 1)
    assert "out of date" in as_card(await here.press("ben", token(card, "A"))).title
    with pytest.raises(UnknownItem):
        here.desk.bank.item(f"own.{number}", 1)


async def test_a_correction_of_its_key_keeps_the_credit_and_stays_in_the_cohort(here: World) -> None:
    number = await approved(here)
    what = await asked(here, number)
    found = await round_of(here, what)
    for who in ("ben", "chloe"):
        receipt = await here.press(who, f"answer:{what}:{found.key}")
        await here.press(who, token(receipt, "Sure"))
    form = as_form(await here.press("ben", f"report:{what}"))
    await here.submit("ben", form.token, text="Another one is right")
    await here.advance(DAY)
    other = "ABCD"[(found.key + 1) % 4]
    page = as_card(await here.command("lea", "takt reports"))
    assert STEM in text_of(page)
    form = as_form(await here.press("lea", token(page, "Correct the key")))
    assert "corrected" in as_card(await here.fill("lea", form, key=other)).title
    await here.settle()
    (reveal,) = [m.card for m in here.platform.messages if m.card.title.startswith("Q2: the key")]
    assert reveal.title.endswith(other) and "Written by: Ana" in text_of(reveal)
    async with here.desk.store.read() as tx:
        assert (await upstream.carried(tx, here.desk.bank))["corrections"] == []
        history = (await choosing.histories(tx, [1]))[1]
        amended = choosing.as_amended(history.own[0], history.amended)
    assert amended.question and amended.question.key == found.order["ABCD".index(other)]


# --- what is kept


async def test_the_export_has_what_one_wrote_and_read_and_nobody_elses(here: World) -> None:
    number = await written(here)
    await read(here, "lea", number)
    for who, has in (("ana", {"question", "question_version"}), ("lea", {"question_reading"}), ("ben", set())):
        me = await here.desk.directory.who(here.asker(who).account, who.capitalize(), "", here.now)
        async with here.desk.store.read() as tx:
            found = await personal.export(tx, me.person)
        assert {name for name, rows in found.items() if rows and name.startswith("question")} == has


async def test_the_thousandth_question_is_listed_page_by_page(here: World) -> None:
    number = await written(here)
    async with here.desk.store.write() as tx:
        first = dict((await tx.execute(select(question))).one()._mapping) | {"state": "withdrawn"}
        words_of = dict((await tx.execute(select(question_version))).one()._mapping)
        await tx.execute(question.insert(), [first | {"id": number + n} for n in range(1, 1000)])
        await tx.execute(question_version.insert(), [words_of | {"question": number + n} for n in range(1, 1000)])
    card = as_card(await here.command("ana", "takt question list"))
    assert "1 to 5 of 1000" in text_of(card) and len(labels(card)) <= 11
    card = as_card(await here.press("ana", "question:page:1:1000000"))
    assert "996 to 1000 of 1000" in text_of(card) and "Older" not in labels(card)
    card = as_card(await here.command("lea", "takt question list"))
    assert f"Read {number}" in labels(card)


async def test_who_writes_faster_than_others_read_is_asked_to_wait(here: World) -> None:
    for nth in range(20):
        await begun(here, stem=f"{STEM[:-1]} in year {nth}?")
    assert (
        "read the others first"
        in as_card(await here.command("ana", "takt question add", level="apply", subtopic="IN13")).title
    )
    assert await count(here) == 20


async def test_tokens_of_another_cohort_do_nothing(here: World) -> None:
    number = await approved(here)
    other = World(here.takt, here.platform, here._clock)
    other.room = Room("pretend", "guild", "two")
    await found_cohort(other, other.room)  # Lea leads it as well
    for what in ("show:{n}", "read:{n}", "withdraw:{n}", "withdrawn:{n}", "page:1:0", "write:1:IN13:apply"):
        reply = await other.press("lea", "question:" + what.format(n=number))
        assert isinstance(reply, Card) and reply.tone is Tone.REFUSAL, what
    for what in ("show:{n}", "rewrite:{n}", "reasoned:{n}", "approve:{n}:1", "withdrawn:{n}", "domain:1:inventory"):
        reply = await other.press("eve", "question:" + what.format(n=number))
        assert isinstance(reply, Card) and reply.tone is Tone.REFUSAL, what
    assert (await own(here, number)).stage is Stage.APPROVED
