"""`/cohort next`, `ask` and `replace`: what is asked, chosen by hand."""

from __future__ import annotations

from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import cohort_questions as cards
from bot.cards import mistakes
from bot.chat.command import Action, Command, Gives, Param
from bot.chat.message import Card, Kind, Pick
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.context import Context, Refusal
from bot.commands.leading import again, ahead, here, led
from bot.model.cohort import Cohort
from bot.model.domains import Domain
from bot.model.rounds import Round, RoundState
from bot.rules.calendar import local_date
from bot.store import answers, cohorts, rounds
from bot.study import asking, choosing, closing
from bot.study.choosing import Chosen

# --- the next one


async def show_next(context: Context, asker: Asker, values: Values) -> Card:
    """`/cohort next`."""
    return await _preview(context, asker, await here(context, asker))


async def preview(context: Context, asker: Asker, values: Values) -> Card:
    """*Preview*."""
    return await _preview(context, asker, await led(context, asker, values.number("cohort")))


async def swap(context: Context, asker: Asker, values: Values) -> Card:
    """*Swap*: another one in place of the one on the card; of an older card, just what comes next now."""
    cohort = await led(context, asker, values.number("cohort"))
    return await _preview(context, asker, cohort, instead_of=values.text("item"))


async def skip(context: Context, asker: Asker, values: Values) -> Card:
    """*Skip*: the day of the card, if it is still the next one."""
    cohort = await led(context, asker, values.number("cohort"))
    day = _day(values)
    async with context.desk.store.write() as tx:
        if day not in await cohorts.skips(tx, cohort.id):
            if day not in [coming.day for coming in await ahead(tx, cohort, context)]:
                raise Refusal(cards.not_next(day))
            await cohorts.skip_day(tx, cohort.id, day)
        coming = next(iter(await ahead(tx, cohort, context)), None)
    return cards.skipped(cohort, day, coming)


async def unskip(context: Context, asker: Asker, values: Values) -> Card:
    """*Ask after all*."""
    cohort = await led(context, asker, values.number("cohort"))
    async with context.desk.store.write() as tx:
        await cohorts.unskip_day(tx, cohort.id, _day(values))
        coming = next(iter(await ahead(tx, cohort, context)), None)
    return cards.asked_after_all(cohort, coming)


def _day(values: Values) -> date:
    try:
        return date.fromisoformat(values.text("day"))
    except ValueError:
        raise Refusal(mistakes.stale()) from None


async def _preview(context: Context, asker: Asker, cohort: Cohort, *, instead_of: str = "") -> Card:
    """Kept as the next question, and noted as seen, before it is shown."""
    me = await context.who(asker)
    async with context.desk.store.write() as tx:
        cohort = await again(tx, cohort.id)
        coming = next(iter(await ahead(tx, cohort, context)), None)
        day = coming.day if coming else local_date(context.at, cohort.schedule.zone)
        chosen = await _chosen(tx, context, cohort, day, me.person, instead_of)
        if chosen is None:
            raise Refusal(cards.nothing_fits())
        await rounds.prepare(tx, cohort.id, chosen.item.id, chosen.seed)
        seed = chosen.seed if chosen.item.generator else rounds.ANY_SEED
        await rounds.saw(tx, cohort.id, me.person, chosen.item.id, seed)
    subtopic = context.desk.bank.subtopic(chosen.item.subtopic).name
    return cards.preview(cohort, chosen.item, chosen.seed, subtopic, coming)


async def _chosen(
    tx: AsyncConnection, context: Context, cohort: Cohort, day: date, who: int, instead_of: str
) -> Chosen | None:
    """What comes next; in place of it something this person has not looked at yet, while there is any."""
    desk = context.desk
    current = await choosing.choose(tx, desk, cohort, day)
    if current is None or current.item.id != instead_of:
        return current
    seen = {instead_of, *await rounds.seen_items(tx, cohort.id, who)}
    for avoid in (seen, {instead_of}):
        other = await choosing.choose(tx, desk, cohort, day, avoid=avoid)
        if other is not None:
            return other
    return current


