"""Cues of several words: "let it be known that …", "paid tribute to …", "poured cold water on …"."""

from __future__ import annotations

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.attribution import Attribution, Stretch
from service.extract.clauses import Content, clause_content
from service.extract.cues import has_as, last_word_of
from service.extract.extent import end_of_clause, end_of_phrase
from service.extract.lexicon import Cue, PhrasalCue
from service.extract.reading import Reading
from service.extract.source_heads import source_of
from service.extract.syntax import FINITE, children, end_of, prepositional_objects
from service.extract.tags import tag_frame

THAT_REACH = 8  # tokens from the cue to "that": "made it clear [at the weekend] that"
CLAUSE_REACH = 12  # tokens after the cue among which a clause without "that" has its verb
LONGEST_LEFT = 12  # tokens before the head of a noun phrase


def phrasal_frame(reading: Reading, verb: Token) -> Attribution | None:
    """Return the attribution by a cue of several words that begins with this verb."""
    for cue in lexicon.phrasal_cues().get(verb.lemma_.lower(), ()):
        last = last_word_of(verb, cue)
        if last is None:
            continue
        content = _content(reading, verb, cue, last)
        if content is None:
            spoken = Cue(cue.verb, cue.act, clause=cue.clause or not cue.noun)
            if not cue.as_only and (tag := tag_frame(reading, verb, spoken, last)) is not None:
                return tag
        else:
            stretch, head = content
            return Attribution(verb, (verb.idx, end_of(last)), stretch, source_of(verb), cue.act, "several words", head)
    return _passive(verb)


def _content(reading: Reading, verb: Token, cue: PhrasalCue, last: Token) -> Content | None:
    """Return the clause or noun phrase after a cue, or what "as X put it" is put into."""
    if cue.clause and (clause := _clause(reading, verb, last)) is not None:
        return clause
    if cue.noun and (phrase := _noun_phrase(reading, verb, last)) is not None:
        return phrase, None
    return clause_content(reading, verb) if (cue.clause or cue.as_only) and has_as(verb) else None


def _clause(reading: Reading, verb: Token, last: Token) -> Content | None:
    """Return the clause after a cue, with "that" or without."""
    doc, end = verb.doc, verb.sent.end
    for token in doc[last.i + 1 : min(end, last.i + 1 + THAT_REACH)]:
        if token.lower_ == "that" and token.i + 1 < end:
            start = token.nbor(1)
            head = token.head if token.head.i > token.i else start
            return (start.idx, end_of_clause(reading, head, verb)), head
        if token.pos_ in {"VERB", "AUX"} or token.text in {";", ":"}:
            break
    following = doc[last.i + 1 : min(end, last.i + 1 + CLAUSE_REACH)]
    verbs = (t for t in following if t.tag_ in FINITE and children(t, "nsubj", "nsubjpass", "expl"))
    finite = next(verbs, None)
    if finite is None or finite.dep_ in {"relcl", "advcl"} or any(t.is_punct for t in doc[last.i + 1 : finite.i]):
        return None
    return (following[0].idx, end_of_clause(reading, finite, verb)), finite


def _noun_phrase(reading: Reading, verb: Token, last: Token) -> Stretch | None:
    """Return the noun phrase or gerund after a cue."""
    start = last.i + 1
    if start + 2 < verb.sent.end and verb.doc[start].lower_ == "for" and verb.doc[start + 1].lower_ == "now":
        start += 2
    heads = [
        token
        for token in verb.doc[start : min(verb.sent.end, start + LONGEST_LEFT)]
        if token.left_edge.i == start and (token.pos_ in {"NOUN", "PROPN", "PRON", "NUM"} or token.tag_ == "VBG")
    ]
    if not heads:
        return None
    head = heads[-1]
    return verb.doc[start].idx, end_of_phrase(reading, head, verb)


def _passive(verb: Token) -> Attribution | None:
    """ "The claim was brushed aside by the ministry": the object of the cue as its subject."""
    contents = children(verb, "nsubjpass")
    if not contents:
        return None
    agents = [agent for word in (verb, *children(verb, "prt")) for agent in prepositional_objects(word, "by")]
    for cue in lexicon.phrasal_cues().get(verb.lemma_.lower(), ()):
        last = last_word_of(verb, cue) if cue.noun and len(cue.forms) == 1 else None
        if last is not None and agents:
            stretch = (contents[0].left_edge.idx, end_of(contents[0].right_edge))
            return Attribution(verb, (verb.idx, end_of(last)), stretch, agents[0], cue.act, "several words, passive")
    return None
