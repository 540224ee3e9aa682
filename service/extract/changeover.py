"""Who takes the place of others, and who comes home: "relieved by 350 men", "landed in Recife after a year in Haiti".

Such verbs tell of a coming or going that by itself would be a deployment.
"""

from __future__ import annotations

from spacy.tokens import Token

from service.extract.anchors import Role
from service.extract.lexicon.counts import count_words
from service.extract.lexicon.forces import force_words
from service.extract.numbers import Quantity
from service.extract.syntax import children, prepositional_objects
from service.model import Measure

HOME = frozenset({"home", "homeland", "motherland", "homewards", "homeward", "back"})
REMAINING = frozenset({"last", "remaining", "final"})
SPENT = frozenset({"be", "serve", "spend"})
WIDE = 3  # words before a number within which "last" belongs to it: "the last of the 300"


def taken_place(anchor: Token, role: Role) -> Measure | None:
    """What is said by "relieve" of those who come ("350 men will relieve the Danes") and of those who go."""
    if anchor.lemma_.lower() == "place" and role == "noun":
        return "withdrawn" if is_place_taken(anchor) else None
    is_relieving = anchor.lemma_.lower() in count_words().changeover["relieving"]
    if not is_relieving or anchor.dep_ == "acl" or children(anchor, "neg"):
        return None
    if role == "subject":
        return "reinforcements" if children(anchor, "dobj", "nsubjpass") else None
    return "withdrawn" if role == "object" and not children(anchor, "prep") else None


def is_place_taken(noun: Token) -> bool:
    """Whether a noun is the place in "took the place of the mission", which says that somebody went."""
    return noun.lemma_.lower() == "place" and noun.dep_ == "dobj" and noun.head.lemma_.lower() == "take"


def is_homeward(anchor: Token) -> bool:
    """Whether a verb of arriving tells of a stay that is over: "flew in after six months in Haiti"."""
    is_going = "go" in force_words().verbs.get(anchor.lemma_.lower(), ())
    if not is_going or any(c.lower_ == "from" for c in children(anchor, "aux", "neg")):
        return False
    if any(c.lower_ in HOME for c in anchor.children if c.dep_ in {"advmod", "npadvmod", "acomp", "prt", "dobj"}):
        return True
    stays = count_words().changeover["stays"]
    over = prepositional_objects(anchor, "after", "from", "to")
    if any(t.lemma_.lower() in (HOME if t.head.lower_ == "to" else stays) for t in over):
        return True
    return any(_has_been(clause) for doer in children(anchor, "nsubj") for clause in children(doer, "relcl"))


def _has_been(clause: Token) -> bool:
    """ "who have been in Haiti for 18 months", "who spent a year there"."""
    if clause.lemma_.lower() not in SPENT or not any(c.tag_ == "WP" for c in children(clause, "nsubj")):
        return False
    is_perfect = any(c.lemma_ == "have" for c in children(clause, "aux"))
    return is_perfect or (clause.tag_ == "VBD" and clause.lemma_ != "be")


def is_last_to_go(quantity: Quantity, verb: Token) -> bool:
    """ "the last 260 members of the mission crossed the frontier": who is the last to move leaves."""
    doc, start = verb.doc, quantity.qualified_from
    before = {t.lower_ for t in doc[max(0, start - WIDE) : quantity.start]}
    return bool(before & REMAINING) and "go" in force_words().verbs.get(verb.lemma_.lower(), ())