# --- now


async def ask(context: Context, asker: Asker, values: Values) -> Card:
    """`/cohort ask`."""
    domain = Domain(values.text("domain")) if values.text("domain") else None
    return await _ask(context, await here(context, asker), domain)


async def ask_now(context: Context, asker: Asker, values: Values) -> Card:
    """*Ask now*, which asks once: its token knows the number that the question would have."""
    cohort = await led(context, asker, values.number("cohort"))
    return await _ask(context, cohort, None, number=values.number("number"))


async def _ask(context: Context, cohort: Cohort, domain: Domain | None, *, number: int | None = None) -> Card:
    async with context.desk.store.write() as tx:
        cohort = await again(tx, cohort.id)
        if number is not None and cohort.next_number != number:
            return cards.asked_already(cohort.next_number - 1)
        new = await asking.ask_now(tx, context.desk, cohort, context.at, domain)
    if new is None:
        raise Refusal(cards.nothing_fits(domain))
    return cards.asked(new, cohort.schedule.zone)


# --- in place of another


async def replace(context: Context, asker: Asker, values: Values) -> Card:
    """`/cohort replace`: at once where nobody has answered yet."""
    cohort = await here(context, asker)
    async with context.desk.store.read() as tx:
        old = next(reversed(await rounds.open_ones(tx, cohort.id)), None)
        answered = await answers.count(tx, old.id) if old else 0
    if old is None:
        raise Refusal(cards.none_open())
    return cards.may_replace(old, answered) if answered else await _replace(context, cohort, old)


async def replace_confirmed(context: Context, asker: Asker, values: Values) -> Card:
    """*Replace it*."""
    async with context.desk.store.read() as tx:
        old = await rounds.get(tx, values.number("round"))
    if old is None:
        raise Refusal(mistakes.stale())
    return await _replace(context, await led(context, asker, old.cohort), old)


async def _replace(context: Context, cohort: Cohort, old: Round) -> Card:
    """Withdrawn and asked anew in one go; where there is nothing to ask, the old one stays."""
    desk = context.desk
    async with desk.store.write() as tx:
        now = await rounds.get(tx, old.id)
        if now is None or now.state is RoundState.CLOSED:
            raise Refusal(cards.none_open())
        if not await closing.withdraw(tx, desk, cohort, old, context.at):
            return cards.replaced_already(old)
        new = await asking.replace_round(tx, desk, cohort, old, context.at)
        if new is None:
            raise Refusal(cards.nothing_fits())
    return cards.replaced(old, new, cohort.schedule.zone)


_DOMAINS = tuple(Pick(domain.title, domain.value) for domain in Domain)

COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "cohort next",
        "Look at the next question; you then score nothing for it",
        show_next,
        leaders_only=True,
        example="cohort next",
    ),
    Command(
        "cohort ask",
        "Ask a question now",
        ask,
        (Param("domain", "What it should be about", Kind.CHOICE, choices=_DOMAINS),),
        leaders_only=True,
        example="cohort ask inventory",
    ),
    Command(
        "cohort replace",
        "Withdraw the open question and ask another one",
        replace,
        leaders_only=True,
        example="cohort replace",
    ),
)
ACTIONS: tuple[Action[Context], ...] = (
    Action("cohort:preview:<cohort:int>", preview),
    Action("cohort:swap:<cohort:int>:<item>", swap, Gives.REPLACE),
    Action("cohort:skip:<cohort:int>:<day>", skip, Gives.REPLACE),
    Action("cohort:unskip:<cohort:int>:<day>", unskip, Gives.REPLACE),
    Action("cohort:ask:<cohort:int>:<number:int>", ask_now),
    Action("cohort:replace:<round:int>", replace_confirmed, Gives.REPLACE),
)
