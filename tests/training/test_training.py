"""Training: the material is read, the regression learns, and training again gives what is shipped."""

from __future__ import annotations

import json
import os

import pytest

from service.extract.learned import LinearModel
from service.model import ACTS
from training.acts import MODEL, as_json, trained
from training.examples import examples
from training.material import articles, marked_line, sentences
from training.softmax import fit

SAME = 0.98  # share of equal answers: a change of the rules since the last training changes some signs


def test_marks_are_taken_out_of_a_line() -> None:
    text, contents = marked_line("Latvia said [assert: the bridge was open] and thanked [thank: the drivers].")
    assert text == "Latvia said the bridge was open and thanked the drivers."
    assert contents == (("assert", "the bridge was open"), ("thank", "the drivers"))


def test_every_mark_of_the_material_names_an_act_and_stands_in_its_text() -> None:
    for marked in (*sentences(), *articles()):
        assert all(act in ACTS and content in marked.text for act, content in marked.contents), marked.group


def test_material_holds_no_article_that_is_held_out() -> None:
    held_out = {path.stem for path in (MODEL.parents[3] / "tests" / "gold" / "unseen").glob("*.json")}
    assert held_out.isdisjoint(marked.group for marked in articles())


def test_regression_learns_which_sign_goes_with_which_choice() -> None:
    signs = [{"rain": 1.0, "wind": 1.0}, {"sun": 1.0, "wind": 1.0}] * 20
    model = fit(signs, ["umbrella", "hat"] * 20, [1.0] * 40, penalty=0.1)
    wet, dry = model.scores({"rain": 1.0}), model.scores({"sun": 1.0})
    assert wet["umbrella"] > wet["hat"]
    assert dry["hat"] > dry["umbrella"]


def test_unknown_signs_leave_how_usual_a_choice_is() -> None:
    model = fit([{"wind": 1.0}] * 4, ["hat", "hat", "hat", "umbrella"], [1.0] * 4, penalty=1.0)
    scores = model.scores({"never seen": 1.0})
    assert scores["hat"] > scores["umbrella"]


def test_a_model_is_the_same_when_it_is_read_again() -> None:
    shipped = LinearModel.shipped("acts")
    assert as_json(shipped) == MODEL.read_text(encoding="utf-8")
    assert set(shipped.choices) == set(json.loads(MODEL.read_text(encoding="utf-8"))["choices"]) == set(ACTS)


def test_a_model_stays_small() -> None:
    assert MODEL.stat().st_size < 300_000


@pytest.mark.skipif("ONRECORD_TEST_TRAINING" not in os.environ, reason="takes a minute: make test-training")
def test_training_again_gives_what_is_shipped() -> None:
    material = list(examples([*sentences(), *articles()]))
    again, shipped = trained(material), LinearModel.shipped("acts")
    same = [_best(again, one.signs) == _best(shipped, one.signs) for one in material]
    assert sum(same) / len(same) >= SAME


def _best(model: LinearModel, signs: dict[str, float]) -> str:
    scores = model.scores(signs)
    return max(scores, key=scores.__getitem__)
