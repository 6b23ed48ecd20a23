"""Live rounds: one message from item to item, votes that are private and in time, and *Convince me*."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.message import Card
from bot.chat.request import Pressed
from bot.model.live import Ballot, LiveItem, LivePhase
from bot.model.places import Room
from bot.model.standing import Window
from bot.rules.live import contested, in_time, is_split, phase_after, picks, tallies
from bot.store import live, memberships, rounds, standings
from bot.store.schema import round_
from tests.core.world import (
    World,
    answered,
    as_card,
    as_form,
    ask_now,
    found_cohort,
    labels,
    text_of,
    token,
    world,
)
from tests.fakes.pretend import Message

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
PEOPLE = ("ana", "ben", "chloe", "dora", "emil")


# --- rules


counted = st.dictionaries(st.integers(0, 3), st.integers(0, 9))


@given(counted)
def test_a_room_is_split_where_four_answered_and_none_has_more_than_seven_of_ten(counts: dict[int, int]) -> None:
    voters = [position for position, n in counts.items() for _ in range(n)]
    agreed = any(10 * voters.count(position) > 7 * len(voters) for position in voters)
    assert is_split(counts) == (len(voters) >= 4 and not agreed)
    between = contested(counts)
    assert len(between) == min(2, len(set(voters))) and list(between) == sorted(between)
    assert all(voters.count(p) >= voters.count(q) for p in between for q in set(voters) - set(between))


def test_the_phases_follow_each_other_to_the_end() -> None:
    def walk(split: bool, last: bool) -> list[LivePhase]:
        seen = [LivePhase.LOBBY]
        while seen[-1] not in (LivePhase.DONE, LivePhase.STOPPED) and len(seen) < 6:
            seen.append(phase_after(seen[-1], split=split, last=last))
        return seen

    lobby, vote, shown, done = LivePhase.LOBBY, LivePhase.VOTE, LivePhase.SHOWN, LivePhase.DONE
    assert walk(split=False, last=True) == [lobby, vote, shown, done]
    assert walk(split=True, last=True) == [lobby, vote, LivePhase.TALK, LivePhase.REVOTE, shown, done]
    assert walk(split=False, last=False) == [lobby, vote, shown, vote, shown, vote]
    assert phase_after(done, split=True, last=False) is done


ballots_ = st.lists(
    st.builds(
        Ballot,
        place=st.integers(0, 2),
        vote=st.integers(0, 1),
        account=st.integers(1, 6),
        person=st.just(0),
        position=st.integers(0, 3),
        at=st.integers(0, 50).map(lambda n: MONDAY + n * SECOND),
    ),
    max_size=30,
    unique_by=lambda b: (b.place, b.vote, b.account),
)


@given(ballots_, st.lists(st.integers(0, 3), min_size=3, max_size=3))
def test_points_are_what_going_through_everybody_one_by_one_gives(some: list[Ballot], keys: list[int]) -> None:
    # Accounts 1 and 2 are one person's, 3 and 4 another's, and so on.
    owned = [Ballot(b.place, b.vote, b.account, (b.account + 1) // 2, b.position, b.at) for b in some]
    items = [LiveItem(place, f"item-{place}", 1, 0, (0, 1, 2, 3), key) for place, key in enumerate(keys)]
    expected: dict[int, tuple[int, int]] = {}
    for person in (1, 2, 3):
        points = done = 0
        for place, key in enumerate(keys):
            last = None
            for vote in (0, 1):
                mine = [b for b in owned if (b.place, b.vote, b.person) == (place, vote, person)]
                if mine:
                    last = min(mine, key=lambda b: (b.at, b.account)).position
            if last is not None:
                points, done = points + (10 if last == key else 2), done + 1
        if done:
            expected[person] = points, done
    assert {who: (t.points, t.answered) for who, t in tallies(owned, items).items()} == expected


def test_the_platforms_clock_decides_what_was_in_time() -> None:
    span = (MONDAY, MONDAY + 30 * SECOND)
    item = LiveItem(0, "item", 1, 0, (0, 1, 2, 3), 0, (span,))
    assert in_time(item, 0, MONDAY) and in_time(item, 0, MONDAY + 29 * SECOND)
    assert not in_time(item, 0, MONDAY - SECOND) and not in_time(item, 0, span[1])
    assert not in_time(item, 1, MONDAY)


def test_who_does_not_vote_again_keeps_their_answer() -> None:
    first = [Ballot(0, 0, n, n, n % 2, MONDAY) for n in range(4)]
    found = picks([*first, Ballot(0, 1, 0, 0, 3, MONDAY)], 0)
    assert found.first == {0: 0, 1: 1, 2: 0, 3: 1} and found.final == {0: 3, 1: 1, 2: 0, 3: 1}
    assert found.final_counts == Counter({1: 2, 3: 1, 0: 1})


# --- in the room


class Meeting:
    """A live round being played: who presses what, and the one message in the room."""

    def __init__(self, w: World) -> None:
        self.w = w

    @property
    def message(self) -> Message:
        (found,) = [m for m in self.w.platform.in_room("cpim") if m.key.startswith("live:")]
        return found

    @property
    def text(self) -> str:
        return text_of(self.message.card)

    async def key(self, place: int) -> int:
        async with self.w.desk.store.read() as tx:
            return (await live.items(tx, 1))[place].key

    async def press(self, who: str, letter: str) -> Card:
        return as_card(await self.w.press(who, token(self.message.card, letter)))

    async def vote(self, place: int, marks: str, people: Sequence[str] = PEOPLE) -> None:
        """`x` right, `o` the next one, `p` the one after it, `-` not at all."""
        key = await self.key(place)
        for who, mark in zip(people, marks, strict=False):
            if mark != "-":
                await self.press(who, "ABCD"[(key + "xop".index(mark)) % 4])


async def meeting(w: World, *, closed: int = 2, n: str = "2", **values: str) -> Meeting:
    """A cohort that has some closed questions begins a live round."""
    await found_cohort(w)
    for _ in range(closed):
        number = await ask_now(w)
        for who in PEOPLE:
            await answered(w, who, number, settle="")
    await w.advance(timedelta(days=1))
    reply = text_of(await w.give("lea", "challenge live", {"n": n, **values}))
    assert reply.startswith("You lead:"), reply
    await w.settle()
    return Meeting(w)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path, MONDAY) as w:
        yield w


async def test_one_message_goes_from_item_to_item_to_the_result(here: World) -> None:
    m = await meeting(here)
    before = len(here.platform.in_room("cpim"))
    assert m.message.card.title == "Live round: 2 questions" and not labels(m.message.card)
    await here.advance(15 * SECOND)
    assert m.message.card.title == "Live: 1 of 2" and labels(m.message.card) == list("ABCD")
    await m.vote(0, "xxxxo")
    await here.advance(35 * SECOND)
    key = "ABCD"[await m.key(0)]
    assert m.message.card.title == f"Live: 1 of 2: the key is {key}"
    assert "80% right of 5" in m.text and "#1 Ana · 10 points · 1 of 1 right" in m.text
    assert "Emil" not in m.text and "and 1 more who play along" in m.text  # what was wrong is nobody's news
    await here.advance(20 * SECOND)
    assert m.message.card.title == "Live: 2 of 2"
    await m.vote(1, "xxxx")
    await here.advance(35 * SECOND)
    await here.advance(20 * SECOND)
    assert m.message.card.title == "Live round: how it ended"
    assert "#1 Ana · 20 points · 2 of 2 right" in m.text and "5 people took part" in m.text
    assert len(here.platform.in_room("cpim")) == before  # all of it was edits
    assert not here.platform.under(m.message)
    await here.advance(timedelta(hours=1))
    assert m.message.card.title == "Live round: how it ended"


async def test_a_tap_is_receipted_in_private_without_the_key(here: World) -> None:
    m = await meeting(here)
    await here.advance(15 * SECOND)
    key = await m.key(0)
    receipts = [await m.press(who, letter) for who, letter in zip(PEOPLE, "ABCDA", strict=True)]
    for letter, receipt in zip("ABCDA", receipts, strict=True):
        assert receipt.title == f"{letter} it is" and not receipt.buttons
        assert "right" not in text_of(receipt).lower().split("it is")[0]
    assert len({(r.tone, r.note) for r in receipts}) == 1  # the key's receipt is like every other
    assert m.message.card.title == "Live: 1 of 2"  # and no edit tells how many have answered
    changed = await m.press("ana", "ABCD"[key])
    assert changed.title.startswith("ABCD"[key])
    await here.advance(35 * SECOND)
    assert "#1 Ana" in m.text or "the room is split" in m.text


async def test_the_board_of_the_cohort_does_not_change(here: World) -> None:
    m = await meeting(here, n="1")
    async with here.desk.store.read() as tx:
        before = await standings.tallies(tx, 1, Window.ALL, "all")
    await here.advance(15 * SECOND)
    await m.vote(0, "xxxxx")
    await here.advance(timedelta(minutes=2))
    assert m.message.card.title == "Live round: how it ended"
    async with here.desk.store.read() as tx:
        assert await standings.tallies(tx, 1, Window.ALL, "all") == before


async def test_convince_me_takes_the_vote_again_and_shows_how_it_moved(here: World) -> None:
    m = await meeting(here, n="1")
    await here.advance(15 * SECOND)
    await m.vote(0, "xxooo")
    await here.advance(35 * SECOND)
    assert m.message.card.title == "Live: 1 of 1: the room is split" and not labels(m.message.card)
    assert "%" not in m.text and "key" not in m.text
    (asked,) = here.platform.under(m.message)
    key = await m.key(0)
    sides = " and ".join(sorted("ABCD"[k % 4] for k in (key, key + 1)))
    assert f"Most answers are {sides}." in text_of(asked.card)
    await here.advance(timedelta(minutes=2))
    assert m.message.card.title == "Live: 1 of 1, second vote" and labels(m.message.card) == list("ABCD")
    await m.vote(0, "--xx-")
    await here.advance(35 * SECOND)
    assert "How it moved: 40% → 80% right, 2 changed their mind" in m.text
    assert "Ana · 10 points" in m.text and "Chloe · 10 points" in m.text
    await here.advance(20 * SECOND)
    assert "80% right of 5 · after talking: 40% → 80% right" in m.text
    assert len(here.platform.under(m.message)) == 1


async def test_where_few_answered_no_share_tells_who_chose_what(here: World) -> None:
    m = await meeting(here, n="1")
    await here.advance(15 * SECOND)
    await m.vote(0, "xxoo")
    await here.advance(35 * SECOND)
    assert "the room is split" in m.message.card.title
    await here.advance(timedelta(minutes=2))
    await m.vote(0, "--x-")
    await here.advance(35 * SECOND)
    assert "How it moved: 1 changed their mind" in m.text
    assert "%" not in m.text.split("How it went")[1]


async def test_without_convince_me_the_key_comes_at_once(here: World) -> None:
    m = await meeting(here, n="1", convince="off")
    await here.advance(15 * SECOND)
    await m.vote(0, "xxooo")
    await here.advance(35 * SECOND)
    assert "the key is" in m.message.card.title and not here.platform.under(m.message)


async def test_a_slow_platforms_tap_counts_if_it_was_pressed_in_time(here: World) -> None:
    m = await meeting(here, n="1")
    await here.advance(15 * SECOND)
    opened, card = here.now, m.message.card
    letter = "ABCD"[await m.key(0)]
    await here.advance(32 * SECOND)  # the time is up, and what is under way may still come in
    late = as_card(await here.press("ben", token(card, letter), at=opened + 31 * SECOND))
    assert late.title == "The time is up"
    slow = as_card(await here.press("ana", token(card, letter), at=opened + 29 * SECOND))
    assert slow.title == f"{letter} it is"
    await here.advance(3 * SECOND)
    assert "the key is" in m.message.card.title
    assert "#1 Ana · 10 points" in m.text and "Ben" not in m.text
    after = as_card(await here.press("chloe", token(card, letter)))
    assert after.title == "The time is up"


async def test_a_replayed_tap_changes_nothing_and_an_older_one_neither(here: World) -> None:
    m = await meeting(here, n="1")
    await here.advance(15 * SECOND)
    card, start = m.message.card, here.now
    await here.advance(10 * SECOND)
    await here.press("ana", token(card, "A"), event="one", at=start + 2 * SECOND)
    await here.press("ana", token(card, "B"), event="two", at=start + 5 * SECOND)
    for event, letter, at in (("one", "A", 2), ("three", "C", 4)):
        reply = as_card(await here.press("ana", token(card, letter), event=event, at=start + at * SECOND))
        assert reply.title == "B it is"


async def test_nothing_that_is_still_to_come_or_open_is_played(here: World) -> None:
    m = await meeting(here, closed=3, n="15")
    open_now = await ask_now(here)
    async with here.desk.store.read() as tx:
        played = [item.item for item in await live.items(tx, 1)]
        closed = {row.item for row in await tx.execute(round_.select().where(round_.c.state == "closed"))}
        still = await rounds.get(tx, open_now)
    assert still and m.message
    written = [item for item in played if here.desk.bank.current(item).generator is None]
    assert written and set(written) <= closed and still.item not in written
    assert len(played) == 15


async def test_where_nothing_has_closed_computed_questions_are_played_or_nothing(here: World) -> None:
    await found_cohort(here)
    reply = text_of(await here.command("lea", "challenge live", domain="inventory", n="2"))
    assert reply.startswith("You lead: 2 questions")
    async with here.desk.store.read() as tx:
        assert all(here.desk.bank.current(i.item).generator for i in await live.items(tx, 1))


async def test_only_leaders_begin_and_one_goes_on_at_a_time(here: World) -> None:
    m = await meeting(here)
    assert "leader" in text_of(await here.command("ana", "challenge live")).lower()
    again = await here.command("lea", "challenge live")
    assert labels(again) == ["Start now", "How it stands", "Stop it"]
    await here.settle()
    assert m.message


@pytest.mark.parametrize(("values", "wrong"), [({"n": "0"}, "1 to 15"), ({"seconds": "5"}, "10 to 180 seconds")])
async def test_what_makes_no_sense_is_refused(here: World, values: dict[str, str], wrong: str) -> None:
    await found_cohort(here)
    assert wrong in text_of(await here.give("lea", "challenge live", values))


async def test_the_leader_moves_it_on_once_for_each_phase(here: World) -> None:
    m = await meeting(here)
    control = await here.command("lea", "challenge live")
    start = token(control, "Start now")
    control = await here.press("lea", start)
    await here.press("lea", start)  # impatient
    await here.settle()
    assert m.message.card.title == "Live: 1 of 2"
    await m.vote(0, "xx")
    control = await here.press("lea", token(control, "How it stands"))
    assert "2 have answered" in text_of(control)
    await here.press("lea", token(control, "End the vote"))
    await here.settle()
    late = await m.press("chloe", "A")
    assert late.title == "The time is up"
    await here.advance(5 * SECOND)
    assert "the key is" in m.message.card.title
    control = await here.press("lea", token(control, "How it stands"))
    await here.press("lea", token(control, "Go on"))
    await here.settle()
    assert m.message.card.title == "Live: 2 of 2"
    assert text_of(await here.press("ben", token(control, "Stop it"))).lower().count("lea")


async def test_the_leader_stops_it_and_the_board_stands_as_it_is(here: World) -> None:
    m = await meeting(here)
    await here.advance(15 * SECOND)
    await m.vote(0, "xxxxo")
    await here.advance(40 * SECOND)
    control = await here.command("lea", "challenge live")
    card = m.message.card
    assert text_of(await here.press("lea", token(control, "Stop it"))).startswith("The live round is over")
    await here.settle()
    assert m.message.card.title == "The live round was stopped" and "#1 Ana" in m.text
    assert card != m.message.card
    await here.advance(timedelta(minutes=5))
    assert m.message.card.title == "The live round was stopped"
    assert text_of(await here.command("lea", "challenge live")).startswith("You lead:")


async def test_who_is_hidden_or_wants_no_games_plays_along_and_is_named_nowhere(here: World) -> None:
    m = await meeting(here, n="1")
    await here.command("ana", "takt profile set", hide="yes")
    await here.command("ben", "takt profile set", games="off")
    await here.advance(15 * SECOND)
    await m.vote(0, "xxxxx")
    await here.advance(35 * SECOND)
    assert "100% right of 5" in m.text
    assert "Ana" not in m.text and "Ben" not in m.text and "Chloe" in m.text


async def test_a_newcomer_becomes_a_member_with_their_first_tap(here: World) -> None:
    m = await meeting(here, n="1")
    await here.advance(15 * SECOND)
    receipt = await m.press("zoe", "A")
    assert "What others see of you" in text_of(receipt)
    async with here.desk.store.read() as tx:
        names = [member.person.name for member in await memberships.of_cohort(tx, 1)]
    assert "Zoe" in names


async def test_a_token_of_another_room_does_nothing(here: World) -> None:
    m = await meeting(here, n="1")
    await here.advance(15 * SECOND)
    elsewhere = Room("pretend", "guild", "other")
    await found_cohort(here, elsewhere)
    asker = here.asker("ana", room=elsewhere)
    reply = await here.takt.dispatcher.ask(Pressed(asker, "e", here.now, token(m.message.card, "A")))
    assert "it is" not in as_card(reply).title


# --- restarts


async def test_a_restart_in_the_middle_of_a_vote_goes_on_with_what_was_answered(tmp_path: Path) -> None:
    async with world(tmp_path, MONDAY) as w:
        m = await meeting(w, n="1")
        await w.advance(15 * SECOND)
        await m.vote(0, "xxx")
        platform, now = w.platform, w.now
    async with world(tmp_path, now + 10 * SECOND, platform=platform) as w:
        m = Meeting(w)
        await w.settle()
        await m.vote(0, "---xx")
        await w.advance(25 * SECOND)
        assert "100% right of 5" in m.text
        await w.advance(20 * SECOND)
        assert m.message.card.title == "Live round: how it ended"
        assert len([one for one in platform.messages if one.key.startswith("live:")]) == 1


async def test_a_vote_that_an_outage_swallowed_begins_anew(tmp_path: Path) -> None:
    async with world(tmp_path, MONDAY) as w:
        m = await meeting(w, n="1")
        await w.advance(15 * SECOND)
        await m.vote(0, "xx")
        platform, now = w.platform, w.now
    async with world(tmp_path, now + timedelta(minutes=3), platform=platform) as w:
        m = Meeting(w)
        await w.settle()
        assert m.message.card.title == "Live: 1 of 1" and labels(m.message.card) == list("ABCD")
        await m.vote(0, "--xxo")
        await w.advance(35 * SECOND)
        assert "80% right of 5" in m.text


async def test_a_restart_while_people_talk_takes_the_second_vote(tmp_path: Path) -> None:
    async with world(tmp_path, MONDAY) as w:
        m = await meeting(w, n="1")
        await w.advance(15 * SECOND)
        await m.vote(0, "xxooo")
        await w.advance(40 * SECOND)
        platform, now = w.platform, w.now
    async with world(tmp_path, now + timedelta(minutes=1), platform=platform) as w:
        m = Meeting(w)
        await w.advance(timedelta(seconds=70))
        assert m.message.card.title == "Live: 1 of 1, second vote"
        await m.vote(0, "--xxx")
        await w.advance(35 * SECOND)
        assert "How it moved: 40% → 100% right, 3 changed their mind" in m.text
        assert len(platform.under(m.message)) == 1


async def test_after_a_long_outage_the_meeting_is_over(tmp_path: Path) -> None:
    async with world(tmp_path, MONDAY) as w:
        m = await meeting(w, n="1")
        await w.advance(20 * SECOND)
        platform, now = w.platform, w.now
    async with world(tmp_path, now + timedelta(hours=1), platform=platform) as w:
        m = Meeting(w)
        await w.settle()
        assert m.message.card.title == "The live round was stopped"


async def test_a_deleted_cohort_takes_its_live_round_along(here: World) -> None:
    await meeting(here)
    form = as_form(await here.command("lea", "cohort delete"))
    await here.fill("lea", form, name="Early birds")
    await here.advance(timedelta(minutes=5))
    async with here.desk.store.read() as tx:
        assert await live.get(tx, 1) is None
        assert await here.takt.ticker.next_due() is None
