"""Asides: what a reporter puts in behind a comma or a dash, and no part of what somebody said.

It explains a name (", where …", ", signed in …"), dates the saying (", a day after Kabul accused it") or calls it
something (", in what Manila called …").
"""

from __future__ import annotations

import itertools

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.cues import can_speak
from service.extract.reading import Reading
from service.extract.reporting import begins_remark, is_report_in_apposition
from service.extract.syntax import FINITE_OR_PARTICIPLE, children, subject

NAMING = {"call", "describe", "term", "label", "dub", "brand", "see", "portray"}
LONGEST_CALL = 9  # tokens of "in what one expert on Monday called"
LONGEST_SPAN = 5  # tokens of "just two days after"
THIRD = 2  # tokens on


def is_aside(reading: Reading, token: Token, verb: Token, clause: Token, limit: int) -> bool:
    """Whether what follows a comma or dash is the reporter's own."""
    if token.i <= clause.i:
        return is_report_in_apposition(token)
    if token.lower_ == "as" and token.dep_ == "mark":
        return True
    if token.lower_ == "in" and _is_called_something(token, limit):
        return True
    if _dates_the_cue(token):
        return True
    if token.lower_ in {"after", "before"} and clause.tag_ == "VB" and token.dep_ in {"mark", "prep"}:
        return True
    if begins_remark(token):
        return not any(q.overlaps(token.idx, verb.sent.end_char) for q in reading.quotations)
    return is_report_in_apposition(token) or _is_background(reading, token, clause, limit)


def _is_background(reading: Reading, token: Token, clause: Token, limit: int) -> bool:
    """Whether a clause to the end of the sentence explains a name: ", where …", ", signed in …"."""
    if _is_relative_of_phrase(token, clause) or _is_said_of(token):
        return True
    rest = list(itertools.takewhile(lambda t: t.text != ";", reading.doc[token.i : limit]))
    if any(t.dep_ in {"ccomp", "ROOT"} for t in rest):
        return False
    if token.lower_ in {"which", "where", "who", "whose"}:
        antecedent = token.nbor(-2)
        return antecedent.pos_ == "PROPN" or antecedent.i in reading.registered or _relates_object(token)
    if _explains_name(token):
        return True
    if len(rest) > 1 and token.pos_ == "ADP" and token.lower_ != "of" and rest[1].lower_ in {"which", "whom"}:
        return True
    if _is_body_explained(token):
        return True
    if len(rest) > 1 and rest[1].lower_ == "of" and any(t.lower_ in {"which", "whom"} for t in rest[:3]):
        return True
    if token.pos_ == "ADV" and len(rest) > 1 and rest[1].tag_ == "VBN":
        token = rest[1]  # ", last renewed by the Council"
    if token.tag_ != "VBN" or token.dep_ not in {"acl", "relcl"} or token.head.i >= token.i - 1:
        return False
    return not any(t.text == "," or t.dep_ == "cc" for t in rest)


def _is_relative_of_phrase(token: Token, head: Token) -> bool:
    """ "denied any transfers, which would violate …": a noun phrase is over where a clause adds something to it."""
    is_phrase = head.pos_ in {"NOUN", "PROPN"} and head.dep_ in {"dobj", "pobj"}
    return is_phrase and token.tag_ in {"WDT", "WP", "WP$", "WRB"} and token.nbor(-1).text == ","


def _is_said_of(token: Token) -> bool:
    """ ", which he said nobody had confirmed": a clause that is said itself."""
    if token.lower_ not in {"which", "who", "whom"} or token.i + THIRD >= token.sent.end:
        return False
    speaker, verb = token.nbor(1), token.nbor(2)
    return verb.tag_ in {"VBD", "VBZ", "VBP"} and verb.lemma_ in lexicon.cues() and can_speak(speaker)


def _is_called_something(preposition: Token, limit: int) -> bool:
    """ ", in what Manila called the worst encounter so far": a word for what has been said, which is told apart."""
    following = preposition.doc[preposition.i + 1 : min(limit, preposition.i + LONGEST_CALL)]
    if len(following) == 0 or following[0].lower_ != "what":
        return False
    verb = next((t for t in following if t.tag_ in FINITE_OR_PARTICIPLE), None)
    caller = subject(verb) if verb is not None else None
    return verb is not None and caller is not None and verb.lemma_ in NAMING


def _dates_the_cue(token: Token) -> bool:
    """ ", a day after Kabul accused it", ", hours before the vote": when it was said, told by another event."""
    following = list(token.doc[token.i : min(token.sent.end, token.i + LONGEST_SPAN)])
    border = next((word for word in following if word.lower_ in {"after", "before", "since"}), None)
    if border is None or border.i == token.i:
        return False
    return border.nbor(-1).lemma_ in lexicon.attribution().spans


def _explains_name(token: Token) -> bool:
    """ ", the border region which …": an apposition to a name with a clause of its own."""
    noun = token.head if token.dep_ == "det" else token
    is_apposition = noun.dep_ == "appos" and noun.left_edge.i == token.i and noun.head.pos_ == "PROPN"
    return is_apposition and bool(children(noun, "relcl"))


def _is_body_explained(token: Token) -> bool:
    """ "the MFO, the body that supervises the treaty": an apposition with "that" to a name."""
    before = token.nbor(-2) if token.i > 1 else token
    if token.lower_ not in {"the", "a", "an"} or not (before.pos_ == "PROPN" or before.text == ")"):
        return False
    following = token.doc[token.i + 1 : min(token.sent.end, token.i + LONGEST_SPAN)]
    return any(word.lower_ in {"that", "which", "who"} and word.nbor(-1).pos_ == "NOUN" for word in following)


def _relates_object(relative: Token) -> bool:
    """Whether a relative pronoun is not the subject of its clause: ", which the minister called …"."""
    return relative.dep_ != "nsubj" and any(c.i > relative.i for c in children(relative.head, "nsubj", "nsubjpass"))
