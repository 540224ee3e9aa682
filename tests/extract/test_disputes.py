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
        (
            "Rwanda said that Goma had been taken. Uganda said that its troops still held the town.",
            ("rwanda", "uganda"),
        ),
        (
            "Rwanda said that Goma had been retaken.\n\nIn response Uganda insisted that its defensive operations in "
            "certain parts of Goma continued.",
            ("rwanda", "uganda"),
        ),
    ],
)
def test_disputed_and_disputing(extract: Extract, text: str, pair: tuple[str, str]) -> None:
    first, second = pair
    assert ((first,), (second,)) in speakers(extract(text))


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        # what is taken up tells how: a lie, not so, somebody's words
        ("Police said the gunmen had fled. Their lawyer called that a lie.", (0, 1)),
        ("Niger said the convoy was safe. The drivers' union described the claim as grotesque.", (0, 1)),
        ("Tunisia says the boats were in its waters. Italy says they were not.", (0, 1)),
        (
            "“The jets strayed by mistake,” the minister said. “That is nonsense,” the Estonian ambassador replied.",
            (0, 1),
        ),
        # a claim that is told within its denial, and one that a relative clause denies
        ("Chad rejected Libya’s claim that it had armed the rebels.", (1, 0)),
        ("Congo accuses Rwanda of backing the rebels, which Kigali denies.", (0, 1)),
        ("Norway said the men had left. Chad says otherwise.", (0, 1)),
        # numbers that exclude each other, the second told without what is counted
        ("Colonel Diallo said 12 soldiers had died. The rebels put the dead at 55.", (0, 1)),
        # what is said to be over is not over
        (
            "The mayor said the last foreign soldiers had left Beira. Fishermen hit back, saying a platoon of soldiers "
            "still lived in the harbour.",
            (0, 1),
        ),
        # each charges the other
        ("Seoul accused Pyongyang of shelling the island. Pyongyang accused Seoul of shelling it first.", (0, 1)),
        # a denial before what it denies
        ("Ukraine denies that its brigade has left Vovchansk, but Russia says the town is empty.", (1, 0)),
        # who is named is meant, and not who spoke last
        ("Yoon said a brigade had left. Ishiba said it was raining. Moscow dismissed Yoon’s claim.", (0, 2)),
    ],
)
def test_how_a_statement_answers_another(extract: Extract, text: str, pair: tuple[int, int]) -> None:
    claims = extract(text)
    disputed, disputing = (claims.statements[position].id for position in pair)
    assert claims.disputes == ((disputed, disputing),)


def test_both_are_two(extract: Extract) -> None:
    claims = extract(
        "Kenya reported 41 dead. Somalia reported 63 dead. Human rights groups called both figures exaggerated."
    )
    disputed = {first for first, _ in claims.disputes}
    assert disputed >= {claims.statements[0].id, claims.statements[1].id}


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
        "Zambia demanded the return of the trucks. Congo rejected the demand.",
        "The toll could reach 400, Pakistan said. Turkey spoke of 150 dead.",
        "Warsaw said the brigade would stay. Vilnius said its own brigade would stay.",
        "Chad rejected a Libyan proposal to open the border.",  # what is proposed cannot be untrue
    ],
)
def test_what_can_both_be_right(extract: Extract, text: str) -> None:
    assert extract(text).disputes == ()


def test_what_a_denial_might_have_been_of_is_told(extract: Extract) -> None:
    claims = extract("France said its soldiers would leave Niger. Germany denied that its factories were closing.")
    rejected = claims.why[claims.statements[1].id].rejected
    assert [rejection.reason for rejection in rejected] == ["too little speaks for its being disputed"]


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        # nothing in common but that one stands after the other: who is accused denies
        ("Lesotho's police said cattle had been stolen at Maseru. South Africa denied anybody had been sent.", (0, 1)),
        # the denied word is of the same stem: "deployed", "deployment"
        (
            "Gabon said Cameroon had deployed gunboats off Bata. The harbour was calm. Cameroon rejected talk of a "
            "deployment.",
            (0, 1),
        ),
        # how it really is
        ("The rebels claimed 90 sailors had drowned. The admiral said the real number was 11.", (0, 1)),
    ],
)
def test_disputed_by_other_words(extract: Extract, text: str, pair: tuple[int, int]) -> None:
    claims = extract(text)
    ids = [s.id for s in claims.statements]
    assert (ids[pair[0]], ids[pair[1]]) in claims.disputes
