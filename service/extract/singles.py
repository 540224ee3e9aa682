"""Single victims told without a number: "A Kenyan officer was killed", "killing a shepherd" count one."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from service.extract.lexicon.counts import count_words
from service.extract.numbers import Quantity
from service.extract.syntax import children, is_negated, is_passive
from service.model import Measure

ARTICLES = frozenset({"a", "an"})
SUFFERED: frozenset[Measure] = frozenset({"killed", "injured", "captured"})
TOLD = frozenset({"VBD", "VBN", "VBG"})  # what happened, not what happens "when a soldier dies"


def find_singles(doc: Doc) -> list[Quantity]:
    """Return a quantity of one for each article of somebody who is told to be killed, hurt or taken."""
    nouns = (t.head for t in doc if t.lower_ in ARTICLES and t.dep_ == "det" and t.head.i > t.i)
    return [_one(noun) for noun in nouns if _is_person(noun) and _is_hit(noun)]


def _one(noun: Token) -> Quantity:
    article = next(c.i for c in noun.lefts if c.lower_ in ARTICLES)
    return Quantity(article, article + 1, 1, None, "exactly", article)


def _is_person(noun: Token) -> bool:
    words = count_words()
    return noun.tag_ == "NN" and noun.lemma_.lower() in (words.troops | words.people) - words.bodies


def _is_hit(noun: Token) -> bool:
    """Whether somebody is the object of what kills, or the subject of what dies, in what is reported."""
    verb, words = noun.head, count_words()
    is_object = noun.dep_ == "nsubjpass" or (noun.dep_ == "dobj" and not is_passive(verb))
    measures = words.suffering if is_object else words.doing
    if verb.lemma_.lower() in words.harm["mild"] or measures.get(verb.lemma_.lower()) not in SUFFERED:
        return False
    is_unreal = any(c.tag_ in {"MD", "TO"} for c in children(verb, "aux"))
    return noun.dep_ in {"nsubj", "nsubjpass", "dobj"} and verb.tag_ in TOLD and not is_unreal and not is_negated(verb)
