"""A challenge from its announcement to its result: two rooms on two platforms, six members, one late, one absent."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.chat.request import Asker, Pressed
from bot.model.domains import Domain
from bot.store import challenge_days, challenges, cohorts
from bot.store.schema import account
from bot.study.challenging_facts import standings
from tests.core.challenge_world import Arena, arena, as_card, labels, token
from tests.core.world import text_of
from tests.fakes.pretend import PretendPlatform

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
LEAGUE = {
    "name": "Three days",
    "start": "2026-11-24",
    "end": "2026-11-26",
    "domains": "inventory, demand",
    "questions": "3",
    "teams": "random",
    "count": "2",
    "entry": "everyone",
    "late": "yes",
}
EARLY = ("ana", "ben", "chloe", "o_dev", "o_esi")
LATE = "o_finn"
PLAYED: dict[str, list[list[bool] | None]] = {
    "ana": [[True, True, True], [True, False, True], [True, True, True]],
    "ben": [[False, False, True], [True, True, False], [True, True, True]],
    "chloe": [[], [], []],  # joined, and never there
    "o_dev": [[True, True], [False, False, False], []],
    "o_esi": [[False, True, False], [], [True]],
    LATE: [None, [True, True, True], [False, True, True]],
}


@pytest.fixture
async def a(tmp_path: Path) -> AsyncIterator[Arena]:
    async with arena(tmp_path) as found:
        yield found


async def play_it_all(a: Arena) -> int:
    number = await a.create(**LEAGUE)
    for who in EARLY:
        await a.join(who)
    for place in range(3):
        await a.w.advance(DAY if place else DAY - HOUR)
        if place == 1:
            await a.join(LATE)
        for who, days in PLAYED.items():
            if rights := days[place]:
                await a.play(who, rights)
    await a.w.advance(2 * DAY)
    return number


def scores() -> dict[str, Fraction]:
    """Points earned of points possible, counted by hand: 10 right, 2 wrong, 0 absent, of 10 each."""
    found = {}
    for who, days in PLAYED.items():
        could = 3 * sum(day is not None for day in days)
        earned = sum(10 if right else 2 for day in days for right in day or [])
        found[who] = Fraction(earned, 10 * could)
    return found


def percent(score: Fraction) -> str:
    return f"{int(score * 100 + Fraction(1, 2))}%"


async def test_the_final_report_of_two_teams_in_two_rooms_equals_a_count_by_hand(a: Arena) -> None:
    number = await play_it_all(a)
    async with a.w.desk.store.read() as tx:
        people = {one.person: one.team for one in await challenges.participants(tx, number)}
        names = {team.id: team.name for team in await challenges.teams(tx, number)}
    of_team: dict[str, list[str]] = {name: [] for name in names.values()}
    for who in PLAYED:
        team = people[await a.person(who)]
        assert team is not None
        of_team[names[team]].append(who)
    assert sorted(map(len, of_team.values())) == [3, 3]
    means = {
        name: sum((scores()[who] for who in members), Fraction(0)) / len(members) for name, members in of_team.items()
    }
    best = max(means, key=lambda name: means[name])
    for other in (False, True):
        report = text_of(a.last(other=other))
        assert f"The winning team is {best}, with {percent(means[best])} of the points." in report
        for name, mean in means.items():
            assert f"{name} · {percent(mean)} · 3 members" in report
        assert ("Finn" if other else "Ben") in report
    here = text_of(a.last())
    order = sorted(scores().values(), reverse=True)
    for who, earned in (("ana", 82), ("ben", 66)):
        rank = order.index(scores()[who]) + 1
        assert f"#{rank} {who.capitalize()} · {percent(scores()[who])} · {earned} of 90 points" in here
    assert "Most improved: Ben, from 33% right in the first half to 100% in the second" in here
    wrong: Counter[Domain] = Counter()
    lost_in = here.split("The domain that cost most points: ")[1].split("\n")[0]
    async with a.w.desk.store.read() as tx:
        domains = {item.id: item.domain for item in await challenge_days.items(tx, number)}
        for given in await challenge_days.answers(tx, number):
            wrong[domains[given.item]] += 0 if given.right else 8
    worst = max(wrong.values())
    assert f"{worst} points lost" in lost_in
    assert any(lost_in.startswith(domain.title) for domain, lost in wrong.items() if lost == worst)


async def test_the_final_report_carries_the_race_and_says_it_in_words(a: Arena) -> None:
    await play_it_all(a)
    picture = a.last().picture
    assert picture is not None
    assert "24 Nov, 25 Nov, 26 Nov" in picture.alt
    assert "Kanban: " in picture.alt and "Kaizen: " in picture.alt


async def test_linked_accounts_are_one_person_whose_earlier_answer_counts_and_unlinking_restores_both(a: Arena) -> None:
    number = await a.create(**{**LEAGUE, "end": "2026-11-24"})
    await a.join("ana")
    await a.join("o_dev")
    await a.w.advance(DAY - HOUR)
    await a.play("ana", [True, False])
    await a.w.advance(HOUR)
    await a.play("o_dev", [False, True, True])
    await a.w.advance(DAY)
    ana, dev = await a.person("ana"), await a.person("o_dev")

    async def standing() -> dict[int, tuple[int, int]]:
        async with a.w.desk.store.read() as tx:
            cohort, what = await cohorts.get(tx, 1), await challenges.get(tx, number)
            assert cohort and what
            found = await standings(tx, cohort, what, None, a.w.now)
        return {one.entrant.person: (one.answered, one.earned) for one in found.lines}

    apart = {ana: (2, 12), dev: (3, 22)}
    assert await standing() == apart
    for owner, expected in ((ana, {ana: (3, 22)}), (dev, apart)):
        async with a.w.desk.store.write() as tx:
            await tx.execute(update(account).where(account.c.user == "o_dev").values(person=owner))
        assert await standing() == expected


async def test_rooms_get_one_announcement_one_card_a_day_and_two_reports(a: Arena) -> None:
    await play_it_all(a)
    for other in (False, True):
        titles = [m.card.title for m in a.room(other=other) if m.key.startswith("challenge:")]
        assert titles == [
            "Challenge: Three days",
            "Three days · day 1",
            "Three days · day 2",
            "Three days: halfway",
            "Three days · day 3",
            "Three days: the result",
        ]


async def test_everyone_who_played_is_told_their_own_line_with_the_next_private_reply(a: Arena) -> None:
    await play_it_all(a)
    late = text_of(await a.press(LATE, "challenge:show:1"))
    assert "📬 Your result in Three days" in late
    assert "6 of 6 answered, 5 right: 52 of 60 points" in late
    partly = text_of(await a.press("o_esi", "score"))
    assert "4 of 9 answered, 2 right: 24 of 90 points" in partly
    assert "📬" not in text_of(await a.press("chloe", "challenge:show:1"))


async def test_names_cross_platforms_only_as_their_owners_agreed(a: Arena) -> None:
    await play_it_all(a)
    here, there = text_of(a.last()), text_of(a.last(other=True))
    assert "Ana" in here and "Finn" not in here
    assert "Finn" in there and "Ana" not in there


async def test_a_restart_in_the_middle_of_a_day_changes_nothing(tmp_path: Path) -> None:
    platforms = (PretendPlatform(), PretendPlatform("other"))
    async with arena(tmp_path, platforms=platforms) as a:
        await a.create(**LEAGUE)
        await a.join("ana")
        await a.w.advance(DAY - HOUR)
        await a.play("ana", [True])
        before, now = await a.items(), a.w.now
    async with arena(tmp_path, now, new=False, platforms=platforms) as a:
        assert await a.items() == before
        again = as_card(await a.press("ana", token(a.last(), "Start")))
        assert again.title == "Three days · 2 of 3"
        kept = as_card(await a.press("ana", f"challenge:answer:{before[0].id}:{(before[0].key + 1) % 4}"))
        assert kept.title.startswith("Right"), "the first answer stands"
        await a.w.advance(DAY)
        assert [m.card.title for m in a.room()][-1] == "Three days · day 2"


async def test_a_day_is_answered_at_ones_own_pace_and_then_practised(a: Arena) -> None:
    await a.create(**LEAGUE)
    await a.join("ana")
    await a.w.advance(DAY - HOUR)
    card = a.last()
    done = await a.play("ana", [True, False, True])
    assert done.title == "Three days · day 1 is done"
    assert "2 of 3 right: 22 of 30 points" in text_of(done)
    await a.w.advance(DAY)
    closed = next(m.card for m in a.room() if m.card.title == "Three days · day 1")
    assert labels(closed) == ["Try it", "Standings"]
    assert "1 took part" in text_of(closed)
    tried = as_card(await a.press("ben", token(card, "Start")))
    told = as_card(await a.press("ben", token(tried, "A")))
    assert "Practice: no points." in text_of(told)
    assert "2 of 3" in as_card(await a.press("ben", token(told, "Next question"))).title


async def test_buttons_of_a_question_tell_nothing_about_the_key(a: Arena) -> None:
    await a.create(**LEAGUE)
    await a.join("ana")
    await a.w.advance(DAY - HOUR)
    seen = as_card(await a.press("ana", token(a.last(), "Start")))
    item = (await a.items())[0]
    assert [b.token for b in seen.buttons[0] if hasattr(b, "token")] == [
        f"challenge:answer:{item.id}:{place}" for place in range(4)
    ]
    assert len({b.look for b in seen.buttons[0] if hasattr(b, "look")}) == 1


async def test_an_answer_just_after_the_end_is_too_late_and_then_practice(a: Arena) -> None:
    await a.create(**LEAGUE)
    await a.join("ana")
    await a.w.advance(DAY - HOUR)
    item = (await a.items())[0]
    async with a.w.desk.store.read() as tx:
        closes = (await challenge_days.days(tx, 1))[0].closes_at
    a.w._clock[0] = closes + timedelta(seconds=1)
    late = as_card(await a.press("ana", f"challenge:answer:{item.id}:{item.key}"))
    assert late.title == "That was just too late"
    in_time = as_card(await a.press("ana", f"challenge:answer:{item.id}:{item.key}", at=closes - timedelta(seconds=1)))
    assert in_time.title.startswith("Right"), "the platform's own time decides"
    await a.w.advance(timedelta(seconds=10))
    show = text_of(await a.press("ana", "challenge:show:1"))
    assert "1 of 3 answered, 1 right: 10 of 30 points" in show


async def test_who_has_not_joined_is_offered_to_join_and_start(a: Arena) -> None:
    await a.create(**LEAGUE)
    await a.w.advance(DAY - HOUR)
    offered = as_card(await a.press("ben", token(a.last(), "Start")))
    assert labels(offered) == ["Join and start"]
    question = as_card(await a.press("ben", token(offered, "Join and start")))
    assert question.title == "Three days · 1 of 3"
    await a.w.advance(timedelta(minutes=1))
    assert "1 joined" in text_of(a.room()[0].card)


async def test_a_button_of_a_challenge_does_nothing_for_strangers_elsewhere(a: Arena) -> None:
    await a.create(**LEAGUE)
    foreign = Asker(a.w.asker("zoe").account, "Zoe", None)
    reply = as_card(await a.w.takt.dispatcher.ask(Pressed(foreign, "e", a.w.now, "challenge:join:1")))
    assert reply.title == "This button is out of date"
