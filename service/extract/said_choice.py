"""Whether what a cue that attributes only sometimes would attribute has been said: weighed by a small learned model.

"The government backed the deployment" tells what it said, "the state bank backed the loan" what it did. The model
(``models/said.json``) weighs named signs of the cue, of its holder and of what would be the content.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.attribution import Attribution, Stretch
from service.extract.cues import is_cue_of_content
from service.extract.learned import LinearModel
from service.extract.reading import Reading
from service.extract.syntax import children
from service.model import ActorType

SAID, NOT_SAID = "said", "not said"
LEAN = 0.4  # chosen by cross-validation: what is a little less likely than not gains more than it costs
LONG = 12  # words
SHORT = 3
DETERMINERS = {"det", "poss", "nummod"}
USUAL = {"the", "a", "an", "its", "his", "her", "their", "none"}
ABSTRACT = ("tion", "sion", "ment", "ity", "ence", "ance", "ness", "ism", "ship", "al", "sal")


@dataclass(frozen=True, slots=True)
class Doubtful:
    """What may have been said: where it stands in the text, and the signs of whether it was."""

    content: Stretch
    signs: Mapping[str, float]


def is_said(doubtful: Doubtful) -> bool:
    """Whether something is likely to have been said."""
    return is_likely(_model().scores(doubtful.signs))


def is_likely(scores: Mapping[str, float]) -> bool:
    """Whether by the scores of a model something is taken to have been said."""
    return scores[SAID] > scores[NOT_SAID] - LEAN


def signs_of(reading: Reading, attribution: Attribution, speaker: ActorType) -> Mapping[str, float]:
    """Return the signs that an attribution to somebody of a kind has."""
    found = [*_of_cue(attribution), *_of_holder(attribution, speaker), *_of_content(reading, attribution)]
    found += [f"{attribution.act}&{sign}" for sign in found if sign.startswith(("tense=", "holder=", "object="))]
    return dict.fromkeys((*found, *_of_place(reading, attribution)), 1.0)


def _of_cue(attribution: Attribution) -> Iterator[str]:
    verb = attribution.verb
    yield f"cue={verb.lemma_.lower()}"
    yield f"act={attribution.act}"
    yield f"construction={attribution.rule}"
    yield f"cue={verb.lemma_.lower()}&construction={attribution.rule}"
    yield f"tense={_tense(verb)}"
    yield f"stands={verb.dep_}"
    if verb.dep_ == "conj" and is_cue_of_content(verb.head):
        yield "after a cue"
    if any(is_cue_of_content(token) for token in children(verb, "conj")):
        yield "before a cue"


def _tense(verb: Token) -> str:
    auxiliaries = [token.lemma_ for token in children(verb, "aux", "auxpass")]
    return "+".join((*auxiliaries, verb.tag_))


def _of_holder(attribution: Attribution, speaker: ActorType) -> Iterator[str]:
    source = attribution.source
    yield f"holder={speaker}"
    if source is not None:
        yield f"holder is {source.pos_}"
        yield f"holder is {source.dep_}"


def _of_content(reading: Reading, attribution: Attribution) -> Iterator[str]:
    words = [token for token in reading.tokens_between(*attribution.content) if not token.is_space]
    if not words:
        return
    yield "long" if len(words) > LONG else "short" if len(words) <= SHORT else "of middling length"
    if any(quotation.overlaps(*attribution.content) for quotation in reading.quotations):
        yield "quoted words"
    if any(token.like_num for token in words):
        yield "a number"
    yield f"begins as {words[0].pos_}"
    head = next((token for token in words if token.head not in words), words[0])
    yield f"object={_kind(reading, head)}"
    determiner = next((token.lower_ for token in children(head, *DETERMINERS)), "none")
    yield f"object with {determiner if determiner in USUAL else 'other'}"


def _kind(reading: Reading, head: Token) -> str:
    """Return what sort of word heads a content."""
    lemma = head.lemma_.lower()
    if head.i in reading.registered or head.pos_ in {"PROPN", "PRON"}:
        return head.pos_
    if head.pos_ != "NOUN":
        return head.pos_
    if lemma in lexicon.words().noun_cues or lemma in lexicon.words().reports:
        return "what is said"
    if lemma in lexicon.words().roles or lemma in lexicon.words().groups:
        return "people"
    return "abstract" if lemma.endswith(ABSTRACT) else "thing"


def _of_place(reading: Reading, attribution: Attribution) -> Iterator[str]:
    verb = attribution.verb
    line = reading.text[verb.idx : reading.line_end(verb.idx)].rstrip()
    if line[-1:].isalnum():
        yield "headline"
    if reading.paragraph(verb.idx) == reading.paragraph(0):
        yield "first line"


@lru_cache(maxsize=1)
def _model() -> LinearModel:
    return LinearModel.shipped("said")
