"""Attributions by a phrase: "according to X", "in X's view", "in the words of X", "by her count", "for the analyst"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.attribution import Attribution, Stretch
from service.extract.cues import can_speak
from service.extract.reading import Reading
from service.extract.syntax import FINITE, SUBJECTS, children, end_of, prepositional_objects

RELATIVE = {"which", "that", "who", "whom", "where", "when", "because", "since", "while", "whose"}
LONGEST_SHORT_TAG = 7  # words of a source after "so" or "per"


def find_according_to(reading: Reading) -> Iterator[Attribution]:
    """ "According to X, …", "…, according to X", "in X's view, …"."""
    for token in reading.doc:
        source = phrase_source(token)
        if source is None and (found := _by_estimates(token)) is not None:
            yield found
        if source is None or reading.in_full_quotation(token):
            continue
        content = _rest_of_sentence(reading, token.idx, _phrase_end(token))
        if content is not None:
            cue = (token.idx, phrase_cue_end(token))
            yield Attribution(token, cue, content, source, "assert", "according to", _main_verb(token))


def _by_estimates(preposition: Token) -> Attribution | None:
    """ "up to 3,500 soldiers by Armenian estimates": whose numbers the noun before the phrase has."""
    if preposition.lower_ != "by" or preposition.dep_ not in {"prep", "agent"}:
        return None
    for noun in children(preposition, "pobj"):
        names = [name for name in children(noun, "amod", "compound") if can_speak(name)]
        if noun.lower_ not in lexicon.attribution().calculations or not names:
            continue
        head = preposition.head
        counted = head if head.pos_ == "NOUN" else next(iter(children(head, "dobj", "nsubjpass")), None)
        if counted is not None and any(t.like_num for t in counted.subtree):
            last = max(token.i for token in counted.subtree if token.i < preposition.i)
            content = (counted.left_edge.idx, end_of(preposition.doc[last]))
            return Attribution(noun, (noun.idx, end_of(noun)), content, names[-1], "estimate", "by estimates")
    return None


def phrase_source(token: Token) -> Token | None:
    """Return the source in a phrase that this token begins, None where it begins no such phrase."""
    if token.lower_ == "according":
        to = next((child for child in token.children if child.lower_ == "to"), None)
        if to is None and token.i + 1 < len(token.doc) and token.nbor(1).lower_ == "to":
            to = token.nbor(1)
        return next(iter(children(to, "pobj")), None) if to is not None else None
    if _is_as_per(token):
        return next((noun for noun in children(token.nbor(1), "pobj") if _tells(noun)), None)
    if token.lower_ in {"so", "per"} and not (token.i and _is_as_per(token.nbor(-1))):
        return _short_tag(token)
    if token.lower_ not in {"in", "for", "by", "on", "to", "from"} or token.dep_ not in {"prep", "agent"}:
        return None
    if not (token.is_sent_start or token.nbor(-1).is_punct):
        return None
    return _owner_of_view(token) or _one_in_whose_eyes(token)


def _tells(noun: Token) -> bool:
    """Whether a noun may be behind "as per": "the ministry", "UN figures", "the army's statement"; not "tradition"."""
    told = lexicon.words().reports | lexicon.attribution().informing
    return can_speak(noun) or (noun.lemma_.lower() in told and any(True for _ in noun.lefts))


def _is_as_per(token: Token) -> bool:
    return token.lower_ == "as" and token.i + 1 < token.sent.end and token.nbor(1).lower_ == "per"


def _short_tag(word: Token) -> Token | None:
    """ "“…”, so the minister.", ", per the ministry": nothing but a source between a comma and the end."""
    if word.i == 0 or word.nbor(-1).text not in {",", "”", '"', "“", "»"} or word.i + 1 >= word.sent.end:
        return None
    rest = [token for token in word.doc[word.i + 1 : word.sent.end] if not token.is_punct and not token.is_space]
    if len(rest) > LONGEST_SHORT_TAG or any(token.pos_ in {"VERB", "AUX", "SCONJ"} for token in rest):
        return None
    return next((token for token in reversed(rest) if can_speak(token)), None)


def _owner_of_view(preposition: Token) -> Token | None:
    for noun in children(preposition, "pobj"):
        if noun.lemma_.lower() not in lexicon.attribution().views:
            continue
        for author in (*children(noun, "poss"), *prepositional_objects(noun, "of")):
            return author
        for name in children(noun, "amod", "compound", "nmod"):  # "by Armenian estimates"
            if can_speak(name):
                return name
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
    return end_of(_second_word(token) if token.lower_ in {"according", "as"} else token)


def _second_word(according: Token) -> Token:
    """Return the second word of "according to" and "as per", the first where it is the last of a text."""
    return according.nbor(1) if according.i + 1 < len(according.doc) else according


def _phrase_end(token: Token) -> int:
    last = token.right_edge
    if token.lower_ in {"according", "as"} and last.i == token.i:
        last = _second_word(token).right_edge
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
    first = _start_before(reading.text, sentence.start, start, end)
    before, after = reading.text[first:start], reading.text[end:limit]
    if not before.strip(" ,“\"'‘"):
        return (_after_names(reading, end, limit), limit)
    is_put_in = before.rstrip().endswith(",") and after.lstrip().startswith(",")
    if is_put_in and before.rstrip(" ,").rsplit(" ", 1)[-1].lower() in RELATIVE:
        return (end, limit)  # "in which, according to the ministry, …"
    comma = end + len(after) - len(after.lstrip()) + 1
    if is_put_in and (fragment := reading.quotation_after(comma)) is not None:
        return (fragment.start, fragment.end)  # "Russia, by his reading, “will think twice”"
    if is_put_in and after.strip(" .,”\"’'") and not _begins_clause(reading, comma):
        return (first, limit)
    return (first, start)


def _begins_clause(reading: Reading, offset: int) -> bool:
    """Whether another clause with a subject of its own is joined on: ", according to police, and Israel says …"."""
    tokens = reading.tokens_between(offset, reading.line_end(offset))
    first = next((token for token in tokens if not token.is_space), None)
    if first is None or first.pos_ not in {"CCONJ", "SCONJ"}:
        return False
    joined = [*children(first.head, "conj"), first.head]
    return any(verb.i > first.i and verb.tag_ in FINITE and children(verb, *SUBJECTS) for verb in joined)


def _after_names(reading: Reading, start: int, limit: int) -> int:
    """Return where a content begins after a phrase at the head of a sentence, its source's name and roles left out.

    The parser may take the first words of the content for a part of the source: a content does not begin with a verb.
    """
    tokens = [token for token in reading.tokens_between(start, limit) if not token.is_space]
    if len(tokens) > 1 and tokens[0].text == ",":
        name = reading.doc[tokens[1].i].ent_type_ == "PERSON"
        comma = next((token for token in tokens[1:] if token.text == ","), None)
        if name and comma is not None and all(t.ent_type_ == "PERSON" for t in tokens[1:] if t.i < comma.i):
            return end_of(comma)
    first = next((token for token in tokens if not token.is_punct), None)
    if first is not None and first.tag_ in FINITE and first.i > 0:
        comma = next((t for t in reversed(reading.doc[first.sent.start : first.i]) if t.text == ","), None)
        return end_of(comma) if comma is not None else start
    return start


def _start_before(text: str, first: int, start: int, end: int) -> int:
    """Return where what a phrase attributes begins: after a semicolon, or the dash of an aside that it closes."""
    border = max(text.rfind(";", first, start), text.rfind(": ", first, start))
    first = max(first, border + 1)
    if text[end:].lstrip()[:1] in {"–", "—"}:
        dash = max(text.rfind("–", first, start), text.rfind("—", first, start))
        return max(first, dash + 1)
    return first
