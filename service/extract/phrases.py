"""Attributions by a phrase: "according to X", "in X's view", "in the words of X", "by her count", "for the analyst"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.attribution import Attribution, Stretch
from service.extract.reading import Reading
from service.extract.syntax import children, end_of, prepositional_objects


def find_according_to(reading: Reading) -> Iterator[Attribution]:
    """ "According to X, …", "…, according to X", "in X's view, …"."""
    for token in reading.doc:
        source = phrase_source(token)
        if source is None or reading.in_full_quotation(token):
            continue
        content = _rest_of_sentence(reading, token.idx, _phrase_end(token))
        if content is not None:
            cue = (token.idx, phrase_cue_end(token))
            yield Attribution(token, cue, content, source, "assert", "according to", _main_verb(token))


def phrase_source(token: Token) -> Token | None:
    """Return the source in a phrase that this token begins, None where it begins no such phrase."""
    if token.lower_ == "according":
        to = next((child for child in token.children if child.lower_ == "to"), None)
        if to is None and token.i + 1 < len(token.doc) and token.nbor(1).lower_ == "to":
            to = token.nbor(1)
        return next(iter(children(to, "pobj")), None) if to is not None else None
    if token.lower_ not in {"in", "for", "by"} or token.dep_ != "prep":
        return None
    if not (token.is_sent_start or token.nbor(-1).is_punct):
        return None
    return _owner_of_view(token) or _one_in_whose_eyes(token)


def _owner_of_view(preposition: Token) -> Token | None:
    for noun in children(preposition, "pobj"):
        if noun.lemma_ == "word" and preposition.lower_ == "in":
            for author in prepositional_objects(noun, "of"):
                return author
        if noun.lemma_ in lexicon.attribution().views:
            return next(iter(children(noun, "poss")), None)
    return None


def _one_in_whose_eyes(preposition: Token) -> Token | None:
    """ "For the analyst, …": somebody's view at the head of a sentence, a comma after it."""
    if preposition.lower_ != "for" or not preposition.is_sent_start:
        return None
    for noun in children(preposition, "pobj"):
        is_person = noun.ent_type_ == "PERSON" or noun.lemma_.lower() in lexicon.words().roles
        last = noun.right_edge
        if is_person and last.i + 1 < noun.sent.end and last.nbor(1).text == ",":
            return noun
    return None


def phrase_cue_end(token: Token) -> int:
    """Return the end of the cue: of "According to" both words, of "in X's view" the preposition only."""
    return end_of(token.nbor(1) if token.lower_ == "according" else token)


def _phrase_end(token: Token) -> int:
    last = token.right_edge
    if token.lower_ == "according" and last.i == token.i:
        last = token.nbor(1).right_edge
    return end_of(last)


def _main_verb(token: Token) -> Token:
    head = token.head
    while head.pos_ not in {"VERB", "AUX"} and head.head.i != head.i:
        head = head.head
    return head


def _rest_of_sentence(reading: Reading, start: int, end: int) -> Stretch | None:
    """Return the sentence without the phrase: what follows a phrase at its head, what goes before one at its end."""
    sentence = reading.sentences_around(start, end)
    border = reading.text.find(";", end, sentence.end)
    limit = sentence.end if border < 0 else border
    before, after = reading.text[sentence.start : start], reading.text[end : sentence.end]
    if not before.strip(" ,“\"'‘"):
        return (end, limit)
    is_put_in = before.rstrip().endswith(",") and after.lstrip().startswith(",")
    if is_put_in and after.strip(" .,”\"'’"):
        return (sentence.start, sentence.end)
    return (sentence.start, start)
