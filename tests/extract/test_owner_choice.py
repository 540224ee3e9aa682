"""The choice among those who may own what is counted, and the weights that ship for it."""

from __future__ import annotations

from dataclasses import replace

from service.extract.counted import Count
from service.extract.numbers import Quantity
from service.extract.owner_choice import Candidate, OwnerChoice, heaviest, owner_weights, score

COUNT = Count(Quantity(0, 1, 9, None, "exactly", 0), "killed", "people", None, None)


def choice(*candidates: tuple[str | None, dict[str, float]]) -> OwnerChoice:
    return OwnerChoice(COUNT, 0, [Candidate(actor, (actor,) if actor else (), signs) for actor, signs in candidates])


def test_the_candidate_of_most_weight_is_chosen() -> None:
    asked = choice((None, {"nobody": 1.0}), ("mali", {"places": 0.5}), ("niger", {"places": 0.9}))
    assert heaviest({"nobody": 1.0, "places": 2.0}, asked).actor == "niger"
    assert heaviest({"nobody": 3.0, "places": 2.0}, asked).actor is None


def test_of_equal_candidates_the_first_is_chosen() -> None:
    assert heaviest({}, choice((None, {"nobody": 1.0}), ("mali", {"places": 1.0}))).actor is None


def test_who_is_told_stands_unless_another_is_far_likelier() -> None:
    asked = choice(("mali", {"told": 1.0}), ("niger", {"sends": 1.0}))
    asked = replace(asked, by_rule=asked.candidates[0])
    assert heaviest({"told": 1.0, "sends": 1.5}, asked).actor == "mali"
    assert heaviest({"told": 1.0, "sends": 4.0}, asked).actor == "niger"


def test_a_sign_that_is_not_known_weighs_nothing() -> None:
    assert score({"places": 2.0}, {"places": 0.5, "never seen": 1.0}) == 1.0


def test_the_shipped_weights_say_that_those_taken_up_have_the_owner_of_the_count_before() -> None:
    assert owner_weights()["count taken up in the sentence"] > 0
