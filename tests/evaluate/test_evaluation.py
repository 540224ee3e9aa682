"""Evaluating folders of annotations: what is read, what the report shows, and what is said when it cannot be done."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from service.errors import InvalidInputError, NotFoundError
from service.evaluate import MEASURES, evaluate, own_gold
from tests.evaluate.sets import SETS

Json = dict[str, Any]


def nothing(_: str) -> Json:
    return {}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the seeds that a test may spoil."""
    return Path(shutil.copytree(SETS["own"].texts, tmp_path / "seeds"))


def test_every_article_is_extracted_and_counted() -> None:
    texts: list[str] = []

    def extract(text: str) -> Json:
        texts.append(text)
        return {}

    report = evaluate(*SETS["own"], extract)
    assert sorted(texts) == sorted(path.read_text(encoding="utf-8") for path in SETS["own"].texts.glob("*.txt"))
    golds = [json.loads(path.read_text(encoding="utf-8")) for path in SETS["own"].gold.glob("*.json")]
    assert report.tallies["statement"].gold == sum(len(gold["statements"]) for gold in golds)
    assert {miss.article for miss in report.misses} == {gold["id"] for gold in golds}


def test_the_report_as_json_and_as_a_table_has_every_measure() -> None:
    report = evaluate(*SETS["own"], nothing)
    as_json = json.loads(json.dumps(report.to_json()))
    assert list(as_json["measures"]) == list(MEASURES)
    assert as_json["measures"]["statement"] == {
        "f1": 0.0,
        "precision": 1.0,
        "recall": 0.0,
        "right": 0,
        "predicted": 0,
        "gold": report.tallies["statement"].gold,
    }
    assert len(as_json["misses"]) == len(report.misses)
    head, _, *rows = report.table().splitlines()
    assert [row.split("|")[1].strip() for row in rows] == list(MEASURES)
    assert {len(row) for row in rows} == {len(head)}


def test_own_gold_is_that_of_the_seeds() -> None:
    assert own_gold() == tuple(SETS["own"])


def test_a_folder_without_gold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no gold annotations"):
        evaluate(tmp_path, tmp_path, nothing)


def test_gold_about_several_articles_is_passed_over(copied: Path) -> None:
    (copied / "gold" / "cross.json").write_text("[]", encoding="utf-8")
    assert evaluate(copied / "gold", copied, nothing).tallies == evaluate(*SETS["own"], nothing).tallies


@pytest.mark.parametrize("spoilt", ["{", "[]", "17", '{"id": "x"}', '{"id": "x", "text_file": "x.txt", "actors": []}'])
def test_a_spoilt_annotation_is_named(copied: Path, spoilt: str) -> None:
    (copied / "gold" / "kursk-live.json").write_text(spoilt, encoding="utf-8")
    with pytest.raises(InvalidInputError, match=r"kursk-live\.json"):
        evaluate(copied / "gold", copied, nothing)


def test_an_absent_text_is_named(copied: Path) -> None:
    (copied / "kursk-live.txt").unlink()
    with pytest.raises(InvalidInputError, match=r"kursk-live\.txt"):
        evaluate(copied / "gold", copied, nothing)
