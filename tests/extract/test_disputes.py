"""Disputes: which statements cannot both be right. The events are invented."""

from __future__ import annotations

import pytest

from service.model import Claims
from tests.extract.conftest import Extract


def speakers(claims: Claims) -> set[tuple[tuple[str, ...], tuple[str, ...]]]:
    said = {s.id: s.speaker for s in claims.statements}
    return {(said[first], said[second]) for first, second in claims.disputes}


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        (
            "Uganda said Rwanda had sent soldiers to Goma. Rwanda denied that it had sent soldiers to Goma.",
            ("uganda", "rwanda"),
        ),
        ("Russia said its troops held Kursk. Ukraine disputed Russia’s claim.", ("russia", "ukraine")),
        (
            "Sudan accused Chad of supplying drones to rebels. Chad denied the charge.",
            ("sudan", "chad"),
        ),
        (
            "Uganda said it had sent 600 soldiers to South Sudan. Kenya said Uganda had sent exactly 2,000 soldiers.",
            ("uganda", "kenya"),
        ),
    ],
)
def test_disputed_and_disputing(extract: Extract, text: str, pair: tuple[str, str]) -> None:
    first, second = pair
    assert ((first,), (second,)) in speakers(extract(text))


def test_what_is_said_in_the_same_breath_disputes_too(extract: Extract) -> None:
    claims = extract(
        "Russia claimed that its forces had retaken Kursk. "
        "Ukraine disputed the claim, saying its soldiers still held ground there."
    )
    assert len(claims.disputes) == 2


@pytest.mark.parametrize(
    "text",
    [
        "France said its soldiers would leave Niger. Germany denied that its factories were closing.",
        "Uganda said it had sent about 600 soldiers to South Sudan. Kenya said Uganda had sent more than 500 soldiers.",
        "Russia thanked North Korea. Ukraine denied the claim.",
    ],
)
def test_what_can_both_be_right(extract: Extract, text: str) -> None:
    assert extract(text).disputes == ()
