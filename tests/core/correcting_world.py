"""What tests of corrections share: a question that is reported, what a leader does about it, and all that it moves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.chat.message import Card
from bot.model.domains import Domain
from bot.model.items import LETTERS
from bot.model.rounds import Round
from bot.model.standing import Window
from bot.store import rounds, standings
from bot.store.schema import answer, letter, round_
from bot.store.schema import report as reports
from tests.core.recount import Domains, Totals, kept, recounted
from tests.core.world import World, answered, as_card, as_form, ask_now, labels, token

DAY = timedelta(days=1)


async def asked(w: World, *, domain: Domain | None = None, right: tuple[str, ...] = ("ana",)) -> Round:
    """A question that ana and ben answered, one right and one wrong, that ana reported and that has closed."""
    number = await ask_now(w, domain=domain)
    for who in ("ana", "ben"):
        await answered(w, who, number, right=who in right)
    await w.submit("ana", f"reported:{number}", text="The second one is right")
    await w.advance(DAY)
    return await of(w, number)


async def of(w: World, number: int) -> Round:
    async with w.desk.store.read() as tx:
        found = await rounds.get(tx, number)
    assert found
    return found


async def totals(w: World) -> tuple[Totals, Domains]:
    """What is kept, which is what a recount gives."""
    async with w.desk.store.read() as tx:
        found = await kept(tx)
        assert found == await recounted(tx)
    return found


async def points(w: World, who: str) -> int:
    me = await w.desk.directory.who(w.asker(who).account, who.capitalize(), "", w.now)
    async with w.desk.store.read() as tx:
        return (await standings.tally(tx, 1, Window.ALL, "all", me.person)).points


def other(what: Round) -> str:
    """The letter that ben chose: the one after the key."""
    return LETTERS[(what.key + 1) % 4]


async def correct(w: World, to: str, report: int = 1, word: str = "") -> Card:
    form = as_form(await w.press("lea", f"report:accept:{report}", direct=True))
    return as_card(await w.submit("lea", form.token, direct=True, key=to, word=word))


async def withdraw(w: World, report: int = 1) -> Card:
    card = as_card(await w.press("lea", f"report:withdraw:{report}", direct=True))
    (label,) = labels(card)
    return as_card(await w.press("lea", token(card, label), direct=True))


async def snapshot(w: World) -> dict[str, Any]:
    """All that a correction touches and an undoing puts back: to compare."""
    async with w.desk.store.read() as tx:
        counted = (await tx.execute(select(answer).order_by(answer.c.id))).all()
        keys = (await tx.execute(select(round_.c.id, round_.c.key, round_.c.state).order_by(round_.c.id))).all()
        settled = (await tx.execute(select(reports).order_by(reports.c.id))).all()
        posts = (
            await tx.execute(
                select(letter.c.key, letter.c.card).where(~letter.c.key.startswith("correction")).order_by(letter.c.id)
            )
        ).all()
    return {"totals": await totals(w), "answers": counted, "rounds": keys, "reports": settled, "posts": posts}
