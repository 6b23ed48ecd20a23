"""What is kept of members' questions, and its limits."""

from __future__ import annotations

from sqlalchemy import select

from bot.chat.message import Card, Tone
from bot.model.places import Room
from bot.store import personal
from bot.store.questions import Stage
from bot.store.schema import question, question_version
from tests.core.own_questions.group import (
    STEM,
    approved,
    begun,
    count,
    own,
    read,
    written,
)
from tests.core.world import World, as_card, found_cohort, labels, text_of


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
