"""What is over: forces that were somewhere for a time, until a year told, or on a visit, and are there no more."""

from __future__ import annotations

import re

from spacy.tokens import Token

from service.extract.dates import YEAR_ALONE
from service.extract.lexicon.forces import Frame
from service.extract.sighting import MATERIEL
from service.extract.syntax import children
from service.extract.troops import force_of

FORMERLY = frozenset({"once", "formerly", "previously"})
STATIONING = frozenset({"station", "base", "post", "garrison"})
LASTING: frozenset[Frame] = frozenset({"have", "stay"})
VISITING = frozenset({"visit", "overfly", "escort", "accompany"})
PASSING = frozenset({"over", "past", "along", "around", "through", "near"})
PERIODS = frozenset({"day", "week", "month"})
MONTH = re.compile(
    "January|February|March|April|May|June|July|August|September|October|November|December", re.IGNORECASE
)
YEAR_OR_MONTH = re.compile(rf"{YEAR_ALONE.pattern}|{MONTH.pattern}")


def is_bygone(verb: Token, head: Token, frame: Frame) -> bool:
    """Whether a verb tells of a force, whose phrase ``head`` is the head of, as of one that is there no more.

    "had 300 men there until recently", "were stationed there until 2022"; not "were deployed until next March".
    """
    if frame in LASTING and any(c.lower_ in FORMERLY for c in verb.children):
        return True
    if _is_visit(verb, head) or _is_for_a_time(verb) or _is_long_ago(verb):
        return True
    was_there = frame in LASTING and verb.tag_ == "VBD"
    was_put_there = (frame == "stay" or verb.lemma_.lower() in STATIONING) and any(
        c.tag_ == "VBD" for c in children(verb, "auxpass")
    )
    return (was_there or was_put_there) and any(_is_end(c) or _is_height(c) for c in verb.children)


def _is_visit(verb: Token, head: Token) -> bool:
    """ "two warships visited the port", "flew a pair of jets over the capital": they came and went."""
    if verb.tag_ != "VBD" or force_of(head) not in MATERIEL:
        return False
    ways = {c.lower_ for c in children(verb, "prep")}
    is_flight = verb.lemma_ == "fly" and bool(ways & PASSING) and not ways & {"to", "into"}
    return is_flight or verb.lemma_.lower() in VISITING


def _is_long_ago(verb: Token) -> bool:
    """ "Moscow had brought 1,900 soldiers to the region after the truce of 2020": told of as before what is told."""
    has_had = any(c.lower_ in {"had", "'d", "’d"} for c in children(verb, "aux"))
    is_reported = verb.dep_ == "ccomp" or any(t.dep_ == "ccomp" for t in verb.ancestors)
    return has_had and not is_reported and _has_year(verb, "after", "in")


def _is_for_a_time(verb: Token) -> bool:
    """ "last year it sent 100 men for three months", "in 2024 flew in 170 soldiers for a few weeks"."""
    if verb.tag_ != "VBD" and not any(c.tag_ == "VBD" for c in children(verb, "auxpass")):
        return False
    spans = (noun for c in children(verb, "prep") if c.lower_ == "for" for noun in children(c, "pobj"))
    if not any(noun.lemma_.lower() in PERIODS for noun in spans):
        return False
    is_last_year = any(c.lower_ == "year" and c.i and c.nbor(-1).lower_ == "last" for c in verb.children)
    return is_last_year or _has_year(verb, "in", "during")


def _has_year(verb: Token, *prepositions: str) -> bool:
    """Whether a phrase of a verb names a year: "in 2024", "after the truce of 10 November 2020"; no "2000 soldiers"."""
    phrases = (t for c in children(verb, "prep") if c.lower_ in prepositions for t in c.subtree)
    return any(YEAR_ALONE.fullmatch(t.text) and (t.dep_ == "pobj" or t.head.pos_ == "PROPN") for t in phrases)


def _is_end(word: Token) -> bool:
    """Whether a preposition says when it was over: "until 2022", "from May to July", "between 2013 and 2015"."""
    if word.lower_ in {"until", "till"}:
        return True
    if word.lower_ not in {"from", "between"} or word.i + 1 == len(word.doc):
        return False
    span = [*word.subtree, *(t for c in word.head.children if c.lower_ == "to" for t in c.subtree)]
    return sum(YEAR_OR_MONTH.fullmatch(t.text) is not None for t in span) > 1


def _is_height(word: Token) -> bool:
    """Whether it tells of the time when there were most of them: "at its height", "at the peak of the mission"."""
    return word.lower_ == "at" and any(
        noun.lemma_.lower() in {"height", "peak", "zenith"} for noun in children(word, "pobj")
    )
