"""Cues that the parser takes for something else, told by what stands around them on the page.

"The militants of the front claim they killed ten" (a noun), "Norway has estimated its losses at more than ten killed"
(a participle, as if the losses killed).
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.attribution import Attribution
from service.extract.extent import end_of_clause
from service.extract.lexicon.counts import count_words
from service.extract.noun_phrases import is_plural
from service.extract.reading import Reading
from service.extract.syntax import FINITE, end_of, is_negated

SUBJECT_PRONOUNS = {"they", "he", "she", "it", "we", "there"}
NAMES = {"PROPN", "NOUN"}
NUMBER_REACH = 12  # tokens from "put" or "estimated" to the "at" before the number
ROUGH = {"more", "less", "least", "most", "about", "around", "up", "between", "some", "nearly", "roughly", "over"}
STOPS = {",", ";", ".", ":"}


def find_lost_cues(reading: Reading) -> Iterator[Attribution]:
    """Yield the attributions by cues that the parse has for no verb of the sentence."""
    for token in reading.doc:
        if token.i == 0 or token.i + 2 >= token.sent.end or reading.quotation_at(token.idx) is not None:
            continue
        found = _taken_for_noun(reading, token) or _estimated_at(token)
        if found is not None:
            yield found


def _taken_for_noun(reading: Reading, cue: Token) -> Attribution | None:
    """ "The militants of the front claim they killed ten": a noun by the parse, its subject several people."""
    known = lexicon.cues().get(cue.lower_)
    if known is None or not known.clause or cue.tag_ != "NN" or cue.dep_ != "pobj" or cue.nbor(-1).pos_ not in NAMES:
        return None
    source, following = cue.head.head, cue.nbor(1)
    clause = next((t for t in cue.doc[cue.i + 1 : cue.sent.end] if t.tag_ in FINITE), None)
    if clause is None:
        return None
    # "reckon China has", not "at the project TraceFront have": a name that the verb agrees with, as several do not
    opens = following.lower_ in SUBJECT_PRONOUNS or (following.pos_ == "PROPN" and clause.tag_ == "VBZ")
    if not opens or source.pos_ != "NOUN" or not is_plural(source) or source.i > cue.i:
        return None
    content = (following.idx, end_of_clause(reading, clause, cue))
    return Attribution(cue, (cue.idx, end_of(cue)), content, source, known.act, "clause", clause)


def _estimated_at(verb: Token) -> Attribution | None:
    """ "has since estimated its losses at more than ten killed": object and number together are what is said."""
    is_cue = verb.lemma_.lower() in count_words().putting and verb.tag_ == "VBN" and verb.dep_ in {"amod", "aux"}
    if not is_cue or is_negated(verb.head):
        return None
    first = verb
    while first.i - 1 > verb.sent.start and first.nbor(-1).pos_ in {"ADV", "SCONJ"}:
        first = first.nbor(-1)
    before = first.nbor(-2) if first.i - 2 >= verb.sent.start else None
    if before is None or first.nbor(-1).lemma_ != "have" or before.pos_ not in NAMES:
        return None
    for at in verb.doc[verb.i + 1 : min(verb.sent.end - 1, verb.i + NUMBER_REACH)]:
        if at.text in STOPS:
            return None
        if at.lower_ == "at" and (at.nbor(1).like_num or at.nbor(1).lower_ in ROUGH):
            content = (verb.nbor(1).idx, _end_of_phrase(at))
            return Attribution(verb, (verb.idx, end_of(verb)), content, _head_of_name(before), "estimate", "number")
    return None


def _head_of_name(last: Token) -> Token:
    """The head of the noun phrase that ends at a token: of "Norway's Ministry of Defence" the ministry."""
    head = last
    while head.dep_ in {"compound", "pobj", "prep"} and head.head.i < head.i:
        head = head.head
    return head


def _end_of_phrase(at: Token) -> int:
    """The end of "at more than ten killed and wounded": before the next mark."""
    last = at
    for token in at.doc[at.i + 1 : at.sent.end]:
        if token.text in STOPS or token.is_space:
            break
        last = token
    return end_of(last)
