"""Theatre: the places that a sighting names, and the state that they (or "the country") lie in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from spacy.tokens import Span, Token

from service.extract.goals import goals, governors
from service.extract.lexicon.forces import force_words
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.syntax import children

PLACES = frozenset({"GPE", "LOC", "FAC"})
NAMING = frozenset({"adjective", "demonym"})
NEAR_NOUN = 8
LOOSE = frozenset({"relcl", "acl", "advcl", "conj"})
AGAINST = frozenset({"against", "with", "between", "from"})
LYING = frozenset({"in", "at", "near", "outside", "around"})
TIMES = frozenset({"DATE", "TIME", "EVENT", "LAW"})
FRONTS = frozenset({"front", "line", "border", "frontier"})  # "the Ukrainian front" lies on both sides
THERE = frozenset({"there", "here"})


@dataclass(slots=True)
class Area:
    """Places that are named, and the state that they (or "the country") lie in."""

    places: list[Span] = field(default_factory=list)
    host: str | None = None


class Theatre:
    """Answers for one article."""

    def __init__(self, reading: Reading, sides: Sides) -> None:
        self._reading = reading
        self._sides = sides
        self._words = force_words()
        spans = {span.start: span for span in reading.registered.values() if span.label_ in {"state", "place"}}
        hosts = (sides.host(spans[start]) for start in sorted(spans))
        self._states = Counter(host for host in hosts if host is not None)
        self._named_places = {t.i: e for e in reading.doc.ents if e.label_ in PLACES for t in e}

    def of(self, anchor: Token, head: Token, token: Token, sender: str | None, *, leaving: bool) -> Area:
        """Return where a sighting plays."""
        area = Area()
        for governor in governors(anchor, head, token):
            for noun in goals(governor, leaving=leaving):
                self._enter(noun, sender, area)
            if governor.dep_ == "relcl" and any(c.lower_ == "where" for c in governor.children):
                self._enter(governor.head, sender, area)  # "Mali, where it has 2,000 men"
            if area.host is None and not area.places:
                there = next((c for c in children(governor, "advmod") if c.lower_ in THERE), None)
                area.host = self._last_host(there, sender) if there is not None else None
        return area

    def _last_host(self, before: Token, sender: str | None) -> str | None:
        """The country of the place spoken of last: "has 850 soldiers there"."""
        for index in range(before.i - 1, -1, -1):
            span = self._reading.registered.get(index)
            host = self._sides.host(span) if span is not None and span.label_ in {"place", "state"} else None
            if host is not None and host != sender:
                return host
        return None

    def _enter(self, noun: Token, sender: str | None, area: Area) -> None:
        spans = self._named(noun)
        for span in spans:
            if span.start not in {p.start for p in area.places}:
                area.places.append(span)
        hosts = [h for span in spans if (h := self._sides.host(span)) not in {None, sender}]
        if not spans and (country := self._country(noun, sender)) is not None:
            hosts = [country]
        if area.host is None and hosts:
            area.host = hosts[0]

    def _named(self, noun: Token) -> list[Span]:
        """The places named in a noun phrase, without those in a clause of its own."""
        own = self._reading.registered.get(noun.i)
        is_place = noun.lemma_.lower() in self._words.people["places"]
        if own is None and not is_place:
            span = self._named_places.get(noun.i) or self._unknown(noun)
            return [span] if span is not None else []
        clauses = {t.i for c in noun.subtree if c.dep_ in LOOSE or c.lower_ in AGAINST for t in c.subtree}
        tokens = [t for t in noun.subtree if t.i not in clauses and t.i <= noun.i + NEAR_NOUN]
        found = [s for s in self._reading.names_in(tokens) if s.label_ in {"place", "state"} and s.id_ not in NAMING]
        if found:
            return found
        span = self._named_places.get(noun.i) if own is None else None
        return [span] if span is not None else []

    def _unknown(self, noun: Token) -> Span | None:
        """A name that nobody knows but that something is "in" or "near": "at Ndassima"."""
        if noun.pos_ != "PROPN" or noun.dep_ != "pobj" or noun.head.lower_ not in LYING or noun.ent_type_ in TIMES:
            return None
        start = noun.i
        while start and noun.doc[start - 1].dep_ == "compound" and noun.doc[start - 1].pos_ == "PROPN":
            start -= 1
        return noun.doc[start : noun.i + 1]

    def _country(self, noun: Token, sender: str | None) -> str | None:
        """ "Belarusian soil", "the country": the state its adjective names, or the one most spoken of."""
        lemma = noun.lemma_.lower()
        is_country = lemma in self._words.people["countries"]
        if not is_country and (lemma not in self._words.people["places"] or lemma in FRONTS):
            return None
        named = [side for side in self._sides.among(list(noun.lefts)) if side != sender]
        if named or sender is None or not is_country:
            return named[-1] if named else None
        return next((state for state, _ in self._states.most_common() if state != sender), None)
