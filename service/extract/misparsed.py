"""What is said of those counted where the parse hangs it elsewhere: their verb has another subject, or none."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from service.extract.anchors import Role, head_of
from service.extract.syntax import children


def shared_head(noun: Token) -> Token:
    """The head of a phrase; of "Nine Irish and three Maltese soldiers" the parse takes the first adjective for it."""
    head = head_of(noun)
    is_joined = head.dep_ == "conj" and head.head.pos_ == "ADJ" and head.head.dep_ in {"nsubj", "nsubjpass", "dobj"}
    return head.head if is_joined else head


def behind_participle(verb: Token) -> Iterator[tuple[Token, Role]]:
    """The main verb of "three guards posted at the gate were killed", where the parse takes "posted" for it."""
    if verb.tag_ not in {"VBN", "VBD"} or children(verb, "aux", "auxpass") or verb.head == verb:
        return
    for other in (verb.head, *verb.head.children):
        is_main = other.i > verb.i and other.tag_ == "VBN" and bool(children(other, "auxpass"))
        if is_main and not children(other, "nsubj", "nsubjpass"):
            yield other, "object"


def orphaned(noun: Token) -> Iterator[tuple[Token, Role]]:
    """The verb right behind a noun that the parse gives no subject: "at Durán 11 marines were ambushed and killed".

    Behind the last of several: "2 guards and 6 drivers have been hurt".
    """
    last = noun.conjuncts[-1] if noun.conjuncts and noun.conjuncts[-1].i > noun.i else noun
    auxiliary = last.nbor(1) if last.i + 1 < len(noun.doc) else last
    verb = auxiliary.head
    if auxiliary.pos_ != "AUX" or verb.i <= auxiliary.i or children(verb, "nsubj", "nsubjpass", "csubj"):
        return
    role: Role = "object" if children(verb, "auxpass") else "subject"
    yield verb, role
    yield from ((other, role) for other in verb.conjuncts if not children(other, "nsubj", "nsubjpass"))
