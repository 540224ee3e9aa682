"""Losses: whoever was killed, hurt or caught somewhere was there: "three Turkish soldiers died in northern Iraq"."""

from __future__ import annotations

from spacy.tokens import Token

from service.extract.anchors import Role, anchors, head_of, is_passive
from service.extract.lexicon.forces import force_words
from service.extract.sighting import Framed
from service.extract.syntax import is_negated
from service.model import Force


def lost(token: Token, force: Force) -> Framed | None:
    """Return a force as one that was there where it is told to have suffered, None where it is not."""
    head = head_of(token)
    told = (anchor for anchor, role in anchors(token, head) if _is_loss(anchor, role))
    anchor = next(told, None)
    return Framed(token, head, force, anchor, "stay", "present") if anchor is not None else None


def _is_loss(anchor: Token, role: Role) -> bool:
    """Whether a verb or noun says that people were killed, hurt or caught who play this role with it."""
    people, lemma = force_words().people, anchor.lemma_.lower()
    if is_negated(anchor):
        return False
    if role == "subject":
        return lemma in people["dying"] and not is_passive(anchor)
    return lemma in people["losses"] if role == "noun" else role == "object" and lemma in people["harming"]
