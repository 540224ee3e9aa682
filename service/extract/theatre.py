"""Theatre: the places that a sighting names, and the state that they (or "the country") lie in."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Span, Token

from service.extract.goals import goals, governors
from service.extract.lexicon.forces import force_words
from service.extract.named_places import NamedPlaces
from service.extract.place_names import PlaceNames, is_where
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.sighting import Framed
from service.extract.syntax import FINITE, children, first_of

REGIONS = frozenset(
    {"region", "area", "province", "city", "town", "valley", "enclave", "territory", "peninsula", "island"}
)
FRONTS = frozenset({"front", "line", "border", "frontier"})  # "the Ukrainian front" lies on both sides
THERE = frozenset({"there", "here"})
# what lies by a place that has a name without being it
RELATIVE = frozenset({"north", "south", "east", "west", "mouth", "border", "frontier", "side", "edge", "outskirts"})
IN_LINE = 14  # words behind verb and force in which a place is looked for past the parse
LINED = frozenset({"in", "to", "at", "near", "into", "off", "towards", "toward", "inside", "outside", "around"})
CLAUSE_OPENERS = frozenset({"that", "which", "who", "when", "while", "because", "if", "after", "before", "as", "since"})


@dataclass(slots=True)
class Area:
    """Places that are named, and the state that they lie in; ``is_pointed_at``: "there", "the country"."""

    places: list[Span] = field(default_factory=list)
    host: str | None = None
    is_pointed_at: bool = False


class Theatre:
    """Answers for one article."""

    def __init__(self, reading: Reading, sides: Sides) -> None:
        self._reading = reading
        self._sides = sides
        self._words = force_words()
        self._names = PlaceNames(reading)
        self._named = NamedPlaces(reading, self._names)

    def of(self, anchor: Token, head: Token, token: Token, sender: str | None, *, leaving: bool) -> Area:
        """Return where a sighting plays."""
        area = Area()
        described: list[Span] = []
        for governor in governors(anchor, head, token):
            there = next((c for c in children(governor, "advmod") if c.lower_ in THERE), None)
            if there is not None and area.host is None and not area.places:
                area.is_pointed_at = True
                self._enter_last(there, sender, area)
            for noun in goals(governor, leaving=leaving):
                self._enter(noun, sender, area)
                if (place := self._names.described(noun)) is not None:
                    described.append(place)
            if governor.dep_ == "relcl" and any(c.lower_ == "where" for c in governor.children):
                self._enter(_outermost(governor.head), sender, area)  # "Mali, where it has 2,000 men"
        relative = [d for d in described if self._is_relative(d)]
        area.places = [*relative, *area.places] or described[:1]
        if not area.places and area.host is None and not leaving:
            self._enter_in_line(max(anchor, head, key=lambda t: t.i), sender, area)
        return area

    def holding(self, verb: Token, sender: str | None) -> Area:
        """Return where those are whom a place has: "the port houses 900 marines", "Gao is home to 900 marines"."""
        area = Area()
        for noun in children(verb, "nsubj"):
            self._enter(noun, sender, area)
        return area if any(place.label_ != "state" for place in area.places) else Area()

    def _is_relative(self, described: Span) -> bool:
        """Whether a description says more than the name in it: "the border with Chad", not "the border town of X"."""
        if described.root.lemma_.lower() in self._words.people["districts"] and described.root.i + 1 < described.end:
            return False
        return described.root.lemma_.lower() in RELATIVE or any(t.lower_ in RELATIVE for t in described)

    def _enter_in_line(self, last: Token, sender: str | None, area: Area) -> None:
        """Enter the place behind the first preposition of place in the clause, where the parse hangs it elsewhere."""
        deeds = self._words.people["deeds_in"]  # "to the liberation of Gao"
        for token in last.doc[last.i + 1 : min(last.i + IN_LINE, last.sent.end)]:
            if token.is_punct and token.text not in "-’'\"“”":
                return
            if token.tag_ in FINITE or token.lower_ in CLAUSE_OPENERS:
                return
            is_lined = token.lower_ in LINED or (token.lower_ == "of" and token.nbor(-1).lemma_.lower() in deeds)
            if is_lined and (span := self._names.after(token)) is not None:
                area.places.append(span)
                host = self._sides.host(span)
                area.host = host if host != sender else None
                return

    def _enter_last(self, before: Token, sender: str | None, area: Area) -> None:
        """Enter the place spoken of last and its country: "has 850 soldiers there"."""
        for span in self._named.before(before):
            if not span.kb_id_:
                if not area.places and span.start >= before.sent.start:
                    area.places.append(span)  # a town that nobody knows: in which country, others tell
                continue
            if _acts(span) or (span.label_ == "state" and not (is_where(span) or self._is_in_region(span))):
                continue
            span = self._reading.registered.get(first_of(span.root).i, span)  # "in Surin and Buriram": they are there
            host = self._sides.host(span)
            if host is not None and host != sender:
                area.host = host
                area.places += [span] if span.label_ == "place" and not area.places else []
                return

    def _is_in_region(self, span: Span) -> bool:
        """Whether a name is the adjective of a place where something is: "in the Russian border region"."""
        region = span.root.head
        is_described = span.root.dep_ == "amod" and region.lemma_.lower() in self._words.people["places"]
        return is_described and region.dep_ == "pobj" and region.head.lower_ in self._words.prepositions

    def _spoken_of(self, noun: Token) -> Span | None:
        """The place that "the shoal" takes up, the last that is called one; of "the region" the last one spoken of."""
        lemma = noun.lemma_.lower()
        if lemma in REGIONS:
            return self._last_place(noun)
        spans = reversed(self._reading.registry_spans_before(noun.i))
        return next((s for s in spans if s.label_ == "place" and lemma in s.text.lower().split()), None)

    def _last_place(self, before: Token) -> Span | None:
        """The place, other than a state, that was spoken of last in this or the sentence before."""
        first = before.sent.start
        start = first if first == 0 else before.doc[first - 1].sent.start
        spans = reversed(self._reading.registry_spans_before(before.i))
        return next((span for span in spans if span.label_ == "place" and span.start >= start), None)

    def _enter(self, noun: Token, sender: str | None, area: Area) -> None:
        spans = self._names.of(noun)
        for span in spans:
            if span.start not in {p.start for p in area.places}:
                area.places.append(span)
        hosts = [h for span in spans if (h := self._sides.host(span)) not in {None, sender}]
        if not spans and (country := self._country(noun, sender)) is not None:
            hosts = [country]
        elif not spans and (noun.lemma_.lower() in self._words.people["countries"] or _is_the_island(noun)):
            area.is_pointed_at = True  # "in the country"
        elif not spans and _takes_up_place(noun) and (last := self._spoken_of(noun)) is not None:
            area.places.append(last)  # "into the region"
            hosts = [h for h in [self._sides.host(last)] if h not in {None, sender}]
        if area.host is None and hosts:
            area.host = hosts[0]

    def _country(self, noun: Token, sender: str | None) -> str | None:
        """ "Belarusian soil": the state that its adjective names."""
        lemma = noun.lemma_.lower()
        if lemma not in self._words.people["places"] | self._words.people["countries"] or lemma in FRONTS:
            return None
        named = [side for side in self._sides.among(list(noun.lefts)) if side != sender]
        return named[-1] if named else None


def is_setting_sail(framed: Framed, area: Area) -> bool:
    """Whether a ship is told to leave a port, which is where it comes from; "left the Red Sea" ends its stay there."""
    is_leaving = framed.frame == "leave" and framed.force == "ships" and framed.role == "subject"
    return is_leaving and bool(area.places) and not any(p.kb_id_ and area.host is None for p in area.places)


def _outermost(place: Token) -> Token:
    """Of "the crossing at Wajale on the border with Somalia, where" the crossing, on this side of the border."""
    border = place.head.head if place.dep_ == "pobj" and place.head.lower_ == "with" else place
    if border.lemma_.lower() not in FRONTS:
        return place
    crossing = border.head.head if border.dep_ == "pobj" else border
    return crossing if crossing.lemma_.lower() in force_words().people["places"] else border


def _acts(span: Span) -> bool:
    """Whether a name is one of those who do something, not a place: "France said"."""
    root = first_of(span.root)
    is_heading = span.end < len(span.doc) and span.doc[span.end].text == ":"
    return span.label_ == "state" and not is_heading and root.dep_ in {"nsubj", "nsubjpass"}


def _is_the_island(noun: Token) -> bool:
    """ "on the island", which may be a state."""
    return noun.lemma_.lower() == "island" and noun.n_lefts == 1 and any(c.lower_ == "the" for c in noun.lefts)


def _takes_up_place(noun: Token) -> bool:
    """ "the region", "that valley": one named before."""
    is_region = noun.lemma_.lower() in REGIONS | force_words().people["features"]
    return is_region and any(c.lower_ in {"the", "that", "this"} for c in noun.lefts) and noun.n_lefts == 1
