"""Which nouns of force are no force apart: part of another one's phrase, captives, the fallen, or anybody's."""

from __future__ import annotations

from spacy.tokens import Token

from service.extract.lexicon.counts import count_words
from service.extract.lexicon.forces import force_words
from service.extract.sighting import MATERIEL
from service.extract.syntax import children, prepositional_objects
from service.extract.troops import force_of, is_held

CREW = frozenset(
    {"personnel", "crew", "airman", "sailor", "serviceman", "servicewoman", "member", "technician", "staff", "aviator"}
)
DIPLOMATIC = frozenset({"permanent", "diplomatic", "trade", "fact-finding", "consular"})
PRESENT = frozenset({"nsubj", "nsubjpass", "attr", "ROOT", "appos", "conj"})
COUNTS = frozenset({"number", "total", "strength", "tally"})
RELIEVING = frozenset({"relieve", "replace", "visit"})
PLACING = frozenset({"in", "at", "near", "on"})
CARRYING = frozenset({"carry", "transport", "ferry", "bring", "take"})


def is_of_fallen(token: Token) -> bool:
    """ "the bodies of three soldiers were flown home"."""
    return token.dep_ == "pobj" and token.head.head.lemma_.lower() in count_words().naming


def _is_captive(token: Token) -> bool:
    """ "two soldiers captured near Sumy", "freed officers": wherever they are brought, nobody sent them."""
    told = children(token, "acl", "amod", "relcl", "compound")
    if token.dep_ == "nsubj" and token.head.tag_ == "VBD" and not children(token.head, "dobj", "aux"):
        told.append(token.head)  # the parse takes "the soldiers captured near Sumy were" for their capturing somebody
    words = force_words().people["capturing"]
    return any(t.lemma_.lower() in words or t.lower_ == "captured" or _is_held(t) for t in told)


def _is_held(verb: Token) -> bool:
    """ "officers who were held in Chad"."""
    return (
        verb.lemma_.lower() == "hold" and verb.tag_ == "VBN" and (verb.dep_ == "acl" or bool(children(verb, "auxpass")))
    )


def _is_made_up_of(token: Token) -> bool:
    """ "a company of 120 engineers": who is in it is the force; not "elements of the Standby Force"."""
    return any(n.tag_ == "NNS" and force_of(n) is not None for n in prepositional_objects(token, "of"))


def _is_what_it_has(token: Token) -> bool:
    """ "its force, with 631 men of Ghana and Senegal": they are in the force that is named."""
    above = token.head.head
    is_behind = token.dep_ == "pobj" and token.head.lower_ in {"with", "including"} and above.i < token.i
    return is_behind and force_of(token) not in MATERIEL and force_of(above) in {"troops", "peacekeepers", "police"}


def _is_by_the_way(token: Token) -> bool:
    """ "soldiers and engineers": what is coordinated without a number of its own is no force apart."""
    first = force_of(token.head) if token.dep_ == "conj" and token.head.i < token.i else None
    if first is None or token.like_num or (first in MATERIEL) != (force_of(token) in MATERIEL):
        return False
    return not any(t.like_num or t.dep_ in {"det", "amod", "nummod"} for t in token.lefts)


def _is_carrier(token: Token) -> bool:
    """ "two armoured vehicles carrying eight soldiers": it is they who go."""
    clauses = [c for c in children(token, "acl", "relcl") if c.lemma_.lower() in CARRYING]
    if not clauses or force_of(token) != "weapons":
        return False
    aboard = {force_of(noun) for clause in clauses for noun in children(clause, "dobj")} - {None}
    return bool(aboard - MATERIEL)


def _is_crew(token: Token) -> bool:
    """ "a surveillance plane and about 90 personnel": those who man it are sent with it."""
    if token.dep_ != "conj" or token.lemma_.lower() not in CREW or force_of(token.head) not in {"ships", "aircraft"}:
        return False
    return token.head.i < token.i and not any(t.ent_type_ == "NORP" for t in token.lefts)


def is_no_force_apart(token: Token) -> bool:
    """Whether a noun of force is part of another phrase that tells of the same one, or of nobody's in particular."""
    is_part = _is_by_the_way(token) or _is_made_up_of(token) or _is_what_it_has(token) or _is_crew(token)
    is_none = _is_carrier(token) or _is_embassy(token) or _is_captive(token) or _is_anybodys(token)
    return is_part or is_none


def _is_embassy(token: Token) -> bool:
    """ "North Korea's mission to the United Nations", "the permanent mission"."""
    if token.lemma_.lower() != "mission":
        return False
    is_of_diplomats = any(c.lower_ in DIPLOMATIC for c in token.lefts)
    to = prepositional_objects(token, "to")
    return is_of_diplomats or any(noun.lower_ in {"nations", "un", "u.n.", "eu", "union", "nato"} for noun in to)


def _is_anybodys(noun: Token) -> bool:
    """ "all foreign forces", but not of "the biggest supplier of foreign forces"."""
    is_foreign = any(c.lower_ == "foreign" for c in noun.lefts)
    return is_foreign and force_words().nouns.get(noun.head.head.lemma_.lower()) != "supply"


def is_present(head: Token) -> bool:
    """Whether a force that nothing is said of may be told as there: not among the things of another clause."""
    if head.dep_ in PRESENT or head.lemma_.lower() in COUNTS or is_held(head):
        return True
    # "to relieve the Danish battalion in Latvia"; of "has replaced it" it is gone
    return head.dep_ == "dobj" and head.head.lemma_.lower() in RELIEVING and head.head.tag_ in {"VB", "VBG"}


def is_placed_itself(head: Token, token: Token) -> bool:
    """Whether soldiers are told with their place, wherever in the sentence: "home to 300 men in Chad"."""
    is_counted = force_of(token) is not None and is_numbered(head, token)  # not "three Danes in court in Oslo"
    return is_counted and any(PLACING & {c.lower_} for noun in (head, token) for c in children(noun, "prep"))


def is_numbered(head: Token, token: Token) -> bool:
    """ "300 men", not "the first men"."""
    return any(t.pos_ == "NUM" and t.like_num for noun in (head, token) for t in noun.lefts)
