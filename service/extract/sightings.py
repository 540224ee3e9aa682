"""Sightings: the single places where an article says that a force was sent, is somewhere, or leaves.

A sighting is a force in a frame. The frames are those of ``lexicon/forces.toml``: what a verb or noun says of its
subject or object.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Span, Token

from service.extract import lexicon
from service.extract.anchors import BY_ROLE, HANDING, Role, anchors, head_of, is_passive, is_setting_out, is_unreal
from service.extract.lexicon.forces import Frame, force_words
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.syntax import children, is_negated, prepositional_objects, subject
from service.extract.theatre import Area, Theatre
from service.extract.troops import Forces, is_by_the_way, is_more, is_of_fallen, is_weak
from service.model import DeploymentStatus, Force

MATERIEL: frozenset[Force] = frozenset({"weapons", "ships", "aircraft"})
FUTURE = frozenset({"will", "shall", "would", "may", "might", "could", "’ll", "'ll", "wo"})
NOTHING = frozenset({"no", "not", "n't", "n’t", "never", "neither", "nor", "without", "hardly"})
PRESENT = frozenset({"nsubj", "nsubjpass", "attr", "ROOT", "appos", "conj"})
LOOSE = frozenset(
    {"officer", "man", "personnel", "member", "mission", "contingent", "unit", "specialist", "deployment", "withdrawal"}
)
KEEPING = frozenset({"keep", "maintain", "retain", "stay", "remain"})
LONGEST_GAP = 40  # words
ENDING = frozenset({"end", "terminate", "conclude", "disband"})  # not "ended up in"
TALES = frozenset({"report", "claim", "allegation", "accusation", "suggestion", "rumour", "rumor", "story"})
REPORTED = frozenset({"deny", "rule", "dismiss", "reject"})


@dataclass(slots=True)
class Sighting:
    """One place where the article speaks of a deployment; actors are local ids, ``places`` spans of the text."""

    sender: str | None
    force: Force
    frame: Frame
    beneficiary: str | None
    adversary: str | None
    places: list[Span]
    host: str | None
    status: DeploymentStatus
    is_more: bool
    has_number: bool
    is_loose: bool
    is_confirmed: bool
    tokens: tuple[Token, Token]
    anchor: Token


@dataclass(frozen=True, slots=True)
class Scene:
    """A force (``token``, ``head`` of its phrase) and the verb or noun (``anchor``) that says something of it."""

    token: Token
    head: Token
    force: Force
    anchor: Token
    frame: Frame
    role: Role


class SightingFinder:
    """Finds the sightings of one article, in text order."""

    def __init__(self, reading: Reading, sides: Sides) -> None:
        self._reading = reading
        self._sides = sides
        self._forces = Forces(reading, sides)
        self._theatre = Theatre(reading, sides)
        self._words = force_words()
        self._last: Sighting | None = None

    @property
    def fought(self) -> set[str]:
        """The sides that the article says somebody fights."""
        return set(self._theatre.fought.values())

    def find(self) -> Iterator[Sighting]:
        """Yield the sightings; the same force in two frames gives two."""
        for token in self._reading.doc:
            force = self._forces.of(token) or self._of_pronoun(token)
            if force is None and (again := self._of_number(token)) is not None:
                yield again
                continue
            if force is None or is_by_the_way(token) or is_of_fallen(token):
                if (found := self._of_base(token)) is not None:
                    yield found
                continue
            for found in self._of_force(token, force):
                self._last = found
                yield found

    def _of_pronoun(self, token: Token) -> Force | None:
        """ "They came in July": the force spoken of just before."""
        if token.lower_ not in {"they", "them"} or self._last is None:
            return None
        near = token.i - self._last.tokens[1].i
        return self._last.force if near < 60 and self._last.force not in MATERIEL else None

    def _of_number(self, number: Token) -> Sighting | None:
        """ "900 soldiers are in Syria and 2,500 in Iraq", "Norway promised six more": of the force before."""
        last = self._last
        if last is None or number.pos_ != "NUM" or number.i - last.tokens[1].i > LONGEST_GAP:
            return None
        if number.dep_ == "conj" and number.sent == last.anchor.sent:
            area = self._theatre.of(number, number, number, last.sender, leaving=False)
            is_other = area.host not in {None, last.host, last.sender}
            return replace(last, places=area.places, host=area.host, tokens=(number, number)) if is_other else None
        noun = number.head if number.dep_ == "nummod" and number.head.lower_ in {"more", "others"} else number
        verb = noun.head
        frame = self._frame(verb, "object", last.force) if noun.dep_ == "dobj" and verb.pos_ == "VERB" else None
        doer = subject(verb) if frame in {"send", "supply"} else None
        sender = self._sides.of_noun(doer) if doer is not None else None
        if sender in {None, last.sender, last.beneficiary, last.host}:
            return None
        ends = (number, verb) if number.i < verb.i else (verb, number)
        return replace(last, sender=sender, status=_status(verb, noun, "send"), tokens=ends, anchor=verb)

    def _of_force(self, token: Token, force: Force) -> Iterator[Sighting]:
        head = head_of(token)
        seen: set[int] = set()
        frame_of_itself = self._words.nouns.get(token.lemma_.lower())
        if frame_of_itself in {"send", "leave"} and token.lemma_.lower() in self._words.forces:
            seen.add(token.i)  # "France's withdrawal from Niger", "its deployment"
            yield from self._sightings(Scene(token, token, force, token, frame_of_itself, "noun"))
        for anchor, role in anchors(token, head):
            frame = self._frame(anchor, role, force)
            if frame is not None and anchor.i not in seen:
                seen.add(anchor.i)
                yield from self._sightings(Scene(token, head, force, anchor, frame, role))
        if not seen and token.pos_ != "PRON" and head.dep_ in PRESENT:
            yield from self._sightings(Scene(token, head, force, head, "stay", "present"))

    # frames

    def _frame(self, anchor: Token, role: Role, force: Force) -> Frame | None:
        if role == "noun":
            return self._words.nouns.get(anchor.lemma_.lower())
        lemma = anchor.lemma_.lower()
        if is_setting_out(anchor) and role == "subject":
            return "go"
        for child in anchor.children:
            if child.lower_ != lemma and (frame := self._words.particles.get((lemma, child.lower_))) is not None:
                if lemma in HANDING and force in MATERIEL:
                    frame = "supply"
                return frame if role in BY_ROLE[frame] else None
        if lemma == "be" and (role == "subject" or any(c.dep_ == "expl" for c in anchor.children)):
            return "stay"
        if anchor.lower_ == "left" and is_passive(anchor) and not children(anchor, "dobj"):
            return "stay"
        if role == "object" and is_passive(anchor) and "stay" in self._words.verbs.get(lemma, ()):
            return "stay"
        for frame in self._words.verbs.get(lemma, ()):
            if role in BY_ROLE[frame] and self._suits(frame, force, anchor):
                return frame
        return None

    def _suits(self, frame: Frame, force: Force, verb: Token) -> bool:
        if frame == "supply":
            return force in MATERIEL or verb.lemma_ in {
                "provide", "contribute", "send", "commit", "transfer", "supply", "offer", "promise", "pledge", "lend",
            }  # fmt: skip
        if frame == "stay":
            return force not in MATERIEL or force == "ships" or verb.lemma_ in {"remain", "stay", "stand"}
        if verb.lemma_ in ENDING:
            return bool(children(verb, "dobj")) or is_passive(verb)
        if frame == "leave" and verb.lemma_ in {"leave", "pull", "close", "remove", "recall"}:
            return force not in MATERIEL and not any(c.lower_ == "behind" for c in verb.children)
        return True

    # one sighting

    def _sightings(self, scene: Scene) -> Iterator[Sighting]:
        """Yield a sighting for each side that is told to have sent the force."""
        if is_unreal(scene.anchor) and scene.frame == "leave" and scene.role == "subject":
            # "wants the soldiers in the valley to leave": they are there
            scene = replace(scene, anchor=scene.head, frame="stay", role="present")
        if not is_unreal(scene.anchor):
            for sender in self._senders(scene):
                found = self._sighting(scene, sender)
                if found is not None:
                    yield found

    def _sighting(self, scene: Scene, sender: str | None) -> Sighting | None:
        token, head, anchor, frame = scene.token, scene.head, scene.anchor, scene.frame
        area = self._theatre.of(anchor, head, token, sender, leaving=frame == "leave")
        if frame == "host" and area.host is None and (doer := subject(anchor)) is not None:
            area.host = self._sides.of_noun(doer)
        beneficiary = self._theatre.beneficiary(anchor, head, token, sender)
        if _says_nothing(scene, sender, area, beneficiary):
            return None
        return Sighting(
            sender=sender,
            force=scene.force,
            frame=frame,
            beneficiary=beneficiary,
            adversary=self._theatre.adversary(anchor, sender),
            places=area.places,
            host=area.host if area.host != sender else None,
            status=_status(anchor, head, frame),
            is_more=is_more(head, token),
            has_number=any(t.like_num for noun in (head, token) for t in noun.lefts),
            is_loose=token.lemma_.lower() in LOOSE or token.pos_ == "PRON",
            is_confirmed=self._is_confirmed(anchor, sender, area.host, beneficiary),
            tokens=(token, anchor) if token.i <= anchor.i else (anchor, token),
            anchor=anchor,
        )

    def _senders(self, scene: Scene) -> list[str | None]:
        if scene.token.pos_ == "PRON":
            known = self._last.sender if self._last is not None else None
            return [known if known is not None else self._sender(scene)]
        owners = self._forces.owners(scene.token)
        return owners if owners != [None] else [self._sender(scene)]

    def _sender(self, scene: Scene) -> str | None:
        """The sender where the force's own phrase does not tell: owner of the noun, agent, or subject."""
        token, anchor = scene.token, scene.anchor
        if scene.frame == "host":
            givers = (self._sides.of_noun(noun) for noun in prepositional_objects(anchor, "from"))
            return next((side for side in givers if side is not None), None)
        if scene.role == "noun":
            return self._forces.owner(anchor) or self._ordering(anchor)
        for agent in prepositional_objects(anchor, "by"):
            if (side := self._sides.of_noun(agent)) is not None:
                return side
        doer = _doer(anchor) if scene.role in {"object", "with"} else None
        if doer is None or doer.i in {token.i, scene.head.i} or (is_passive(anchor) and doer.i >= token.left_edge.i):
            return None
        return self._sides.of_noun(doer)

    def _ordering(self, noun: Token) -> str | None:
        """Whose parliament or minister "approved the dispatch of 150 soldiers"."""
        verb = noun.head
        is_ordered = noun.dep_ == "dobj" and verb.lemma_.lower() in self._words.people["ordering"]
        doer = subject(verb) if is_ordered else None
        return self._sides.of_noun(doer) if doer is not None else None

    def _of_base(self, token: Token) -> Sighting | None:
        """ "gave back its last base in Chad", "the Russian base in Gyumri": whoever has a base has soldiers there."""
        if token.lemma_.lower() not in self._words.bases or token.pos_ not in {"NOUN", "PROPN"}:
            return None
        is_left = token.dep_ in {"dobj", "nsubjpass"} and token.head.lemma_.lower() in self._words.giving_up
        anchor = token.head if is_left else token
        sender = self._forces.owner(token)
        if sender is None and is_left and (doer := subject(anchor)) is not None and doer.i != token.i:
            sender = self._sides.of_noun(doer)
        area = self._theatre.of(anchor, token, token, sender, leaving=is_left)
        if sender is None or area.host in {None, sender} or is_unreal(anchor):
            return None
        ends = (token, anchor) if token.i <= anchor.i else (anchor, token)
        return Sighting(
            sender=sender,
            force="troops",
            frame="leave" if is_left else "stay",
            beneficiary=None,
            adversary=None,
            places=area.places,
            host=area.host,
            status="ended" if is_left else "under_way",
            is_more=False,
            has_number=False,
            is_loose=True,
            is_confirmed=False,
            tokens=ends,
            anchor=anchor,
        )

    def _is_confirmed(self, anchor: Token, sender: str | None, host: str | None, beneficiary: str | None) -> bool:
        """Whether the sender or the one it helps acknowledges it: "North Korea confirmed that it had sent troops"."""
        sides = {sender, host, beneficiary} - {None}
        before = list(self._reading.doc[anchor.sent.start : anchor.i])
        for token in before:
            cue = lexicon.cues().get(token.lemma_.lower())
            if cue is not None and cue.act == "confirm" and token.pos_ == "VERB" and not is_negated(token):
                named = self._sides.among([t for t in before if t.i < token.i])
                return bool(named) and named[-1] in sides
        return False


