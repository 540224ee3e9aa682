"""Whom "its" takes up by the build of its sentence, whatever the sentences before are about."""

from __future__ import annotations

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.syntax import SUBJECTS, children, first_of

GROUNDS = frozenset({"for", "over", "about", "of", "on"})  # what is before what somebody is judged by
REACH = 6  # words from "in what" to "its"


def bound_to(pronoun: Token) -> Token | None:
    """Return the noun that a possessive takes up by the build of its sentence, None where that does not tell."""
    if pronoun.dep_ == "nsubj" and pronoun.head.dep_ == "ccomp":
        return _accused(pronoun.head.head, pronoun)  # "accused Russia that it is rotating soldiers"
    if pronoun.dep_ != "poss":
        return None
    return _judged(pronoun) or _told_of(pronoun)


def _judged(pronoun: Token) -> Token | None:
    """Of "Oslo thanked Chad for its contribution", "condemned Chad over its raids" Chad."""
    ground = first_of(pronoun.head)
    preposition = ground.head
    if ground.dep_ != "pobj" or preposition.lower_ not in GROUNDS:
        return None
    verb = preposition.head if preposition.head.pos_ == "VERB" else preposition.head.head
    return _accused(verb, pronoun)


def _accused(verb: Token, pronoun: Token) -> Token | None:
    """Whom a verb of judging has for its object before a pronoun."""
    if verb.lemma_.lower() not in lexicon.sources().pronouns["judging"]:
        return None
    return next((noun for noun in children(verb, "dobj", "nsubjpass") if noun.i < pronoun.i), None)


def _told_of(pronoun: Token) -> Token | None:
    """Of "Chad will send 300 men, Oslo's minister said, in what would be its first mission" Chad."""
    what = next(
        (t for t in pronoun.doc[max(pronoun.sent.start, pronoun.i - REACH) : pronoun.i] if t.lower_ == "what"), None
    )
    if what is None or what.i == pronoun.sent.start or what.nbor(-1).lower_ != "in":
        return None
    doers = (t for t in pronoun.doc[pronoun.sent.start : what.i] if t.dep_ in SUBJECTS)
    return next((t for t in reversed(list(doers)) if t.head.lemma_.lower() not in lexicon.cues()), None)
