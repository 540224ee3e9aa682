"""What is said as a noun phrase: "praised the heroism of …", "accused Pyongyang of …", "put its losses at seven"."""

from __future__ import annotations

import itertools

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.attribution import Attribution
from service.extract.cues import can_speak, cue_of
from service.extract.extent import end_of_clause, end_of_phrase, is_time
from service.extract.lexicon import Cue
from service.extract.passives import carries_clause
from service.extract.reading import Reading
from service.extract.source_heads import attributed
from service.extract.syntax import FINITE, SUBJECTS, children, end_of, is_passive, subject

NUMBER_REACH = 16  # tokens from what is counted to the "at" before the number
NOBODY = {"nobody", "none", "nothing"}
HOLDING_OUT = {"offer", "propose", "suggest"}
OBJECTS = ("dobj", "oprd", "ccomp", "xcomp", "attr", "dative")


def noun_frame(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """ "praised the heroism of …", "accused Pyongyang of …", "confirmed the deployment"."""
    if not cue.noun:
        return None
    if is_passive(verb):
        return None
    parts = [c for c in children(verb, *OBJECTS) if c.i > verb.i]
    if "as" in cue.object_of and verb.dep_ != "relcl" and verb.i + 2 < verb.sent.end and verb.nbor(1).lower_ == "as":
        return attributed(verb, cue, (verb.nbor(1).idx, _end_of_label(reading, verb)), "label first")
    if not parts or parts[0].lower_ in NOBODY or _is_purpose(verb) or is_fronted(verb) or _is_shown_by_things(verb):
        return None
    if cue.lemma in HOLDING_OUT and any(c.lower_ == "no" for c in parts[0].lefts):
        return None  # "offered no monitors"
    if cue.at_number:
        return _number_frame(reading, verb, cue, parts[0])
    if parts[0].dep_ in {"ccomp", "xcomp"} and not (_is_gerund(parts[0]) or cue.object_of or cue.lemma == "propose"):
        return None
    if not _has_what_it_needs(verb, cue, parts):
        return None
    if cue.object_of:
        around = children(verb, "prep", "xcomp", "advcl")
        parts += [c for c in around if c.i > parts[0].i and _belongs_to_object(c, cue)]
    start = min(token.idx for part in parts for token in part.subtree if token.i > verb.i)
    if verb.nbor(1).lower_ in {"that", "this", "it", "them", "those", "these"}:
        start = verb.nbor(1).idx
    last = max(parts, key=lambda part: part.right_edge.i)
    find_end = end_of_clause if last.dep_ in {"ccomp", "xcomp"} and not cue.object_of else end_of_phrase
    end = _end_of_predicate(reading, verb, parts, cue.object_of) if cue.object_of else None
    end = end or find_end(reading, last, verb)
    if cue.object_of and (named := reading.quotation_after(end)) is not None:
        end = named.outer_end
    return attributed(verb, cue, (start, end), "noun phrase")


def _end_of_predicate(reading: Reading, verb: Token, parts: list[Token], object_of: frozenset[str]) -> int | None:
    """Return where words in quotation marks end that say what the object is: "called it “absurd, as ever”"."""
    following = verb.doc[parts[0].right_edge.i + 1 : verb.sent.end][:1]
    markers = [t for part in (*parts, *following) for t in part.subtree if t.lower_ in object_of]
    for before in (*markers, *(part.right_edge for part in parts)):
        quoted = reading.quotation_after(end_of(before))
        if quoted is not None and _is_over_after(reading, quoted.outer_end, verb):
            return _end_with_of(reading, quoted.outer_end, verb)
    return None


def _end_with_of(reading: Reading, end: int, verb: Token) -> int:
    """Return where "“a dangerous expansion” of the war" is over: the words in quotation marks may be of something."""
    of = next(iter(reading.tokens_between(end, verb.sent.end_char)), None)
    return end_of(of.right_edge) if of is not None and of.lower_ == "of" else end


def _is_over_after(reading: Reading, end: int, verb: Token) -> bool:
    """Whether no words of the same phrase follow a quotation: of "for “smashing” the columns" the columns do."""
    following = next(iter(reading.tokens_between(end, verb.sent.end_char)), None)
    return following is None or following.is_punct or following.pos_ in {"ADP", "CCONJ", "SCONJ"}


def _has_what_it_needs(verb: Token, cue: Cue, parts: list[Token]) -> bool:
    """Whether the object has the "as", the predicate or the meaning that a cue asks for."""
    words = lexicon.attribution()
    rest = verb.doc[verb.i + 1 : verb.sent.end]
    if cue.lemma == "call" and (_is_called_somewhere(parts[0]) or _is_convened(parts)):
        return False
    if cue.as_needed:
        return any(c.lower_ in cue.object_of for part in (verb, *parts) for c in children(part, "prep"))
    if cue.predicate:
        return any(token.lower_ in words.predicates for token in rest)
    if cue.figure:
        return parts[0].lemma_ in words.figures
    if cue.feeling:
        return parts[0].lemma_.lower() in words.feelings
    return cue.act in {"deny", "dispute"} or not carries_clause(parts[0])


def _is_called_somewhere(noun: Token) -> bool:
    """ "called the troops into service": nobody is given a name, as in "called it a defeat in years"."""
    if noun.dep_ == "oprd":
        return False
    after = noun.right_edge.i + 1
    last = noun.doc[min(after, len(noun.doc) - 1)]
    own = [c.lower_ for c in children(noun, "prep")]
    return last.lower_ in {"into", "up", "back", "in", "off", "home"} or "into" in own


def _is_convened(parts: list[Token]) -> bool:
    """ "called a press conference": it is held, and given no name."""
    return len(parts) == 1 and parts[0].lemma_.lower() in lexicon.attribution().convened


def _end_of_label(reading: Reading, verb: Token) -> int:
    """Return where "dismissed as “fabrications” a report of the UN" ends: at the first mark outside quotations."""
    for token in verb.doc[verb.i + 2 : verb.sent.end]:
        if token.text in {",", ";", "."} and reading.quotation_at(token.idx) is None:
            return end_of(token.nbor(-1))
    return verb.sent.end_char


def _is_purpose(verb: Token) -> bool:
    """ "scored twice to deny the visitors": what something was done for has not been said."""
    has_to = any(child.tag_ == "TO" for child in verb.children)
    if verb.tag_ != "VB" or not has_to or verb.dep_ not in {"advcl", "acl", "relcl"}:
        return False
    return verb.head.lemma_ not in lexicon.attribution().leading and cue_of(verb.head) is None


def _is_shown_by_things(verb: Token) -> bool:
    """ "the raids underscore the danger": such verbs attribute only to somebody who can speak."""
    source = subject(verb)
    return verb.lemma_ in lexicon.attribution().showing and (source is None or not can_speak(source))


def _is_gerund(part: Token) -> bool:
    """ "admitted sending …", "denied having sent …"."""
    return any(t.tag_ == "VBG" for t in (part, *children(part, "aux"))) and not children(part, *SUBJECTS)


def _belongs_to_object(part: Token, cue: Cue) -> bool:
    if part.dep_ == "advcl":  # "described the report as fabricated", "dismissed it as baseless"
        is_said_of_object = part.tag_ in {"VBN", "JJ"} and not children(part, *SUBJECTS)
        if is_said_of_object and any(c.lower_ == "as" and "as" in cue.object_of for c in part.lefts):
            return True
        return cue.act == "accuse" and _is_what_came_of_it(part)
    return part.dep_ == "xcomp" or (part.lower_ in cue.object_of and not is_time(part))


def _is_what_came_of_it(verb: Token) -> bool:
    """ "accused Chad of shelling the village, killing 12": what the deed that somebody is charged with has done."""
    is_next = verb.tag_ == "VBG" and verb.left_edge.i == verb.i and verb.nbor(-1).text == ","
    return is_next and verb.lemma_.lower() in lexicon.attribution().harming


def _number_frame(reading: Reading, verb: Token, cue: Cue, counted: Token) -> Attribution | None:
    """ "put its losses at seven": object and number together are what is said."""
    behind = verb.doc[counted.i + 1 : min(verb.sent.end, counted.i + NUMBER_REACH)]
    for preposition in itertools.takewhile(_is_in_phrase, behind):
        if preposition.lower_ == "at" and any(t.like_num for t in preposition.subtree):
            stretch = (counted.left_edge.idx, end_of_clause(reading, preposition, verb))
            return attributed(verb, cue, stretch, "number")
    return None


def _is_in_phrase(token: Token) -> bool:
    """Whether a word can stand in what is counted; of "dead and wounded" the parser makes a second verb."""
    return not token.is_punct and (token.tag_ not in FINITE or token.dep_ == "conj")


def is_fronted(verb: Token) -> bool:
    """ "Referring to the sappers, he said …", "He was referring to …": what somebody refers to is not what is said."""
    is_opening = bool(verb.is_sent_start) or bool(children(verb, "aux"))
    return is_opening and verb.tag_ == "VBG" and verb.lemma_ in lexicon.attribution().fronted
