"""One article as the rules see it: the Doc, its quotations, paragraphs, and which names stand where."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property

from spacy.tokens import Doc, Span, Token

from ontology.registry import Registry
from service.extract.quotations import Quotation, find_quotations
from service.extract.trace import Trace
from service.model import Article, Passage

REGISTRY_SPANS = "registry"
NAMED = {"PERSON", "ORG", "NORP", "GPE", "FAC"}
LEADING = ",;:—–-.)"
TRAILING = " \t\n,.;:—–-"
FULL_QUOTATION_WORDS = 4  # a shorter quotation is a fragment, unless it ends as a sentence does
BEFORE_SPEECH = {"", "\n", ".", ",", ":", "!", "?", "—", "–", "”", "’", '"', "…", ";", "-"}
BEFORE_REST_OF_SPEECH = {",", ":", "—", "–", "”"}
TIME_OF_DAY = re.compile(r"\s*\d{1,2}[:.h]\d{2}(?:\s?[ap]\.?m\.?)?(?: [A-Z]{3,4})?\s*")
SENTENCE_BORDER = re.compile(r"\n|[.!?][”\"]?\s+[A-Z“\"]")
ABBREVIATION = re.compile(r"\b[A-Z]\.[A-Z]\.$")


class Reading:
    """What all rules share about one article; offsets are the article's."""

    def __init__(self, article: Article, doc: Doc, registry: Registry) -> None:
        self.article = article
        self.doc = doc
        self.registry = registry
        self.text = doc.text
        self.quotations = find_quotations(self.text)
        self.trace = Trace(article.text)
        self._line_starts = [0, *(match.end() for match in re.finditer(r"\n+", self.text))]
        self._quotation_starts = [q.start for q in self.quotations]
        self._full: dict[Quotation, bool] = {}

    @cached_property
    def registry_spans(self) -> tuple[Span, ...]:
        """The registry matches in text order."""
        return tuple(self.doc.spans.get(REGISTRY_SPANS, ()))

    @cached_property
    def _registry_starts(self) -> list[int]:
        return [span.start for span in self.registry_spans]

    def registry_spans_before(self, index: int) -> tuple[Span, ...]:
        """Return the registry matches that begin before a token, in text order."""
        return self.registry_spans[: bisect_left(self._registry_starts, index)]

    @cached_property
    def registered(self) -> dict[int, Span]:
        """Registry match by token index."""
        return {index: span for span in self.registry_spans for index in range(span.start, span.end)}

    @cached_property
    def entities(self) -> dict[int, Span]:
        """Named entity of the model by token index, where the registry knows nothing."""
        return {
            index: span
            for span in self.doc.ents
            if span.label_ in NAMED and not any(index in self.registered for index in range(span.start, span.end))
            for index in range(span.start, span.end)
        }

    @cached_property
    def surnames(self) -> frozenset[str]:
        """The last words of the persons that the model marks by a name of several words."""
        return frozenset(span[-1].text for span in self.doc.ents if span.label_ == "PERSON" and len(span) > 1)

    def paragraph(self, offset: int) -> int:
        """Return the number of the paragraph that a character stands in."""
        return bisect_right(self._line_starts, offset)

    def quotation_at(self, offset: int) -> Quotation | None:
        """Return the quotation that holds a character, None where it stands outside quotation marks."""
        position = bisect_right(self._quotation_starts, offset) - 1
        if position < 0 or not self.quotations[position].holds(offset):
            return None
        return self.quotations[position]

    def quotation_after(self, offset: int) -> Quotation | None:
        """Return the quotation that begins right after an offset, white space between or not."""
        position = bisect_right(self._quotation_starts, offset)
        following = self.quotations[position] if position < len(self.quotations) else None
        is_next = following is not None and not self.text[offset : following.outer_start].strip(" ")
        return following if is_next else None

    def line_end(self, offset: int) -> int:
        """Return where the line ends that a character stands in."""
        end = self.text.find("\n", offset)
        return len(self.text) if end < 0 else end

    def tokens_between(self, start: int, end: int) -> list[Token]:
        """Return the tokens that lie wholly in the stretch ``start:end``."""
        span = self.doc.char_span(start, max(start, end), alignment_mode="contract")
        return list(span) if span is not None else []

    def is_full(self, quotation: Quotation) -> bool:
        """Whether a quotation is speech of its own rather than a fragment inside somebody's sentence."""
        if quotation not in self._full:
            self._full[quotation] = self._is_speech(quotation)
        return self._full[quotation]

    def _is_speech(self, quotation: Quotation) -> bool:
        inside = self.text[quotation.start : quotation.end]
        start = quotation.outer_start
        while start and self.text[start - 1] == " ":
            start -= 1
        before = self.text[start - 1 : start] if start and not self._follows_time(start) else ""
        if not inside or before not in BEFORE_SPEECH:
            return False
        is_long = len(inside.split()) >= FULL_QUOTATION_WORDS
        ends = inside.rstrip()[-1:] in ".,!?…—" or self.text[quotation.outer_end : quotation.outer_end + 1] in ",.\n"
        if inside[0].isupper() or not inside[0].isalpha():
            return is_long or ends
        return ends and is_long and before in BEFORE_REST_OF_SPEECH and self._resumes(quotation)

    def _follows_time(self, start: int) -> bool:
        """Whether nothing but a time of day stands before an offset in its line, as in live blogs."""
        return TIME_OF_DAY.fullmatch(self.text, self.text.rfind("\n", 0, start) + 1, start) is not None

    def _resumes(self, quotation: Quotation) -> bool:
        """Whether a quotation that begins small goes on with one before it in its sentence, or follows a colon."""
        if self.text[: quotation.outer_start].rstrip()[-1:] == ":":
            return True
        position = bisect_left(self._quotation_starts, quotation.start) - 1
        between = self.text[self.quotations[position].outer_end : quotation.outer_start] if position >= 0 else "\n"
        return SENTENCE_BORDER.search(between) is None

    def in_full_quotation(self, token: Token) -> bool:
        """Whether a token is part of quoted speech, where the article's own cues do not stand."""
        quotation = self.quotation_at(token.idx)
        return quotation is not None and self.is_full(quotation)

    def trimmed(self, start: int, end: int) -> tuple[int, int]:
        """Return a stretch without the white space and loose punctuation at its ends (gold rules of annotation).

        A closing quotation mark whose opening mark is inside stays, together with the punctuation before it.
        """
        text = self.text
        while start < end and (text[start].isspace() or text[start] in LEADING):
            start += 1
        end = self._with_closing_mark(start, end)
        while start < end and text[end - 1] in TRAILING and not self._is_abbreviation(end):
            end -= 1
        return start, end

    def _with_closing_mark(self, start: int, end: int) -> int:
        """Extend over the mark that closes a quotation begun inside, stop before one that opens at the end."""
        for quotation in self.quotations:
            opens_inside = start <= quotation.outer_start < end
            if opens_inside and quotation.end - 1 <= end <= quotation.outer_end:
                return quotation.outer_end
            if quotation.outer_start < start and quotation.end < end <= quotation.outer_end:
                return quotation.end
        return end

    def _is_abbreviation(self, end: int) -> bool:
        """Whether the full stop before ``end`` belongs to a word such as "U.S."."""
        return ABBREVIATION.search(self.text[max(0, end - 6) : end]) is not None

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
