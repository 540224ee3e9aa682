"""Materiel by name: what a type, or the words before a noun, make of it: "F-35s", "133 K2s", "troop carriers"."""

from __future__ import annotations

import re

from spacy.tokens import Token

from service.extract.lexicon.forces import force_words
from service.extract.syntax import NAME_PARTS
from service.model import Force

DESIGNATION = re.compile(r"[A-Z][A-Za-z]*-?\d+[A-Z]?")
TYPE = re.compile(r"([A-Za-z]{1,4})(-?)\d{1,4}[A-Z]{0,2}\d?(['’]?s)?")
LONG = 2  # letters by which a type is one without more: "BM-21", not "A-1"


def is_plane(noun: Token) -> bool:
    """ "14 MiG-29 fighters", "six Gripen fighters" are no men."""
    if noun.lemma_.lower() != "fighter":
        return False
    return any(DESIGNATION.fullmatch(t.text) or force_words().forces.get(t.lower_) == "aircraft" for t in noun.lefts)


def designated(token: Token) -> Force | None:
    """The materiel of a type that no list has: "five Su-57s", "K9s"; not "the A-1", "M23", where no more shows it."""
    match = TYPE.fullmatch(token.text)
    force = force_words().types.get(match[1].lower()) if match is not None else None
    if match is None or force is None:
        return None
    is_counted = bool(match[3]) or any(t.like_num for t in token.lefts)
    return force if is_counted or (len(match[1]) >= LONG and match[2]) else None


def is_carrier_of_men(noun: Token) -> bool:
    """ "armoured troop carriers", "19 Piranha carriers" are vehicles."""
    before = {c.lower_ for c in noun.lefts if c.dep_ in NAME_PARTS}
    return noun.lemma_.lower() == "carrier" and bool(before & force_words().people["carriers"])
