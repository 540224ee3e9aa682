"""A Doc read once into plain Python objects, because the rules ask the same tokens again and again.

spaCy makes an object for every ``doc[i]``, decodes a string for every ``token.lemma_`` and looks through the tokens
around for every ``token.children`` and ``token.sent``: over these objects the rules take two thirds of the time. The
classes have the part of spaCy's interface that the rules use, and give the same answers. The rules are written and
typed against spaCy's own classes, and read a Doc as well. A token passes on to spaCy what is seldom asked for.
"""

# ruff: noqa: D102 (the members are those that spaCy documents)

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, cast, overload

from spacy import tokens as spacy_tokens
from spacy.util import normalize_slice

NO_TOKENS: list[PlainToken] = []


def plain(doc: spacy_tokens.Doc) -> spacy_tokens.Doc:
    """Return a Doc's tokens, sentences, entities and span groups as plain objects with the interface of the Doc."""
    return cast(spacy_tokens.Doc, PlainDoc(doc))


def labelled(
    doc: spacy_tokens.Doc, start: int, end: int, *, label: str, kb_id: str = "", span_id: str = ""
) -> spacy_tokens.Span:
    """Return the tokens ``start:end`` of a plain Doc as a span with labels; ``Span(…)`` takes spaCy's own Docs only."""
    span = doc[start:end]
    span.label_, span.kb_id_, span.id_ = label, kb_id, span_id
    return span


class PlainToken:
    """A Token; there is one object a token, so that tokens are compared by identity."""

    __slots__ = (
        "_source", "dep_", "doc", "ent_type_", "head", "i", "idx", "is_punct", "is_quote", "is_space",
        "joined", "lemma_", "like_num", "lower_", "pos_", "sent", "tag_", "text",
    )  # fmt: skip

    joined: list[PlainToken]
    head: PlainToken
    sent: PlainSpan

    def __init__(self, doc: PlainDoc, source: spacy_tokens.Token) -> None:
        self.doc = doc
        self.i = source.i
        self.idx = source.idx
        self.text = source.text
        self.lower_ = source.lower_
        self.lemma_ = source.lemma_
        self.pos_ = source.pos_
        self.tag_ = source.tag_
        self.dep_ = source.dep_
        self.ent_type_ = source.ent_type_
        self.is_punct = source.is_punct
        self.is_quote = source.is_quote
        self.is_space = source.is_space
        self.like_num = source.like_num
        self.joined = NO_TOKENS
        self._source = source

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)

    def __len__(self) -> int:
        return len(self.text)

    def __str__(self) -> str:
        return self.text

    __repr__ = __str__

    def nbor(self, distance: int = 1) -> PlainToken:
        """Return the token at a distance from this one; raises ``IndexError`` where the text has none."""
        if self.i + distance < 0:
            raise IndexError(f"no token stands {-distance} before token {self.i}")
        return self.doc.tokens[self.i + distance]

    @property
    def children(self) -> Iterator[PlainToken]:
        return iter(self.joined)

    @property
    def lefts(self) -> Iterator[PlainToken]:
        return iter([token for token in self.joined if token.i < self.i])

    @property
    def rights(self) -> Iterator[PlainToken]:
        return iter([token for token in self.joined if token.i > self.i])

    @property
    def left_edge(self) -> PlainToken:
        return self.doc.tokens[self._source.left_edge.i]

    @property
    def right_edge(self) -> PlainToken:
        return self.doc.tokens[self._source.right_edge.i]

    @property
    def subtree(self) -> Iterator[PlainToken]:
        return iter(self._subtree())

    def _subtree(self) -> list[PlainToken]:
        if not self.joined:
            return [self]
        before = [below for token in self.lefts for below in token._subtree()]
        return [*before, self, *(below for token in self.rights for below in token._subtree())]

    @property
    def text_with_ws(self) -> str:
        return self.text + self._source.whitespace_

    @property
    def ancestors(self) -> Iterator[PlainToken]:
        token = self
        while token.head is not token:
            token = token.head
            yield token

    @property
    def conjuncts(self) -> tuple[PlainToken, ...]:
        return tuple(self.doc.tokens[token.i] for token in self._source.conjuncts)


