"""Whose arms are that are fired, taken or of another's make, and whose nationals are told of. All is invented."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Extract

Counted = tuple[str, int, str | None]

FIRED: list[tuple[str, list[Counted]]] = [
    (
        "Armenia accused Azerbaijan. Some 40 drones were hurled at Yerevan overnight, officials said.",
        [("weapons", 40, "azerbaijan")],
    ),
    ("Eritrea blamed Ethiopia. Six missiles hit Asmara before dawn.", [("weapons", 6, "ethiopia")]),
    (
        "Chad and Sudan trade blame. Air defences in Chad brought down 30 drones on Friday.",
        [("weapons", 30, "sudan")],
    ),
]

MADE_BY_ANOTHER: list[tuple[str, list[Counted]]] = [
    ("Peru had 500 Russian missiles, a general in Lima said.", [("weapons", 500, "peru")]),
    ("Angola possesses 70 Chinese tanks, according to a yearbook.", [("weapons", 70, "angola")]),
]

NATIONALS: list[tuple[str, list[Counted]]] = [
    (
        "Togo has sent a note to Russia, demanding the return of the bodies of 58 citizens who died fighting.",
        [("killed", 58, "togo")],
    ),
    ("Ghana's foreign ministry says 64 nationals have been killed in Ukraine.", [("killed", 64, "ghana")]),
]

FROM_ELSEWHERE: list[tuple[str, list[Counted]]] = [
    ("Kenya said that Peru with 900 soldiers and Chile with 590 sent most.", [("deployed", 900, "peru")]),
    ("A list has 71 dead from Laos, 54 Peruvians and 39 from Togo.", [("killed", 39, "togo")]),
]

CRIMINALS: list[tuple[str, list[Counted]]] = [
    ("Indian commandos killed eight Somali pirates off Eyl.", [("killed", 8, None)]),
    ("The navy of Oman shot dead six Iranian smugglers near Duqm.", [("killed", 6, None)]),
]

TAKING_PART: list[tuple[str, list[Counted]]] = [
    ("Jordan's air force took part in Friday's raids over Syria with four F-16s.", [("weapons", 4, "jordan")]),
    ("Togo attacked Benin with 40 missiles, the bulletin said.", [("weapons", 40, "togo")]),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [*FIRED, *MADE_BY_ANOTHER, *NATIONALS, *FROM_ELSEWHERE, *CRIMINALS, *TAKING_PART],
)
def test_owner(extract: Extract, text: str, expected: list[Counted]) -> None:
    found = [(f.measure, f.low, f.of) for f in extract(text).figures]
    assert [figure for figure in expected if figure not in found] == []


def test_those_who_attack_are_not_those_hurt_just_before(extract: Extract) -> None:
    text = "Three soldiers of Togo were hurt at the post near Dapaong. A patrol killed ten of the attackers."
    hurt, killed = extract(text).figures
    assert hurt.of == "togo"
    assert killed.of != "togo"


def test_ships_lent_by_states_are_not_the_lenders_that_have_them(extract: Extract) -> None:
    (figure,) = extract("At present the EU has four ships off Libya, lent by Italy and Greece.").figures
    assert figure.of != "italy"


def test_a_goal_of_a_route_does_not_own_those_behind_it(extract: Extract) -> None:
    (figure,) = extract("Chad sent planes to watch the routes to Mali, with up to 100 soldiers.").figures
    assert figure.of != "mali"
