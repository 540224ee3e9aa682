"""The vectors of the parser's network as signs of what a number counts."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from ontology.registry import load
from service.annotate import Annotator
from service.extract.count_signs import Candidate
from service.extract.measure_choice import Chosen
from service.extract.rules import RuleExtractor
from service.extract.vectors import SHARE, vector_signs, verb_above
from service.model import Article


def test_a_number_and_the_verb_above_it_tell_their_vectors(annotator: Annotator) -> None:
    text = "Chad's general staff said that 40 of its lancers had been bivouacked at the ford since June."
    asked: list[Candidate] = []

    def listen(candidate: Candidate) -> Chosen:
        asked.append(candidate)
        return Chosen(candidate.by_rule)

    article = Article(id="vectors", text=text)
    doc = next(iter(annotator.annotate([article])))
    RuleExtractor(load(), measure_of=listen).extract(article, doc)
    for name, word in (("number", "40"), ("verb", "bivouacked")):
        row = next(token.i for token in doc if token.text == word)
        signs = [asked[0].signs[f"{name}~{place}"] for place in range(doc.tensor.shape[1])]
        assert signs == pytest.approx((doc.tensor[row] * SHARE).tolist())


def test_a_parse_without_vectors_tells_none() -> None:
    assert vector_signs("number", Doc(Vocab(), words=["forty", "men"])[0]) == {}


def test_only_a_verb_near_by_is_looked_for() -> None:
    words = ["sent", *["men"] * 9]
    doc = Doc(Vocab(), words=words, pos=["VERB", *["NOUN"] * 9], heads=[0, *range(9)], deps=["ROOT", *["dep"] * 9])
    assert verb_above(doc[4]).text == "sent"
    assert verb_above(doc[9]).pos_ == "NOUN"
