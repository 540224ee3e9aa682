"""Attributions of a denial beside a charge: "…, a charge Algiers denies", "…, a claim rejected by the ministry"."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.attribution import Attribution
from service.extract.cues import can_speak
from service.extract.reading import Reading
from service.extract.syntax import FINITE, TIMES, children, end_of, is_negated, prepositional_objects
from service.model import Act

REACH = 12  # tokens from the charge to the verb that denies it
BEFORE = {",", "—", "–", "-", "("}
INDEFINITE = {"a", "an"}
TWO = 2  # tokens before the noun: the comma and its article; commas of an aside
TURNING_DOWN = {"reject", "dismiss"}  # also offers and plans


def find_charges(reading: Reading) -> Iterator[Attribution]:
    """Yield who denies what has just been said and is taken up by a noun: the content is that noun phrase."""
    words = lexicon.attribution()
    for noun in reading.doc:
        if noun.lemma_.lower() not in words.charges or noun.i < TWO:
            continue
        first = _first_of_aside(noun)
        if first is None or reading.in_full_quotation(noun):
            continue
        verb = next((t for t in _after(noun) if t.lemma_.lower() in words.denials), None)
        source = _denier(noun, verb) if verb is not None and not is_negated(verb) else None
        has_label = first is noun and verb is not None and any(c.lower_ == "as" for c in verb.rights)
        if verb is not None and source is not None and not has_label:  # not "figures Kyiv dismissed as a lie"
            content = (first.idx, end_of(noun))
            yield Attribution(verb, (verb.idx, end_of(verb)), content, source, _act_of(verb), "charge denied")


def _first_of_aside(noun: Token) -> Token | None:
    """The first word of ", a claim …" and ", claims …", which the model often takes for a verb."""
    before = noun.nbor(-1)
    if noun.pos_ == "NOUN" and before.lower_ in INDEFINITE:
        return before if noun.nbor(-2).text in BEFORE else None
    is_plural = noun.tag_ in {"NNS", "VBZ"} and noun.lower_ != noun.lemma_.lower()
    return noun if is_plural and before.text in BEFORE else None


def find_denied_relatives(reading: Reading, attributions: Sequence[Attribution]) -> Iterator[Attribution]:
    """Yield who denies, in a relative clause, what somebody else has said: "accused Chad of lying, which it denies".

    The content is what has been said, of a charge what somebody is charged with.
    """
    words = lexicon.attribution()
    for which in reading.doc:
        verb = which.head
        is_denied = which.lower_ == "which" and which.dep_ == "dobj" and verb.lemma_.lower() in words.denials
        if not is_denied or which.i < TWO or which.nbor(-1).text != "," or is_negated(verb):
            continue
        end, limit = end_of(which.nbor(-2)), end_of(verb.right_edge) + 1
        around = [one for one in attributions if not one.unsure and one.content[0] < end <= one.content[1] <= limit]
        said = max(around, key=lambda one: one.content[0], default=None)
        source = next(iter(children(verb, "nsubj")), verb.nbor(-1) if verb.tag_ == "NNS" else None)
        if said is None or source is None or not _can_be_denied(said, verb):
            continue
        gerunds = [g for of in children(said.verb, "prep") for g in children(of, "pcomp") if g.idx > said.content[0]]
        start = gerunds[0].left_edge.idx if gerunds else said.content[0]
        content, cue = (start, end), (verb.idx, end_of(verb))
        yield Attribution(verb, cue, content, source, _act_of(verb), "charge denied", nested=True)


def _act_of(verb: Token) -> Act:
    """What a verb of denying does, by the lexicon."""
    known = lexicon.cues().get(verb.lemma_.lower())
    return known.act if known is not None else "deny"


def _can_be_denied(said: Attribution, verb: Token) -> bool:
    """Of "said it had made an offer, which Chad rejected" it is the offer that is rejected, not what was said."""
    return verb.lemma_.lower() not in TURNING_DOWN or said.act in {"accuse", "demand"}


def _after(noun: Token) -> list[Token]:
    """The tokens behind a noun up to the end of its clause, asides in commas left out: "its chief, Ana Vidal, has"."""
    tokens = list(noun.doc[noun.i + 1 : min(noun.sent.end, noun.i + REACH)])
    commas = [place for place, token in enumerate(tokens) if token.text == ","][:TWO]
    if len(commas) == TWO:
        tokens = tokens[: commas[0]] + tokens[commas[1] + 1 :]
    return list(itertools.takewhile(lambda token: token.text not in {",", ";", ":"}, tokens))


def _denier(noun: Token, verb: Token) -> Token | None:
    """Return who denies: the noun before an active verb, the agent of a passive one.

    A verb with an object of its own denies that: "a claim that the army denied the villagers aid".
    """
    if verb.tag_ == "VBN":
        for agent in prepositional_objects(verb, "by"):
            return agent
        if not any(t.lemma_ == "have" for t in noun.doc[noun.i + 1 : verb.i]):
            return None
    elif verb.tag_ not in FINITE:
        return None
    if any(own.i > verb.i for own in children(verb, "dobj", "dative")):
        return None
    named = [t for t in noun.doc[noun.i + 1 : verb.i] if can_speak(t) or t.pos_ == "PROPN"]
    between = [t for t in named if t.ent_type_ not in TIMES]
    return between[-1] if between else None
