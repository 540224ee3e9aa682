"""Attributions that make no statement: what is believed, wanted or felt, and what was not, or may not have been, said.

The attribution literature counts them: neither negation, modals nor conditions change what an attribution is, and
beliefs, intentions, wishes, decrees and evidence are attributed as words are (PolNeAR's annotation guidelines).
OnRecord keeps on record what was said, so ``StatementFinder`` never asks for these; measuring the attribution stage on
such a corpus does.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from service.extract.attribution import Attribution
from service.extract.cues import cue_of, is_cue_word, is_question, saying_after
from service.extract.extent import end_of_clause
from service.extract.frames import FRAMES
from service.extract.lexicon import Cue
from service.extract.lexicon.attitudes import attitudes
from service.extract.reading import Reading
from service.extract.syntax import children, end_of, is_negated, subject

WITHHELD, ATTITUDE = "withheld", "attitude"
PREDICATES = {"acomp", "ROOT", "xcomp"}
CLAUSES = {"ccomp", "acl", "xcomp", "relcl"}


def find_unsaid(reading: Reading) -> Iterator[Attribution]:
    """Yield the attributions that make no statement; their ``rule`` is ``WITHHELD`` or ``ATTITUDE``."""
    for token in reading.doc:
        if reading.quotation_at(token.idx) is not None:
            continue
        found = _of_verb(reading, token) or _of_adjective(reading, token) or _of_noun(token)
        if found is not None:
            yield found


def _of_verb(reading: Reading, verb: Token) -> Attribution | None:
    if not is_cue_word(verb) or saying_after(verb) is not None:
        return None
    found = _framed(reading, verb, cue_of(verb))
    if found is not None:  # a cue of saying: a statement unless it was not said
        found.rule = WITHHELD
        return found if is_negated(verb) or is_question(verb) else None
    found = _framed(reading, verb, attitudes().verbs.get(verb.lemma_.lower()))
    if found is not None:
        found.rule = ATTITUDE
    return found


def _framed(reading: Reading, verb: Token, cue: Cue | None) -> Attribution | None:
    if cue is None:
        return None
    return next((found for frame in FRAMES if (found := frame(reading, verb, cue)) is not None), None)


def _of_adjective(reading: Reading, adjective: Token) -> Attribution | None:
    """ "is sure that …", "were willing to …", "was shocked by …"."""
    cue, verb = attitudes().adjectives.get(adjective.lower_), adjective.head
    if cue is None or adjective.dep_ not in PREDICATES or verb.i >= adjective.i:
        return None
    complement = _complement(adjective, cue)
    if complement is None:
        return None
    content = (complement.left_edge.idx, end_of_clause(reading, complement, adjective))
    return Attribution(adjective, (verb.idx, end_of(adjective)), content, subject(verb), "assert", ATTITUDE, complement)


def _of_noun(noun: Token) -> Attribution | None:
    """ "the hope that …", "her support for …"."""
    cue = attitudes().nouns.get(noun.lemma_.lower()) if noun.pos_ == "NOUN" else None
    complement = _complement(noun, cue) if cue is not None else None
    holder = next(iter(children(noun, "poss")), None)
    if complement is None or (complement.dep_ not in CLAUSES and holder is None):
        return None
    content = (complement.left_edge.idx, end_of(complement.right_edge))
    return Attribution(noun, (noun.idx, end_of(noun)), content, holder, "assert", ATTITUDE, complement)


def _complement(word: Token, cue: Cue) -> Token | None:
    """Return the head of what an adjective or noun takes as its content: a clause, or the object of a preposition."""
    for child in word.rights:
        if child.dep_ in CLAUSES:
            marks = {c.lower_ for c in child.lefts if c.dep_ in {"mark", "aux"}}
            if (cue.clause and "that" in marks) or (cue.infinitive and "to" in marks):
                return child
        if child.dep_ == "prep" and child.lower_ in cue.particles and child.i == word.i + 1:
            return next(iter(children(child, "pobj", "pcomp")), None)
    return None
