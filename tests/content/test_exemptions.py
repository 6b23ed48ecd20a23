"""A warning may stay with a written reason; a reason without a warning, and a warning without either, are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.bank import Fault, Severity
from bot.bank.checking import Report, check
from bot.bank.exemptions import Exemption, apply
from tests.content.writing import META, SOUND, folder, line_with

LONG = SOUND.replace('"Hedge inventory"', '"Inventory bought early against a rise in price"')
REASON = "the name of this option has no shorter form"


def exempting(text: str, exempt: str) -> str:
    return text.replace("    stem: |", f"    exempt: {exempt}\n    stem: |")


def texts(report: Report) -> list[str]:
    return [f"{fault.rule} {fault.line} {fault.text}" for fault in (*report.errors, *report.warnings)]


def test_a_warning_with_a_reason_is_exempt_and_told_apart(tmp_path: Path) -> None:
    report = check(folder(tmp_path, IN13=exempting(LONG, f'{{L09: "{REASON}"}}')))
    assert texts(report) == [] and report.written == 1
    assert [(fault.rule, fault.item, reason) for fault, reason in report.exempt] == [
        ("L09", "inventory.IN13.0001", REASON)
    ]


def test_an_exemption_without_a_warning_is_an_error_where_it_stands(tmp_path: Path) -> None:
    text = exempting(SOUND, f'{{L09: "{REASON}"}}')
    report = check(folder(tmp_path, IN13=text))
    assert texts(report) == [
        f"L01 {line_with(text, 'exempt')} inventory.IN13.0001: the exemption from L09 exempts nothing"
    ]


def test_an_error_is_never_exempt(tmp_path: Path) -> None:
    spoilt = SOUND.replace('"Hedge inventory"', '"All of the above"')
    report = check(folder(tmp_path, IN13=exempting(spoilt, f'{{L04: "{REASON}"}}')))
    assert {fault.rule for fault in report.errors} >= {"L04", "L01"} and not report.exempt


@pytest.mark.parametrize(
    ("exempt", "words"),
    [
        ('{L09: "too long"}', "gives no reason of at least 5 words for L09"),
        (f'{{L9: "{REASON}"}}', "names no rule: `L9`"),
        (f'{{L09: "{REASON}", L09: "{REASON}"}}', "`L09` stands twice"),
        ("[L09]", "is not a mapping"),
        ("{L09: [a]}", "its text is not a text"),
    ],
)
def test_an_exemption_that_cannot_be_is_refused(tmp_path: Path, exempt: str, words: str) -> None:
    text = exempting(LONG, exempt)
    found = [fault for fault in check(folder(tmp_path, IN13=text)).errors if words in fault.text]
    assert [fault.line for fault in found] == [line_with(text, "exempt")]


def bank_wide(tmp_path: Path, text: str, item: str = SOUND) -> Report:
    root = folder(tmp_path, IN13=item.replace("META", META))
    (root / "exemptions.toml").write_text(text, encoding="utf-8")
    return check(root)


def test_a_finding_on_the_bank_is_exempt_by_its_place(tmp_path: Path) -> None:
    text = f'[[exempt]]\nrule = "L27"\nwhere = "items/inventory"\nreason = "{REASON}"\n'
    report = bank_wide(tmp_path, text)
    assert texts(report) == [] and [fault.file for fault, _ in report.exempt] == ["items/inventory"]
    assert "items/inventory" not in {fault.file for fault in report.notes}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            '[[exempt]]\nrule = "L08"\nwhere = "items"\nreason = "WHY"\n',
            "items: the exemption from L08 exempts nothing",
        ),
        ('[[exempt]]\nrule = "L09"\nwhere = "inventory.IN13.0001"\nreason = "WHY"\n', "write it there, under `exempt`"),
        ('[[exempt]]\nrule = "L08"\nwhere = "items"\nreason = "so"\n', "gives no reason of at least 5 words"),
        ('[[exempt]]\nrule = "L08"\nreason = "WHY"\n', "does not have exactly rule, where and reason"),
        ('[[exempt]]\nrule = 8\nwhere = "items"\nreason = "WHY"\n', "holds something else than texts"),
        ('exempt = "all"\n', "only [[exempt]] stands here"),
        ('exempt = ["all"]\n', "does not have exactly"),
        ("[[exempt]\n", "not valid TOML"),
    ],
)
def test_a_list_of_exemptions_that_cannot_be_is_refused(tmp_path: Path, text: str, words: str) -> None:
    errors = bank_wide(tmp_path, text.replace("WHY", REASON), LONG).errors
    assert [fault.file for fault in errors if words in fault.text] == ["exemptions.toml"]


def test_a_generator_is_exempt_by_its_id() -> None:
    fault = Fault("generators/demand", 0, "L26", "x", level=Severity.WARNING, item="demand.mad")
    other = Fault("generators/demand", 0, "L26", "x", level=Severity.WARNING, item="demand.bias")
    remaining, exempt = apply([fault, other], [Exemption("L26", "demand.mad", REASON, "exemptions.toml")])
    assert remaining == [other] and exempt == [(fault, REASON)]
