"""Where a force is sent, whom that helps and against whom: what stands around a verb or noun of sending."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Span, Token

from service.extract.anchors import EQUIPPING, is_setting_out
from service.extract.lexicon.forces import force_words
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.syntax import children, coordinated, prepositional_objects
from service.extract.troops import force_of

INNER = ("xcomp", "advcl", "acl", "relcl", "pcomp", "conj")
ENTERING = frozenset(
    {"enter", "reach", "leave", "quit", "exit", "vacate", "evacuate", "invade", "patrol", "guard", "secure"}
)
PLACES = frozenset({"GPE", "LOC", "FAC"})
NAMING = frozenset({"adjective", "demonym"})
NEAR_NOUN = 8
LOOSE = frozenset({"relcl", "acl", "advcl", "conj"})
AGAINST = frozenset({"against", "with", "between", "from"})


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
        self.fought = self._fought()

    # places

    def of(self, anchor: Token, head: Token, token: Token, sender: str | None, *, leaving: bool) -> Area:
        """Return where a sighting plays."""
        area = Area()
        for governor in self._governors(anchor, head, token):
            for noun in self._goals(governor, leaving=leaving):
                self._enter(noun, sender, area)
            if governor.dep_ == "relcl" and any(c.lower_ == "where" for c in governor.children):
                self._enter(governor.head, sender, area)  # "Mali, where it has 2,000 men"
            if area.host is None and (there := next(iter(self._there(governor)), None)) is not None:
                area.host = self._last_host(there, sender)
        return area

    def _there(self, governor: Token) -> list[Token]:
        """ "has 850 soldiers there"."""
        return [c for c in children(governor, "advmod") if c.lower_ in {"there", "here"}]

    def _last_host(self, before: Token, sender: str | None) -> str | None:
        """The country of the place spoken of last."""
        for index in range(before.i - 1, -1, -1):
            span = self._reading.registered.get(index)
            host = self._sides.host(span) if span is not None and span.label_ in {"place", "state"} else None
            if host is not None and host != sender:
                return host
        return None

    def _governors(self, anchor: Token, head: Token, token: Token) -> list[Token]:
        found = {t.i: t for t in (anchor, head, token)}
        if anchor.dep_ == "dobj" and anchor.head.lemma_.lower() in self._words.people["ordering"]:
            found.setdefault(anchor.head.i, anchor.head)  # "approved the dispatch of soldiers to Slovakia"
        for governor in list(found.values()):
            for inner in children(governor, *INNER):
                if inner.pos_ in {"VERB", "AUX"} and (
                    inner.dep_ != "conj" or not children(inner, "nsubj", "nsubjpass")
                ):
                    found.setdefault(inner.i, inner)
        return list(found.values())

    def _goals(self, governor: Token, *, leaving: bool) -> Iterator[Token]:
        for child in governor.children:
            if child.dep_ in {"prep", "prt", "dative", "advmod"}:
                is_goal = child.lower_ in self._words.prepositions or (
                    child.lower_ == "for" and is_setting_out(governor)
                )
                if is_goal or (leaving and child.lower_ == "from"):
                    yield from (place for noun in children(child, "pobj") for place in self._and_around(noun))
                for further in children(child, "prep", "conj"):
                    if further.lower_ in self._words.prepositions or (leaving and further.lower_ == "of"):
                        yield from children(further, "pobj")
                if child.lower_ in {"with", "under", "as"}:
                    for noun in children(child, "pobj"):
                        yield from prepositional_objects(noun, "in", "near") if force_of(noun) is not None else ()
            elif child.dep_ == "dobj" and governor.lemma_.lower() in ENTERING and not is_setting_out(governor):
                yield from coordinated(child)
            elif child.dep_ == "poss" and governor.lemma_.lower() in self._words.bases:
                yield child

    def _and_around(self, noun: Token) -> Iterator[Token]:
        """A place, those coordinated with it, and what it lies in: "at Camp Shamrock in Lebanon"."""
        for place in coordinated(noun):
            yield place
            if (
                self._named(place)
                or force_of(place) is not None
                or place.lemma_.lower() in self._words.people["events"]
            ):
                is_hostile = place.lemma_.lower() in self._words.people["hostile"]
                yield from prepositional_objects(place, "in", "near", *(() if is_hostile else ("on",)))

    def _enter(self, noun: Token, sender: str | None, area: Area) -> None:
        spans = self._named(noun)
        for span in spans:
            if span.start not in {p.start for p in area.places}:
                area.places.append(span)
        hosts = [h for span in spans if (h := self._sides.host(span)) not in {None, sender}]
        if not spans and noun.lemma_.lower() in self._words.people["countries"]:
            hosts = [h for h in [self._country(noun, sender)] if h is not None]
        if area.host is None and hosts:
            area.host = hosts[0]

    def _named(self, noun: Token) -> list[Span]:
        """The places named in a noun phrase, without those in a clause of its own."""
        own = self._reading.registered.get(noun.i)
        is_place = noun.lemma_.lower() in self._words.people["places"]
        if own is None and not is_place:
            span = self._named_places.get(noun.i)
            return [span] if span is not None else []
        clauses = {t.i for c in noun.subtree if c.dep_ in LOOSE or c.lower_ in AGAINST for t in c.subtree}
        tokens = [t for t in noun.subtree if t.i not in clauses and t.i <= noun.i + NEAR_NOUN]
        found = [s for s in self._reading.names_in(tokens) if s.label_ in {"place", "state"} and s.id_ not in NAMING]
        if found:
            return found
        span = self._named_places.get(noun.i) if own is None else None
        return [span] if span is not None else []

    def _country(self, noun: Token, sender: str | None) -> str | None:
        """ "Belarusian soil", "the country": the state its adjective names, or the one most spoken of."""
        named = self._sides.among(list(noun.lefts))
        if named or sender is None:
            return named[-1] if named else None
        return next((state for state, _ in self._states.most_common() if state != sender), None)

    # who gains, who is fought

    def beneficiary(self, anchor: Token, head: Token, token: Token, sender: str | None) -> str | None:
        """Return whom it helps: "to support Kinshasa's army", "fighting for Russia", "alongside the M23"."""
        for governor in self._governors(anchor, head, token):
            for noun in self._helped(governor):
                side = self._sides.of_noun(noun)
                if side is not None and side != sender:
                    return side
        return None

    def _helped(self, governor: Token) -> Iterator[Token]:
        helping = self._words.people["helping"]
        yield from prepositional_objects(governor, "alongside", "beside")
        for cause in prepositional_objects(governor, "to", "in", "at"):
            if cause.lemma_.lower() in self._words.people["causes"]:
                yield from (*children(cause, "poss"), *prepositional_objects(cause, "of"))
        yield from children(governor, "dative")
        if governor.pos_ != "VERB":
            return
        if governor.lemma_.lower() in helping:
            yield from (n for n in children(governor, "dobj", "nsubjpass") if not _is_thing(n))
            yield from (s for c in children(governor, "ccomp") for s in children(c, "nsubj"))
        if governor.lemma_.lower() in {"fight", "serve", "work"}:
            yield from (n for n in prepositional_objects(governor, "for") if n.ent_type_ or n.pos_ == "PROPN")
        for clause in children(governor, "xcomp", "advcl", "acl", "prep"):
            if clause.lemma_.lower() in helping and clause.pos_ == "VERB":
                yield from (n for n in children(clause, "dobj") if not _is_thing(n))
                yield from (s for c in children(clause, "ccomp") for s in children(c, "nsubj"))
        if governor.lemma_.lower() in EQUIPPING:
            yield from (n for n in children(governor, "dobj") if n.pos_ == "PROPN" or force_of(n) is not None)

    def adversary(self, anchor: Token, sender: str | None) -> str | None:
        """Return whom the sentence of a sighting names after "against", or as those fought."""
        start, end = anchor.sent.start, anchor.sent.end
        return next((side for i, side in self.fought.items() if start <= i < end and side != sender), None)

    def _fought(self) -> dict[int, str]:
        """Those fought against, by the token that says so."""
        found: dict[int, str] = {}
        for token in self._reading.doc:
            if token.lower_ == "against" or (
                token.pos_ == "VERB" and token.lemma_.lower() in self._words.people["opposing"]
            ):
                for noun in (n for o in children(token, "pobj", "dobj") for n in coordinated(o)):
                    side = self._sides.of_noun(noun)
                    if side is not None:
                        found.setdefault(token.i, side)
        return found


def _is_thing(noun: Token) -> bool:
    return noun.lemma_.lower() in {"barracks", "camp", "base", "border", "airport", "plan", "effort"}
