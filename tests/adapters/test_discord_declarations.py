"""Declarations as Discord takes them: commands, forms, the invite; and what it would refuse, said beforehand."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from adapters.discord.commands import given, payloads, same
from adapters.discord.forms import modal, typed
from adapters.discord.permissions import PERMISSIONS, SCOPES, application_of, invite_link, requested
from bot.chat.command import Catalogue, Command, Param, Where
from bot.chat.message import Form, Input, Kind, Pick
from tests.fakes import discord_limits, discord_schema
from tests.fakes.discord_sample import FORM, _never, catalogue
from tests.fakes.discord_server import TOKEN

COMMANDS = "/applications/{application_id}/commands"


def built(*commands: Command[Any], prefix: str = "") -> list[dict[str, Any]]:
    made = payloads(Catalogue(commands, ()), prefix)
    assert list(discord_limits.commands(made)) == []
    assert discord_schema.faults("PUT", COMMANDS, made) == []
    return made


def test_the_words_of_a_name_become_groups_and_subcommands() -> None:
    score, takt, countdown = built(*catalogue().commands)
    assert [option["name"] for option in score["options"]] == ["show", "of"]
    [profile] = takt["options"]
    assert (profile["name"], profile["type"]) == ("profile", 2)
    assert [option["name"] for option in profile["options"]] == ["show", "set"]
    assert countdown["options"] == []


def test_parameters_become_options_of_their_kind() -> None:
    kinds = [Param[Any](kind.value, "Help", kind) for kind in Kind if kind is not Kind.CHOICE]
    [command] = built(Command("do", "Does it", _never, tuple(kinds)))
    types = {option["name"]: option["type"] for option in command["options"]}
    assert types.pop("int") == 4
    assert types.pop("member") == 6
    assert set(types.values()) == {3}


def test_choices_are_offered_up_to_what_discord_takes() -> None:
    picks = tuple(Pick(f"Pick {n}", f"p{n}") for n in range(26))
    [few] = built(Command("do", "Does", _never, (Param("which", "Which", Kind.CHOICE, choices=picks[:25]),)))
    [many] = built(Command("do", "Does", _never, (Param("which", "Which", Kind.CHOICE, choices=picks),)))
    assert len(few["options"][0]["choices"]) == 25
    assert "choices" not in many["options"][0]


def test_contexts_say_where_a_command_can_be_used() -> None:
    made = {where: built(Command("do", "Does", _never, where=where))[0]["contexts"] for where in Where}
    assert made == {Where.ROOM: [0], Where.DIRECT: [1], Where.BOTH: [0, 1]}


def test_long_help_is_shortened_visibly() -> None:
    [command] = built(Command("do", "Does " * 40, _never))
    assert command["description"].endswith("…")


@pytest.mark.parametrize(
    ("commands", "what"),
    [
        ((Command("score", "a", _never), Command("score show", "b", _never)), "cannot stand beside"),
        ((Command("a b", "a", _never), Command("a b c", "b", _never)), "cannot stand beside"),
        ((Command("a b c d", "a", _never),), "cannot stand beside or below"),
        ((Command("Score", "a", _never),), "no name for a command"),
        ((Command("s" * 33, "a", _never),), "no name for a command"),
        (tuple(Command(f"a s{n}", "a", _never) for n in range(26)), "more than 25"),
        ((Command("a", "a", _never, (Param("x", "x"), Param("y", "y", required=True))),), "required ones before"),
    ],
)
def test_declarations_that_discord_would_refuse_are_named(commands: Any, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        payloads(Catalogue(commands, ()))


def test_what_discord_gives_back_counts_as_the_same_until_something_changes() -> None:
    ours = built(*catalogue().commands)
    theirs = [command | {"id": "1", "version": "2", "nsfw": False, "dm_permission": True} for command in reversed(ours)]
    for command in theirs:
        if not command["options"]:
            del command["options"]
    assert same(ours, theirs)
    assert not same(ours, theirs[1:])
    assert not same(ours, [command | {"description": "other"} for command in theirs])
    assert not same(built(*catalogue().commands, prefix="cpim-"), theirs)


def test_a_given_command_is_known_by_its_full_name_without_prefix() -> None:
    data = {"name": "cpim-score", "options": [{"type": 1, "name": "of", "options": []}]}
    assert given(data, "cpim-").name == "score of"


async def test_a_form_is_a_modal_of_labelled_inputs() -> None:
    made = modal(FORM).to_dict()
    assert list(discord_limits.modal(made)) == []
    assert made["custom_id"] == "saved:me"
    assert [label["label"] for label in made["components"]] == ["Date of the exam", "Where", "Notes"]


async def test_the_longest_form_stays_within_the_limits_and_keeps_what_was_typed() -> None:
    inputs = tuple(Input(f"i{n}", "Label " * 20, Kind.LONG, "v" * 900, "Hint " * 30, most=300) for n in range(5))
    made = modal(Form("t", "Title " * 20, inputs)).to_dict()
    assert list(discord_limits.modal(made)) == []
    assert all(label["component"]["value"] == "v" * 900 for label in made["components"])


async def test_what_came_past_a_form_is_shown_as_far_as_an_input_holds() -> None:
    made = modal(Form("t", "Title", (Input("name", "Name", value="v" * 5000, most=40),))).to_dict()
    assert list(discord_limits.modal(made)) == []
    assert made["components"][0]["component"]["value"] == "v" * 4000


async def test_more_than_five_inputs_are_a_bug_named_as_such() -> None:
    with pytest.raises(ValueError, match="6 inputs"):
        modal(Form("t", "Title", tuple(Input(f"i{n}", "Label") for n in range(6))))


def test_typed_texts_are_read_from_labels_and_from_old_rows() -> None:
    label = {"type": 18, "component": {"type": 3, "custom_id": "venue", "values": ["onvue"]}}
    row = {"type": 1, "components": [{"type": 4, "custom_id": "date", "value": "soon"}]}
    empty = {"type": 18, "component": {"type": 3, "custom_id": "none", "values": []}}
    assert typed([label, row, empty]) == {"venue": "onvue", "date": "soon", "none": ""}


def test_the_invite_asks_for_what_the_table_explains_and_nothing_privileged() -> None:
    query = parse_qs(urlsplit(invite_link("42")).query)
    asked = discord.Permissions(int(query["permissions"][0]))
    assert query["client_id"] == ["42"]
    assert query["scope"] == ["bot applications.commands"]
    assert asked == discord.Permissions(**{row.flag: True for row in PERMISSIONS})
    assert not asked & discord.Permissions.elevated()
    assert not requested().administrator
    assert all(row.why and row.without for row in (*SCOPES, *PERMISSIONS))


def test_the_application_is_read_from_the_shape_of_a_token() -> None:
    assert application_of(TOKEN) == "123456789012345678"
    assert [application_of(wrong) for wrong in ("", "hello", "aGVsbG8.x.y", "MTIz", "é.x")] == [None] * 5