def _says_nothing(scene: Scene, sender: str | None, area: Area, beneficiary: str | None) -> bool:
    """Whether too little is said for a deployment: a vague word, nobody's, at home, or nowhere."""
    token, frame = scene.token, scene.frame
    placed = bool(area.places or area.host)
    if scene.role == "present":
        return sender is None or not placed or area.host == sender
    if token.i == scene.anchor.i and not placed:
        return True  # "their deployment" alone tells nothing new
    if token.lemma_ == "mission" and frame in {"send", "supply"}:
        return True
    if not is_weak(token):
        return False
    if not placed and beneficiary is None and frame in {"stay", "have", "go"}:
        return True
    is_nobodys = sender is None and scene.force not in MATERIEL and token.pos_ != "PRON"
    return is_nobodys and frame not in {"send", "leave"}


def _doer(verb: Token) -> Token | None:
    """The subject of a verb, that of "is ready to send" too, and the accused of "accused Iran of arming"."""
    charge = next((v for v in verb.ancestors if v.pos_ == "VERB" and v.lemma_ in {"accuse", "suspect"}), None)
    if charge is not None and verb.tag_ == "VBG" and (accused := children(charge, "dobj")):
        return accused[0]
    above = verb.head
    if verb.dep_ == "xcomp" and above.pos_ == "ADJ" and above.dep_ == "acomp":
        return subject(above.head)
    return subject(verb)


