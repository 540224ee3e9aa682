"""Our measures are those of the script that the project is judged by, where that lies beside it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.evaluate import Extract, evaluate
from tests.evaluate.damage import damaged, renamed
from tests.evaluate.sets import SETS, SHARED, GoldSet

Json = dict[str, Any]
SCORE = SHARED / "gold" / "score.py"

pytestmark = pytest.mark.skipif(not SCORE.is_file(), reason="needs the scoring script beside the project")


def scored_by_script(gold_set: GoldSet, predictions: Path) -> Json:
    command = [sys.executable, str(SCORE), "--json", "--gold", str(gold_set.gold), "--pred", str(predictions)]
    done = subprocess.run([*command, "--texts", str(gold_set.texts)], capture_output=True, text=True, check=True)
    scores: Json = json.loads(done.stdout)
    return scores


def scored_by_us(gold_set: GoldSet, predict: Callable[[Json, str], Json], predictions: Path) -> Json:
    """Evaluate, and leave what was predicted in the folder for the script."""
    golds = {}
    for path in gold_set.gold.glob("*.json"):
        gold = json.loads(path.read_text(encoding="utf-8"))
        golds[(gold_set.texts / gold["text_file"]).read_text(encoding="utf-8")] = (path.name, gold)

    def extract(text: str) -> Json:
        name, gold = golds[text]
        claims = predict(gold, text)
        (predictions / name).write_text(json.dumps(claims), encoding="utf-8")
        return claims

    measures = evaluate(*gold_set, extract).to_json()["measures"]
    return {
        name: {key: measure[key] for key in ("f1", "precision", "recall", "gold")} for name, measure in measures.items()
    }


@pytest.mark.parametrize("name", SETS)
def test_damaged_gold_scores_the_same(name: str, tmp_path: Path) -> None:
    ours = scored_by_us(SETS[name], damaged, tmp_path)
    assert ours == scored_by_script(SETS[name], tmp_path)
    assert ours["statement"]["f1"] < 1, "nothing was damaged"


def test_what_is_extracted_from_the_real_articles_scores_the_same(extract: Extract, tmp_path: Path) -> None:
    ours = scored_by_us(SETS["shared"], lambda _, text: renamed(extract(text)), tmp_path)
    assert ours == scored_by_script(SETS["shared"], tmp_path)
