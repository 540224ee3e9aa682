"""The gate: extraction must not get worse than what it has reached (``floors.toml``)."""

import tomllib
from pathlib import Path

import pytest

from service.evaluate import MEASURES, Extract, evaluate
from tests.evaluate.sets import SETS

FLOORS: dict[str, dict[str, float]] = tomllib.loads(Path(__file__).with_name("floors.toml").read_text(encoding="utf-8"))


def test_every_set_has_floors_for_measures_that_exist() -> None:
    assert FLOORS.keys() == SETS.keys()
    assert {name for floors in FLOORS.values() for name in floors} <= MEASURES.keys()
    assert all({"grounded", "statement"} <= floors.keys() for floors in FLOORS.values())


@pytest.mark.parametrize("name", FLOORS)
def test_extraction_is_as_good_as_it_was(name: str, extract: Extract) -> None:
    gold, texts = SETS[name]
    if not gold.is_dir():
        pytest.skip(f"needs the annotated articles of the set {name} beside the project")
    report = evaluate(gold, texts, extract)
    reached = {measure: round(report.tallies[measure].f1, 3) for measure in FLOORS[name]}
    below = {
        measure: f"{reached[measure]} < {floor}" for measure, floor in FLOORS[name].items() if reached[measure] < floor
    }
    assert below == {}, "\n".join([report.table(), *map(str, report.misses)])
