"""Requests held against Discord's own OpenAPI description, where it is present beside the project."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

SPEC = Path(__file__).resolve().parents[2].parent / "shared" / "specs" / "discord_openapi.json"
_URI = "urn:discord"


def present() -> bool:
    """Whether the vendor's description is here. Without it only the documented limits are checked."""
    return SPEC.is_file()


@cache
def _description() -> tuple[dict[str, Any], Registry[Any]]:
    contents = json.loads(SPEC.read_text(encoding="utf-8"))
    resource: Resource[Any] = DRAFT202012.create_resource(contents)
    return contents["paths"], Registry().with_resource(_URI, resource)


@cache
def _validator(method: str, template: str) -> Draft202012Validator | None:
    paths, registry = _description()
    operation = paths[template][method.lower()]
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return None
    pointer = "/".join(
        part.replace("~", "~0").replace("/", "~1")
        for part in ("paths", template, method.lower(), "requestBody", "content", "application/json", "schema")
    )
    return Draft202012Validator({"$ref": f"{_URI}#/{pointer}"}, registry=registry)


def faults(method: str, template: str, body: Any) -> list[str]:
    """What the description does not allow in this body. `template` is the path as the description writes it."""
    if not present() or body is None:
        return []
    if template not in _description()[0] or method.lower() not in _description()[0][template]:
        return [f"{method} {template} is not in Discord's description"]
    validator = _validator(method, template)
    if validator is None:
        return []
    worst = best_match(validator.iter_errors(_waived(body)))
    return [] if worst is None else [f"{method} {template} {worst.json_path}: {worst.message[:300]}"]


def _waived(value: Any) -> Any:
    """discord.py numbers new attachments with integers, which Discord takes and its description calls text."""
    if isinstance(value, list):
        return [_waived(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    return {key: _numbered(inner) if key == "attachments" else _waived(inner) for key, inner in value.items()}


def _numbered(attachments: Any) -> Any:
    if not isinstance(attachments, list):
        return attachments
    return [{**a, "id": str(a["id"])} if isinstance(a.get("id"), int) else a for a in attachments]
