"""Codes that are carried by hand, and what people are called where others read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.people import Person
from bot.model.places import Community
from bot.rules.appearing import crosses, shown_in
from bot.rules.codes import BYTES, digest, written

SECRETS = st.binary(min_size=BYTES, max_size=BYTES)
GUILD, OTHER_GUILD = Community("discord", "1"), Community("discord", "2")
ACME, BOLT = Community("slack", "T1"), Community("slack", "T2")
ON_DISCORD = Community("discord", "")
PLACES = st.sampled_from([GUILD, OTHER_GUILD, ACME, BOLT, Community("web", "room")])
ANA = Person(7, "Ana")


@given(SECRETS)
def test_a_code_has_four_groups_of_letters_that_cannot_be_mistaken(secret: bytes) -> None:
    assert re.fullmatch(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", written(secret))


@given(SECRETS, SECRETS)
def test_different_secrets_make_different_codes_and_digests(one: bytes, other: bytes) -> None:
    assert (written(one) == written(other)) is (one == other)
    assert (digest(written(one)) == digest(written(other))) is (one == other)


@given(SECRETS, st.sampled_from(["", " ", "-", " - ", "\n"]), st.booleans())
def test_a_code_is_read_however_it_was_typed(secret: bytes, between: str, lower: bool) -> None:
    code = written(secret)
    typed = between.join(code.split("-"))
    typed = typed.replace("O", "0").replace("I", "1").replace("B", "8")
    assert digest(typed.lower() if lower else typed) == digest(code)


@given(SECRETS)
def test_a_digest_does_not_hold_the_code(secret: bytes) -> None:
    assert written(secret).replace("-", "") not in digest(written(secret)).upper()


def test_a_secret_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="10 bytes"):
        written(b"short")


@given(st.sets(PLACES, min_size=1, max_size=1), PLACES, st.booleans())
def test_in_a_cohort_with_one_room_everybody_goes_by_name(rooms: set[Community], home: Community, named: bool) -> None:
    (here,) = rooms
    assert shown_in(here, ANA, named=named, number=3, homes=[home], rooms=rooms) == "Ana"


@given(PLACES, st.sets(PLACES, min_size=1), st.sets(PLACES, min_size=1), st.booleans(), st.sampled_from(["", "Owl"]))
def test_a_name_is_read_elsewhere_only_by_consent(
    here: Community, homes: set[Community], rooms: set[Community], named: bool, alias: str
) -> None:
    who = Person(7, "Ana", alias=alias)
    seen = shown_in(here, who, named=named, number=3, homes=homes, rooms=rooms)
    together = here in homes or any(home.platform == here.platform == "discord" for home in homes)
    if alias:
        assert seen == "Owl"
    elif named or together or not crosses(rooms):
        assert seen == "Ana"
    else:
        assert "Ana" not in seen and seen.endswith("(3)")


@pytest.mark.parametrize(
    ("home", "here", "seen"),
    [
        (ON_DISCORD, GUILD, "Ana"),
        (ON_DISCORD, OTHER_GUILD, "Ana"),
        (ON_DISCORD, ACME, "A member on Discord (3)"),
        (ACME, GUILD, "A member on Slack (3)"),
        (ACME, BOLT, "A member on Slack (3)"),
        (ACME, ACME, "Ana"),
    ],
)
def test_where_somebody_is_at_home_they_go_by_name(home: Community, here: Community, seen: str) -> None:
    assert shown_in(here, ANA, named=False, number=3, homes=[home], rooms=[GUILD, ACME, BOLT]) == seen


def test_two_servers_of_discord_are_one_place_and_two_workspaces_are_not() -> None:
    assert not crosses([GUILD, OTHER_GUILD])
    assert crosses([ACME, BOLT])
    assert crosses([GUILD, ACME])