def _status(anchor: Token, head: Token, frame: Frame) -> DeploymentStatus:
    negated = any(
        c.dep_ == "neg" or c.lower_ in NOTHING
        for c in (*anchor.children, *head.children)
        if c.i < max(anchor.i, head.i)
    )
    if frame == "leave":
        is_withheld = is_negated(anchor) and anchor.tag_ == "VB" and not _is_future(anchor)
        return "under_way" if negated or is_withheld else "ended"
    if negated or _is_denied(anchor):
        return "denied"
    return "planned" if _is_future(anchor) and anchor.lemma_ not in KEEPING else "under_way"


def _is_denied(anchor: Token) -> bool:
    above = anchor.head
    if anchor.dep_ in {"acl", "ccomp"} and above.lemma_.lower() in TALES:
        return above.head.lemma_.lower() in REPORTED  # "rejected reports that it had soldiers in"
    return anchor.dep_ in {"xcomp", "ccomp", "dobj"} and above.lemma_.lower() in REPORTED


def _is_future(anchor: Token) -> bool:
    if anchor.lemma_ in {"promise", "pledge", "offer"}:
        return True
    if any(c.dep_ in {"aux", "auxpass"} and c.lower_ in FUTURE for c in anchor.children):
        return True
    if anchor.dep_ == "xcomp" and anchor.head.lemma_ == "be" and any(c.lower_ == "to" for c in anchor.children):
        return True  # "are to be sent"
    if anchor.tag_ == "VB" and anchor.dep_ in {"xcomp", "acl", "ccomp", "advcl"}:
        return anchor.head.lemma_.lower() in force_words().people["planning"] or anchor.head.lemma_ == "be"
    return anchor.dep_ == "pobj" and anchor.head.head.lemma_.lower() in force_words().people["planning"]
