"""Sightings: the single places where an article says that a force was sent, is somewhere, or leaves.

A sighting is a force in a frame. ``moves.py`` says which frame a verb or noun is, ``senders.py`` whose force it is,
``theatre.py`` where, ``gains.py`` for and against whom, ``progress.py`` how far it has come.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.anchors import anchors, head_of, is_unreal
from service.extract.apart import is_no_force_apart, is_numbered, is_of_fallen, is_placed_itself, is_present
from service.extract.arming import Arming
from service.extract.bases import Bases
from service.extract.contingents import Contingents
from service.extract.examples import Examples
from service.extract.fired import is_fired
from service.extract.gains import Gains
from service.extract.lexicon.forces import force_words
from service.extract.losses import lost
from service.extract.moves import frame_of
from service.extract.number_sightings import NumberSightings
from service.extract.origins import Origins
from service.extract.progress import status_of
from service.extract.reading import Reading
from service.extract.senders import Senders
from service.extract.sides import Sides
from service.extract.sighting import MATERIEL, Framed, Sighting, in_order
from service.extract.syntax import children, is_negated, prepositional_objects, subject
from service.extract.theatre import Area, Theatre, is_setting_sail
from service.extract.troops import Forces, force_of, is_indefinite, is_more, is_number, is_weak
from service.model import Force

TELLING = frozenset({"NOUN", "PROPN", "NUM", "PRON", "VERB", "ADJ"})  # other words name no force and tell of no arming
LOOSE = frozenset(
    {"officer", "man", "personnel", "member", "mission", "contingent", "unit", "specialist", "deployment", "withdrawal"}
)
LEFT_OF_A_TEAM = frozenset({"8", "9", "10", "11", "eight", "nine", "ten", "eleven"})
JOINING = ("to", "into", "with", "in", "under", "for")  # before the mission that a force is or is given to
TAKING_UP = frozenset({"they", "them"})
PRONOUN_GAP = 60  # words to the force that "they" are


class SightingFinder:
    """Finds the sightings of one article, in text order."""

    def __init__(self, reading: Reading, sides: Sides) -> None:
        self._reading = reading
        self._sides = sides
        self._forces = Forces(reading, sides)
        self._senders = Senders(sides, self._forces, Examples(reading, sides))
        self._theatre = Theatre(reading, sides)
        self._gains = Gains(reading, sides, self._forces)
        self._arming = Arming(reading, sides)
        self._origins = Origins(sides)
        self._bases = Bases(sides, self._forces, self._theatre)
        self._contingents = Contingents(reading, sides)
        self._numbers = NumberSightings(sides, self._theatre)
        self._words = force_words()
        self._last: Sighting | None = None
        self._spoken_of: tuple[int, Force] | None = None  # the force that was named last, whoever's
        self._named: tuple[int, Force, str] | None = None  # the force with an owner that was named last

    @property
    def fought(self) -> set[str]:
        """The sides that the article says somebody fights."""
        return set(self._gains.fought.values())

    def find(self) -> Iterator[Sighting]:
        """Yield the sightings; the same force in two frames gives two."""
        for token in self._reading.doc:
            if token.pos_ not in TELLING:
                continue
            for found in self._at(token):
                self._last = found
                if found.sender is not None:
                    self._named = (token.i, found.force, found.sender)
                yield found

    def _at(self, token: Token) -> Iterator[Sighting]:
        force = self._forces.of(token) or self._of_pronoun(token)
        again = self._again(token) if force is None else None
        if again is not None:
            yield again
        elif (armed := self._arming.sighting(token) or self._origins.sighting(token)) is not None:
            yield armed
        elif force is not None and is_of_fallen(token):
            yield from self._lost(token, force)
        elif force is None or is_no_force_apart(token):
            if (base := self._bases.sighting(token)) is not None:
                yield base
        else:
            self._note(token, force)
            framed = list(self._framed(token, force))
            for told in framed:
                yield from self._sightings(told)
            if all(told.role == "present" for told in framed) and force not in MATERIEL:
                yield from self._lost(token, force)

    # forces that are only taken up

    def _again(self, token: Token) -> Sighting | None:
        """A bare number or a contingent of the force that was told of last."""
        by_number = self._numbers.sighting(token, self._last, self._spoken_of)
        return by_number or self._contingents.sighting(token, self._last)

    def _note(self, token: Token, force: Force) -> None:
        """Remember whose force is named, for a pronoun in the same sentence: "thanked the Kenyans as they left"."""
        self._spoken_of = (token.i, force)
        owner = self._forces.owner(token) if token.pos_ != "PRON" else None
        if owner is not None and not self._is_lent_to(token):
            self._named = (token.i, force, owner)

    def _is_lent_to(self, noun: Token) -> bool:
        """Whether men named just before are given to it: in "300 men to the mission" it is of them that is told."""
        if noun.dep_ == "pobj" and noun.head.lower_ == "as" and noun.head.head.dep_ == "acl":
            noun = noun.head.head.head  # "the mission known as KFOR"
        if self._named is None or noun.dep_ != "pobj" or noun.head.lower_ not in {"to", "with", "under", "for"}:
            return False
        given = self._reading.doc[self._named[0]]
        return noun.head.head.i in {given.i, given.head.i}

    def _of_pronoun(self, token: Token) -> Force | None:
        """ "They came in July": the force spoken of just before."""
        if token.lower_ not in TAKING_UP | {"it"} or self._named is None:
            return None
        index, force, _ = self._named
        if token.lower_ == "it" and not self._is_one_body(index, token):
            return None
        is_seen = self._last is not None and self._last.tokens[0].i <= index <= self._last.tokens[1].i
        is_near = token.i - index < PRONOUN_GAP if is_seen else index >= token.sent.start
        return force if is_near and force not in MATERIEL else None

    def _is_one_body(self, index: int, pronoun: Token) -> bool:
        """Whether "it" in the same sentence may be the force named before: "the contingent since it landed"."""
        noun = self._reading.doc[index]
        between = noun.doc[index + 1 : pronoun.i]
        if any(t.tag_ == "NN" and t.dep_ in {"dobj", "nsubj", "nsubjpass"} for t in between):
            return False  # "the air force hit a plane as it landed"
        return noun.tag_ == "NN" and index >= pronoun.sent.start and pronoun.dep_ == "nsubj"

    # forces that are named

    def _framed(self, token: Token, force: Force) -> Iterator[Framed]:
        """Yield the force with each verb and noun that says something of it, or as simply there."""
        if token.dep_ == "conj" and any(c.lower_ == "no" for c in token.lefts):
            return  # "airfields but no battalions": of what somebody leaves out nothing is told
        is_mission = self._forces.is_mission(token)
        head = token if is_mission else head_of(token)
        lemma = token.lemma_.lower()
        seen: set[int] = set()
        if self._words.nouns.get(lemma) in {"send", "leave"} and lemma in self._words.forces:
            seen.add(token.i)  # "France's withdrawal from Niger", "its deployment"
            yield Framed(token, token, force, token, self._words.nouns[lemma], "noun")
        for anchor, role in anchors(token, head):
            frame = frame_of(anchor, role, force)
            is_alongside = frame == "stay" and role == "with" and not _is_counted(token, head)
            if frame is not None and is_fired(token, anchor, frame):
                return
            if frame is not None and anchor.i not in seen and not is_alongside:
                seen.add(anchor.i)
                yield Framed(token, head, force, anchor, frame, role)
        is_told = self._forces.is_much_named(token) if is_mission else is_present(head) or is_placed_itself(head, token)
        is_none = any(c.lower_ == "no" for noun in (token, head) for c in noun.lefts)  # "airfields but no battalions"
        if not seen and token.pos_ != "PRON" and is_told and not is_none:
            yield Framed(token, head, force, head, "stay", "present")

    def _lost(self, token: Token, force: Force) -> Iterator[Sighting]:
        """Yield those hurt or killed as having been there; armed groups are hurt where they live."""
        if (framed := lost(token, force)) is not None:
            told = (subject(framed.anchor), *prepositional_objects(framed.anchor, "by"))
            doers = {self._sides.of_noun(doer) for doer in told if doer is not None} - {None}
            for found in self._sightings(framed):  # to whoever fights them at home nobody has sent them
                is_soldier = found.host is not None or force_of(token) is not None  # of "44 Danes" nobody says so
                is_sent = found.sender is not None and self._sides.is_state(found.sender) and found.host not in doers
                if is_sent and is_soldier:
                    yield replace(found, is_by_the_way=True)

    def _sightings(self, framed: Framed) -> Iterator[Sighting]:
        """Yield a sighting for each side that is told to have sent the force."""
        is_ordered = framed.frame == "go" and framed.anchor.head.lemma_ == "order"  # "ordered two ships to sail"
        if is_unreal(framed.anchor) and framed.frame in {"leave", "go"} and not is_ordered:
            framed = framed.as_present()
        if is_ordered or not is_unreal(framed.anchor):
            for sender in self._senders_of(framed):
                found = self._sighting(framed, sender)
                if found is not None:
                    yield found

    def _senders_of(self, framed: Framed) -> list[str | None]:
        if framed.token.pos_ != "PRON":
            return self._senders.of(framed)
        return [self._named[2]] if self._named is not None else self._senders.doing(framed)

    def _sighting(self, framed: Framed, sender: str | None) -> Sighting | None:
        token, head, anchor, frame = framed.token, framed.head, framed.anchor, framed.frame
        area = self._theatre.of(anchor, head, token, sender, leaving=frame == "leave")
        if is_setting_sail(framed, area):
            frame, area = "go", Area()
        is_sent_off = frame == "leave" and framed.role == "object"  # "Bamako expelled the commandos"
        if (frame == "host" or is_sent_off) and area.host is None and not area.places:
            area.host = self._receiver(anchor)
            area = area if area.host is not None or is_sent_off else self._theatre.holding(anchor, sender)
        if area.host is None and not area.places:
            area.host = self._mission_host(framed)
        if area.host is None and not area.places and framed.role == "present":
            area = self._where_they_act(framed, sender)
        is_relieved = framed.role == "present" and head.dep_ == "dobj"
        beneficiary = self._gains.beneficiary(anchor, head, token, sender)
        if frame == "host" and framed.force in MATERIEL and beneficiary is None:
            beneficiary = self._taker(anchor)
        is_mission = sender is not None and self._sides.is_joint(sender)  # which is somewhere: "has 44 observers"
        if not (is_mission and frame == "have") and _says_nothing(framed, sender, area, beneficiary):
            return None
        return Sighting(
            sender=sender,
            force=framed.force,
            frame=frame,
            beneficiary=beneficiary,
            adversary=self._gains.adversary(anchor, sender),
            places=area.places,
            host=area.host if area.host != sender else None,
            status="under_way" if is_relieved else status_of(anchor, head, frame),
            is_more=is_more(head, token),
            has_number=any(is_number(t) for noun in (head, token) for t in noun.lefts) or token.like_num,
            is_loose=token.lemma_.lower() in LOOSE or token.pos_ == "PRON",
            is_confirmed=self._is_confirmed(anchor, {sender, area.host, beneficiary} - {None}),
            tokens=in_order(token, anchor),
            anchor=anchor,
            is_new=is_indefinite(head),
            is_pointed_at=area.is_pointed_at,
            is_by_organ=sender is None and self._senders.is_organ(framed),
            is_by_the_way=framed.role == "present" and token.lemma_.lower() == "mission",
        )

    def _where_they_act(self, framed: Framed, sender: str | None) -> Area:
        """The country abroad of "have slipped into the town", "do duty at the port": of what no frame tells."""
        verb = framed.head.head
        is_counted = is_numbered(framed.head, framed.token) and framed.force not in MATERIEL
        if sender is None or not (is_counted and self._sides.is_state(sender) and force_of(framed.token)):
            return Area()  # of those whom nobody counts the sentence tells a deed, not that they are there
        is_done = framed.head.dep_ == "nsubj" and verb.pos_ == "VERB" and verb.lemma_.lower() not in lexicon.cues()
        if not is_done or is_unreal(verb) or is_negated(verb) or status_of(verb, framed.head, "go") != "under_way":
            return Area()
        area = self._theatre.of(verb, framed.head, framed.token, sender, leaving=False)
        return area if area.host not in {None, sender} else Area()

    def _mission_host(self, framed: Framed) -> str | None:
        """The state of the mission that a force is or is given to: "contributes 1,100 soldiers to UNIFIL"."""
        words = dict.fromkeys((framed.token, framed.head, framed.anchor))
        having = children(framed.anchor, "nsubj") if framed.frame == "have" else []
        joined = (noun for word in words for noun in prepositional_objects(word, *JOINING))
        is_of_it = framed.token.lemma_.lower() != "mission"  # "the peacekeepers of UNIFIL", not "a note of UNIFIL"
        own = prepositional_objects(framed.token, "of") if is_of_it else ()
        hosts = (self._forces.mission_host(noun) for noun in (framed.token, *having, *joined, *own))
        return next((host for host in hosts if host is not None), None)

    def _taker(self, verb: Token) -> str | None:
        """The side, armed group or state, that "received drones"."""
        doer = subject(verb)
        side = self._sides.of_noun(doer) if doer is not None else None
        return side if side is not None and self._sides.is_fighting(side) else None

    def _receiver(self, verb: Token) -> str | None:
        """The state that "receives drones", "hosts soldiers" or shows them out."""
        doer = subject(verb)
        side = self._sides.of_noun(doer) if doer is not None else None
        return side if side is not None and self._sides.is_state(side) else None

    def _is_confirmed(self, anchor: Token, sides: set[str | None]) -> bool:
        """Whether the sender or the one it helps acknowledges it: "North Korea confirmed that it had sent troops"."""
        before = list(self._reading.doc[anchor.sent.start : anchor.i])
        for token in before:
            cue = lexicon.cues().get(token.lemma_.lower())
            is_cue = cue is not None and cue.act == "confirm" and token.pos_ == "VERB"
            if is_cue and not is_negated(token):
                named = self._sides.among([t for t in before if t.i < token.i])
                return bool(named) and named[-1] in sides
        return False


def _is_counted(token: Token, head: Token) -> bool:
    """ "guards the port with 300 men"; neither "with Somali men" nor "held on with ten men" of a team."""
    numbers = {t.lower_ for t in (*token.lefts, *head.lefts) if t.like_num}
    return bool(numbers) and not (token.lemma_.lower() == "man" and numbers <= LEFT_OF_A_TEAM)


def _says_nothing(framed: Framed, sender: str | None, area: Area, beneficiary: str | None) -> bool:
    """Whether too little is said for a deployment: a vague word, nobody's, at home, or nowhere."""
    token, frame = framed.token, framed.frame
    is_placed = bool(area.places or area.host or area.is_pointed_at)
    if framed.role == "present":
        return sender is None or not is_placed or area.host == sender
    if token.i == framed.anchor.i and not is_placed:
        return True  # "their deployment" alone tells nothing new
    if token.lemma_ == "mission" and frame in {"send", "supply"}:
        return True
    if not is_weak(token):
        return False
    if not is_placed and beneficiary is None and frame in {"stay", "have", "go"}:
        return True
    is_counted = any(t.like_num or t.text.endswith("strong") for t in token.lefts) and bool(area.places)
    is_counted = is_counted or (is_placed and is_more(framed.head, token))
    is_nobodys = sender is None and framed.force not in MATERIEL and token.pos_ != "PRON" and not is_counted
    return is_nobodys and frame not in {"send", "leave"}
