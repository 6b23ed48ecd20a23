"""What a member's answers say about where to study: their weakest domains, and what they missed last."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bank.bank import Bank
from bot.cards.reminders import Missed
from bot.model.domains import Domain
from bot.model.standing import DomainTally
from bot.rules.figures import weakest_domain
from bot.store import answers, memberships, rounds, standings

_DOMAINS = 2
_QUESTIONS = 5


async def weakest_domains(tx: AsyncConnection, who: int, most: int = _DOMAINS) -> list[DomainTally]:
    """The domains with the lowest accuracy over all of a person's cohorts, of those with enough answers."""
    totals = await _totals(tx, who)
    found: list[DomainTally] = []
    while len(found) < most:
        domain = weakest_domain(totals.values())
        if domain is None:
            break
        found.append(totals.pop(domain))
    return found


async def missed(tx: AsyncConnection, bank: Bank, who: int, most: int = _QUESTIONS) -> list[Missed]:
    """The closed questions that a person answered wrongly, the latest first."""
    found = [await rounds.get(tx, number) for number in await answers.missed_rounds(tx, who, most)]
    return [Missed(r.id, r.number, bank.subtopic(r.subtopic).name) for r in found if r is not None]


async def _totals(tx: AsyncConnection, who: int) -> dict[Domain, DomainTally]:
    totals: dict[Domain, DomainTally] = {}
    for membership in await memberships.of_person(tx, who):
        for tally in await standings.domains_of(tx, membership.cohort, who):
            so_far = totals.get(tally.domain, DomainTally(tally.domain, 0, 0))
            totals[tally.domain] = DomainTally(
                tally.domain, so_far.answered + tally.answered, so_far.right + tally.right
            )
    return totals
