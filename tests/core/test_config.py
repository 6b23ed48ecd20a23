"""An operator is told what is wrong, where, and what to do; and no secret shows."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from bot.config import Config, ConfigError, Found, read
from bot.config.settings import Section, settable
from bot.study.desk import Timing

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
DISCORD = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE.abcdefghijklmnopqrstuvwxyz0123456789AB"
BOT, APP, SIGNING = "xoxb-1-secret", "xapp-1-secret", "0123456789abcdef" * 2


def load(folder: Path, text: str, **environment: str) -> Found:
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    return read(file, environment)


def faults(folder: Path, text: str, **environment: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load(folder, text, **environment)
    return "\n".join(caught.value.faults)


def uncommented(text: str) -> str:
    return re.sub(r"^#(?=[\w\[])", "", text, flags=re.MULTILINE)


# ── the example ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_example_as_it_stands_changes_nothing(tmp_path: Path) -> None:
    assert load(tmp_path, EXAMPLE.read_text(encoding="utf-8")).config == load(tmp_path, "").config


def test_every_setting_stands_in_the_example_with_its_default() -> None:
    raw = tomllib.loads(uncommented(EXAMPLE.read_text(encoding="utf-8")))
    assert list(raw) == list(Config.sections())
    for name, model in Config.sections().items():
        written = raw[name][0] if name == "slack" else raw[name]
        plain = {key: sorted(v) if isinstance(v, frozenset | tuple) else v for key, v in settable(model).items()}
        assert written == plain, name


def test_every_setting_in_the_example_says_what_it_is_and_when_to_change_it() -> None:
    for block in EXAMPLE.read_text(encoding="utf-8").split("\n\n"):
        if found := re.search(r"^#(\w+) = ", block, re.MULTILINE):
            words = " ".join(line.removeprefix("# ") for line in block.splitlines() if line.startswith("# "))
            assert re.search(r"\b(Change|Raise|Set) it\b|Change it|Change only", words), found[1]


@pytest.mark.parametrize("key", ["grace_hours", "refresh_seconds", "settling_seconds", "taps_seconds"])
def test_every_length_of_time_in_the_example_names_its_unit_and_range(key: str) -> None:
    before = EXAMPLE.read_text(encoding="utf-8").split(f"\n#{key}")[0].split("\n\n")[-1]
    assert re.search(rf"in {key.split('_')[1]} \(\d+ to \d+\)", before)


def test_the_defaults_are_those_that_were_measured(tmp_path: Path) -> None:
    assert load(tmp_path, "").config.study.timing() == Timing()


_NEEDED = {"slack_app": '\nclient_id = "1.2"\naddress = "https://takt.example.org"'}
"""What a section has to have."""


@pytest.mark.parametrize("section", Config.sections())
def test_a_number_may_be_what_its_description_says_and_no_more(tmp_path: Path, section: str) -> None:
    model = Config.sections()[section]
    for name, field in model.model_fields.items():
        if said := re.search(r"from (\d+) to (\d+)(.*or 0 for none)?", field.description or ""):
            low, high = (0 if said[3] else int(said[1])), int(said[2])
            head = f"[[{section}]]" if section == "slack" else f"[{section}]" + _NEEDED.get(section, "")
            for value in (low, high):
                load(tmp_path, f"{head}\n{name} = {value}")
            for value in (low - 1, high + 1):
                assert f"{name}: is {value}; it wants" in faults(tmp_path, f"{head}\n{name} = {value}")


# ── faults ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[takt]\nprefx = 'x'", "[takt] prefx: unknown setting; did you mean prefix?"),
        ("[stduy]", "stduy: unknown section; did you mean study?"),
        ("[takt]\nzzz = 1", "[takt] zzz: unknown setting; there are prefix, log_format, log_level"),
        ("[study]\ngrace_hours = 'six'", '[study] grace_hours: is "six"; it wants hours from 0 to 24, such as 6'),
        ("[study]\nrefresh_seconds = 0", "[study] refresh_seconds: is 0; it wants seconds from 1 to 600, such as 20"),
        ("[takt]\nprefix = 'CPIM '", '[takt] prefix: is "CPIM "; it wants lower-case letters'),
        ("[takt]\nlog_level = 'loud'", '[takt] log_level: is "loud"; it wants "debug", "info", "warning" or "error"'),
        ("[discord]\ncommunities = [12]", '[discord] communities: is "12"; it wants a list of server ids'),
        ("[discord]\ncommunities = 'all'", '[discord] communities: is "all"; it wants a list of server ids'),
        ("[discord]\nshard_count = 2\nshards = [2]", "[discord] shards: not all are below shard_count"),
        ("[[slack]]\nport = 99999", "[[slack]] number 1 port: is 99999; it wants a port from 1 to 65535"),
        ("[[slack]]\nname = 'acme'\nmode = 'htp'", '[[slack]] "acme" mode: is "htp"; it wants "socket" or "http"'),
        ("[[slack]]\nname = 'my-app'", '[[slack]] "my-app" name: may not end in app'),
        ("[[slack]]\nname = 'a'\n[[slack]]\nname = 'a'", "two workspaces share a name"),
        ("[[slack]]\nname='a'\nmode='http'\n[[slack]]\nname='b'\nmode='http'", "two workspaces share a port"),
        ("discord = 'yes'", 'discord: is "yes", not a section; write [discord]'),
        ("[slack_app]\naddress = 'https://takt.example.org'", "[slack_app] client_id: is not set; on the app's page"),
        ("[slack_app]\nclient_id = '1.2'", "[slack_app] address: is not set; it wants where browsers reach Takt"),
        ("[slack_app]\nclient_id = '1.2'\naddress = 'http://takt.example.org'", 'such as "https://takt.example.org"'),
        ("[slack]\n[slack_app]\nclient_id = '1.2'\naddress = 'https://a.example'", "give one of them"),
        ("slack = 3", "slack: is 3, not a section; write [[slack]]"),
        ("[database]\nurl = 'mysql://db/takt'", "[database] url: is no database address; it wants an address such as"),
        ("[database]\nurl = 'takt.db'", "[database] url: is no database address"),
        ("[database]\nurl = 5", "[database] url: is 5; it wants an address"),
        (
            "[watch]\nport = 70000",
            "[watch] port: is 70000; it wants a port from 1 to 65535, such as 9464, or 0 for none",
        ),
        ("[takt]\nlog_format = 'xml'", '[takt] log_format: is "xml"; it wants "auto", "console" or "json"'),
        ("[takt\nprefix = ''", "is not valid TOML: look at line 1"),
    ],
)
def test_a_fault_names_the_key_the_value_and_the_remedy(tmp_path: Path, text: str, said: str) -> None:
    assert said in faults(tmp_path, text)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    told = faults(tmp_path, "[takt]\nprefx = ''\n[study]\ngrace_hours = -1\ntaps_seconds = true").splitlines()
    assert [line.split(":")[0] for line in told] == [
        "[takt] prefx",
        "[study] grace_hours",
        "[study] taps_seconds",
    ]


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"there is no such file; copy config\.example\.toml"):
        read(tmp_path / "none.toml", {})
    with pytest.raises(ConfigError, match="there is no such file"):
        read(None, {"TAKT_CONFIG": str(tmp_path / "none.toml")})


def test_without_a_file_everything_is_at_its_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = read(None, {})
    assert found.file is None and found.config.discord is None and found.config.slack == ()
    (tmp_path / "config.toml").write_text("[takt]\nprefix = 'cpim-'")
    assert read(None, {}).config.takt.prefix == "cpim-"


# ── the database ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_relative_file_lies_beside_the_configuration(tmp_path: Path) -> None:
    found = load(tmp_path, "[database]\nurl = 'sqlite:///kept/takt.db'")
    assert found.config.database.url == f"sqlite+aiosqlite:///{tmp_path}/kept/takt.db"


def test_an_absolute_file_stays_where_it_is(tmp_path: Path) -> None:
    found = load(tmp_path, "[database]\nurl = 'sqlite:////var/lib/takt/takt.db'")
    assert found.config.database.url == "sqlite+aiosqlite:////var/lib/takt/takt.db"


def test_the_environments_address_goes_first_and_keeps_its_password_to_itself(tmp_path: Path) -> None:
    found = load(tmp_path, "", TAKT_DATABASE_URL="postgres://takt:geheim@db/takt")
    assert found.config.database.url == "postgresql+asyncpg://takt:geheim@db/takt"
    assert "geheim" not in repr(found)


# ── secrets ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_token_alone_connects_a_platform(tmp_path: Path) -> None:
    config = load(tmp_path, "", TAKT_DISCORD_TOKEN=DISCORD, TAKT_SLACK_TOKEN=BOT, TAKT_SLACK_APP_TOKEN=APP).ready()
    assert config.discord and config.discord.token.get_secret_value() == DISCORD
    (workspace,) = config.slack
    assert (workspace.token.get_secret_value(), workspace.app_token.get_secret_value()) == (BOT, APP)


def test_each_workspace_has_secrets_of_its_own(tmp_path: Path) -> None:
    text = "[[slack]]\nname = 'acme'\n[[slack]]\nname = 'initech-two'\nmode = 'http'"
    config = load(
        tmp_path,
        text,
        TAKT_SLACK_ACME_TOKEN=BOT,
        TAKT_SLACK_ACME_APP_TOKEN=APP,
        TAKT_SLACK_INITECH_TWO_TOKEN="xoxb-2",
        TAKT_SLACK_INITECH_TWO_SIGNING_SECRET=SIGNING,
    ).ready()
    acme, initech = config.slack
    assert acme.token.get_secret_value() == BOT
    assert initech.token.get_secret_value() == "xoxb-2"
    assert initech.signing_secret.get_secret_value() == SIGNING


def test_one_workspace_may_be_written_with_single_brackets(tmp_path: Path) -> None:
    assert load(tmp_path, "[slack]\nhistory = false").config.slack[0].history == "none"


@pytest.mark.parametrize(
    ("text", "environment", "missing"),
    [
        ("[discord]", {}, ["TAKT_DISCORD_TOKEN"]),
        ("[[slack]]", {}, ["TAKT_SLACK_TOKEN", "TAKT_SLACK_APP_TOKEN"]),
        (
            "[slack_app]\nclient_id = '1.2'\naddress = 'https://takt.example.org'",
            {},
            [f"TAKT_SLACK_APP_{what}" for what in ("CLIENT_SECRET", "SIGNING_SECRET", "ENCRYPTION_KEY")],
        ),
        ("", {"TAKT_SLACK_TOKEN": BOT}, ["TAKT_SLACK_APP_TOKEN"]),
        ("[[slack]]\nname = 'acme'\nmode = 'http'", {}, ["TAKT_SLACK_ACME_TOKEN", "TAKT_SLACK_ACME_SIGNING_SECRET"]),
    ],
)
def test_what_a_platform_lacks_is_named_with_where_to_find_it(
    tmp_path: Path, text: str, environment: dict[str, str], missing: list[str]
) -> None:
    found = load(tmp_path, text, **environment)
    assert [line.split(":")[0] for line in found.missing] == missing
    assert all(
        re.search(r"is not set; (on the app's page|in the Developer Portal|`takt slack-key`)", line)
        for line in found.missing
    )
    with pytest.raises(ConfigError):
        found.ready()


def test_a_secret_comes_from_a_file(tmp_path: Path) -> None:
    kept = tmp_path / "discord"
    kept.write_text(DISCORD + "\n")
    found = load(tmp_path, "", TAKT_DISCORD_TOKEN_FILE=str(kept))
    assert found.config.discord and found.config.discord.token.get_secret_value() == DISCORD
    assert found.secret_files == (kept,) and found.given == ("TAKT_DISCORD_TOKEN_FILE",)


def test_troubles_with_a_secrets_file_name_the_variable(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for file, said in (("none", "cannot be read"), ("empty", "is empty"), ("binary", "holds no text")):
        told = faults(tmp_path, "", TAKT_DISCORD_TOKEN_FILE=str(tmp_path / file))
        assert told.startswith("TAKT_DISCORD_TOKEN_FILE: ") and said in told
    assert "both set" in faults(tmp_path, "", TAKT_SLACK_TOKEN=BOT, TAKT_SLACK_TOKEN_FILE="x")


def test_a_heartbeat_address_comes_from_the_file_or_goes_before_it_from_the_environment(tmp_path: Path) -> None:
    text, kept = "[watch]\nheartbeat_url = 'https://example.org/a'", tmp_path / "heartbeat"
    kept.write_text("https://example.org/c\n")
    assert load(tmp_path, text).config.watch.heartbeat_url == "https://example.org/a"
    assert load(tmp_path, text, TAKT_HEARTBEAT_URL="http://b/").config.watch.heartbeat_url == "http://b/"
    found = load(tmp_path, "", TAKT_HEARTBEAT_URL_FILE=str(kept))
    assert found.config.watch.where().heartbeat_url == "https://example.org/c"
    assert found.given == ("TAKT_HEARTBEAT_URL_FILE",) and "example.org" not in repr(found.config)


@pytest.mark.parametrize("url", ["ftp://example.org/9d2f", "example.org/9d2f", "https:///9d2f", "https://a b/9d2f"])
def test_a_heartbeat_address_of_another_kind_is_refused_and_not_shown(tmp_path: Path, url: str) -> None:
    for told in (
        faults(tmp_path, f"[watch]\nheartbeat_url = '{url}'"),
        faults(tmp_path, "", TAKT_HEARTBEAT_URL=url),
    ):
        assert "[watch] heartbeat_url: is (not shown); it wants an address that begins with https://" in told
        assert "9d2f" not in told


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"TAKT_SLACK_TOKEN": APP}, "this is the secret for …_APP_TOKEN"),
        ({"TAKT_SLACK_APP_TOKEN": BOT}, "this is the secret for …_TOKEN"),
        ({"TAKT_SLACK_TOKEN": SIGNING}, "this is the secret for …_SIGNING_SECRET"),
        ({"TAKT_DISCORD_TOKEN": f'"{DISCORD}"'}, "stands in quotes"),
        ({"TAKT_DISCORD_TOKEN": f"Bot {DISCORD}"}, 'begins with "Bot"'),
        ({"TAKT_DISCORD_TOKEN": "hunter2"}, "does not look like one; in the Developer Portal"),
    ],
)
def test_a_secret_of_the_wrong_shape_is_explained_and_not_shown(
    tmp_path: Path, environment: dict[str, str], said: str
) -> None:
    told = faults(tmp_path, "", **environment)
    assert said in told
    assert not any(value in told for value in environment.values())


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        (f"[discord]\ntoken = '{DISCORD}'", "TAKT_DISCORD_TOKEN_FILE"),
        (f"[[slack]]\nname = 'acme'\napp_token = '{APP}'", "TAKT_SLACK_ACME_APP_TOKEN"),
        (f"[slack]\nsigning_secret = '{SIGNING}'", "TAKT_SLACK_SIGNING_SECRET"),
        (f"[takt]\nprefix = '{BOT}'", "take it out of this file"),
        (f"[discord]\nbot_token = '{DISCORD}'", "take it out of this file"),
        (f"[discord]\ncommunities = ['{DISCORD}']", "take it out of this file"),
        ("[database]\nurl = 'postgresql://takt:geheim@db/takt'", "TAKT_DATABASE_URL"),
        ("[watch]\nheartbeat_url = 'https://me:geheim@example.org/'", "TAKT_HEARTBEAT_URL"),
    ],
)
def test_a_secret_in_the_settings_is_refused_and_not_shown(tmp_path: Path, text: str, remedy: str) -> None:
    told = faults(tmp_path, text)
    assert remedy in told
    assert not any(secret in told for secret in (DISCORD, APP, BOT, SIGNING, "geheim"))


def test_secrets_show_in_no_repr_and_no_dump(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "",
        TAKT_DISCORD_TOKEN=DISCORD,
        TAKT_SLACK_TOKEN=BOT,
        TAKT_SLACK_APP_TOKEN=APP,
        TAKT_SLACK_SIGNING_SECRET=SIGNING,
    )
    for shown in (repr(found), str(found.config), found.config.model_dump_json(), str(found.config.model_dump())):
        assert not any(secret in shown for secret in (DISCORD, BOT, APP, SIGNING))


def test_a_misspelt_variable_is_noticed(tmp_path: Path) -> None:
    assert load(tmp_path, "", TAKT_DISCORD_TOKN="x", HOME="/root").unread == ("TAKT_DISCORD_TOKN",)


def test_every_setting_says_what_it_wants() -> None:
    for model in Config.sections().values():
        assert issubclass(model, Section)
        assert all(model.model_fields[name].description for name in settable(model))
