"""Theatre: the places that a sighting names, and the state that they (or "the country") lie in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from spacy.tokens import Span, Token

from service.extract.goals import goals, governors
from service.extract.lexicon.forces import force_words
from service.extract.plain_doc import labelled
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.syntax import children, first_of

PLACES = frozenset({"GPE", "LOC", "FAC"})
NAMING = frozenset({"adjective", "demonym"})
NEAR_NOUN = 8
LOOSE = frozenset({"relcl", "acl", "advcl", "conj"})
AGAINST = frozenset({"against", "with", "between", "from"})
REGIONS = frozenset(
    {"region", "area", "province", "city", "town", "valley", "enclave", "territory", "peninsula", "island"}
)
LYING = frozenset({"in", "at", "near", "outside", "around", "opposite", "to", "into", "from", "towards", "toward"})
TIMES = frozenset({"DATE", "TIME", "EVENT", "LAW"})
FRONTS = frozenset({"front", "line", "border", "frontier"})  # "the Ukrainian front" lies on both sides
DEFINITE = frozenset({"the", "its", "their", "his", "her", "our", "this", "that", "these", "both"})
KINDS = frozenset({"Camp", "Fort", "Base", "Outpost", "Airbase", "Port"})
DESCRIBED = "described"  # the label of a place that has no name
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
        described: list[Span] = []
        for governor in governors(anchor, head, token):
            there = next((c for c in children(governor, "advmod") if c.lower_ in THERE), None)
            if there is not None and area.host is None and not area.places:
                self._enter_last(there, sender, area)
            for noun in goals(governor, leaving=leaving):
                self._enter(noun, sender, area)
                described += self._described(noun)
            if governor.dep_ == "relcl" and any(c.lower_ == "where" for c in governor.children):
                self._enter(governor.head, sender, area)  # "Mali, where it has 2,000 men"
        area.places = area.places or described[:1]
        return area

    def _enter_last(self, before: Token, sender: str | None, area: Area) -> None:
        """Enter the place spoken of last and its country: "has 850 soldiers there"."""
        for index in range(before.i - 1, -1, -1):
            span = self._reading.registered.get(index)
            if span is None or span.label_ not in {"place", "state"} or _acts(span):
                continue
            span = self._reading.registered.get(first_of(span.root).i, span)  # "in Surin and Buriram": they are there
            host = self._sides.host(span)
            if host is not None and host != sender:
                area.host = host
                area.places += [span] if span.label_ == "place" else []
                return

    def _last_place(self, before: Token) -> Span | None:
        """The place, other than a state, that was spoken of last in this or the sentence before."""
        first = before.sent.start
        start = first if first == 0 else before.doc[first - 1].sent.start
        spans = reversed(self._reading.registry_spans_before(before.i))
        return next((span for span in spans if span.label_ == "place" and span.start >= start), None)

    def _described(self, noun: Token) -> list[Span]:
        """A place that is not named but described: "the north", "its side of the line", "the breakaway region"."""
        lemma = noun.lemma_.lower()
        is_place = lemma in self._words.people["places"] - self._words.people["countries"] - {"post"}
        if not is_place or not any(c.lower_ in DEFINITE for c in noun.lefts):
            return []
        of = next((c for c in noun.rights if c.lower_ == "of" and c.right_edge.i - noun.i <= NEAR_NOUN), None)
        end = of.right_edge.i if of is not None else noun.i
        return [labelled(noun.doc, noun.left_edge.i, end + 1, label=DESCRIBED)]

    def _enter(self, noun: Token, sender: str | None, area: Area) -> None:
        spans = self._named(noun)
        for span in spans:
            if span.start not in {p.start for p in area.places}:
                area.places.append(span)
        hosts = [h for span in spans if (h := self._sides.host(span)) not in {None, sender}]
        if not spans and (country := self._country(noun, sender)) is not None:
            hosts = [country]
        elif not spans and _takes_up_place(noun) and (last := self._last_place(noun)) is not None:
            area.places.append(last)  # "into the region"
            hosts = [h for h in [self._sides.host(last)] if h not in {None, sender}]
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
            return [_with_kind(span) for span in found]
        span = (self._named_places.get(noun.i) or self._site(noun)) if own is None else None
        return [span] if span is not None else []

    def _unknown(self, noun: Token) -> Span | None:
        """A name that nobody knows but that something is "in" or "near": "at Ndassima"."""
        if noun.pos_ != "PROPN" or noun.ent_type_ in TIMES:
            return None
        is_entered = noun.dep_ == "dobj" and noun.head.lemma_.lower() in self._words.people["entering"]
        if not is_entered and not (noun.dep_ == "pobj" and noun.head.lower_ in LYING):
            return None
        start = noun.i
        while start and noun.doc[start - 1].dep_ == "compound" and noun.doc[start - 1].pos_ == "PROPN":
            start -= 1
        return noun.doc[start : noun.i + 1]

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
        is_in_name = noun.text[:1].isupper() or noun.lemma_.lower() in self._words.people["sites"]
        return noun.doc[start : noun.i + is_in_name]

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


def _acts(span: Span) -> bool:
    """Whether a name is one of those who do something, not a place: "France said"."""
    root = first_of(span.root)
    is_heading = span.end < len(span.doc) and span.doc[span.end].text == ":"
    return span.label_ == "state" and not is_heading and root.dep_ in {"nsubj", "nsubjpass"}


def is_where(span: Span) -> bool:
    """Whether a name is told as a place rather than as one who acts: "in Chad"."""
    root = span.root
    return root.dep_ == "pobj" and root.head.lower_ in force_words().prepositions | {"from"}


def _with_kind(span: Span) -> Span:
    """A place with what stands before its name: "Camp Lemonnier"."""
    if span.start == 0 or span.doc[span.start - 1].text not in KINDS:
        return span
    return labelled(span.doc, span.start - 1, span.end, label=span.label_, kb_id=span.kb_id_, span_id=span.id_)


def _takes_up_place(noun: Token) -> bool:
    """ "the region", "that valley": one named before."""
    is_region = noun.lemma_.lower() in REGIONS
    return is_region and any(c.lower_ in {"the", "that", "this"} for c in noun.lefts) and noun.n_lefts == 1


def _is_of_name(token: Token) -> bool:
    """Whether a word before a noun may be part of the name of a site: capitals, and what stands between them."""
    if token.dep_ in {"det", "poss", "case"} or token.is_punct:
        return False
    return token.pos_ == "PROPN" or (token.dep_ in {"compound", "nmod", "amod"} and token.pos_ in {"NOUN", "X", "ADJ"})
