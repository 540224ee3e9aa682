"""The plain copy of a Doc gives the answers that spaCy gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from spacy.tokens import Doc, Span, Token

from service.annotate import REGISTRY_SPANS, Annotator
from service.extract.plain_doc import labelled, plain
from service.model import Article

TEXT = (
    "OSLO (Reuters) — Norway’s defence minister, Kari Vik, said on Monday that 40 soldiers “had been sent” to Mali.\n\n"
    "“Who knows?” asked a man at the U.S. embassy; neither Ankara nor the EU replied, and others weren't asked at all."
)
STRINGS = ("text", "lower_", "lemma_", "pos_", "tag_", "dep_", "ent_type_", "ent_iob_", "text_with_ws", "shape_")
FLAGS = ("i", "idx", "is_punct", "is_space", "is_quote", "is_alpha", "is_title", "like_num", "is_sent_start")
OTHERS = ("head", "left_edge", "right_edge")
MANY = ("children", "lefts", "rights", "subtree", "ancestors", "conjuncts", "sent")

TOKEN_ANSWERS: dict[str, Callable[[Token], object]] = {
    "length": len,
    "strings": lambda t: [getattr(t, name) for name in (*STRINGS, *FLAGS)],
    "other tokens": lambda t: [getattr(t, name).i for name in OTHERS],
    "several tokens": lambda t: [places(getattr(t, name)) for name in MANY],
}

SPAN_ANSWERS: dict[str, Callable[[Span], object]] = {
    "borders": lambda s: (s.start, s.end, s.start_char, s.end_char, len(s), s.text),
    "tokens": lambda s: (places(s), places(reversed(s)), s[0].i, s[-1].i, places(s[1:])),
    "tree": lambda s: (s.root.i, s.sent.start, s.sent.end),
    "labels": lambda s: (s.label_, s.kb_id_, s.id_, [e.text for e in s.ents]),
}


def places(tokens: Iterable[Token]) -> list[int]:
    return [token.i for token in tokens]


@pytest.fixture(scope="module")
def doc(annotator: Annotator) -> Doc:
    (doc,) = annotator.annotate([Article(id="a", text=TEXT)])
    return doc


@pytest.mark.parametrize("name", TOKEN_ANSWERS)
def test_tokens_answer_alike(doc: Doc, name: str) -> None:
    answer = TOKEN_ANSWERS[name]
    assert [answer(token) for token in plain(doc)] == [answer(token) for token in doc]


@pytest.mark.parametrize("name", SPAN_ANSWERS)
def test_spans_answer_alike(doc: Doc, name: str) -> None:
    answer, copy = SPAN_ANSWERS[name], plain(doc)
    pairs = [(start, end) for start in range(len(doc)) for end in range(start + 1, min(len(doc), start + 6))]
    assert [answer(copy[start:end]) for start, end in pairs] == [answer(doc[start:end]) for start, end in pairs]
    for copied, original in ((copy.ents, doc.ents), (copy.sents, doc.sents)):
        assert [answer(span) for span in copied] == [answer(span) for span in original]
    assert [answer(s) for s in copy.spans[REGISTRY_SPANS]] == [answer(s) for s in doc.spans[REGISTRY_SPANS]]


@pytest.mark.parametrize("mode", ["strict", "contract", "expand"])
def test_stretches_of_characters_are_the_same_spans(doc: Doc, mode: str) -> None:
    def borders(of: Doc, start: int) -> tuple[int, int] | None:
        span = of.char_span(start, start + 12, alignment_mode=mode)
        return (span.start, span.end) if span is not None else None

    starts = range(len(TEXT) - 12)
    assert [borders(plain(doc), start) for start in starts] == [borders(doc, start) for start in starts]


def test_empty_spans_and_whatever_lies_outside(doc: Doc) -> None:
    copy = plain(doc)
    assert [copy[5:3].text, copy[len(doc) :].text, len(copy[2:2])] == ["", "", 0]
    for span, index in ((copy[:], len(doc)), (copy[2:4], 2), (copy[2:4], -3)):
        with pytest.raises(IndexError):
            span[index]
    for token, distance in ((copy[0], -1), (copy[-1], 1)):
        with pytest.raises(IndexError):
            token.nbor(distance)


def test_tokens_and_spans_are_the_same_when_asked_for_again(doc: Doc) -> None:
    copy = plain(doc)
    assert copy[3] in {copy[3]}
    assert copy[3] != copy[4]
    assert copy[3:6] in {copy[3:6]}
    assert copy[3:6] != copy[3:7]


def test_a_span_can_be_labelled(doc: Doc) -> None:
    span = labelled(plain(doc), 3, 6, label="place", kb_id="oslo")
    assert (span.label_, span.kb_id_, span.id_, span.text) == ("place", "oslo", "", doc[3:6].text)
