"""The planted bugs fit the code as it is. What catches each is for `make mutants`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutants.__main__ import ROOT, Run
from tests.mutants.planted import Change, Misfit, Mutant, planted


def test_each_mutant_fits_and_its_tests_are_there() -> None:
    assert [wrong for mutant in planted() for wrong in mutant.misfits(ROOT)] == []


def test_each_mutant_changes_something_and_has_a_name_of_its_own() -> None:
    found = planted()
    assert len(found) >= 40
    assert len({mutant.name for mutant in found}) == len(found)
    assert all(change.text != change.becomes for mutant in found for change in mutant.changes)
    assert all(mutant.caught_by for mutant in found)


@pytest.mark.parametrize("whole", ["a < b\na < b\n", "a <= b\n"])
def test_a_text_that_does_not_stand_there_once_is_told(tmp_path: Path, whole: str) -> None:
    (tmp_path / "rule.py").write_text(whole)
    change = Change("rule.py", "a < b", "a > b")
    with pytest.raises(Misfit, match="stands there"):
        change.made(tmp_path)
    [fit, test] = Mutant("swapped", (change,), ("test_rule.py::test_it",)).misfits(tmp_path)
    assert fit.startswith("swapped: rule.py") and test.endswith("there is no test test_rule.py::test_it")


def test_only_a_failing_test_catches() -> None:
    said = "E   assert 1 == 2\nFAILED tests/test_rule.py::test_it - assert 1 == 2\n1 failed"
    assert Run(1, said).catch == "tests/test_rule.py::test_it: assert 1 == 2"
    # All passed; code that cannot be imported; no such test; no test at all.
    assert [Run(status, said).catch for status in (0, 2, 4, 5)] == [""] * 4
    assert "do not end" in Run(None, "tests/test_rule.py").catch
