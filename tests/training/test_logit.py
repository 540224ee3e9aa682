"""The conditional logit learns what speaks for an option, and when none is right."""

from __future__ import annotations

from training.logit import fitted


def test_what_right_options_have_weighs_most() -> None:
    near, far = {"near": 1.0, "named": 1.0}, {"far": 1.0, "named": 1.0}
    base, weights = fitted([([near, far], [True, False])] * 20)
    assert weights["near"] > weights["named"] > weights["far"]
    assert base + weights["near"] + weights["named"] > 0


def test_where_none_is_right_none_is_likelier() -> None:
    base, weights = fitted([([{"far": 1.0}], [False])] * 20)
    assert base + weights["far"] < 0
