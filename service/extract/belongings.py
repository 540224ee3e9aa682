"""Whose people or materiel a number counts, as the counted phrase and its own clause tell."""

from __future__ import annotations

from spacy.tokens import Token

from service.extract.anchors import head_of
from service.extract.counted import ABOUT_THEM, Count
from service.extract.givers import Givers
from service.extract.half_names import HalfNames
from service.extract.lexicon.counts import count_words
from service.extract.lexicon.forces import force_words
from service.extract.missions import Missions
from service.extract.names import Names
from service.extract.reading import Reading
from service.extract.ships import Ships
from service.extract.sides import Sides, is_maker
from service.extract.sighting import MATERIEL
from service.extract.syntax import SUBJECTS, children, is_passive, own_subject, prepositional_objects, subject
from service.extract.troops import Forces, force_of
from service.model import Measure

WE = frozenset({"we", "our", "us"})
OWNERS = frozenset({"armed_force", "organisation", "party"})  # kinds of names that may own what is counted
SENDING = frozenset({"send", "supply", "have", "leave"})
HARM: frozenset[Measure] = frozenset({"killed", "injured", "captured", "killed_or_injured"})
MOVED: frozenset[Measure] = frozenset({"deployed", "reinforcements", "withdrawn", "weapons"})
SUFFERED = HARM | {"displaced"}
PHRASE_REACH = 8  # tokens from a number to the noun of its phrase
SIDE_REACH = 6  # tokens from the noun to "on the Kyrgyz side"
NATIONALS = frozenset({"adjective", "demonym"})
NAMED = SUBJECTS | {"conj", "ROOT"}  # parts of a name that has something "with" it
FROM_REACH = 3  # tokens from the noun to the "from" that tells where they are from


