"""One article as the rules see it: the Doc, its quotations, paragraphs, and which names stand where."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from spacy.tokens import Doc, Span, Token

from ontology.registry import Registry
from service.extract.quotations import Quotation, find_quotations
from service.model import Article, Passage

REGISTRY_SPANS = "registry"
NAMED = {"PERSON", "ORG", "NORP", "GPE", "FAC"}
TRAILING = " \t\n,.;:—–-"
FULL_QUOTATION_WORDS = 4


class Reading:
    """What all rules share about one article; offsets are the article's."""

    def __init__(self, article: Article, doc: Doc, registry: Registry) -> None:
        self.article = article
        self.doc = doc
        self.registry = registry
        self.text = doc.text
        self.quotations = find_quotations(self.text)
        self._line_starts = [0, *(match.end() for match in re.finditer(r"\n+", self.text))]
        self._quotation_starts = [q.start for q in self.quotations]

    @cached_property
    def registered(self) -> dict[int, Span]:
        """Registry match by token index."""
        return {token.i: span for span in self.doc.spans.get(REGISTRY_SPANS, []) for token in span}

    @cached_property
    def entities(self) -> dict[int, Span]:
        """Named entity of the model by token index, where the registry knows nothing."""
        return {
            token.i: span
            for span in self.doc.ents
            if span.label_ in NAMED and not any(token.i in self.registered for token in span)
            for token in span
        }

    def paragraph(self, offset: int) -> int:
        """Return the number of the paragraph that a character stands in."""
        return bisect_right(self._line_starts, offset)

    def quotation_at(self, offset: int) -> Quotation | None:
        """Return the quotation that holds a character, None where it stands outside quotation marks."""
        position = bisect_right(self._quotation_starts, offset) - 1
        if position < 0 or not self.quotations[position].holds(offset):
            return None
        return self.quotations[position]

    def is_full(self, quotation: Quotation) -> bool:
        """Whether a quotation is speech of its own rather than a fragment inside somebody's sentence."""
        inside = self.text[quotation.start : quotation.end]
        before = self.text[: quotation.outer_start].rstrip(" ")[-1:]
        after = self.text[quotation.outer_end : quotation.outer_end + 2]
        words = len(inside.split())
        starts_afresh = (
            before in {"", "\n", ".", ",", ":", "!", "?", "—", "–", "”", "’", '"', "…", ";"} or before == "-"
        )
        if not starts_afresh or not inside[:1]:
            return False
        ends = inside.rstrip()[-1:] in ".,!?…—" or after[:1] in {",", ".", "\n", ""}
        if inside[0].isupper() or not inside[0].isalpha():
            return words >= FULL_QUOTATION_WORDS or ends
        return ends and words >= FULL_QUOTATION_WORDS and before in {",", ":", "—", "–", "”"}

    def in_full_quotation(self, token: Token) -> bool:
        """Whether a token is part of quoted speech, where the article's own cues do not stand."""
        quotation = self.quotation_at(token.idx)
        return quotation is not None and self.is_full(quotation)

    def trimmed(self, start: int, end: int) -> tuple[int, int]:
        """Return a stretch without the white space and loose punctuation at its ends (gold rules of annotation).

        A closing quotation mark whose opening mark is inside stays, together with the punctuation before it.
        """
        text = self.text
        while start < end and (text[start].isspace() or text[start] in ",;:—–-.)"):
            start += 1
        end = self._with_closing_mark(start, end)
        while start < end and text[end - 1] in TRAILING and not self._is_abbreviation(end):
            end -= 1
        return start, end

    def _with_closing_mark(self, start: int, end: int) -> int:
        """Extend over the mark that closes a quotation begun inside, and stop before one that opens right at the end."""
        for quotation in self.quotations:
            opens_inside = start <= quotation.outer_start < end
            if opens_inside and quotation.end - 1 <= end <= quotation.outer_end:
                return quotation.outer_end
            if quotation.outer_start < start and quotation.end < end <= quotation.outer_end:
                return quotation.end
        return end

    def _is_abbreviation(self, end: int) -> bool:
        """Whether the full stop before ``end`` belongs to a word such as "U.S."."""
        return bool(re.search(r"\b[A-Z]\.[A-Z]\.$", self.text[max(0, end - 6) : end]))

    def passage(self, start: int, end: int) -> Passage:
        """Return the passage ``start:end`` of the article."""
        return Passage(start, end, self.article.text[start:end])

    def sentences_around(self, start: int, end: int) -> Passage:
        """Return the sentence or run of sentences that a stretch lies in."""
        span = self.doc.char_span(start, end, alignment_mode="expand")
        if span is None:
            return self.passage(start, end)
        first, last = span[0].sent, span[-1].sent
        return self.stripped(first.start_char, last.end_char)

    def stripped(self, start: int, end: int) -> Passage:
        """Return the passage without white space at its ends."""
        text = self.article.text
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        return self.passage(start, end)

    def states_in(self, tokens: list[Token]) -> list[Span]:
        """Return the registry's states that stand among some tokens, each match once, in text order."""
        return [span for span in self.names_in(tokens) if span.label_ == "state"]

    def names_in(self, tokens: list[Token]) -> list[Span]:
        """Return the registry matches that stand among some tokens, each once, in text order."""
        spans = {
            self.registered[token.i].start: self.registered[token.i] for token in tokens if token.i in self.registered
        }
        return [spans[start] for start in sorted(spans)]

    def sentences(self) -> Iterator[Span]:
        """Yield the sentences that hold more than white space."""
        return (sentence for sentence in self.doc.sents if sentence.text.strip())
