"""Named places: what an article has called by a name so far, for "there" to take up.

The registry knows countries and seas and some towns; the rest are names that the model marks as places, or that
something is said to be "in" or "near".
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span, Token

from service.extract.place_names import PlaceNames
from service.extract.reading import Reading


class NamedPlaces:
    """Answers for one article."""

    def __init__(self, reading: Reading, names: PlaceNames) -> None:
        self._reading = reading
        self._names = names

    def before(self, token: Token) -> Iterator[Span]:
        """Yield what is named as a place before a word, the nearest first; those of the registry are its spans."""
        index = token.i - 1
        while index >= 0:
            span = self._reading.registered.get(index)
            if span is not None:
                if span.label_ in {"place", "state"}:
                    yield span
                index = span.start - 1
                continue
            unknown = self._names.unlisted(self._reading.doc[index])
            if unknown is not None:
                yield unknown
                index = unknown.start
            index -= 1