class Belongings:
    """Answers for one article; actors are local ids."""

    def __init__(self, reading: Reading, sides: Sides, missions: Missions, names: Names, halves: HalfNames) -> None:
        self._reading = reading
        self._doc = reading.doc
        self._sides = sides
        self._missions = missions
        self._names = names
        self._forces = Forces(reading, sides)
        self._words = count_words()
        self._halves = halves
        self.ships = Ships(self._doc, self._forces)
        self._givers = Givers(self.side_of)

    def given(self, count: Count, anchor: Token) -> str | None:
        """Return who gives those counted, where another is told to get, want or welcome them."""
        return self._givers.of(count, anchor) if count.measure in MOVED else None

    def asking(self, anchor: Token) -> str | None:
        """Return the side that asks for those counted."""
        asker = self._givers.asker(anchor)
        return self.side_of(asker) if asker is not None else None

    def of(self, count: Count, anchor: Token) -> str | None:
        """Return whose those counted are as their phrase tells."""
        if count.noun is None and is_part(self._reading, count):
            return self._are_said_to_be(count) or self._beside(count)
        return (
            self._in_ranks(anchor)
            or self._right_behind(count)
            or self._right_before(count)
            or self._are_said_to_be(count)
            or self._on_side(anchor)
            or self._in_phrase(count, anchor)
            or self._halves.of(anchor)
            or self._come_from(count, anchor)
            or self._changed(anchor)
            or self._of_new_name(count, anchor)
            or self._of_mission(anchor)
            or self._of_short_name(anchor)
            or self.ships.of_crew(anchor)
            or self._above(count, anchor)
        )

    def side_of(self, noun: Token) -> str | None:
        """Return the side that a noun phrase stands for; "the mission" is the one spoken of."""
        if (mission := self._missions.of_noun(noun)) is not None:
            return mission
        side = self._halves.of(noun) or self._sides.of_noun(noun) or self._of_capital(noun)
        return (self._missions.called([noun], side) if side is not None else None) or side

    def _of_capital(self, noun: Token) -> str | None:
        """ "Tokyo is to transfer five vessels"."""
        span = self._reading.registered.get(noun.i)
        return self._sides.host(span) if span is not None and span.label_ == "place" and noun.dep_ == "nsubj" else None

    def is_of_them(self, count: Count, anchor: Token) -> bool:
        """ "eighteen of its soldiers", "Their losses exceed 4,000 persons": a pronoun says whose they are."""
        before = self._doc[anchor.sent.start : max(count.quantity.start, anchor.sent.start)]
        losses = self._words.owning["losses"] | self._words.totals
        holders = [anchor, *(t for t in before if t.lemma_.lower() in losses)]
        return any(c.lower_ in {"its", "their"} for noun in holders for c in children(noun, "poss"))

    def _of_short_name(self, anchor: Token) -> str | None:
        """ "half a dozen Guards" after the Revolutionary Guards were named."""
        if anchor.pos_ != "PROPN" or not anchor.text[0].isupper():
            return None
        spans = (s for s in self._reading.registry_spans if s.label_ == "armed_force" and len(s) > 1)
        return next((self._sides.of_span(s) for s in spans if s[-1].text == anchor.text), None)

    def _of_new_name(self, count: Count, anchor: Token) -> str | None:
        """ "eight Arrowcorp raiders": a name that the registry does not know, between the number and the people."""
        if anchor.pos_ != "NOUN" or count.kind == "weapons" or force_of(anchor) in MATERIEL:
            return None
        words = (t for t in children(anchor, "compound", "nmod", "poss") if t.i >= count.quantity.end)
        names = (t for t in words if t.ent_type_ != "NORP")  # "three Sahrawi fighters": a people is no force
        spans = (span for t in names if (span := self._names.span_at(t)) is not None)
        owners = (self._names.enter(span) for span in spans if self._names.kind(span) in OWNERS)
        named = (self._sides.state_of(owner) or (None if self._sides.is_service(owner) else owner) for owner in owners)
        return next((owner for owner in named if owner is not None), None)

    def _of_mission(self, anchor: Token) -> str | None:
        """ "18 soldiers of the Mission"."""
        named = (self._missions.of_noun(noun) for noun in prepositional_objects(anchor, "of", "from"))
        return next((mission for mission in named if mission is not None), None)

    def by_clause(self, count: Count, anchor: Token) -> str | None:
        """Return the sender of "sent 10,000 soldiers", the loser of "put its own losses at 300"."""
        event = count.event if count.event is not None else anchor.head
        putting = next((v for v in (event, anchor.head.head) if v.lemma_.lower() in self._words.putting), None)
        if putting is not None:
            return self._put(putting)
        if event.lemma_ == "cost":
            return self._bearing(count, event)
        holder = self._holder(count, anchor)
        side = self.side_of(holder) if holder is not None else None
        is_army = holder is not None and holder.lemma_.lower() in self._words.owning["national"]
        return side if side is None or not is_army or self._sides.is_state(side) else None

    def by_speaker(self, count: Count, anchor: Token) -> bool:
        """ "We have six advisers there", "our 300 men", "five dead on our side": of whoever speaks."""
        holder = self._holder(count, anchor)
        if holder is not None and holder.lower_ in WE:
            return True
        ranks = (t for t in anchor.sent if t.lemma_.lower() in self._words.owning["ranks"])
        return any(c.lower_ in WE for noun in (anchor, *ranks) for c in children(noun, "poss"))

    def by_national_army(self, count: Count, anchor: Token) -> bool:
        """ "The army has moved 5,000 soldiers", "12 government soldiers": they are those of the country itself."""
        holder = self._holder(count, anchor)
        if count.kind == "troops" and any(t.lower_ == "government" for t in children(anchor, "compound", "nmod")):
            return True
        return holder is not None and holder.lemma_.lower() in self._words.owning["national"]

    def _holder(self, count: Count, anchor: Token) -> Token | None:
        """The noun of whoever sends, has or loses those counted."""
        event = count.event if count.event is not None else anchor.head
        if count.measure not in MOVED and event.lemma_ != "lose":
            return None
        verb = self._having(count, anchor, event)
        if verb is None or brings_down(verb):
            return None
        is_done = is_passive(verb) or verb.dep_ == "acl"  # no agent has "ships, lent by Italy"
        for agent in prepositional_objects(verb, "by") if is_done else ():
            return agent if verb.lemma_.lower() not in self._words.owning["holding"] else None
        doer = subject(verb)
        if verb.dep_ == "acl" and doer is not None and (owners := children(doer, "poss")):
            doer = owners[0]  # "its intention to relieve the battalion with 600 soldiers"
        if verb.dep_ == "relcl" and verb.head.i == anchor.i and (sender := own_subject(verb)) is not None:
            return sender  # "the 15,000 soldiers whom Kim has sent"
        is_relative = verb.dep_ == "relcl" and verb.lemma_.lower() in {"include", "comprise"}
        is_relative = is_relative or anchor in verb.ancestors  # "the 18 soldiers … who lost their lives"
        if doer is not None and not is_relative and (antecedent := _antecedent(doer)) is not None:
            return antecedent  # "the mission, which has 11,000 troops"
        if doer is None or is_relative or doer.i == anchor.i or anchor.i in {t.i for t in doer.subtree}:
            return None
        return doer

    def _in_ranks(self, anchor: Token) -> str | None:
        """ "eight dead in its own ranks": of whoever says so, or whose ranks they are; "80 dead among the rebels"."""
        for noun in prepositional_objects(anchor, "in", "on", "among", "from"):
            owners = children(noun, "poss") if noun.lemma_.lower() in self._words.owning["ranks"] else []
            if owners and owners[0].tag_ == "PRP$" and (doer := subject(anchor.head)) is not None:
                return self.side_of(doer)
            if owners:
                return self.side_of(owners[0])
        behind = self._doc[anchor.i + 1 : min(anchor.i + 2 + FROM_REACH, anchor.sent.end)]  # wherever it hangs
        named = self._sides.among(list(behind)) if behind and behind[0].lower_ == "among" else []
        return named[0] if named else None

    def _are_said_to_be(self, count: Count) -> str | None:
        """ "750 of them are Senegalese", "two of the dead were Turks"."""
        verb = count.quantity.root(self._doc).head
        if verb.lemma_ != "be":
            return None
        named = (self._reading.registered.get(noun.i) for noun in children(verb, "attr", "acomp"))
        spans = [span for span in named if span is not None and span.id_ in {"adjective", "demonym"}]
        return self._sides.of_span(spans[0]) if spans else None

    def _right_behind(self, count: Count) -> str | None:
        """ "71 dead from Nepal and 39 from Laos", "50 soldiers from Peru, 15 those from Chile"."""
        if count.measure in {"withdrawn", "weapons"}:
            return None
        start = count.quantity.end
        start += self._doc[start : start + 1].text == "those"
        if self._doc[start : start + 1].text != "from":
            return None
        named = self._sides.among(list(self._doc[start + 1 : min(start + 1 + FROM_REACH, len(self._doc))]))
        return named[0] if named and self._sides.is_state(named[0]) else None

    def _right_before(self, count: Count) -> str | None:
        """ "Peru with around 900 soldiers and Chile with 590 have most of them"."""
        first = count.quantity.qualified_from
        span = self._reading.registered.get(first - 2) if first > 1 and self._doc[first - 1].lower_ == "with" else None
        if span is None or span.label_ != "state" or span.id_ in NATIONALS or span.root.dep_ not in NAMED:
            return None
        return self._sides.of_span(span)

    def _on_side(self, anchor: Token) -> str | None:
        """ "63 people on the Kyrgyz side"."""
        behind = self._doc[anchor.i + 1 : min(anchor.i + SIDE_REACH, anchor.sent.end)]
        side = next((t for t in behind if t.lower_ == "side"), None)
        if side is None or behind[0].lower_ not in {"on", "from"}:
            return None
        named = self._sides.among(list(self._doc[behind[0].i : side.i]))
        return named[0] if len(named) == 1 else None

    def _beside(self, count: Count) -> str | None:
        """ "twelve of them South Africans"."""
        named = self._sides.among(list(self._doc[count.quantity.end + 2 : count.quantity.end + 4]))
        return named[0] if named else None

    def bereft(self, anchor: Token, count: Count) -> str | None:
        """The side of "India reported five dead": whoever tells of dead and names nobody tells of its own."""
        verbs = (t for t in anchor.ancestors if t.pos_ in {"VERB", "AUX"} and t.lower_ not in self._words.behind)
        verb = next(verbs, anchor)
        named = count.noun is not None and bool(self._sides.among(list(anchor.lefts)))
        if named or count.measure not in HARM or verb.lemma_.lower() not in self._words.owning["mourning"]:
            return None
        if count.noun is not None and count.noun.lemma_.lower() in self._words.owning["irregular"]:
            return None
        doer = subject(verb)
        side = self.side_of(doer) if doer is not None and doer.i < anchor.i else None
        return side if side is not None and self._sides.is_state(side) else None

    def gapped(self, count: Count, anchor: Token) -> str | None:
        """Return the state of "Germany sent 300 soldiers, France 200 and Italy a company of 120": one verb for all."""
        first = min(count.quantity.qualified_from, anchor.left_edge.i if count.noun is not None else len(self._doc))
        first -= (
            bool(first) and self._doc[first - 1].lower_ == "with"
        )  # "Croatia takes part with 140 and Albania with 85"
        if first > 3 and self._doc[first - 1].text == "," and self._doc[first - 3].text == ";":
            first -= 1  # "Italy has offered two ships; Sweden, six jets"
        span = self._reading.registered.get(first - 1)
        if span is None or span.label_ != "state" or span.id_ in {"adjective", "demonym"} or not span.start:
            return None
        is_listed = self._doc[span.start - 1].lower_ in {",", ";", "and", "while", "but"}
        return self._sides.of_span(span) if is_listed else None

    def _in_phrase(self, count: Count, anchor: Token) -> str | None:
        """ "340 Irish soldiers", "its 130 men"; of "Malawian and Tanzanian soldiers" nobody in particular."""
        start = count.quantity.qualified_from
        between = self._doc[count.quantity.end : anchor.i]
        stop = next((t.i for t in between if t.like_num), anchor.left_edge.i)
        if own := self._sides.among([t for t in self._doc[count.quantity.end : stop] if not is_maker(t)]):
            return own[-1]  # "300 Filipino and 60 Australian soldiers"
        if self._is_their_number(anchor):
            return None
        if not self._is_given_to(head_of(anchor)) and (owner := self._forces.owner(anchor)) is not None:
            return owner
        if not start <= anchor.i < count.quantity.end + PHRASE_REACH:
            return None
        named = self._sides.among([t for t in self._doc[start : anchor.i + 1] if not is_maker(t)])
        return named[-1] if named else None

    def _is_their_number(self, noun: Token) -> bool:
        """ "Seoul puts their number at 10,000": not that of Seoul's own."""
        return noun.lemma_.lower() in self._words.totals and any(c.lower_ == "their" for c in children(noun, "poss"))

    def _is_given_to(self, head: Token) -> bool:
        """ "handed Kyiv 250 tanks": who is named first in the phrase gets them."""
        span = self._reading.registered.get(head.left_edge.i)
        if span is None or span.id_ in {"adjective", "demonym"} or not span.start:
            return False
        return self._doc[span.start - 1].pos_ == "VERB"

    def _come_from(self, count: Count, anchor: Token) -> str | None:
        """ "350 troops from Nigeria, 200 from Ghana": wherever the parse hangs the "from"; of several states nobody."""
        if count.measure in {"withdrawn", "weapons"}:
            return None
        start = max(anchor.i + 1, count.quantity.end)
        before = next((t for t in self._doc[start : start + FROM_REACH] if t.lower_ in {"from", "of"}), None)
        if before is None or any(t.pos_ in {"VERB", "AUX", "PUNCT"} for t in self._doc[start : before.i]):
            return None
        named = self._sides.among(list(self._doc[before.i + 1 : before.i + 4]))
        return named[0] if named and self._sides.is_state(named[0]) else None

    def _changed(self, anchor: Token) -> str | None:
        """ "told Togo to cut its garrison to 600 men": of whoever's force it is whose number changes."""
        verb = anchor.head.head if anchor.dep_ == "pobj" else anchor.head
        if verb.lemma_.lower() not in self._words.counting or verb.pos_ != "VERB":
            return None
        nouns = [t for t in children(verb, "dobj", "nsubjpass", "nsubj") if t.i < anchor.i]
        forces = (noun for noun in reversed(nouns) if force_of(noun) is not None)
        return next((owner for noun in forces if (owner := self._forces.owner(noun)) is not None), None)

    def _above(self, count: Count, anchor: Token) -> str | None:
        """ "the Rwandan contingent, strong of nearly 2 800 men": the body of which they are."""
        if count.measure not in MOVED:
            return None
        body = anchor
        for _ in range(3):
            body = body.head
            if body.pos_ in {"VERB", "AUX"}:
                return None
            if body.lemma_.lower() in self._words.bodies and body.pos_ in {"NOUN", "PROPN"} and body.i < anchor.i:
                return self._forces.owner(body) or self.side_of(body)
        return None

    def _put(self, verb: Token) -> str | None:
        """Of "puts its dead at 30" whoever's dead they are; of "puts the number of dead at 29" the speaker's."""
        nouns = [*children(verb, "dobj"), *children(verb, "nsubjpass")]
        doer = subject(verb)
        if any(self._is_their_number(noun) for noun in nouns):
            return None
        if doer is not None and any(t.tag_ == "PRP$" for noun in nouns for t in children(noun, "poss")):
            return self.side_of(doer)  # "The army put its losses at 30"
        for noun in nouns:
            for phrase in (noun, *prepositional_objects(noun, "of", "among")):
                owner = self._forces.owner(phrase)
                if owner is not None:
                    return owner
        return None

    def _bearing(self, count: Count, event: Token) -> str | None:
        """Of "the fighting cost the Sudanese army 340 men" the army."""
        losers = [n for n in children(event, "dative", "dobj") if n.i < count.quantity.start]
        return next((side for n in losers if (side := self.side_of(n)) is not None), None)

    def _having(self, count: Count, anchor: Token, event: Token) -> Token | None:
        """The verb of which the subject sends, has or loses those counted."""
        above = anchor.head.head if anchor.dep_ == "pobj" and anchor.head.lower_ == "with" else None
        if above is not None and above.pos_ == "VERB" and _does_it_with(above, count):
            return above  # "launched exercises with 5,600 men", "took part with two frigates"
        if anchor.dep_ == "dobj" and self._has(anchor.head):
            return anchor.head  # "Britain has 150 engineers helping them"
        verb = event if event.pos_ in {"VERB", "AUX"} else head_of(event).head
        return verb if self._has(verb) else None

    def _has(self, verb: Token) -> bool:
        """Whether the subject of a verb sends, has or loses its object."""
        lemma = verb.lemma_.lower()
        frames = {
            *force_words().verbs.get(lemma, ()),
            *(["have"] if lemma in self._words.owning["getting"] else []),
        }
        return bool(frames & SENDING) and (verb.pos_ == "VERB" or lemma == "have")


