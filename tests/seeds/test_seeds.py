"""The five seeds: what a newcomer explores first must carry the facts, and must be our own wording."""

from __future__ import annotations

import json
import re
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
REAL = ROOT.parent / "shared" / "seeds"
LONGEST_SHARED_RUN = 7  # words; a run of eight would be the real articles' wording

TEXTS = sorted(SEEDS.glob("*.txt"))


def gold_of(text_path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SEEDS / "gold" / f"{text_path.stem}.json").read_text(encoding="utf-8"))
    return loaded


def word_runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return set(zip(*(words[start:] for start in range(length)), strict=False))


def test_there_are_five_and_each_has_its_gold() -> None:
    assert len(TEXTS) == 5
    assert {path.stem for path in TEXTS} == {path.stem for path in (SEEDS / "gold").glob("*.json")}


def test_the_readme_tells_of_every_seed() -> None:
    readme = (SEEDS / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in TEXTS if path.name not in readme] == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_seed_dates_itself_and_names_its_outlet(path: Path) -> None:
    gold = gold_of(path)
    assert gold["published"] in {"2025-04-28", "2025-04-29"}
    assert gold["outlet"] in path.read_text(encoding="utf-8")


def test_every_rival_figure_is_there() -> None:
    golds = [gold_of(path) for path in TEXTS]
    figures = chain.from_iterable(gold["figures"] for gold in golds)
    counted = {
        (figure["measure"], figure["low"], figure["qualifier"]) for figure in figures if figure["of"] == "north_korea"
    }
    assert counted == {
        ("deployed", 1000, "vague"),
        ("deployed", 10000, "more_than"),
        ("deployed", 11000, "exactly"),
        ("deployed", 12000, "about"),
        ("deployed", 14000, "about"),
        ("reinforcements", 3000, "exactly"),
        ("killed", 1000, "vague"),
        ("killed", 1000, "at_least"),
        ("killed", 300, "about"),
        ("injured", 2700, "exactly"),
        ("killed_or_injured", 4000, "at_most"),
        ("killed_or_injured", 1200, "about"),
        ("captured", 2, "exactly"),
    }


def test_each_tells_of_the_troops_and_of_the_treaty_they_stand_under() -> None:
    for gold in map(gold_of, TEXTS):
        (troops,) = [deployment for deployment in gold["deployments"] if deployment["force"] == "troops"]
        assert (troops["sender"], troops["beneficiary"], troops["status"]) == ("north_korea", "russia", "confirmed")
        basis = {treaty["id"]: treaty["parties"] for treaty in gold["treaties"]}[troops["legal_basis"]]
        assert set(basis) == {"north_korea", "russia"}


@pytest.mark.skipif(not REAL.is_dir(), reason="needs the real articles beside the project")
@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_no_seed_takes_over_the_wording_of_a_real_article(path: Path) -> None:
    length = LONGEST_SHARED_RUN + 1
    own = word_runs(path.read_text(encoding="utf-8"), length)
    real = set(chain.from_iterable(word_runs(file.read_text(encoding="utf-8"), length) for file in REAL.glob("*.txt")))
    assert real, "no real article was read"
    assert own & real == set()
