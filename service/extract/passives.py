"""Frames in which what is said, or whom it is said of, stands before the cue.

Passives ("Iran has been accused by Washington of …"), and clauses about a noun ("the Emirates, which he accused of …",
"figures which Paris dismissed as “…”", "an idea welcomed by his successor").
"""

from __future__ import annotations

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.attribution import Attribution, Stretch
from service.extract.cues import can_speak
from service.extract.extent import end_of_clause, is_time
from service.extract.lexicon import Cue
from service.extract.reading import Reading
from service.extract.source_heads import attributed
from service.extract.syntax import children, end_of, is_passive, prepositional_objects

RELATIVES = {"which", "whom", "that", "who"}


def passive_frame(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """ "The deployment was confirmed by the ministry", "This was stated by the spokesman"."""
    if not (cue.noun or cue.clause or cue.infinitive):
        return None
    if not any(True for _ in prepositional_objects(verb, "by")):
        return _stated_in(verb, cue)
    if is_passive(verb):
        stretch = _complement(reading, verb, cue) or _subject(verb, cue)
    elif verb.tag_ == "VBN" and verb.dep_ == "acl" and cue.noun:
        stretch = _noun_before(verb)
    else:
        return None
    if stretch is None:
        return None
    found = attributed(verb, cue, stretch, "passive")
    found.clause = next(iter(children(verb, "xcomp")), None)
    return found


def _stated_in(verb: Token, cue: Cue) -> Attribution | None:
    """ "This is stated in the report of the ministry": of the sentence before, whoever gave the report."""
    reports = [n for n in prepositional_objects(verb, "in") if n.lemma_.lower() in lexicon.words().reports]
    if not reports or not is_passive(verb) or not any(_takes_up_sentence(c) for c in children(verb, "nsubjpass")):
        return None
    stretch = _subject(verb, cue)
    return Attribution(verb, (verb.idx, end_of(verb)), stretch, reports[0], cue.act, "passive") if stretch else None


def _takes_up_sentence(subject: Token) -> bool:
    return subject.lower_ == "this" and bool(subject.is_sent_start) and subject.sent.start > 0


def _complement(reading: Reading, verb: Token, cue: Cue) -> Stretch | None:
    """Return what follows a passive and its agent: "is reported by X [to have left]", "was promised [oil] by Y"."""
    for clause in children(verb, "xcomp"):
        start = next((c for c in clause.children if c.tag_ == "TO"), None)
        if start is not None:
            return start.idx, end_of_clause(reading, clause, verb)
    for given in children(verb, "dobj", "oprd"):
        if given.i > verb.i:
            return given.left_edge.idx, _end_before_agent(verb, given)
    for preposition in (*children(verb, "prep"), *_charges(verb)):
        if preposition.lower_ in cue.object_of and preposition.i > verb.i and not is_time(preposition):
            return preposition.idx, _end_before_agent(verb, preposition)
    return None


def _charges(verb: Token) -> list[Token]:
    """Return the charges of "accused by Libya [of hiding them]" that the parser hangs on Libya."""
    agents = list(prepositional_objects(verb, "by"))
    return [p for a in agents for p in children(a, "prep") if a.ent_type_ == "GPE" or children(p, "pcomp")]


def _end_before_agent(verb: Token, part: Token) -> int:
    """Return where a part of a passive ends, its "by" phrase left out."""
    agents = [agent.i for agent in children(verb, "agent", "prep") if agent.lower_ == "by" and agent.i > part.i]
    words = [token for token in part.subtree if not agents or token.i < agents[0]]
    return end_of(words[-1])


def _subject(verb: Token, cue: Cue) -> Stretch | None:
    """Return the subject of a passive; of "This was stated by the spokesman" the sentence before."""
    content = children(verb, "nsubjpass")
    if not content or carries_clause(content[0]):
        return None
    if not cue.noun and content[0].pos_ != "PRON":
        return None  # "the island was ruled by the French"
    if _takes_up_sentence(content[0]):
        before = verb.doc[verb.sent.start - 1].sent
        return before.start_char, before.end_char
    return content[0].left_edge.idx, end_of(content[0].right_edge)


def _noun_before(verb: Token) -> Stretch | None:
    """ ", [an idea] welcomed at once by his successor": the noun that a participle with an agent stands behind."""
    noun = verb.head
    if noun.i + 1 != verb.left_edge.i or noun.dep_ == "pobj" or carries_clause(noun) or not _is_by_somebody(verb):
        return None
    return noun.left_edge.idx, end_of(noun)


def _is_by_somebody(verb: Token) -> bool:
    return any(can_speak(agent) for agent in prepositional_objects(verb, "by"))


def carries_clause(noun: Token) -> bool:
    """ "repeated its demand that …": the noun itself is the cue."""
    clauses = children(noun, "acl", "relcl", "ccomp") if noun.lemma_.lower() in lexicon.words().noun_cues else []
    return any(c.lower_ == "that" for clause in clauses for c in clause.children)


def relative_frame(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """ "a stone that one architect describes as “the colour of amnesia”", "Juba, which he accused of …"."""
    if verb.dep_ != "relcl" or not cue.object_of or any(c.i > verb.i for c in children(verb, "dobj", "oprd")):
        return None
    if not any(c.lower_ in RELATIVES and c.i < verb.i for c in children(verb, "dobj", "nsubjpass", "mark")):
        return None
    for preposition in children(verb, "prep"):
        if preposition.lower_ == "as":
            stretch = _label(reading, preposition)
            return attributed(verb, cue, stretch, "label") if stretch is not None else None
        if preposition.lower_ in cue.object_of and not is_time(preposition):
            end = min(end_of_clause(reading, preposition, verb), end_of(verb.right_edge))
            stretch = (preposition.idx, end)
            return attributed(verb, cue, stretch, "label")
    return None


def _label(reading: Reading, preposition: Token) -> Stretch | None:
    """Return what follows "as": words in quotation marks, else its object."""
    if (fragment := reading.quotation_after(end_of(preposition))) is not None:
        return fragment.start, fragment.end
    return next(((o.left_edge.idx, end_of(o.right_edge)) for o in children(preposition, "pobj", "amod")), None)
