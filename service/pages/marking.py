"""An article's text cut at the bounds of what is claimed in it, so that a page can mark every claim in place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from service.model import Passage


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement or figure as the page numbers it: what it is, where it stands, its view as JSON."""

    number: int
    kind: str
    start: int
    end: int
    view: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text with nothing beginning or ending inside; ``ending`` are the claims that end with it."""

    text: str
    claims: tuple[Claim, ...]
    ending: tuple[Claim, ...]
    is_boilerplate: bool


def numbered(statements: Sequence[dict[str, Any]], figures: Sequence[dict[str, Any]]) -> list[Claim]:
    """Return statements and figures in the order of the text, numbered from 1."""
    found = [("statement", view) for view in statements] + [("figure", view) for view in figures]
    placed = [entry for entry in found if entry[1]["start"] is not None]
    placed.sort(key=lambda entry: (entry[1]["start"], -entry[1]["end"], entry[0]))
    return [
        Claim(number, kind, view["start"], view["end"], view) for number, (kind, view) in enumerate(placed, start=1)
    ]


def segments(text: str, claims: Sequence[Claim], boilerplate: Iterable[Passage]) -> list[Segment]:
    """Return the text in segments; together they are the text."""
    outside = list(boilerplate)
    spans = [(claim.start, claim.end) for claim in claims] + [(passage.start, passage.end) for passage in outside]
    bounds = sorted({0, len(text), *(min(max(place, 0), len(text)) for span in spans for place in span)})
    return [
        Segment(
            text=text[start:end],
            claims=tuple(claim for claim in claims if claim.start <= start and end <= claim.end),
            ending=tuple(claim for claim in claims if claim.end == end and claim.start < end),
            is_boilerplate=any(passage.start <= start and end <= passage.end for passage in outside),
        )
        for start, end in pairwise(bounds)
    ]
