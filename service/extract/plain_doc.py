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
from itertools import pairwise
from typing import Any, cast, overload

import numpy
from spacy import attrs
from spacy import tokens as spacy_tokens

NO_TOKENS: list[PlainToken] = []
# what tokens are made of, in the order of ``PlainToken.__init__``: columns of a Doc's array
STRINGS = (attrs.ORTH, attrs.LOWER, attrs.LEMMA, attrs.POS, attrs.TAG, attrs.DEP, attrs.ENT_TYPE)
FLAGS = (attrs.IS_PUNCT, attrs.IS_QUOTE, attrs.IS_SPACE, attrs.LIKE_NUM, attrs.IS_ALPHA, attrs.SPACY)
PLACES = (attrs.IDX, attrs.HEAD, attrs.SENT_START)


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
        "children", "dep_", "doc", "ent_type_", "head", "i", "idx", "is_alpha", "is_punct", "is_quote", "is_space",
        "lemma_", "like_num", "lower_", "pos_", "sent", "tag_", "text", "whitespace_",
    )  # fmt: skip

    children: list[PlainToken]
    head: PlainToken
    sent: PlainSpan

    def __init__(self, doc: PlainDoc, i: int, idx: int, strings: tuple[str, ...], flags: tuple[bool, ...]) -> None:
        self.doc = doc
        self.i = i
        self.idx = idx
        self.text, self.lower_, self.lemma_, self.pos_, self.tag_, self.dep_, self.ent_type_ = strings
        self.is_punct, self.is_quote, self.is_space, self.like_num, self.is_alpha, is_followed_by_space = flags
        self.whitespace_ = " " if is_followed_by_space else ""
        self.children = NO_TOKENS

    def __getattr__(self, name: str) -> Any:
        return getattr(self.doc.source[self.i], name)

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
    def lefts(self) -> Iterator[PlainToken]:
        i = self.i
        return iter([token for token in self.children if token.i < i])

    @property
    def rights(self) -> Iterator[PlainToken]:
        return iter([token for token in self.children if token.i > self.i])

    @property
    def left_edge(self) -> PlainToken:
        return self.doc.tokens[self.doc.source[self.i].left_edge.i]

    @property
    def right_edge(self) -> PlainToken:
        return self.doc.tokens[self.doc.source[self.i].right_edge.i]

    @property
    def subtree(self) -> Iterator[PlainToken]:
        return iter(self._subtree())

    def _subtree(self) -> list[PlainToken]:
        if not self.children:
            return [self]
        found: list[PlainToken] = []
        open_ = [self]  # not by recursion: a parse of nonsense can be as deep as it is long
        between: set[int] = set()  # those whose left side is done
        while open_:
            token = open_.pop()
            if not token.children or token.i in between:
                found.append(token)
                continue
            between.add(token.i)
            lefts = [child for child in token.children if child.i < token.i]
            rights = token.children[len(lefts) :]  # they stand in text order
            open_ += [*reversed(rights), token, *reversed(lefts)]
        return found

    @property
    def text_with_ws(self) -> str:
        return self.text + self.whitespace_

    @property
    def ancestors(self) -> Iterator[PlainToken]:
        token = self
        while token.head is not token:
            token = token.head
            yield token

    @property
    def conjuncts(self) -> tuple[PlainToken, ...]:
        first = self
        while first.dep_ == "conj" and first.head is not first:
            first = first.head
        found = [first]
        for token in found:  # grows meanwhile
            found += [right for right in token.children if right.dep_ == "conj" and right.i > token.i]
        return tuple([token for token in found if token is not self])


class PlainSpan:
    """A Span."""

    __slots__ = ("doc", "end", "id_", "kb_id_", "label_", "start")

    def __init__(self, doc: PlainDoc, start: int, end: int) -> None:
        self.doc = doc
        self.start = start
        self.end = end
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
            start, end, _ = index.indices(self.end - self.start)
            return PlainSpan(self.doc, self.start + start, self.start + max(start, end))
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
    def start_char(self) -> int:
        tokens = self.doc.tokens
        return tokens[self.start].idx if self.start < len(tokens) else len(self.doc.text)

    @property
    def end_char(self) -> int:
        if self.end <= self.start:
            return self.start_char
        last = self.doc.tokens[self.end - 1]
        return last.idx + len(last.text)

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
        tokens = self.doc.tokens[self.start : self.end] or [self.doc.tokens[self.start]]
        if len(tokens) == 1:
            return tokens[0]
        above = next((token for token in tokens if token.head is token), None)
        if above is not None:
            return above
        hanging = [token for token in tokens if not self.start <= token.head.i < self.end]
        return hanging[0] if len(hanging) == 1 else min(hanging, key=_depth, default=tokens[0])


class PlainDoc:
    """A Doc."""

    def __init__(self, source: spacy_tokens.Doc) -> None:
        self.source = source
        self.tensor = source.tensor
        strings, flags, (places, heads, starts) = _columns(source)
        self.tokens = [PlainToken(self, i, *parts) for i, parts in enumerate(zip(places, strings, flags, strict=True))]
        self.text = "".join([token.text_with_ws for token in self.tokens])
        self.sents = self._sentences(starts)
        self._join(heads)

    def _sentences(self, starts: list[int]) -> list[PlainSpan]:
        """Return the sentences; ``starts`` is 1 for the tokens that begin one."""
        firsts = [i for i, start in enumerate(starts) if i == 0 or start == 1]
        return [PlainSpan(self, first, end) for first, end in pairwise((*firsts, len(starts)))]

    def _join(self, heads: list[int]) -> None:
        """Join the tokens to their heads (told by how far they stand behind), children and sentences."""
        for token, distance in zip(self.tokens, heads, strict=True):
            head = token.head = self.tokens[token.i + distance]
            if head is not token:
                head.children = head.children or []  # most tokens have no children and share an empty list
                head.children.append(token)
        for sentence in self.sents:
            for token in self.tokens[sentence.start : sentence.end]:
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
            start, end, _ = index.indices(len(self.tokens))
            return PlainSpan(self, start, end if end > start else start)
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


def _depth(token: PlainToken) -> int:
    """Return how many words govern a token, one above the other; a mark by itself stands lower than any word."""
    if (token.is_punct or token.is_space) and not token.children:
        return len(token.doc)
    return sum(1 for _ in token.ancestors)


Columns = tuple[Iterator[tuple[str, ...]], Iterator[tuple[bool, ...]], list[list[int]]]


def _columns(doc: spacy_tokens.Doc) -> Columns:
    """Return what a Doc's array tells: each token's strings, each token's flags, and the columns of places."""
    array = doc.to_array([*STRINGS, *FLAGS, *PLACES]).astype(numpy.int64).T
    hashes, flags, places = numpy.split(array, (len(STRINGS), len(STRINGS) + len(FLAGS)))
    strings = {value: doc.vocab.strings[value] for value in set(hashes.view(numpy.uint64).ravel().tolist())}
    texts = [[strings[value] for value in column] for column in hashes.view(numpy.uint64).tolist()]
    return zip(*texts, strict=True), zip(*(flags != 0).tolist(), strict=True), places.tolist()
