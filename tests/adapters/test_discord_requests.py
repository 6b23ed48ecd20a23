"""What members do on Discord reaches the core, and what it answers reaches them: through the real discord.py."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.discord.platform import DiscordPlatform, Settings
from adapters.discord.replies import Stopwatch
from bot.chat.message import Button, Card, Document, Pick, Silence, Suggestions
from bot.chat.platform import ChatPlatform
from bot.chat.request import Invoked, Suggest
from bot.chat.text import plain
from bot.model.places import Account
from bot.watching.figures import Figures
from tests.conversations.stage import Stage
from tests.fakes.discord_faults import Fault
from tests.fakes.discord_interactions import CHOICES, DEFERRED_MESSAGE, DEFERRED_UPDATE, MESSAGE
from tests.fakes.discord_sample import FORM, MENU, START, Clock, Core, catalogue, held_until
from tests.fakes.discord_stage import DiscordStage, text_of


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def core() -> Core:
    return Core()


@pytest.fixture
async def stage(clock: Clock, core: Core) -> AsyncIterator[DiscordStage]:
    stage = DiscordStage(clock)
    await stage.open(catalogue(), core.ask)
    yield stage
    await stage.close()
    assert stage.violations() == []


@pytest.fixture
async def hurried(clock: Clock, core: Core) -> AsyncIterator[DiscordStage]:
    # The stopwatch runs out almost at once, so that no test waits long.
    stage = DiscordStage(clock, settings=Settings(stopwatch=Stopwatch(answer=0.05, form=0.1)))
    await stage.open(catalogue(), core.ask)
    yield stage
    await stage.close()
    assert stage.violations() == []


def test_stage_and_platform_are_what_the_core_and_the_conversations_expect(clock: Clock) -> None:
    stage: Stage = DiscordStage(clock)
    platform: ChatPlatform = stage.platform
    assert platform.name == stage.room.platform == "discord"


async def test_a_command_reaches_the_core_with_who_where_and_when(stage: DiscordStage, core: Core) -> None:
    seen = await stage.command("Ann", "score show", window="This week")
    asked = core.last
    assert (asked.name, asked.values, asked.at) == ("score show", {"window": "week"}, START)
    assert asked.asker.account == Account("discord", "", stage.person("Ann"))
    assert (asked.asker.name, asked.asker.room) == ("Ann", stage.room)
    assert (asked.asker.room_name, asked.asker.community_name) == ("cpim", "Study hall")
    assert seen.kind == "private"
    assert f"120 points since <t:{int(START.timestamp())}:F>" in seen.text
    assert "Type /takt help for more" in seen.text
    assert seen.buttons == ("Why?", "Sure", "Set", "Handbook")


async def test_two_requests_have_events_of_their_own(stage: DiscordStage, core: Core) -> None:
    seen = await stage.command("Ann", "score show")
    await stage.press_twice("Ann", seen, "Why?")
    assert [r.token for r in core.requests[1:]] == ["why:7", "why:7"]  # type: ignore[union-attr]
    assert len({r.event for r in core.requests}) == 3


async def test_subcommands_of_subcommands_numbers_and_members_arrive_as_text(stage: DiscordStage, core: Core) -> None:
    await stage.command("Ann", "takt profile set", zone="Europe/Berlin", hours="6")
    assert (core.last.name, core.last.values) == ("takt profile set", {"zone": "Europe/Berlin", "hours": "6"})
    await stage.command("Ann", "score of", member="@Ben")
    assert core.last.values == {"member": f"<@{stage.person('Ben')}>"}


async def test_completions_are_asked_of_the_core_while_typing(stage: DiscordStage, core: Core) -> None:
    core.answers["takt profile set"] = Suggestions((Pick("Berlin", "Europe/Berlin"), Pick("Bern", "Europe/Zurich")))
    assert await stage.suggest("Ann", "takt profile set", "zone", "ber") == ["Berlin", "Bern"]
    assert isinstance(core.last, Suggest)
    assert (core.last.param, core.last.typed) == ("zone", "ber")


async def test_in_direct_messages_there_is_no_room(stage: DiscordStage, core: Core) -> None:
    direct = stage.server.world.direct(stage.person("Ann"))
    await stage.command_in(direct, "Ann", "takt profile show")
    assert core.last.asker.room is None
    assert core.last.asker.account == Account("discord", "", stage.person("Ann"))


async def test_in_a_thread_the_room_is_its_channel(stage: DiscordStage, core: Core) -> None:
    thread = stage.server.world.add_thread(stage.channel, stage.server.world.snowflake(), "Q5")
    await stage.command_in(thread, "Ann", "score show")
    assert core.last.asker.room == stage.room


async def test_a_new_card_leaves_the_one_with_the_button_alone(stage: DiscordStage) -> None:
    menu = await stage.command("Ann", "score show")
    seen = await stage.press("Ann", menu, "Why?")
    assert (seen.kind, seen.text) == ("private", "why:7\nas asked")
    assert len(stage.server.world.private) == 2
    assert "120 points" in text_of(menu.handle.message)


async def test_a_replacing_card_takes_the_place_of_the_private_one(stage: DiscordStage) -> None:
    menu = await stage.command("Ann", "score show")
    seen = await stage.press("Ann", menu, "Sure")
    assert (seen.kind, seen.text, seen.buttons) == ("private", "sure:7\nas asked", ())
    [(_, only)] = stage.server.world.private.values()
    assert text_of(only) == seen.text


async def test_a_replacing_card_never_touches_what_the_room_sees(stage: DiscordStage) -> None:
    await stage.platform.post(stage.room, MENU, "q-1")
    [question] = stage.in_room()
    seen = await stage.press("Ann", question, "Sure")
    assert (seen.kind, seen.text) == ("private", "sure:7\nas asked")
    assert stage.in_room()[0].text == question.text


async def test_a_replaced_letter_in_direct_messages_can_still_be_found(stage: DiscordStage) -> None:
    ann = Account("discord", "", stage.person("Ann"))
    sent = await stage.platform.post(ann, MENU, "reminder-1")
    seen = await stage.press("Ann", stage.direct("Ann")[0], "Sure")
    assert seen.kind == "direct"
    assert seen.text.startswith("sure:7\nas asked")
    assert await stage.platform.find(ann, "reminder-1", START) == sent


async def test_a_form_opens_prefilled_and_comes_back_under_its_token(stage: DiscordStage, core: Core) -> None:
    menu = await stage.command("Ann", "score show")
    form = await stage.press("Ann", menu, "Set")
    assert form.kind == "form"
    assert form.inputs == {"date": "", "venue": "centre", "notes": ""}
    assert "for example 12 March 2027" in form.text
    saved = await stage.submit("Ann", form, date="2027-03-12", venue="onvue")
    assert core.last.token == "saved:me"
    assert core.last.values == {"date": "2027-03-12", "venue": "onvue", "notes": ""}
    assert (saved.kind, saved.text) == ("private", "Saved\n2027-03-12 onvue")


async def test_a_command_may_open_a_form(stage: DiscordStage) -> None:
    form = await stage.command("Ann", "countdown")
    saved = await stage.submit("Ann", form, date="2027-03-12")
    assert saved.text == "Saved\n2027-03-12 centre"


async def test_a_form_may_replace_the_private_message_it_was_opened_from(stage: DiscordStage, core: Core) -> None:
    core.answers["set:me"] = replace(FORM, token="kept:me")
    menu = await stage.command("Ann", "score show")
    form = await stage.press("Ann", menu, "Set")
    kept = await stage.submit("Ann", form, date="2027-03-12")
    assert (kept.kind, kept.text) == ("private", "kept:me\nas asked")
    assert len(stage.server.world.private) == 1


async def test_a_misread_form_offers_to_try_again(stage: DiscordStage) -> None:
    form = await stage.command("Ann", "countdown")
    seen = await stage.submit("Ann", form, date="soon")
    assert (seen.kind, seen.buttons) == ("private", ("Try again",))
    assert "That date is not clear" in seen.text


async def test_a_form_cannot_follow_a_form_and_nobody_is_left_waiting(stage: DiscordStage, core: Core) -> None:
    form = await stage.command("Ann", "countdown")
    core.answers["saved:me"] = await core.ask(Invoked(core.last.asker, "", START, "countdown"))
    seen = await stage.submit("Ann", form, date="2027-03-12")
    assert "Something went wrong on our side" in seen.text


async def test_a_slow_answer_is_deferred_and_follows(hurried: DiscordStage, core: Core) -> None:
    ready = asyncio.Event()
    core.answers["score show"] = lambda _: held_until(ready, Card("Late", plain("but there")))
    made = await hurried.begin_command(hurried.channel, "Ann", "score show")
    assert await made.answered() == DEFERRED_MESSAGE
    assert made.shown == []
    ready.set()
    assert text_of((await made.seen()).data) == "Late\nbut there"


async def test_a_slow_replacement_is_deferred_and_takes_its_place(hurried: DiscordStage, core: Core) -> None:
    ready = asyncio.Event()
    core.answers["sure:7"] = lambda _: held_until(ready, Card("Right", plain("C it is")))
    menu = await hurried.command("Ann", "score show")
    made = await hurried.begin_press("Ann", menu, "Sure")
    assert await made.answered() == DEFERRED_UPDATE
    ready.set()
    shown = await made.seen()
    assert (shown.kind, text_of(shown.data)) == ("updated", "Right\nC it is")
    assert len(hurried.server.world.private) == 1


async def test_a_form_that_takes_too_long_ends_in_an_apology_and_a_card_still_follows(
    hurried: DiscordStage, core: Core
) -> None:
    ready = asyncio.Event()
    core.answers["countdown"] = lambda _: held_until(ready, Card("Set", plain("after all")))
    made = await hurried.begin_command(hurried.channel, "Ann", "countdown")
    assert await made.answered() == MESSAGE
    assert "please try once more" in text_of((await made.seen()).data)
    ready.set()
    assert text_of((await made.seen(1)).data) == "Set\nafter all"


async def test_completions_that_take_too_long_are_empty(hurried: DiscordStage, core: Core) -> None:
    ready = asyncio.Event()
    core.answers["takt profile set"] = lambda _: held_until(ready, Suggestions((Pick("Berlin", "Europe/Berlin"),)))
    assert await hurried.suggest("Ann", "takt profile set", "zone", "ber") == []
    ready.set()


async def test_silence_takes_back_what_a_command_shows(stage: DiscordStage, core: Core) -> None:
    core.answers["score show"] = Silence()
    assert (await stage.command("Ann", "score show")).text == ""
    assert stage.server.world.private == {}


async def test_silence_after_a_button_says_nothing(stage: DiscordStage, core: Core) -> None:
    menu = await stage.command("Ann", "score show")
    core.answers["why:7"] = Silence()
    made = await stage.begin_press("Ann", menu, "Why?")
    assert await made.answered() == DEFERRED_UPDATE
    assert made.shown == []


async def test_a_bug_shows_a_kind_card_whose_reference_is_in_the_log(
    stage: DiscordStage, core: Core, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_: object) -> Card:
        raise ZeroDivisionError("secret detail")

    core.answers["score show"] = fail
    with caplog.at_level(logging.ERROR):
        seen = await stage.command("Ann", "score show")
    assert "Something went wrong on our side" in seen.text
    assert "secret detail" not in seen.text
    reference = seen.text.rsplit(" ", 1)[1].rstrip(".")
    assert reference in caplog.text
    assert "ZeroDivisionError" in caplog.text


async def test_a_card_that_cannot_be_drawn_is_a_bug_like_any_other(stage: DiscordStage, core: Core) -> None:
    core.answers["score show"] = Card("Too much", buttons=((Button("x", "t" * 101),),))
    assert "Something went wrong on our side" in (await stage.command("Ann", "score show")).text


async def test_a_reply_that_discord_refuses_leaves_nobody_waiting(stage: DiscordStage) -> None:
    answering = "POST /interactions/{interaction_id}/{interaction_token}/callback"
    stage.server.fail_next(answering, Fault(status=400, code=50035))
    assert "Something went wrong on our side" in (await stage.command("Ann", "score show")).text


async def test_a_document_is_handed_over_in_private(stage: DiscordStage, core: Core) -> None:
    core.answers["takt profile show"] = Card(
        "Everything kept about you", document=Document("takt.json", '{"zone": "€"}')
    )
    seen = await stage.command("Ann", "takt profile show")
    assert seen.kind == "private"
    assert 'takt.json\n{"zone": "€"}' in seen.text


async def test_after_three_seconds_the_answer_is_lost_but_not_the_deed(
    core: Core, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    done, figures = asyncio.Event(), Figures(START)
    stage = DiscordStage(clock, watch=figures)
    await stage.open(catalogue(), core.ask)

    async def slow(_: object) -> Card:
        clock.move(seconds=4)
        done.set()
        return MENU

    core.answers["score show"] = slow
    with caplog.at_level(logging.WARNING):
        await stage.begin_command(stage.channel, "Ann", "score show")
        await done.wait()
        await stage.close()
    assert "too late for Discord" in caplog.text
    assert b'takt_acknowledgements_late_total{platform="discord"} 1.0' in figures.exposed(None, (), 0, START)


async def test_buttons_and_forms_of_an_earlier_run_still_work(stage: DiscordStage, core: Core, clock: Clock) -> None:
    menu = await stage.command("Ann", "score show")
    form = await stage.press("Ann", menu, "Set")
    await stage.disconnect()
    stage.platform = DiscordPlatform(stage.server.token, clock=clock)
    await stage.connect(catalogue(), core.ask)
    assert (await stage.press("Ann", menu, "Why?")).text == "why:7\nas asked"
    assert (await stage.submit("Ann", form, date="2027-03-12")).text == "Saved\n2027-03-12 centre"


async def test_closing_lets_requests_at_hand_finish(hurried: DiscordStage, core: Core) -> None:
    ready = asyncio.Event()
    core.answers["score show"] = lambda _: held_until(ready, MENU)
    made = await hurried.begin_command(hurried.channel, "Ann", "score show")
    await made.answered()
    closing = asyncio.create_task(hurried.disconnect())
    await asyncio.sleep(0)
    ready.set()
    await closing
    assert "120 points" in text_of(made.shown[0].data)


async def test_one_answer_only_is_sent_to_each_request(stage: DiscordStage) -> None:
    menu = await stage.command("Ann", "score show")
    await stage.press("Ann", menu, "Why?")
    answers = stage.server.calls("POST", "/interactions/{interaction_id}/{interaction_token}/callback")
    assert len(answers) == 2
    assert CHOICES not in [answer["type"] for answer in answers]
