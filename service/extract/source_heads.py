"""Which noun phrase a cue attributes to: its subject or agent, or for a participle whoever the sentence speaks of."""

from __future__ import annotations

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.cues import can_speak, cue_of, is_cue_of_content, is_cue_word
from service.extract.syntax import (
    FINITE,
    SUBJECTS,
    children,
    governing_verb,
    is_passive,
    prepositional_objects,
    subject,
)

BREAKS = {",", "—", "–", "”", '"'}


def source_of(verb: Token) -> Token | None:
    """Return the head of the noun phrase that a cue attributes to: its agent when passive, otherwise its subject."""
    if is_passive(verb) or (verb.tag_ == "VBN" and verb.dep_ in {"advcl", "acl"}):
        for agent in prepositional_objects(verb, "by"):
            return agent
    if any(told.lower_ != "it" for told in children(verb, "nsubjpass")):
        return None  # "Kyiv was urged to withdraw": somebody else urged it
    if verb.tag_ == "VBG" and not children(verb, *SUBJECTS):
        return _source_of_participle(verb)
    if returns_to_source(verb):
        return subject(verb.head.head)
    if is_finite_again(verb) and (cue := _cue_above(verb)) is not None:
        return subject(cue)
    return subject(verb) or _head_before_aside(verb)


def _head_before_aside(verb: Token) -> Token | None:
    """Return the noun that a parser has cut off: "a senior official, speaking on condition of anonymity, said"."""
    if verb.i - 1 <= verb.sent.start or verb.nbor(-1).text != "," or verb.tag_ not in FINITE:
        return None
    commas = [t.i for t in verb.doc[verb.sent.start : verb.i - 1] if t.text == ","]
    noun = verb.doc[commas[-1] - 1] if commas and commas[-1] > verb.sent.start else None
    if noun is None or noun.pos_ not in {"NOUN", "PROPN"}:
        return None
    words = lexicon.words()
    return noun if noun.ent_type_ or noun.lemma_.lower() in words.roles | words.groups else None


def _source_of_participle(verb: Token) -> Token | None:
    """ ", adding …" goes with the sentence's own cue, "an announcement admitting …" with the noun before it."""
    before = _word_before(verb)
    if before.lemma_.lower() in lexicon.words().reports and before.pos_ == "NOUN":
        return before
    if before.text in BREAKS or before.lower_ == "while":
        if (cue := _cue_above(verb)) is not None:
            return _source_passed_on(cue, verb)
    elif before.pos_ in {"NOUN", "PROPN"} and (author := _author_of_report(before)) is not None:
        return author
    governor = governing_verb(verb)
    if governor.i != verb.i and returns_to_source(governor):
        return subject(governor.head.head)
    return subject(verb)


def _word_before(verb: Token) -> Token:
    """Return the word or mark before a participle, dates, adverbs and "and" passed over."""
    first = verb.sent.start
    before = verb.nbor(-1) if verb.i > first else verb
    while before.i > first and (before.ent_type_ in {"DATE", "TIME"} or before.pos_ == "ADV" or before.dep_ == "cc"):
        before = before.nbor(-1)
    return before


def _cue_above(verb: Token) -> Token | None:
    """Return the topmost cue with a subject in a verb's sentence before it."""
    own_sentence = [token for token in verb.ancestors if token.sent == verb.sent]
    for ancestor in reversed(own_sentence):
        is_before = ancestor.i < verb.i and is_cue_word(ancestor)
        if is_before and cue_of(ancestor) is not None and children(ancestor, *SUBJECTS):
            return ancestor
    return None


def _source_passed_on(cue: Token, participle: Token) -> Token | None:
    """The cue's subject; where a report says that somebody says something, it is that somebody who adds to it."""
    source = subject(cue)
    if source is not None and source.lemma_.lower() in lexicon.words().reports:
        for clause in children(cue, "ccomp"):
            if clause.i < participle.i and clause.lemma_.lower() in lexicon.cues():
                return subject(clause)
    return source


def _author_of_report(noun: Token) -> Token | None:
    """The speaker in "a statement by the commission saying …": the object of a report's "by" or "from"."""
    for ancestor in [noun, *noun.ancestors]:
        if ancestor.dep_ == "pobj" and ancestor.head.lower_ in {"by", "from"}:
            report = ancestor.head.head
            return ancestor if report.lemma_.lower() in lexicon.words().reports else None
    return None


def returns_to_source(verb: Token) -> bool:
    """Whether a verb coordinated inside a content is in truth coordinated with the cue.

    "He added that a monument would be built, and acknowledged casualties": a finite cue verb without a subject of its
    own, after a clause whose subject cannot speak.
    """
    head = verb.head
    if verb.dep_ != "conj" or verb.tag_ not in {"VBD", "VBZ", "VBP"} or children(verb, *SUBJECTS):
        return False
    if not is_cue_of_content(verb) or head.dep_ != "ccomp":
        return False
    inner = subject(head)
    outer = subject(head.head)
    if inner is None or outer is None or inner.pos_ == "PRON":
        return False
    return not can_speak(inner) or inner.dep_ == "nsubjpass"


def is_finite_again(verb: Token) -> bool:
    """Whether a cue is coordinated with a gerund or infinitive: "thanked him for coming, and assured …".

    The two cannot be coordinated, so that the parser is wrong and the cue goes on from one further up.
    """
    is_cue = verb.dep_ == "conj" and verb.tag_ in {"VBD", "VBZ"} and is_cue_of_content(verb)
    return is_cue and verb.head.tag_ in {"VB", "VBG"} and not children(verb, *SUBJECTS)
