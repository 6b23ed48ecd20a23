"""One cohort on Discord and Slack, on one bot with both real client libraries: connected, studied, linked, unlinked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.model.standing import Window
from bot.store import standings
from tests.conversations.conftest import Pair, code_in, staged
from tests.conversations.stage import Seen, Stage
from tests.core.recount import kept, recounted

DAY = timedelta(days=1)


class Both(Pair):
    """The bot on Discord, where the cohort is founded, and on Slack."""

    @property
    def discord(self) -> Stage:
        return self.stage

    @property
    def slack(self) -> Stage:
        return self.other

    async def link(self) -> None:
        """Ana on Discord gives a code to Anna on Slack."""
        code = code_in(await self.discord.command("Ana", "takt profile link"))
        offer = await self.slack.command("Anna", "takt profile link", code=code)
        assert "Ana on Discord" in offer.text
        await self.slack.press("Anna", offer, "Yes, that is me")
        await self.settle()
        asked = self.discord.direct("Ana")[-1]
        assert "Anna on Slack used your code" in asked.text
        assert "Anna on Slack are one" in (await self.discord.press("Ana", asked, "Confirm")).text
        await self.settle()
        assert "Ana on Discord are one" in self.slack.direct("Anna")[-1].text
        assert self.discord.direct("Ana")[-1].buttons == ()

    async def points(self) -> dict[str, tuple[int, int]]:
        """Points and answers by name; what is kept equals a recount."""
        async with self.takt.desk.store.read() as tx:
            assert await kept(tx) == await recounted(tx)
            board = await standings.contenders(tx, 1, Window.ALL, "all")
        return {one.name: (one.tally.points, one.tally.answered) for one in board}

    async def questions(self) -> tuple[Seen, Seen]:
        """A question is asked: its card on Discord, and on Slack."""
        card = await self.ask()
        return card, self.slack.in_room()[-1]

    async def answer(self, stage: Stage, who: str, card: Seen, *, right: bool = True) -> None:
        letter = await self.key() if right else await self.wrong()
        await stage.press(who, await stage.press(who, card, letter), "Sure")


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Both]:
    async with staged(("discord", "slack-socket"), tmp_path) as (takt, (discord, slack), clock):
        yield Both(takt, discord, slack, clock)
        assert [*discord.violations(), *slack.violations()] == []


async def test_one_question_in_two_rooms_makes_one_score(both: Both) -> None:
    await both.found()
    await both.connect()
    assert "has one more room" in both.discord.in_room()[-1].text
    assert "Early birds meets here too now" in both.slack.in_room()[-1].text
    on_discord, on_slack = await both.questions()
    await both.answer(both.discord, "Ben", on_discord)
    await both.answer(both.slack, "Sue", on_slack, right=False)
    assert await both.points() == {"Ben": (10, 1), "Sue": (2, 1)}
    await both.advance(timedelta(minutes=1))
    assert "2 answered" in both.discord.in_room()[-1].text and "2 answered" in both.slack.in_room()[-1].text
    board = (await both.discord.command("Ben", "takt board")).text
    assert "Ben" in board and "Sue" not in board and "A member on Slack" in board
    told = await both.slack.command("Sue", "takt board")
    assert "Sue" in told.text and "Ben" not in told.text and "A member on Discord" in told.text
    await both.slack.command("Sue", "takt profile set", named="yes")
    assert "Sue" in (await both.discord.command("Ben", "takt board")).text
    await both.advance(DAY)
    for stage in (both.discord, both.slack):
        closed = next(seen for seen in stage.in_room() if "Try it" in seen.buttons)
        assert any("the key is" in seen.text for seen in stage.under(closed))
        assert len([seen for seen in stage.in_room() if "A" in seen.buttons]) == 1


async def test_linked_accounts_count_once_and_unlinked_ones_as_they_were(both: Both) -> None:
    await both.found()
    await both.connect()
    on_discord, on_slack = await both.questions()
    await both.answer(both.slack, "Anna", on_slack, right=False)
    await both.answer(both.discord, "Ana", on_discord)
    await both.answer(both.discord, "Ben", on_discord)
    assert await both.points() == {"Anna": (2, 1), "Ana": (10, 1), "Ben": (10, 1)}

    await both.link()
    assert await both.points() == {"Ana": (2, 1), "Ben": (10, 1)}

    on_discord, on_slack = await both.questions()
    await both.answer(both.discord, "Ana", on_discord)
    second = await both.slack.press("Anna", on_slack, await both.wrong())
    assert "Right" in second.text and "your other account" in second.text
    assert await both.points() == {"Ana": (12, 2), "Ben": (10, 1)}
    score = await both.slack.command("Anna", "score show")
    assert "12" in score.text

    on_discord, on_slack = await both.questions()
    await both.slack.press("Anna", on_slack, await both.key())
    await both.advance(2 * DAY)
    assert await both.points() == {"Ana": (22, 3), "Ben": (10, 1)}

    which = await both.slack.command("Anna", "takt profile unlink")
    done = await both.slack.press("Anna", which, "Unlink Anna on Slack")
    assert "stands alone again" in done.text
    # Anna's own: wrong, wrong with the second account, right with the third question.
    assert await both.points() == {"Ana": (20, 2), "Anna": (14, 3), "Ben": (10, 1)}


async def test_whoever_manages_the_room_lets_it_go(both: Both) -> None:
    await both.found()
    await both.connect()
    refused = await both.slack.command("Sue", "cohort disconnect")
    assert "for leaders, and for those who manage" in refused.text
    both.slack.grant("Max")
    sure = await both.slack.command("Max", "cohort disconnect")
    await both.slack.press("Max", sure, "Disconnect")
    await both.settle()
    assert "no longer meets here" in both.slack.in_room()[-1].text
    count = len(both.slack.in_room())
    await both.ask()
    assert len(both.slack.in_room()) == count