def brings_down(verb: Token) -> bool:
    """ "brought 30 drones down", which sends none."""
    return verb.lemma_.lower() == "bring" and any(c.lower_ == "down" for c in verb.children)


def _does_it_with(verb: Token, count: Count) -> bool:
    is_telling = verb.lemma_.lower() in count_words().told  # "men came, Togo said, together with 20 guns"
    return count.measure == "deployed" or (count.measure == "weapons" and not is_telling and not is_passive(verb))


def _antecedent(doer: Token) -> Token | None:
    """Return the noun that the subject of a relative clause stands for, in what it says too: "which says it is …"."""
    clause = next((t for t in doer.ancestors if t.pos_ in {"VERB", "AUX"}), None)
    if clause is None:
        return None
    if doer.lower_ in {"it", "they"} and clause.dep_ == "ccomp":
        told = next((t for t in children(clause.head, "nsubj") if t.tag_ in {"WDT", "WP"}), None)
        return _antecedent(told) if told is not None else None
    is_relative = doer.tag_ in {"WDT", "WP"} and clause.dep_ == "relcl" and clause.head.i < doer.i
    return clause.head if is_relative else None


def is_part(reading: Reading, count: Count) -> bool:
    """Whether a number is of those counted before: "twelve of them"."""
    following = reading.doc[count.quantity.end : count.quantity.end + 2]
    return len(following) > 1 and following[0].lower_ == "of" and following[1].lower_ in ABOUT_THEM
