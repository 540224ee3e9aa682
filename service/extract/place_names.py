"""Place names: what the place is called that a noun behind "to", "in" or "off" stands for, as the text has it.

A place is a name of the registry, one that the model marks, one that nobody knows, or a description ("the islands").
"""

from __future__ import annotations

import re
from functools import cache

from spacy.tokens import Span, Token

from service.extract.goals import COMPASS
from service.extract.lexicon.forces import force_words
from service.extract.plain_doc import labelled
from service.extract.reading import Reading
from service.extract.troops import force_of

DESCRIBED = "described"  # the label of a place that has no name
NAMED = frozenset({"GPE", "LOC", "FAC"})
NAMING = frozenset({"adjective", "demonym"})
NO_PLACES = frozenset({"DATE", "TIME", "EVENT", "LAW", "PRODUCT", "WORK_OF_ART"})
NEAR_NOUN = 8  # words from a noun of place to the end of what it is said to be of
LOOSE = frozenset({"relcl", "acl", "advcl", "conj"})
AGAINST = frozenset({"against", "with", "between", "from"})
LYING = frozenset(
    {"in", "at", "near", "outside", "around", "opposite", "to", "into", "from", "towards", "toward", "off", "along"}
)
DEFINITE = frozenset({"the", "its", "their", "his", "her", "our", "this", "that", "these", "both", "two", "three"})
KINDS = frozenset({"Camp", "Fort", "Base", "Outpost", "Airbase", "Port"})
STATES = frozenset({"nation", "country"})  # beside "state", which may be a part of one
# parts of a country or sea, which are named with it
QUARTERS = frozenset(
    {"northern", "southern", "eastern", "western", "north-eastern", "north-western", "south-eastern", "south-western"}
    | {"northeastern", "northwestern", "southeastern", "southwestern"}
)
BOUNDS = frozenset({"border", "frontier", "boundary", "line"})  # they are "with" a neighbour, or "between" two
OF = frozenset({"of"})
BOUNDED = frozenset({"of", "with", "between"})
TWO = 2  # tokens of "Al-"
LONGEST_ARTICLE = 2  # letters of "Al", "El", "as"