class PlainSpan:
    """A Span."""

    __slots__ = ("doc", "end", "end_char", "id_", "kb_id_", "label_", "start", "start_char")

    def __init__(self, doc: PlainDoc, start: int, end: int) -> None:
        tokens = doc.tokens
        self.doc = doc
        self.start = start
        self.end = end
        self.start_char = tokens[start].idx if start < len(tokens) else len(doc.text)
        self.end_char = tokens[end - 1].idx + len(tokens[end - 1].text) if end > start else self.start_char
        self.label_ = self.kb_id_ = self.id_ = ""

    @classmethod
    def of(cls, doc: PlainDoc, source: spacy_tokens.Span) -> PlainSpan:
        """Return a Span with its labels."""
        span = cls(doc, source.start, source.end)
        span.label_, span.kb_id_, span.id_ = source.label_, source.kb_id_, source.id_
        return span

    def __len__(self) -> int:
        return self.end - self.start

    def __iter__(self) -> Iterator[PlainToken]:
        return iter(self.doc.tokens[self.start : self.end])

    def __reversed__(self) -> Iterator[PlainToken]:
        return reversed(self.doc.tokens[self.start : self.end])

    @overload
    def __getitem__(self, index: int) -> PlainToken: ...
    @overload
    def __getitem__(self, index: slice) -> PlainSpan: ...
    def __getitem__(self, index: int | slice) -> PlainToken | PlainSpan:
        if isinstance(index, slice):
            start, end = normalize_slice(len(self), index.start, index.stop, index.step)
            return PlainSpan(self.doc, self.start + start, self.start + end)
        position = index + (self.start if index >= 0 else self.end)
        if not self.start <= position < self.end:
            raise IndexError(f"a span of {len(self)} tokens has no token {index}")
        return self.doc.tokens[position]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PlainSpan) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def __str__(self) -> str:
        return self.text

    __repr__ = __str__

    @property
    def _key(self) -> tuple[int, int, str, str, str]:
        return self.start, self.end, self.label_, self.kb_id_, self.id_

    @property
    def text(self) -> str:
        return self.doc.text[self.start_char : self.end_char]

    @property
    def sent(self) -> PlainSpan:
        return self.doc.tokens[self.start].sent

    @property
    def ents(self) -> list[PlainSpan]:
        return [entity for entity in self.doc.ents if self.start <= entity.start and entity.end <= self.end]

    @property
    def root(self) -> PlainToken:
        return self.doc.tokens[self.doc.source[self.start : self.end].root.i]


class PlainDoc:
    """A Doc."""

    def __init__(self, source: spacy_tokens.Doc) -> None:
        self.source = source
        self.text = source.text
        self.tokens = [PlainToken(self, token) for token in source]
        self.sents = [PlainSpan(self, span.start, span.end) for span in source.sents] if self.tokens else []
        self._join()

    def _join(self) -> None:
        """Join the tokens to their heads, children and sentences."""
        for token, original in zip(self.tokens, self.source, strict=True):
            head = token.head = self.tokens[original.head.i]
            if head is not token:
                head.joined = head.joined or []  # most tokens have no children and share an empty list
                head.joined.append(token)
        for sentence in self.sents:
            for token in sentence:
                token.sent = sentence

    def __len__(self) -> int:
        return len(self.tokens)

    def __iter__(self) -> Iterator[PlainToken]:
        return iter(self.tokens)

    @overload
    def __getitem__(self, index: int) -> PlainToken: ...
    @overload
    def __getitem__(self, index: slice) -> PlainSpan: ...
    def __getitem__(self, index: int | slice) -> PlainToken | PlainSpan:
        if isinstance(index, slice):
            return PlainSpan(self, *normalize_slice(len(self.tokens), index.start, index.stop, index.step))
        return self.tokens[index]

    @cached_property
    def ents(self) -> tuple[PlainSpan, ...]:
        return tuple(PlainSpan.of(self, span) for span in self.source.ents)

    @cached_property
    def spans(self) -> Mapping[str, list[PlainSpan]]:
        return {name: [PlainSpan.of(self, span) for span in group] for name, group in self.source.spans.items()}

    def char_span(self, start: int, end: int, *, alignment_mode: str = "strict") -> PlainSpan | None:
        span = self.source.char_span(start, end, alignment_mode=alignment_mode)
        return PlainSpan(self, span.start, span.end) if span is not None else None
