"""Quotations: which characters stand inside quotation marks, whatever marks a paper uses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.extract.quotations import find_quotations


def inside(text: str) -> list[str]:
    return [text[quotation.start : quotation.end] for quotation in find_quotations(text)]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("“", "”"), ('"', '"'), ("‘", "’"), ("'", "'"), ("„", "“"), ("„", "”"), ("«", "»"), ("‹", "›"), ("‚", "‘")],
)
def test_every_kind_of_mark(opening: str, closing: str) -> None:
    text = f"She said {opening}the well is dry{closing} and left."
    (quotation,) = find_quotations(text)
    assert text[quotation.start : quotation.end] == "the well is dry"
    assert text[quotation.outer_start : quotation.outer_end] == f"{opening}the well is dry{closing}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It’s the soldiers’ well, and the ’90s pump doesn’t work.", []),
        ("It's the soldiers' well, and the '90s pump doesn't work.", []),
        ("‘We don’t drink from it,’ she said.", ["We don’t drink from it,"]),
        ("'We don't drink from it,' she said.", ["We don't drink from it,"]),
        ("‘The soldiers’ families came,’ she said.", ["The soldiers’ families came,"]),
        ("“He said ‘no’ to me,” she said.", ["He said ‘no’ to me,"]),
        ("The “first” and the “second” well.", ["first", "second"]),
        ('A 5" pipe and a 6" pipe.', []),
        ("", []),
    ],
)
def test_apostrophes_and_marks_within_marks(text: str, expected: list[str]) -> None:
    assert inside(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('The “first" and the "second” well.', ["first", "second"]),
        ('She called it "utterly dry” and the pump “no good”.', ["utterly dry", "no good"]),
        ('“He said "no" to me,” she said.', ['He said "no" to me,']),
        ("``The well is dry,'' she said. ``We left'' it.", ["The well is dry,", "We left"]),
        ("``The well is dry," + '" she said.', ["The well is dry,"]),
        ("‘’The well is dry,” she said.", ["The well is dry,"]),
        ("“The well is dry,“ she said. “We left.“", ["The well is dry,", "We left."]),
        ('A “pipe of 5" or more” broke.', ['pipe of 5" or more']),
    ],
)
def test_marks_of_two_kinds_and_of_wires(text: str, expected: list[str]) -> None:
    assert inside(text) == expected


def test_quotation_taken_up_in_the_next_paragraph_is_one() -> None:
    text = "“We came at night.\n\n“Nobody stopped us.”\n\n“We left,” she said."
    assert inside(text) == ["We came at night.\n\n“Nobody stopped us.", "We left,"]


def test_mark_that_is_never_closed_ends_with_its_paragraph() -> None:
    assert inside("“We came at night.\nNobody stopped them.") == ["We came at night."]


MARKED = st.text(alphabet="ab sS.,!?`\n“”„«»‹›‘’‚\"'—-9", max_size=120)


@given(MARKED)
def test_quotations_lie_in_the_text_in_order_and_apart(text: str) -> None:
    position = 0
    for quotation in find_quotations(text):
        assert position <= quotation.outer_start < quotation.start <= quotation.end <= quotation.outer_end <= len(text)
        position = quotation.outer_end


@given(st.text(max_size=60))
def test_words_between_curly_marks_are_found(words: str) -> None:
    words = "".join(c for c in words if c.isalpha() or c == " ").strip() or "well"
    assert inside(f"She said “{words}” twice.") == [words]
