"""Training: the material is read, the regression learns, and training again gives what is shipped."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

import pytest

from service.extract.learned import LinearModel
from service.extract.measure_choice import NONE, choice
from service.model import ACTS, MEASURES
from training import figures
from training.acts import MODEL, trained
from training.examples import examples
from training.logit import fitted
from training.material import articles, marked_line, sentences
from training.shipping import as_json
from training.softmax import fit

SAME = 0.98  # share of equal answers: a change of the rules since the last training changes some signs


def test_marks_are_taken_out_of_a_line() -> None:
    text, contents = marked_line("Latvia said [assert: the bridge was open] and thanked [thank: the drivers].")
    assert text == "Latvia said the bridge was open and thanked the drivers."
    assert contents == (("assert", "the bridge was open"), ("thank", "the drivers"))


def test_every_mark_of_the_material_names_an_act_and_stands_in_its_text() -> None:
    for marked in (*sentences(), *articles()):
        assert all(act in ACTS and content in marked.text for act, content in marked.contents), marked.group


def test_every_mark_of_a_number_names_a_measure_and_holds_a_number() -> None:
    for counted in figures.sentences():
        assert all(measure in MEASURES for measure, *_ in counted.figures), counted.text
        assert "[" not in counted.text


def test_numbers_are_learned_with_and_without_a_measure() -> None:
    line = figures.Counted(
        "sentences", "own", "Norway sent 40 soldiers to Mali and 2 of them sang.", (("deployed", 12, 14, None),)
    )
    assert [one.measure for one in figures.examples([line])] == ["deployed", NONE]


def test_the_rules_stand_unless_the_model_is_surer() -> None:
    scores = {NONE: 0.0, "killed": 1.0, "deployed": 0.9}
    assert choice(scores, "deployed", 0.5) == "deployed"
    assert choice(scores, None, 0.5) == "killed"
    assert choice({NONE: 3.0, "killed": 1.0}, "killed", 0.5) is None


def test_material_holds_no_article_that_is_held_out() -> None:
    held_out = {path.stem for path in (MODEL.parents[3] / "tests" / "gold" / "unseen").glob("*.json")}
    assert held_out.isdisjoint(marked.group for marked in articles())
    assert held_out.isdisjoint(counted.group for counted in figures.articles())


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
    for name, file, choices in (("acts", MODEL, ACTS), ("measures", figures.MODEL, (*MEASURES, NONE))):
        shipped = LinearModel.shipped(name)
        assert as_json(shipped) == file.read_text(encoding="utf-8")
        assert set(shipped.choices) == set(json.loads(file.read_text(encoding="utf-8"))["choices"]) == set(choices)


def test_models_stay_small() -> None:
    assert all(file.stat().st_size < 400_000 for file in (MODEL, figures.MODEL))


def test_a_choice_with_always_one_right_option_learns_which_signs_have_it() -> None:
    options = [{"near": 1.0, "share": 0.2}, {"share": 0.8}]
    _, weights = fitted([(options, [True, False]), (options[::-1], [False, True])] * 20, may_be_none=False)
    assert weights["near"] > 0 > weights["share"]


@pytest.mark.skipif("ONRECORD_TEST_TRAINING" not in os.environ, reason="takes minutes: make test-training")
def test_training_again_gives_what_is_shipped() -> None:
    material = list(examples([*sentences(), *articles()]))
    again, shipped = trained(material), LinearModel.shipped("acts")
    same = [_best(again, one.signs) == _best(shipped, one.signs) for one in material]
    assert sum(same) / len(same) >= SAME


@pytest.mark.skipif("ONRECORD_TEST_TRAINING" not in os.environ, reason="takes minutes: make test-training")
def test_training_measures_again_gives_what_is_shipped() -> None:
    material = list(figures.examples([*figures.sentences(), *figures.articles(), *figures.reports()]))
    again, shipped = figures.trained(material), LinearModel.shipped("measures")
    same = [_best(again, one.candidate.signs) == _best(shipped, one.candidate.signs) for one in material]
    assert sum(same) / len(same) >= SAME


def _best(model: LinearModel, signs: Mapping[str, float]) -> str:
    scores = model.scores(signs)
    return max(scores, key=scores.__getitem__)
