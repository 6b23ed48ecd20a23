"""The bank serves the newest wording and keeps every older one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.bank import ContentError, UnknownItem, load
from bot.bank.bank import Bank
from bot.bank.generators import generated_item
from bot.model.domains import Domain
from bot.model.items import Generator, Level, Option, Question
from content.generators.inventory.safety import SAFETY_STOCK
from content.generators.sop.level_plans import LEVEL_MTS
from tests.content.writing import META, NUMERIC, SOUND, folder

SECOND = (
    SOUND.replace("META", META.replace("version: 1", "version: 2")).replace("What is this stock called?", "What is it?")
    + """\
    previous:
      - version: 1
        stem: |
          What did the first wording ask of those who answered it?
        options:
          - {text: "This", correct: true, why: "It stood in the first wording of this item."}
          - {text: "That", why: "It stood in the first wording of this item."}
          - {text: "These", why: "It stood in the first wording of this item."}
          - {text: "Those", why: "It stood in the first wording of this item."}
"""
)


def test_an_older_wording_is_kept_word_for_word_but_not_asked(tmp_path: Path) -> None:
    bank = load(folder(tmp_path, IN13=SECOND))
    old, new = bank.item("inventory.IN13.0001", 1), bank.item("inventory.IN13.0001", 2)
    assert old.draw(0).stem == "What did the first wording ask of those who answered it?"
    assert [option.text for option in old.draw(0).options] == ["This", "That", "These", "Those"]
    assert bank.eligible() == (new,) and new.draw(0).stem.endswith("What is it?")
    assert bank.current("inventory.IN13.0001") is new


def test_an_older_wording_is_held_to_the_shape_of_an_item(tmp_path: Path) -> None:
    text = SECOND.replace('- {text: "Those", why: "It stood in the first wording of this item."}', "")
    with pytest.raises(ContentError, match="3 options"):
        load(folder(tmp_path, IN13=text))


def test_a_retired_item_is_found_but_not_asked(tmp_path: Path) -> None:
    bank = load(folder(tmp_path, IN13=SOUND.replace("META", META.replace("status: reviewed", "status: retired"))))
    assert bank.item("inventory.IN13.0001", 1).draw(0).options
    assert len(bank) == 0


def test_what_is_not_there_is_said_by_id_and_version(tmp_path: Path) -> None:
    bank = load(folder(tmp_path, IN13=SOUND))
    with pytest.raises(UnknownItem, match=r"inventory.IN13.0001 version 9"):
        bank.item("inventory.IN13.0001", 9)
    with pytest.raises(UnknownItem, match=r"inventory.IN13.0002"):
        bank.current("inventory.IN13.0002")


SOME = (SAFETY_STOCK, LEVEL_MTS)


def test_items_are_served_by_domain_and_subtopic_in_order_of_id(tmp_path: Path) -> None:
    bank = load(folder(tmp_path, IN13=SOUND, IN11=NUMERIC), SOME)
    ids = [item.id for item in bank.eligible(Domain.INVENTORY)]
    assert ids == ["inventory.IN11.0001", "inventory.IN13.0001", "inventory.safety_stock"]
    assert [item.id for item in bank.eligible(subtopic="IN13")] == ["inventory.IN13.0001", "inventory.safety_stock"]
    assert bank.counts()[Domain.INVENTORY] == 3 and bank.counts()[Domain.SOP] == 1
    assert bank.subtopic("IN13").name == "Safety stock"
    assert bank.item("inventory.IN11.0001", 1).draw(5).ordered


def question(text: str) -> Question:
    return Question(text, tuple(Option(letter, "because", letter == "A") for letter in "ABCD"))


def test_only_the_newest_version_of_a_generator_is_asked() -> None:
    def make(version: int) -> Generator:
        return Generator(
            "demand.x", version, Domain.DEMAND, "DM07", Level.APPLY, lambda seed: question(f"v{version} seed {seed}")
        )

    bank = Bank([generated_item(make(2)), generated_item(make(1))], {}, {})
    assert [item.version for item in bank.eligible()] == [2]
    assert bank.item("demand.x", 1).draw(3).stem == "v1 seed 3"


def test_a_generator_in_a_wrong_subtopic_or_twice_is_refused(tmp_path: Path) -> None:
    lost = Generator("demand.x", 1, Domain.DEMAND, "IN13", Level.APPLY, lambda seed: question("?"))
    with pytest.raises(ContentError) as raised:
        load(folder(tmp_path, IN13=SOUND), [lost, lost])
    texts = [fault.text for fault in raised.value.faults]
    assert "demand.x: `IN13` is no subtopic of demand" in texts
    assert "demand.x: version 1 is there twice, or below 1" in texts
