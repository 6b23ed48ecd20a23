"""Another member answers a question blind, and decides."""

from __future__ import annotations

from bot.chat.message import Invalid, Tone
from bot.store import bindings, memberships
from bot.store.questions import Stage
from bot.store.schema import question_reading
from bot.study import own_questions
from tests.core.own_questions.group import (
    REASONS,
    STEM,
    WORDS,
    approved,
    begun,
    count,
    letter_of,
    letter_to,
    own,
    read,
    written,
)
from tests.core.test_profile_link import linked, unlinked
from tests.core.world import World, as_card, as_form, labels, text_of, token


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
