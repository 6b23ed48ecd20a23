"""The program `takt` and its commands. Each has an example in its help."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import (
    backup,
    blind,
    check,
    compiling,
    content,
    exchange,
    formula,
    invite,
    item_figures,
    letters,
    manifest,
    migrate,
    preview,
    reports,
    restore,
    room,
    run,
    slack_key,
)
from bot.cli.printing import say
from bot.version import VERSION

program = typer.Typer(
    name="takt",
    help="The study-group bot for people preparing for the CPIM exam, on Discord, on Slack and in the browser. "
    "Takt is not affiliated with ASCM.",
    epilog="Example: takt try",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its tracebacks show the values of variables, and so might show a token
    context_settings={"help_option_names": ["-h", "--help"]},
)
_of_content = typer.Typer(
    help="Work on what Takt asks.", epilog="Example: takt content check", no_args_is_help=True, add_completion=False
)
_of_formula = typer.Typer(
    help="Compute what Takt computes, and see the working.",
    epilog="Example: takt formula solve takt shifts=2 minutes=480 breaks=30 demand=600",
    no_args_is_help=True,
    add_completion=False,
)
_of_letters = typer.Typer(
    help="What has not arrived.",
    epilog="Example: takt letters --state parked",
    invoke_without_command=True,
    add_completion=False,
)
_of_reports = typer.Typer(
    help="What members report of the questions, for their authors.",
    epilog="Example: takt reports export > reports.yaml",
    no_args_is_help=True,
    add_completion=False,
)
program.command("try", epilog="Example: takt try --port 8500")(room.try_it)
program.command("run", epilog="Example: takt run --config /etc/takt/config.toml")(run.run_it)
program.command("check", epilog="Example: takt check --offline")(check.check_it)
program.command("backup", epilog="Example: takt backup /mnt/nas/takt.db")(backup.back_it_up)
program.command("restore", epilog="Example: takt restore takt-backup-20261123T040000Z.db")(restore.restore_it)
program.command("migrate", epilog="Example: takt migrate --to postgresql://takt@db.example.org/takt")(
    migrate.migrate_it
)
program.command("invite", epilog="Example: takt invite --application 123456789012345678")(invite.invite_it)
program.command("manifest", epilog="Example: takt manifest --without-history > manifest.json")(manifest.manifest_it)
program.command("slack-key", epilog="Example: takt slack-key > slack-encryption-key")(slack_key.print_key)
_of_content.command("check", epilog="Example: takt content check --folder content")(content.check_content)
_of_content.command("export", epilog="Example: takt content export cpim.apkg --domain inventory")(exchange.export_it)
_of_content.command("import", epilog="Example: takt content import edited.csv --dry-run")(exchange.import_it)
_of_content.command("stats", epilog="Example: takt content stats --domain inventory")(item_figures.stats_it)
_of_content.command("blind", epilog="Example: takt content blind IN13 --drafts")(blind.read_blind)
_of_content.command("compile", epilog="Example: takt content compile")(compiling.compile_content)
_of_content.command("preview", epilog="Example: takt content preview --open")(preview.preview_it)
program.add_typer(_of_content, name="content")
_of_formula.command("solve", epilog="Example: takt formula solve safety_stock sigma=20 lead=9 z=1.65")(formula.solve_it)
_of_formula.command("list", epilog="Example: takt formula list")(formula.list_them)
program.add_typer(_of_formula, name="formula")
_of_letters.callback(epilog="Example: takt letters --state parked")(letters.letters_it)
_of_letters.command("retry", epilog="Example: takt letters retry --all")(letters.retry_it)
_of_letters.command("drop", epilog="Example: takt letters drop 12")(letters.drop_it)
program.add_typer(_of_letters, name="letters")
_of_reports.command("export", epilog="Example: takt reports export > reports.yaml")(reports.export_it)
program.add_typer(_of_reports, name="reports")


def _version(wanted: bool) -> None:
    if wanted:
        say(f"takt {VERSION}")
        raise typer.Exit


@program.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """Options that stand before a command."""


def main() -> None:
    """Run the command line. It calls itself `takt`, as all its messages do, however it was started."""
    program(prog_name="takt")
