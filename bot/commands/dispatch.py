"""The one async function that every request goes into and every private reply comes out of."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from structlog.contextvars import bound_contextvars, get_contextvars

from bot.cards import mistakes, notices
from bot.chat.cleaning import cleaned
from bot.chat.command import Action, Catalogue, Command, Gives, Where
from bot.chat.message import Card, Form, Invalid, Kind, Reply, Silence, Suggestions, Tone
from bot.chat.request import Asker, Back, Gone, Invoked, Pressed, Request, Submitted, Suggest
from bot.chat.values import Typed, Values, read_value
from bot.commands import places
from bot.commands.context import Context, Refusal, Wrong, cohort_here, today_of
from bot.commands.forms import form_of, refilled
from bot.rules.reading import Misread
from bot.store import asides, memberships, people
from bot.study.desk import Desk
from bot.study.gate import Jam

log = logging.getLogger(__name__)


class Dispatcher:
    """Finds what a request means, reads what was given, checks who may, and has it done.

    `catalogue` is what platforms serve: everything declared, and the forms that every command has.
    """

    def __init__(self, desk: Desk, declared: Catalogue[Context]) -> None:
        self._desk = desk
        own = (
            Action("form:<command>", self._open_form, Gives.FORM),
            Action("fill:<command>", self._filled),
            Action("again:<draft>", self._again, Gives.FORM),
        )
        self.catalogue = replace(declared, actions=(*declared.actions, *own))

    async def ask(self, request: Request) -> Reply:
        """Answer a request. Refusals are cards; only bugs raise."""
        began, outcome = time.perf_counter(), "failed"
        with bound_contextvars(**_traced()):
            try:
                reply, outcome = await self._heard(request)
                return reply
            finally:
                took = time.perf_counter() - began
                self._desk.watch.interaction(_platform(request), type(request).__name__.lower(), outcome, took)

    async def _heard(self, request: Request) -> tuple[Reply, str]:
        """The reply to a request, and what came of it in a word."""
        if not isinstance(request, Gone | Back):
            request = cleaned(request)
            if not _is_known(request.asker.zone):
                request = replace(request, asker=replace(request.asker, zone=""))
        # A platform whose clock is ahead of ours does not act in the future.
        context = Context(self._desk, min(request.at, self._desk.clock()), request.event, self.catalogue)
        if isinstance(request, Gone):
            await places.gone(context, request.place)
            return Silence(), "silence"
        if isinstance(request, Back):
            await places.back(context, request.place)
            return Silence(), "silence"
        if isinstance(request, Suggest):
            return await self._suggest(context, request), "suggestions"
        if not isinstance(request, Pressed):  # what somebody typed is never turned away
            return await self._served(context, request)
        try:
            with self._desk.gate.passed(self._desk.clock() - request.at):
                return await self._served(context, request)
        except Jam:
            return mistakes.busy(request.token), "shed"

    async def _served(self, context: Context, request: Invoked | Pressed | Submitted) -> tuple[Reply, str]:
        try:
            reply = await self._answer(context, request)
            outcome = type(reply).__name__.lower()
        except Refusal as refusal:
            reply, outcome = refusal.card, "refused"
        if outcome == "refused" or (isinstance(reply, Card) and reply.tone is Tone.REFUSAL):
            log.info("refused %s to %s", self._named_in_log(request), _whereabouts(request.asker))
        self._desk.bell.set()
        if isinstance(reply, Card):
            reply = await self._with_notices(context, request.asker, reply)
        return reply, outcome

    async def _answer(self, context: Context, request: Invoked | Pressed | Submitted) -> Reply:
        if isinstance(request, Invoked):
            return await self._invoked(context, request)
        found = self.catalogue.action(request.token)
        if found is None:
            return mistakes.stale()
        action, parts = found
        if action.leaders_only:
            await self._require_leader(context, request.asker)
        typed = {n: v.strip() for n, v in request.values.items()} if isinstance(request, Submitted) else {}
        try:
            return await action.run(context, request.asker, Values({**typed, **parts}))
        except Wrong as wrong:
            if wrong.form is None:
                raise
            return await self._invalid(context, request.asker, refilled(wrong.form, typed), wrong.problems)

    # --- commands

    async def _invoked(self, context: Context, request: Invoked) -> Reply:
        command = self.catalogue.command(request.name)
        if command is None:
            return mistakes.unknown_command(self.catalogue, request.name, request.rest)
        given = {name: raw for name, raw in request.values.items() if raw.strip()}
        values, problems = await self._read(context, request.asker, command, given)
        if not problems and not request.rest:
            try:
                return await self._run(context, request.asker, command, values)
            except Wrong as wrong:
                problems = wrong.problems
        draft = await self._keep(context, request.asker, form_of(command, given)) if len(command.params) > 2 else ""
        return mistakes.misread(command, given, problems, request.rest, draft)

    async def _filled(self, context: Context, asker: Asker, values: Values) -> Reply:
        """A form made of a command's parameters was sent."""
        command = self._named(values)
        given = {n: str(v) for n, v in values.items() if n != "command" and str(v).strip()}
        read, problems = await self._read(context, asker, command, given)
        form = form_of(command, given)
        if problems:
            raise Wrong(problems, form)
        try:
            reply = await self._run(context, asker, command, read)
        except Wrong as wrong:
            raise Wrong(wrong.problems, form) from None
        if isinstance(reply, Form):  # a form cannot follow a form
            first = command.params[0]
            raise Wrong({first.name: Misread("nothing is filled in", first.help)}, form)
        return reply

    async def _open_form(self, context: Context, asker: Asker, values: Values) -> Reply:
        return form_of(self._named(values), {})

    def _named(self, values: Values) -> Command[Context]:
        command = self.catalogue.command(values.text("command").replace(".", " "))
        if command is None or not command.params:  # nothing to fill in
            raise Refusal(mistakes.stale())
        return command

    async def _read(
        self, context: Context, asker: Asker, command: Command[Context], given: Mapping[str, str]
    ) -> tuple[Values, dict[str, Misread]]:
        values: dict[str, Typed] = {}
        problems: dict[str, Misread] = {}
        dated = any(param.kind is Kind.DATE and param.name in given for param in command.params)
        today = await today_of(context, asker) if dated else context.at.date()
        for param in command.params:
            if param.name in given:
                try:
                    values[param.name] = read_value(param.kind, given[param.name], today, param.choices)
                except Misread as problem:
                    problems[param.name] = problem
            elif param.required:
                problems[param.name] = Misread("missing", param.help)
        return Values(values), problems

    async def _run(self, context: Context, asker: Asker, command: Command[Context], values: Values) -> Reply:
        if command.where is Where.ROOM and asker.room is None:
            raise Refusal(mistakes.needs_room(command.name))
        if command.where is Where.DIRECT and asker.room is not None:
            raise Refusal(mistakes.needs_direct(command.name))
        if command.leaders_only:
            await self._require_leader(context, asker)
        return await command.run(context, asker, values)

    async def _require_leader(self, context: Context, asker: Asker) -> None:
        cohort = await cohort_here(context, asker)
        if cohort is None:
            raise Refusal(mistakes.no_cohort_here())
        me = await context.who(asker)
        async with self._desk.store.read() as tx:
            membership = await memberships.get(tx, cohort.id, me.person)
            leaders = await memberships.of_cohort(tx, cohort.id, leaders=True)
        if membership is None or not membership.leader:
            raise Refusal(mistakes.leaders_only([leader.person.shown for leader in leaders]))

    # --- forms that somebody gets back

    async def _again(self, context: Context, asker: Asker, values: Values) -> Reply:
        me = await context.who(asker)
        async with self._desk.store.read() as tx:
            form = await asides.find_draft(tx, values.text("draft"), me.account)
        return form or mistakes.stale()

    async def _invalid(self, context: Context, asker: Asker, form: Form, problems: Mapping[str, Misread]) -> Invalid:
        key = await self._keep(context, asker, form)
        errors = tuple((name, f"{p.wrong}: {p.remedy}") for name, p in problems.items())
        return Invalid(errors, form, mistakes.invalid(form, problems, key))

    async def _keep(self, context: Context, asker: Asker, form: Form) -> str:
        me = await context.who(asker)
        key = secrets.token_urlsafe(9)
        async with self._desk.store.write() as tx:
            await asides.keep_draft(tx, key, me.account, form, context.at)
        return key

    # --- the rest

    def _named_in_log(self, request: Invoked | Pressed | Submitted) -> str:
        """What was wanted, by its declaration alone: the rest may be what somebody typed or chose."""
        if isinstance(request, Invoked):
            command = self.catalogue.command(request.name)
            return f"/{command.name}" if command else "a command that there is not"
        found = self.catalogue.action(request.token)
        return f"the token {found[0].pattern}" if found else "a token that is none of ours"

    async def _suggest(self, context: Context, request: Suggest) -> Suggestions:
        command = self.catalogue.command(request.name)
        param = next((p for p in command.params if p.name == request.param), None) if command else None
        if param is None or param.suggest is None:
            return Suggestions()
        return await param.suggest(context, request.asker, request.typed)

    async def _with_notices(self, context: Context, asker: Asker, card: Card) -> Card:
        """What waited to be told in private comes with this reply."""
        me = self._desk.directory.known(asker.account)
        if me is None:
            async with self._desk.store.read() as tx:
                me = await people.identify(tx, asker.account)  # not `who`: nobody just forgotten is made known again
        if me is None or not await self._desk.presses.waits(me.person):
            return card
        async with self._desk.store.write() as tx:
            return notices.added(card, await asides.take_notices(tx, me.person))


def _traced() -> dict[str, str]:
    """What the log calls this request, unless its platform has named it already."""
    return {} if "request" in get_contextvars() else {"request": secrets.token_hex(4)}


def _platform(request: Request) -> str:
    return request.place.platform if isinstance(request, Gone | Back) else request.asker.account.platform


def _whereabouts(asker: Asker) -> str:
    """Who, and where, for the log: by ids, never by names."""
    who, room = asker.account, asker.room
    place = f"in {room.community}/{room.channel}" if room else "in a direct message"
    return f"{who.platform} {who.community}/{who.user} {place}"


def _is_known(zone: str) -> bool:
    """Whether this machine knows the zone that a platform tells of somebody."""
    try:
        return not zone or bool(ZoneInfo(zone))
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return False
