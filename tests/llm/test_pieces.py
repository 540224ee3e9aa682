"""Pieces hold all of the story, in order, within their bound."""

from hypothesis import given
from hypothesis import strategies as st

from service.llm.pieces import pieces
from service.model import Article

BOUND = 80


@given(st.lists(st.text("ab .”!", max_size=200), max_size=60))
def test_pieces_hold_the_whole_text_within_their_bound(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = pieces(Article(id="x", text=text), BOUND)
    assert all(len(piece.numbered()) <= BOUND for piece in found)
    kept = "".join(text[start:end] for piece in found for start, end in piece.paragraphs)
    assert "".join(kept.split()) == "".join(text.split())


def test_the_numbers_of_many_short_paragraphs_count() -> None:
    found = pieces(Article(id="x", text="ab\n" * 4_000), 6_000)
    assert all(len(piece.numbered()) <= 6_000 for piece in found)
    assert len(found) > 2


def test_a_long_paragraph_is_divided_behind_the_closing_quotation_mark() -> None:
    text = (
        "“We will stay in the valley until it is over.” The general spoke for an hour, and nobody asked him anything."
    )
    first, *_ = pieces(Article(id="x", text=text), BOUND)
    ((start, end),) = first.paragraphs
    assert text[start:end] == "“We will stay in the valley until it is over.”"
