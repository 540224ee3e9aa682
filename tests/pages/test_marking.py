"""Cutting a text at the bounds of its claims."""

from hypothesis import given
from hypothesis import strategies as st

from service.model import Passage
from service.pages.marking import Claim, numbered, segments

texts = st.text(min_size=0, max_size=60)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Claim], list[Passage]]:
    text = draw(texts)
    places = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(places, places).filter(lambda span: span[0] < span[1]), max_size=8))
    claims = [Claim(number, "statement", start, end, {}) for number, (start, end) in enumerate(spans, start=1)]
    clutter = draw(st.lists(st.tuples(places, places).filter(lambda span: span[0] < span[1]), max_size=3))
    return text, claims, [Passage(start, end, text[start:end]) for start, end in clutter]


@given(marked())
def test_the_segments_are_the_text_and_each_claim_is_marked_on_just_its_characters(
    case: tuple[str, list[Claim], list[Passage]],
) -> None:
    text, claims, clutter = case
    cut = segments(text, claims, clutter)
    assert "".join(segment.text for segment in cut) == text
    for claim in claims:
        assert "".join(each.text for each in cut if claim in each.claims) == text[claim.start : claim.end]
        assert sum(claim in each.ending for each in cut) == 1
    outside = "".join(each.text for each in cut if each.is_boilerplate)
    inside = {place for passage in clutter for place in range(passage.start, passage.end)}
    assert outside == "".join(text[place] for place in sorted(inside))


def test_claims_are_numbered_in_the_order_of_the_text_the_outer_first() -> None:
    inner = {"start": 5, "end": 9}
    claims = numbered([{"start": 5, "end": 20}, {"start": 1, "end": 2}], [inner, {"start": None, "end": None}])
    assert [(claim.number, claim.start, claim.end, claim.kind) for claim in claims] == [
        (1, 1, 2, "statement"),
        (2, 5, 20, "statement"),
        (3, 5, 9, "figure"),
    ]
