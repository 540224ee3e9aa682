"""Fired: weapons that come as an attack, which is no deployment: "40 drones crossed", "sent against a port"."""

from __future__ import annotations

from spacy.tokens import Token

from service.extract.lexicon.forces import Frame, force_words
from service.extract.syntax import children

AT = frozenset({"hurl", "launch", "lob", "throw", "aim", "direct", "fly", "unleash", "send"})  # "at" somebody
HANDED_OVER = frozenset({"arrive"})  # what a shipment does, and no attack


def is_fired(weapon: Token, anchor: Token, frame: Frame) -> bool:
    """Whether a verb tells of what flies that it flew: "a drone came down", "missiles hurled at the town"."""
    if weapon.lemma_.lower() not in force_words().people["flying"]:
        return False
    if frame == "go":
        return anchor.lemma_.lower() not in HANDED_OVER
    if frame != "send":
        return False
    ways = {c.lower_ for c in children(anchor, "prep")}
    return "against" in ways or ("at" in ways and anchor.lemma_.lower() in AT and not _is_at_base(anchor))


def _is_at_base(verb: Token) -> bool:
    bases = force_words().bases
    return any(o.lemma_.lower() in bases for way in children(verb, "prep") for o in children(way, "pobj"))
