"""Attributions that make no statement: what is believed, wanted or felt, and what was not, or may not have been, said.

The attribution literature counts them: neither negation, modals nor conditions change what an attribution is, and
beliefs, intentions, wishes, decrees and evidence are attributed as words are (PolNeAR's annotation guidelines).
OnRecord keeps on record what was said, so ``StatementFinder`` never asks for these; measuring the attribution stage on
such a corpus does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Token

from service.extract.attribution import Attribution
from service.extract.cues import cue_of, is_cue_word, is_question, saying_after
from service.extract.extent import end_of_clause
from service.extract.frames import FRAMES
from service.extract.lexicon import Cue
from service.extract.lexicon.attitudes import attitudes
from service.extract.reading import Reading
from service.extract.source_heads import source_of
from service.extract.syntax import SUBJECTS, children, end_of, is_negated, is_passive, prepositional_objects, subject

WITHHELD, ATTITUDE = "withheld", "attitude"
PREDICATES = {"acomp", "ROOT", "xcomp"}
COMPLEMENTS = {"xcomp", "acomp", "oprd", "ccomp"}
APPEARING = {"seem": COMPLEMENTS | {"prep", "advcl"}, "appear": COMPLEMENTS}  # who "appears on" a stage is there
MARKS = {"that", "whether", "if"}
CLAUSES = {"ccomp", "acl", "xcomp", "relcl", "advcl"}


def find_unsaid(reading: Reading) -> Iterator[Attribution]:
    """Yield the attributions that make no statement; their ``rule`` is ``WITHHELD`` or ``ATTITUDE``."""
    for token in reading.doc:
        if reading.quotation_at(token.idx) is not None:
            continue
        found = _of_verb(reading, token) or _of_appearance(token) or _of_adjective(reading, token) or _of_noun(token)
        if found is not None:
            yield found


def _of_verb(reading: Reading, verb: Token) -> Attribution | None:
    if not is_cue_word(verb) or saying_after(verb) is not None:
        return None
    said = cue_of(verb)
    found = _framed(reading, verb, said)
    is_told = is_passive(verb) and found is not None and found.rule == "infinitive"  # "rain is expected to …"
    if found is not None and not is_told:
        found.rule = WITHHELD
        return found if is_negated(verb) or is_question(verb) else None
    attitude = attitudes().verbs.get(verb.lemma_.lower())
    found = _passive(verb, attitude or said) or _framed(reading, verb, attitude)
    if found is not None:
        found.rule = ATTITUDE
    return found


def _passive(verb: Token, cue: Cue | None) -> Attribution | None:
    """ "she was accused of …", "rain is expected to …": the subject is part of what is attributed."""
    subjects = children(verb, "nsubjpass") if is_passive(verb) else []
    if cue is None or not subjects or not (cue.noun or cue.infinitive):
        return None
    rest = [c for c in verb.rights if c.dep_ in {"xcomp", "oprd", "prep"} and c.lower_ not in {"by", "in", "on", "at"}]
    if not rest:
        return None
    stretch = (subjects[0].left_edge.idx, end_of(rest[0].right_edge))
    source = next(prepositional_objects(verb, "by"), None)
    return Attribution(verb, (verb.idx, end_of(verb)), stretch, source, "assert", ATTITUDE)


def _framed(reading: Reading, verb: Token, cue: Cue | None) -> Attribution | None:
    if cue is None:
        return None
    return next((found for frame in FRAMES if (found := frame(reading, verb, cue)) is not None), None)


def _of_appearance(verb: Token) -> Attribution | None:
    """ "the road seems long", "it appears that …": what seems so to somebody who is not named."""
    complement = next((c for c in verb.rights if c.dep_ in APPEARING.get(verb.lemma_, ())), None)
    if complement is None or cue_of(complement) is not None or complement.lemma_ in attitudes().verbs:
        return None
    is_empty = complement.dep_ == "ccomp"  # "it seems that"
    start = complement.left_edge if is_empty else next((s.left_edge for s in children(verb, *SUBJECTS)), None)
    if start is None:
        return None
    stretch = (start.idx, end_of(complement.right_edge))
    return Attribution(verb, (verb.idx, end_of(verb)), stretch, None, "assert", ATTITUDE)


def _of_adjective(reading: Reading, adjective: Token) -> Attribution | None:
    """ "is sure that …", "were willing to …", "was shocked by …"."""
    cue, verb = attitudes().adjectives.get(adjective.lower_), adjective.head
    if cue is None or adjective.dep_ not in PREDICATES or verb.i >= adjective.i:
        return None
    complement = _complement(adjective, adjective.rights, cue) or _complement(adjective, verb.rights, cue)
    if complement is None:
        return None
    content = (complement.left_edge.idx, end_of_clause(reading, complement, adjective))
    source = subject(verb)
    if source is not None and source.lower_ == "it":
        source = None  # "it is clear that": to nobody in particular
    return Attribution(adjective, (verb.idx, end_of(adjective)), content, source, "assert", ATTITUDE, complement)


def _of_noun(noun: Token) -> Attribution | None:
    """ "the hope that …", "her support for …", "has doubts about …", "made the case for …"."""
    cue = attitudes().nouns.get(noun.lemma_.lower()) if noun.pos_ == "NOUN" else None
    complement = _complement(noun, noun.rights, cue) if cue is not None else None
    if complement is None:
        return None
    content = (complement.left_edge.idx, end_of(complement.right_edge))
    verb = noun.head
    if noun.dep_ == "dobj" and verb.lemma_ in attitudes().light_verbs:
        preposition = complement.head
        last = noun if preposition.i == noun.i else preposition
        return Attribution(verb, (verb.idx, end_of(last)), content, source_of(verb), "assert", ATTITUDE, complement)
    holder = next(iter(children(noun, "poss")), None)
    if complement.dep_ not in CLAUSES and holder is None:
        return None
    return Attribution(noun, (noun.idx, end_of(noun)), content, holder, "assert", ATTITUDE, complement)


def _complement(word: Token, following: Iterable[Token], cue: Cue) -> Token | None:
    """Return the head of what an adjective or noun takes as its content: a clause, or the object of a preposition."""
    for child in following:
        if child.i <= word.i:
            continue
        if child.dep_ in CLAUSES:
            marks = {c.lower_ for c in child.lefts if c.dep_ in {"mark", "aux"}}
            if (cue.clause and marks & MARKS) or (cue.infinitive and "to" in marks):
                return child
        if child.dep_ == "prep" and child.lower_ in cue.particles and child.i == word.i + 1:
            return next(iter(children(child, "pobj", "pcomp")), None)
    return None
