"""Discord's documented limits, for what its OpenAPI description does not say or says differently."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

Json = dict[str, Any]

_NAME = re.compile(r"^[-_'\w]{1,32}$")
ACTION_ROW, TEXT_INPUT, LABEL = 1, 4, 18
LINK_STYLE = 5


PNG = b"\x89PNG\r\n\x1a\n"
UPLOAD = 10 << 20


def files(body: Json, sent: dict[str, bytes]) -> Iterator[str]:
    """What is attached, and what the embeds show of it."""
    named = {attachment["filename"]: attachment for attachment in (body or {}).get("attachments") or []}
    for name, data in sent.items():
        if name not in named:
            yield f"{name} is sent, and not named as an attachment"
        if len(data) > UPLOAD:
            yield f"{name} of {len(data)} bytes"
        if name.endswith(".png") and not data.startswith(PNG):
            yield f"{name} is no PNG"
        if name.endswith(".png") and not named.get(name, {}).get("description"):
            yield f"{name} has no description"
    for attachment in named.values():
        yield from _longer(attachment, {"description": 1024})
    for embed in (body or {}).get("embeds") or []:
        url = embed.get("image", {}).get("url", "attachment://")
        if url != "attachment://" and url.removeprefix("attachment://") not in sent:
            yield f"an embed shows {url}, which is not attached"


def message(body: Json) -> Iterator[str]:
    """A message that is created or edited."""
    if len(body.get("content") or "") > 2000:
        yield "content over 2,000 characters"
    yield from _embeds(body.get("embeds") or [])
    yield from _rows(body.get("components") or [])
    if body.get("allowed_mentions", {}).get("parse") != []:
        yield f"allowed_mentions must parse nothing, is {body.get('allowed_mentions')}"
    if len(str(body.get("nonce") or "")) > 25:
        yield "nonce over 25 characters"
    if body.get("nonce") and not body.get("enforce_nonce"):
        yield "a nonce that is not enforced"
    if not any(body.get(key) for key in ("content", "embeds", "attachments")):
        yield "an empty message"


def _embeds(embeds: list[Json]) -> Iterator[str]:
    if len(embeds) > 10:
        yield "more than 10 embeds"
    total = 0
    for embed in embeds:
        fields = embed.get("fields", [])
        yield from _longer({k: embed.get(k) for k in ("title", "description")}, {"title": 256, "description": 4096})
        yield from _longer(embed.get("footer", {}), {"text": 2048})
        if len(fields) > 25:
            yield "more than 25 fields"
        for field in fields:
            yield from _longer(field, {"name": 256, "value": 1024})
            if not field["name"].strip() or not field["value"].strip():
                yield "an empty field"
        texts = [embed.get("title"), embed.get("description"), embed.get("footer", {}).get("text")]
        texts += [text for field in fields for text in (field["name"], field["value"])]
        if not any(texts):
            yield "an empty embed"
        total += sum(len(text or "") for text in texts)
    if total > 6000:
        yield f"embeds of {total} characters, over 6,000"


def _longer(values: Json, limits: dict[str, int]) -> Iterator[str]:
    for key, most in limits.items():
        if len(values.get(key) or "") > most:
            yield f"{key} over {most} characters"


def _rows(rows: list[Json]) -> Iterator[str]:
    if len(rows) > 5:
        yield "more than five rows of components"
    buttons = [button for row in rows for button in row.get("components", [])]
    for row in rows:
        if row["type"] != ACTION_ROW or not 1 <= len(row.get("components", [])) <= 5:
            yield "a row of no or more than five buttons"
    for button in buttons:
        if not 1 <= len(button.get("label") or "") <= 80:
            yield f"button label of {len(button.get('label') or '')} characters"
        if len(button.get("url") or "") > 512:
            yield "button url over 512 characters"
    yield from _ids(button.get("custom_id") for button in buttons if button.get("style") != LINK_STYLE)


def _ids(ids: Iterable[str | None]) -> Iterator[str]:
    counted = Counter(ids)
    for id, times in counted.items():
        if not id or not 1 <= len(id) <= 100:
            yield f"custom_id {id!r} must have 1 to 100 characters"
        if times > 1:
            yield f"custom_id {id!r} stands {times} times in one message"


def modal(body: Json) -> Iterator[str]:
    """A modal that opens."""
    labels = body.get("components", [])
    if not 1 <= len(labels) <= 5:
        yield f"a modal with {len(labels)} inputs"
    yield from _longer(body, {"title": 45, "custom_id": 100})
    for label in labels:
        if label["type"] != LABEL:
            yield f"component type {label['type']} at the top of a modal"
            continue
        yield from _longer(label, {"label": 45, "description": 100})
        yield from _input(label["component"])
    yield from _ids(label["component"].get("custom_id") for label in labels if label["type"] == LABEL)


def _input(component: Json) -> Iterator[str]:
    if component["type"] == TEXT_INPUT:
        most = component.get("max_length", 4000)
        if not 1 <= most <= 4000 or len(component.get("value") or "") > most:
            yield "a text input over its length"
        return
    if not 1 <= len(component.get("options", [])) <= 25:
        yield "a select without or with more than 25 options"
    yield from _ids(option["value"] for option in component.get("options", []))
    for option in component.get("options", []):
        yield from _longer(option, {"label": 100, "value": 100, "description": 100})


def commands(body: list[Json]) -> Iterator[str]:
    """All global commands at once."""
    if len(body) > 100:
        yield "more than 100 commands"
    for command in body:
        yield from _command(command)
        if _length(command) > 8000:
            yield f"/{command['name']} has over 8,000 characters"


def _command(command: Json) -> Iterator[str]:
    name, options = command["name"], command.get("options", [])
    if not _NAME.match(name) or name != name.lower():
        yield f"command name {name!r}"
    if not 1 <= len(command.get("description") or "") <= 100:
        yield f"description of {name!r} must have 1 to 100 characters"
    if len(options) > 25 or len(command.get("choices", [])) > 25:
        yield f"{name!r} has more than 25 options or choices"
    if len({option["name"] for option in options}) < len(options):
        yield f"two options of {name!r} have one name"
    kinds = {option["type"] in (1, 2) for option in options}
    if len(kinds) > 1:
        yield f"{name!r} has options beside subcommands"
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        yield f"a required option of {name!r} after an optional one"
    if command.get("choices") and command.get("autocomplete"):
        yield f"{name!r} has both choices and autocomplete"
    for option in options:
        yield from _command(option)


def _length(command: Json) -> int:
    own = len(command["name"]) + len(command.get("description") or "")
    own += sum(len(c["name"]) + len(str(c["value"])) for c in command.get("choices", []))
    return own + sum(_length(option) for option in command.get("options", []))


def choices(body: Json) -> Iterator[str]:
    """Completions of an option."""
    given = body.get("choices", [])
    if len(given) > 25:
        yield "more than 25 completions"
    for choice in given:
        yield from _longer({"name": choice["name"], "value": str(choice["value"])}, {"name": 100, "value": 100})