class PlaceNames:
    """Answers for one article."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._words = force_words()
        self._marked = {t.i: e for e in reading.doc.ents if e.label_ in NAMED for t in e}

    def of(self, noun: Token) -> list[Span]:
        """Return the places named in a noun phrase, without those in a clause of its own."""
        own = self._reading.registered.get(noun.i)
        is_place = noun.lemma_.lower() in self._words.people["places"]
        if own is None and not is_place:
            if force_of(noun) is not None:
                return []  # "in the Legion", "into the 155th Brigade"
            span = self._marked.get(noun.i) or self._unknown(noun)
            return [_widened(span)] if span is not None else []
        inner = (c for c in noun.subtree if c.i != noun.i)  # "in Estonia and Poland": each noun for itself
        clauses = {t.i for c in inner if c.dep_ in LOOSE or c.lower_ in AGAINST for t in c.subtree}
        tokens = [t for t in noun.subtree if t.i not in clauses and t.i <= noun.i + NEAR_NOUN]
        found = [s for s in self._reading.names_in(tokens) if s.label_ in {"place", "state"} and s.id_ not in NAMING]
        if found and all(_is_of_state(s) for s in found):
            return []  # "the Caribbean nation", which is in the Caribbean
        found = [s for s in found if not _is_of_state(s)]
        if found:
            return [_widened(self._with_feature(self._whole(span), noun)) for span in found]
        span = (self._marked.get(noun.i) or self._site(noun) or self._named_behind(noun)) if own is None else None
        return [_widened(span)] if span is not None else []

    def described(self, noun: Token) -> Span | None:
        """Return a place that is not named but described: "the north", "the border with Colombia", "both islands"."""
        lemma = noun.lemma_.lower()
        if lemma not in self._words.people["places"] - self._words.people["countries"] - {"post"}:
            return None
        ways = BOUNDED if lemma in BOUNDS else OF
        behind = next((c for c in noun.rights if c.lower_ in ways and _is_short(c, noun)), None)
        if behind is None:  # "the area south of the Litani"
            behind = next((c for c in noun.rights if c.lower_ in COMPASS and _is_short(c, noun)), None)
        is_definite = any(c.lower_ in DEFINITE or c.dep_ == "poss" for c in noun.lefts) or noun.tag_ == "NNS"
        if not is_definite and behind is None:
            return None
        start = noun.i if behind is not None and lemma in BOUNDS else noun.left_edge.i
        end = _end_of_phrase(behind) if behind is not None else noun.i
        return labelled(noun.doc, start, end + 1, label=DESCRIBED)

    def unlisted(self, noun: Token) -> Span | None:
        """Return the name that ends at a noun and that the registry lacks, if something is said to be there."""
        if noun.pos_ != "PROPN" or noun.dep_ == "compound":
            return None
        span = self._unknown(noun)
        return _widened(span) if span is not None else None

    def after(self, preposition: Token) -> Span | None:
        """Return the name right behind a preposition, whatever the parse makes of it: "in Iqaluit year-round"."""
        start = preposition.i + 1
        while start < len(preposition.doc) and preposition.doc[start].lower_ in {"the", *QUARTERS}:
            start += 1
        if start >= len(preposition.doc) or preposition.doc[start].sent.start != preposition.sent.start:
            return None
        first = preposition.doc[start]
        own = self._reading.registered.get(start)
        if own is not None:
            is_place = own.label_ in {"place", "state"} and own.id_ not in NAMING and not _is_of_state(own)
            return _widened(own) if is_place else None
        if (marked := self._marked.get(start)) is not None:
            return _widened(marked)
        return self._unknown_from(first) if first.pos_ == "PROPN" and first.tag_ == "NNP" else None

    def _unknown_from(self, first: Token) -> Span | None:
        if first.ent_type_ in NO_PLACES | {"PERSON", "ORG", "CARDINAL"} or first.text.isupper():
            return None
        return self._name_from(first)

    def _name_from(self, first: Token) -> Span:
        end = first.i + 1
        while end < first.sent.end and first.doc[end].pos_ == "PROPN" and end not in self._reading.registered:
            end += 1
        return first.doc[first.i : end]

    def _whole(self, span: Span) -> Span:
        """The name of which the registry knows but the beginning, so that it lies elsewhere: "Aden Adde airport"."""
        doc, end = span.doc, span.end
        while end < len(doc) and doc[end].pos_ == "PROPN" and doc[end].dep_ == span.root.dep_ == "compound":
            end += 1
        if end == span.end or end in self._reading.registered:
            return span
        return labelled(span.doc, span.start, end, label="place")

    def _with_feature(self, span: Span, noun: Token) -> Span:
        """A name with the noun that is part of it: "the Casamance river", "Kachin State", not "the Kursk border"."""
        is_next = noun.i == span.end
        is_part = noun.lemma_.lower() in self._words.people["features"] or noun.text[:1].isupper()
        if not (is_next and is_part):
            return span
        return labelled(span.doc, span.start, noun.i + 1, label="place", kb_id=span.kb_id_, span_id=span.id_)

    def _named_behind(self, noun: Token) -> Span | None:
        """The name in "the border district of Nangade", "the port of Tulvik"."""
        if noun.lemma_.lower() not in self._words.people["districts"]:
            return None
        behind = (o for c in noun.rights if c.lower_ == "of" for o in c.children if o.pos_ == "PROPN")
        name = next(behind, None)
        if name is None:
            return None
        return self._marked.get(name.i) or self._name_from(
            name.doc[name.left_edge.i]
        )  # whatever the model takes it for

    def _unknown(self, noun: Token) -> Span | None:
        """A name that nobody knows but that something is "in" or "near": "at Ndassima"."""
        if noun.pos_ != "PROPN" or noun.ent_type_ in NO_PLACES or self._is_somebody(noun):
            return None
        is_entered = noun.dep_ == "dobj" and noun.head.lemma_.lower() in self._words.people["entering"]
        if not is_entered and not (noun.dep_ == "pobj" and noun.head.lower_ in LYING):
            return None
        start = noun.i
        while start and noun.doc[start - 1].dep_ == "compound" and noun.doc[start - 1].pos_ == "PROPN":
            start -= 1
        return noun.doc[start : noun.i + 1]

    def _is_somebody(self, noun: Token) -> bool:
        """Whether a name is a person's that the article gives in full somewhere."""
        return noun.ent_type_ == "PERSON" and noun.text in self._reading.surnames

    def _site(self, noun: Token) -> Span | None:
        """ "the Tariq bin Ziyad base", of "the Tumbes border" the name alone: what stands in capitals before it."""
        start = noun.i
        while (
            start > noun.sent.start and _is_of_name(noun.doc[start - 1]) and start - 1 not in self._reading.registered
        ):
            start -= 1
        while start < noun.i and not noun.doc[start].text[:1].isupper():
            start += 1
        if start == noun.i:
            return None
        people, lemma = self._words.people, noun.lemma_.lower()
        is_in_name = noun.text[:1].isupper() or lemma in people["sites"] or lemma in people["features"]
        return noun.doc[start : noun.i + is_in_name]


