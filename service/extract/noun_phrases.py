"""Questions to a noun phrase: what belongs to the name in it, and what follows its noun."""

from __future__ import annotations

import re

from spacy.tokens import Token

from service.extract.syntax import noun_phrase

PLURAL_TAGS = {"NNS", "NNPS"}
POINTING = {"the", "this", "that"}
LONGEST_OF_PHRASE = 8  # tokens
LONGEST_MENTION = 14  # tokens
OWNING = {"mission": {"of", "for", "to"}}  # prepositions of what belongs to a noun, where they are unusual
ABBREVIATIONS = re.compile(r"[A-Z]{2,4}s")
BORDERS = {",", "—", "–", "(", ":", ";"}


def is_plural(head: Token) -> bool:
    """Whether a noun is in the plural."""
    return head.tag_ in PLURAL_TAGS or is_plural_abbreviation(head)


def is_plural_abbreviation(head: Token) -> bool:
    """ "MPs", "MEPs", "NGOs", whatever the model takes them for."""
    return ABBREVIATIONS.fullmatch(head.text) is not None


def lemma_of(noun: Token) -> str:
    """Return a noun's lemma in lower case; the model leaves proper nouns in the plural as they are ("the Parties")."""
    if is_plural_abbreviation(noun):
        return str(noun.lower_.removesuffix("s"))
    lemma = str(noun.lemma_).lower()
    if noun.tag_ != "NNPS" or lemma != noun.lower_:
        return lemma
    return re.sub(r"ies$", "y", lemma) if lemma.endswith("ies") else lemma.removesuffix("s")


def is_pointed_at(head: Token) -> bool:
    """Whether a noun has "the", "this" or "that" before it, which of "the vice-president" may hang on "vice"."""
    if any(child.lower_ in POINTING for child in head.children):
        return True
    first = noun_phrase(head)[0]
    return first.i < head.i and is_hyphenated(first) and first.i > 0 and first.nbor(-1).lower_ in POINTING


def is_hyphenated(token: Token) -> bool:
    """Whether a hyphen joins a word to the one after it."""
    if token.i + 2 >= len(token.doc) or token.whitespace_ or not token.is_alpha:
        return False
    hyphen = token.nbor(1)
    return hyphen.text == "-" and not hyphen.whitespace_ and token.nbor(2).is_alpha


def last_of_hyphenated(token: Token) -> Token:
    """Return the last word of those that hyphens join, where it is the noun: of "vice-president" "president"."""
    while is_hyphenated(token) and token.nbor(2).pos_ == "NOUN" and token.nbor(2).head.i == token.head.i:
        token = token.nbor(2)
    return token


def of_phrase(head: Token) -> list[Token]:
    """Return the tokens of an "of" phrase right after a noun: "Ministry [of Defence of Turkey]"."""
    noun_lemma = head.lemma_.lower()
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in OWNING.get(noun_lemma, {"of", "for"}) and child.i <= head.i + 1:
            tokens = [token for token in child.subtree if token.dep_ not in {"relcl", "acl"}]
            return tokens[:LONGEST_OF_PHRASE]
    return []


def wordings(head: Token, phrase: list[Token]) -> list[list[Token]]:
    """Return the ways in which a phrase may be quoted: bare, with its number, with what follows its noun.

    Of "two military sources in Kampala": without and with "two", up to "sources" and up to "Kampala".
    """
    before = [t for t in head.doc[phrase[0].i - 1 : phrase[0].i] if t.dep_ in {"nummod", "poss"}] + phrase
    placed = next((child for child in head.rights if child.dep_ == "prep" and child.i == head.i + 1), None)
    longer = [] if placed is None else [t for t in placed.subtree if t.dep_ not in {"relcl", "acl"}][:LONGEST_OF_PHRASE]
    return [phrase, before, *([[*phrase, *longer], [*before, *longer]] if longer else []), extended(head)]


def extended(head: Token) -> list[Token]:
    """Return a noun phrase with what follows its noun: "diplomat [who follows the file]"."""
    tokens = list(head.subtree)
    end = head.i
    for token in tokens:
        if token.i > end:
            if token.i != end + 1 or token.text in BORDERS or token.is_quote or "\n" in token.text:
                break
            end = token.i
    first = next((t.i for t in tokens if t.dep_ != "det"), head.i)
    return list(head.doc[first : min(end + 1, first + LONGEST_MENTION)])


def fuller_before(head: Token) -> Token | None:
    """Return the nearest noun before one in the plural that says more: of "the touts" the "ticket touts" before."""
    if not is_plural(head) or not is_pointed_at(head) or len(noun_phrase(head)) > 1:
        return None
    for token in reversed(head.doc[: head.i]):
        if token.lower_ == head.lower_ and len(noun_phrase(token)) > 1:
            return token
    return None
