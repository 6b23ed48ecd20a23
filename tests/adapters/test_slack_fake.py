"""The loopback server is as strict as Slack: what breaks a rule is noticed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.chat.message import Card
from tests.adapters.slack_catalogue import CATALOGUE, FORM, Clock, Core, slack
from tests.fakes.slack_checks import check_message, check_view, schema_present
from tests.fakes.slack_server import NoAcknowledgement
from tests.fakes.slack_stage import SlackStage
from tests.fakes.slack_web import WebApi
from tests.fakes.slack_workspace import Refusal, Workspace

HEADER = {"type": "header", "text": {"type": "plain_text", "text": "T"}}
BUTTON = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "B"}, "value": "v"}


def actions(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(buttons)}


@pytest.mark.parametrize(
    ("blocks", "says"),
    [
        ([HEADER] * 51, "51 blocks"),
        ([{**HEADER, "text": {"type": "plain_text", "text": "T" * 151}}], "150"),
        ([{**HEADER, "block_id": "x"}, {**HEADER, "block_id": "x"}], "block_id"),
        ([actions(BUTTON, BUTTON)], "action_id"),
        ([actions(*({**BUTTON, "action_id": str(n)} for n in range(26)))], "over 25"),
        ([actions({**BUTTON, "value": "v" * 2001})], "value"),
        ([actions({**BUTTON, "text": {"type": "plain_text", "text": "B" * 76}})], "75"),
        ([{"type": "section", "text": {"type": "mrkdwn", "text": "<!channel>"}}], "everybody"),
        ([{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}], "3000"),
        ([{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]}], "empty"),
        ([{"type": "input", "label": HEADER["text"], "element": {"type": "datepicker"}}], "an input"),
        ([{"type": "section", "text": {"type": "plain_text", "text": "y" * 2900}}] * 5, "msg_blocks_too_long"),
    ],
)
@pytest.mark.parametrize("schema", [True, False])
def test_a_message_outside_the_limits_is_noticed_also_without_the_schema(
    blocks: list[dict[str, Any]], says: str, schema: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not schema:
        monkeypatch.setattr("tests.fakes.slack_checks._TYPES", Path("/nowhere"))
    assert any(says in found for found in check_message({"text": "t", "blocks": blocks}))


def test_a_message_by_the_rules_passes() -> None:
    assert check_message({"text": "t", "blocks": [HEADER, actions(BUTTON)]}) == []


def test_what_the_schema_does_not_know_is_noticed() -> None:
    if not schema_present():
        pytest.skip("the vendors' schemas are not beside the repository; only the limits are checked")
    assert check_message({"text": "t", "blocks": [{**HEADER, "colour": "red"}]})
    assert check_message({"text": "t", "blocks": [{"type": "actions", "elements": [{**BUTTON, "style": "plain"}]}]})
    assert check_message({"text": "t", "blocks": [HEADER], "metadata": {"event_type": "x"}})


def test_a_modal_with_inputs_and_no_submit_is_noticed() -> None:
    element = {"type": "plain_text_input", "action_id": "v"}
    block = {"type": "input", "block_id": "a", "label": HEADER["text"], "element": element}
    modal = {"type": "modal", "title": HEADER["text"], "blocks": [block]}
    assert check_view(modal) == ["a modal has inputs and no submit"]
    assert check_view({**modal, "submit": HEADER["text"]}) == []


async def test_an_answer_after_three_seconds_is_an_error_on_the_persons_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fakes.slack_server._ACK_SECONDS", 0.05)
    core = Core()
    stage = SlackStage(Clock(), patience=10, farewell=0.01)
    await stage.open(CATALOGUE, core)
    core.gate.clear()
    with pytest.raises(NoAcknowledgement):
        await stage.command("Ana", "score show")
    await stage.close()
    assert stage.violations() == ["slash_commands was not acknowledged within three seconds"]


async def test_triggers_are_used_once_and_response_urls_five_times() -> None:
    clock = Clock()
    api = WebApi(Workspace(clock))
    trigger = api.new_trigger("UANA")
    from adapters.slack.forms import Origin, view

    modal = view(FORM, Origin("save"))
    api.answer("views.open", {"trigger_id": trigger, "view": modal})
    with pytest.raises(Refusal, match="exchanged_trigger_id"):
        api.answer("views.open", {"trigger_id": trigger, "view": modal})
    url = api.new_url("UANA", "C1")
    for _ in range(5):
        api.respond(url, {"text": "t"})
    with pytest.raises(Refusal, match="used_url"):
        api.respond(url, {"text": "t"})
    late = api.new_url("UANA", "C1")
    clock.move(minutes=31)
    with pytest.raises(Refusal, match="expired_url"):
        api.respond(late, {"text": "t"})
    assert api.violations == []


async def test_a_bot_that_is_not_in_the_channel_cannot_post() -> None:
    async with slack() as stage:
        stage.channel.members.clear()
        with pytest.raises(Exception, match="not_in_channel"):
            await stage.platform.post(stage.room, Card("Q"), "k")
