"""Single victims told without a number: "A Kenyan officer was killed", "and a third hurt", "the body of a guard"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from service.extract.lexicon.counts import Part, count_words
from service.extract.numbers import Quantity
from service.extract.syntax import children, is_negated, is_passive
from service.model import Measure

ARTICLES = frozenset({"a", "an", "another"})
# what happens to people alone, so that whoever it happens to is one: "a docker died"
MORTAL = frozenset({"kill", "die", "wound", "injure", "behead", "murder", "assassinate", "abduct", "kidnap", "execute"})
SUFFERED: frozenset[Measure] = frozenset({"killed", "injured", "captured"})
TOLD = frozenset({"VBD", "VBN", "VBG"})  # what happened, not what happens "when a soldier dies"
VICTIM = frozenset({"nsubj", "nsubjpass", "dobj"})
CLAUSE_OF = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "conj", "attr"})


def find_singles(doc: Doc) -> list[Quantity]:
    """Return a quantity of one for each article of somebody who is told to be killed, hurt or taken."""
    articles = (t for t in doc if t.lower_ in ARTICLES and t.dep_ == "det" and t.head.i > t.i)
    return [_one(article) for article in articles if _is_single(article.head)]


def _is_single(noun: Token) -> bool:
    if noun.dep_ in CLAUSE_OF and _is_person(noun):
        return _is_hit(noun) or any(_is_told_by(clause) for clause in children(noun, "acl"))
    return _is_hit(noun) if _is_person(noun) else _is_mortal(noun) and _is_hit(noun)


def _is_told_by(clause: Token) -> bool:
    """ "an Iranian seized in September"."""
    return clause.tag_ == "VBN" and not SUFFERED.isdisjoint(_suffered(clause, "object"))


def _is_mortal(noun: Token) -> bool:
    """Whether what only happens to people happens to somebody whose trade the tables lack: "a beekeeper was killed"."""
    words, verb = count_words(), _first_beside(noun).head
    if noun.tag_ != "NN" or verb.lemma_.lower() not in MORTAL:
        return False
    things = words.animals | words.places | words.units | words.weapons | words.bodies | words.totals
    return noun.lemma_.lower() not in things | set(words.nouns) and noun.ent_type_ not in {"DATE", "TIME"}


def _one(article: Token) -> Quantity:
    return Quantity(article.i, article.i + 1, 1, None, "exactly", article.i)


def _is_person(noun: Token) -> bool:
    words = count_words()
    if noun.ent_type_ == "ORDINAL" and noun.pos_ in {"ADJ", "NOUN"}:
        return True  # "a fourth later died"
    if noun.ent_type_ == "NORP" and noun.pos_ in {"NOUN", "PROPN"}:
        return not noun.text.endswith("s")  # "an Iranian"
    return noun.tag_ == "NN" and noun.lemma_.lower() in (words.troops | words.people) - words.bodies


def _is_hit(noun: Token) -> bool:
    """Whether somebody, or the one named first beside, is the object of what kills, or the subject of what dies."""
    head = _first_beside(noun)
    verb = head.head
    if head.dep_ not in VICTIM or verb.tag_ not in TOLD or is_negated(verb):
        return False
    if any(c.tag_ in {"MD", "TO"} for c in children(verb, "aux")):
        return False
    is_object = head.dep_ == "nsubjpass" or (head.dep_ == "dobj" and not is_passive(verb))
    return not SUFFERED.isdisjoint(_suffered(verb, "object" if is_object else "subject"))


def _first_beside(noun: Token) -> Token:
    """Of "two guards and an interpreter" the guards; those in apposition are counted already."""
    while noun.dep_ == "conj" and noun.head.pos_ in {"NOUN", "PROPN"}:
        noun = noun.head
    return noun


def _suffered(verb: Token, part: Part) -> Iterator[Measure]:
    """What a verb does to its object, or its subject does or suffers, by itself or with a word beside it."""
    words, lemma = count_words(), verb.lemma_.lower()
    measures = words.suffering if part == "object" else words.doing
    if lemma not in words.harm["mild"] and (measure := measures.get(lemma)) is not None:
        yield measure
    beside = words.beside.get((part, lemma), {})
    for token in verb.children:
        for word in (token, *(grandchild for grandchild in token.children if token.pos_ == "ADP")):
            measure = beside.get(word.lemma_.lower()) or beside.get(word.lower_)
            if measure is not None:
                yield measure
