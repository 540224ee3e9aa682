"""Enlisted: people who are soldiers only by what is told of them: "45 Nepali citizens fighting for Russia"."""

from __future__ import annotations

from spacy.tokens import Token

from service.extract.lexicon.counts import count_words
from service.extract.lexicon.forces import force_words
from service.extract.syntax import children, prepositional_objects, subject

CIVILIANS = frozenset({"citizen", "national", "youth", "migrant", "student", "veteran", "compatriot", "countryman"})
ENLISTING = frozenset({"fight", "enlist", "recruit", "lure", "conscript", "serve", "trick", "dupe", "press-gang"})
RANKS = frozenset({"army", "force", "legion", "brigade", "regiment", "rank", "unit", "military", "battalion"})
MEMBERS = frozenset({"people", "person", "staff", "member"})


def serves_another(verb: Token) -> bool:
    """ "27 Indians are serving in the Russian army": on their own account, sent by no state."""
    if verb.lemma_.lower() not in {"serve", "fight", "enlist", "join"}:
        return False
    ranks = [*prepositional_objects(verb, "in", "with"), *children(verb, "dobj")]
    return any(noun.lemma_.lower() in RANKS for noun in ranks)


def are_enlisted(noun: Token) -> bool:
    """ "45 Nepali citizens fighting for Russia", "young Cubans recruited": civilians until somebody's army has them."""
    if noun.lemma_.lower() not in CIVILIANS:
        return False
    verbs = (noun.head, *children(noun.head, "xcomp", "advcl"), *children(noun, "acl", "relcl"))
    if any(serves_another(verb) and verb.lemma_ == "serve" for verb in verbs):
        return False
    return any(verb.lemma_.lower() in ENLISTING for verb in verbs)


def are_members(noun: Token) -> bool:
    """ "the force, which had 700 people there": its soldiers and all who are with them."""
    if noun.lemma_.lower() not in MEMBERS or noun.dep_ != "dobj" or not any(t.like_num for t in noun.lefts):
        return False
    verb = noun.head
    doer = verb.head if verb.dep_ == "relcl" else subject(verb)
    is_having = "have" in force_words().verbs.get(verb.lemma_.lower(), ())
    if doer is None or not is_having or doer.lemma_.lower() not in count_words().owning["missions"]:
        return False
    return not any(noun.ent_type_ == "ORG" for noun in prepositional_objects(doer, "to"))  # no "mission to the UN"