@cache
def district_of() -> re.Pattern[str]:
    """The name (group 1) in "the border region of Kursk in Russia", "a village of Pyla", not in "Port of Spain"."""
    kinds = "|".join(sorted(force_words().people["districts"]))
    return re.compile(rf"^.*\b(?:{kinds}) of (?:the )?([A-Z].*?)(?: in .+)?$")


def is_where(span: Span) -> bool:
    """Whether a name is told as a place rather than as one who acts: "in Chad"."""
    root = span.root
    return root.dep_ == "pobj" and root.head.lower_ in force_words().prepositions | {"from"}


def _is_of_state(span: Span) -> bool:
    """Whether a name only says where a state lies: "the Caribbean nation"."""
    after = span.doc[span.end] if span.end < len(span.doc) else None
    return span.label_ == "place" and after is not None and after.lower_ in STATES


def _widened(span: Span) -> Span:
    """A place with what stands before its name: "Camp Lemonnier", "northern Syria"."""
    span = _with_its_article(span)
    before = span.doc[span.start - 1] if span.start else None
    if before is None or not (before.text in KINDS or before.lower_ in QUARTERS):
        return span
    label = span.label_ if before.text in KINDS else "place"
    return labelled(span.doc, span.start - 1, span.end, label=label, kb_id=span.kb_id_, span_id=span.id_)


def _with_its_article(span: Span) -> Span:
    """Of "Al-Khadim" the whole, of which the model may mark the second part alone."""
    start = span.start
    if start < TWO or span.doc[start - 1].text != "-" or span.doc[start - 1].whitespace_:
        return span
    first = span.doc[start - TWO]
    if first.whitespace_ or not first.text[:1].isalpha() or len(first) > LONGEST_ARTICLE:
        return span
    return labelled(span.doc, start - TWO, span.end, label=span.label_, kb_id=span.kb_id_, span_id=span.id_)


def _is_short(preposition: Token, noun: Token) -> bool:
    return _end_of_phrase(preposition) - noun.i <= NEAR_NOUN


def _end_of_phrase(preposition: Token) -> int:
    """The last word of a preposition's object, without clauses and what follows a comma."""
    last = preposition.i
    for token in preposition.doc[preposition.i : preposition.right_edge.i + 1]:
        if token.is_punct or token.dep_ in {"relcl", "acl", "advcl"}:
            break
        last = token.i
    return last


def _is_of_name(token: Token) -> bool:
    """Whether a word before a noun may be part of the name of a site: capitals, and what stands between them."""
    if token.dep_ in {"det", "poss", "case"} or token.is_punct:
        return False
    return token.pos_ == "PROPN" or (token.dep_ in {"compound", "nmod", "amod"} and token.pos_ in {"NOUN", "X", "ADJ"})
