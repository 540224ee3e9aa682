"""Attributions by "is": "the admiral is adamant that …", "his message was simple: …", "the argument is that …"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.attribution import Attribution, Stretch
from service.extract.cues import can_speak
from service.extract.extent import end_of_clause
from service.extract.nominal import owner
from service.extract.reading import Reading
from service.extract.syntax import FINITE, children, end_of, is_negated

COPULAS = {"be", "remain", "seem", "sound", "appear", "become", "feel"}
FORMS = FINITE | {"VBN"}
COLON_REACH = 4  # tokens from "was" to the colon: "was simple and clear:"


def find_predicates(reading: Reading) -> Iterator[Attribution]:
    """Yield the attributions whose cue is an adjective or noun with a form of "be"."""
    for verb in reading.doc:
        if verb.tag_ not in FORMS or verb.lemma_ not in COPULAS:
            continue
        source = next(iter(children(verb, "nsubj")), None)
        if source is None or reading.quotation_at(verb.idx) is not None:
            continue
        found = _certain(reading, verb, source) if can_speak(source) else _message(reading, verb, source)
        if found is not None and not is_negated(verb):
            yield found


def _certain(reading: Reading, verb: Token, source: Token) -> Attribution | None:
    """ "The admiral is adamant that the frigate stayed", "Ankara is certain it did not"."""
    for adjective in children(verb, "acomp", "oprd"):
        act = lexicon.words().adjective_cues.get(adjective.lower_)
        if act is None or any(child.dep_ == "neg" for child in adjective.children):
            continue
        for clause in (*children(adjective, "ccomp"), *children(verb, "ccomp")):
            if clause.i > adjective.i and _is_clause(clause):
                start = min(token.idx for token in clause.subtree if token.i > adjective.i)
                stretch = (start, end_of_clause(reading, clause, verb))
                return Attribution(verb, (verb.idx, end_of(adjective)), stretch, source, act, "adjective", clause)
    return None


def _is_clause(clause: Token) -> bool:
    auxiliaries = children(clause, "aux", "auxpass")
    is_finite = clause.tag_ in FINITE or any(token.tag_ in FINITE for token in auxiliaries)
    is_open = any(c.dep_ == "mark" and c.lower_ in {"whether", "if"} for c in clause.children)
    return is_finite and not is_open


def _message(reading: Reading, verb: Token, noun: Token) -> Attribution | None:
    """ "Mr Orbán's message was simple: Hungary will not pay", "the union's argument is that …"."""
    words = lexicon.words()
    if noun.lemma_.lower() not in lexicon.attribution().messages or (source := owner(noun)) is None:
        return None
    content = _after_colon(verb) or _that_clause(reading, verb)
    if content is None:
        return None
    act = words.noun_cues.get(noun.lemma_.lower(), "assert")
    return Attribution(noun, (noun.idx, end_of(noun)), content, source, act, "message")


def _after_colon(verb: Token) -> Stretch | None:
    for token in verb.doc[verb.i + 1 : min(verb.sent.end - 1, verb.i + COLON_REACH)]:
        if token.text == ":" and not token.nbor(1).is_quote:
            return token.nbor(1).idx, verb.sent.end_char
    return None


def _that_clause(reading: Reading, verb: Token) -> Stretch | None:
    for clause in children(verb, "ccomp"):
        that = next((c for c in clause.children if c.dep_ == "mark" and c.lower_ == "that"), None)
        if that is not None and that.i > verb.i:
            return that.nbor(1).idx, end_of_clause(reading, clause, verb)
    return None
