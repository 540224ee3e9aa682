"""Whose people or materiel a number counts."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from service.extract.counted import ABOUT_THEM, Count
from service.extract.lexicon.forces import force_words
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.syntax import children, prepositional_objects, subject
from service.extract.troops import Forces
from service.model import Deployment, Figure, Statement

SENDING = frozenset({"send", "supply", "have", "leave"})
RANKS = frozenset({"rank", "side", "army", "force", "troop"})
AT = frozenset({"on", "in", "near", "at", "across", "over", "hit", "outside", "around", "inside", "throughout"})
PUTTING = frozenset({"put", "set", "estimate"})
HARM = frozenset({"killed", "injured", "captured", "killed_or_injured"})
LOSSES = frozenset({"dead", "casualty", "loss", "death", "fatality", "wounded"})
MOURNING = frozenset({"report", "confirm", "acknowledge", "admit", "suffer", "mourn", "record", "announce"})
# those who fight a state, so that they are not its own
IRREGULAR = frozenset(
    [
        "rebel",
        "militant",
        "gunman",
        "insurgent",
        "guerrilla",
        "fighter",
        "jihadist",
        "bandit",
        "gang",
        "separatist",
        "terrorist",
        "group",
        "militia",
        "militiaman",
        "attacker",
        "assailant",
    ]
)
NEAR = 1  # paragraphs


class Owners:
    """Answers for one article; actors are local ids."""

    def __init__(
        self,
        reading: Reading,
        sides: Sides,
        deployments: tuple[Deployment, ...],
        statements: tuple[Statement, ...],
    ) -> None:
        self._statements = statements
        self._reading = reading
        self._sides = sides.keeping_missions()
        self._forces = Forces(reading, self._sides)
        self._deployments = deployments

    def of(self, count: Count, before: Sequence[Figure]) -> str | None:
        """Return whose those counted are: as the phrase, the verb, the deployment or the count before tells."""
        number = count.quantity.root(self._reading.doc)
        anchor = count.noun if count.noun is not None else number
        if (owner := self._in_phrase(count, anchor)) is not None:
            return owner
        if count.follows and before and (last := self._taken_up(count, number, before)) is not None:
            return last
        if (
            count.noun is None
            and self._is_part(count)
            and count.measure in HARM
            and not before
            and (first := self._first_named(number))
        ):
            return first
        if (sender := self._by_event(count, anchor)) is not None:
            return sender
        if count.kind in {"people", "other"} and count.noun is not None:
            found = self._where(anchor) or self._of_last(number, before) or self._only_host()
            return found or self._near(count, anchor)
        if (sender := self._of_deployment(number, count)) is not None:
            return sender
        found = self._of_last(number, before) or self._where(anchor) or self._of_speaker(number.idx)
        return found or self._near(count, anchor)

    def _first_named(self, number: Token) -> str | None:
        """The side that a sentence begins with: "Ethiopian soldiers were ambushed; nine of them died"."""
        return next(iter(self._sides.among(list(number.doc[number.sent.start : number.i]))), None)

    def _near(self, count: Count, anchor: Token) -> str | None:
        """Failing all else those of the state named last before them, or next; not of whoever does it to them."""
        if count.noun is not None and count.noun.lemma_.lower() in IRREGULAR:
            return None
        doer = subject(count.event) if count.event is not None and count.measure in HARM else None
        is_lawful = doer is not None and doer.i < anchor.i and doer.lemma_.lower() not in IRREGULAR
        hitting = self._sides.of_noun(doer) if is_lawful and doer is not None else None
        spans = sorted(self._reading.registered.items(), key=lambda pair: (pair[0] > anchor.i, abs(pair[0] - anchor.i)))
        hosts = (self._sides.host(span) for _, span in spans if span.label_ in {"state", "place"})
        return next((host for host in hosts if host is not None and host != hitting), None)

    def _of_speaker(self, offset: int) -> str | None:
        """Soldiers nobody is named for are those of the state whose office speaks."""
        states = [s for s in self._speaking(offset) if s is not None and self._sides.is_state(s)]
        return states[0] if len(states) == 1 else None

    def _of_last(self, number: Token, before: Sequence[Figure]) -> str | None:
        """Whose the count before is, if it is near."""
        if not before:
            return None
        distance = self._reading.paragraph(number.idx) - self._reading.paragraph(before[-1].start)
        return before[-1].of if distance <= NEAR else None

    def _taken_up(self, count: Count, number: Token, before: Sequence[Figure]) -> str | None:
        """Whose the count is that a number takes up; what the number's own sentence tells goes first."""
        if count.part_of is not None:
            same = [f for f in before if f.low == count.part_of]
            return same[-1].of if same else before[-1].of
        if self._reading.doc[number.sent.start].idx <= before[-1].start:
            return before[-1].of
        return self._of_deployment(number, count) or before[-1].of

    def _in_phrase(self, count: Count, anchor: Token) -> str | None:
        for preposition in children(anchor, "prep"):
            for noun in children(preposition, "pobj"):
                if noun.lemma_.lower() in RANKS and (owners := children(noun, "poss")):
                    return self._sides.of_noun(owners[0])
        if count.noun is None and self._is_part(count):
            return self._beside(count)
        if (bereft := self._bereft(anchor, count)) is not None:
            return bereft
        if (owner := self._forces.owner(anchor)) is not None:
            return owner
        doc = self._reading.doc
        beside = [*doc[count.quantity.qualified_from : anchor.i + 1]] if anchor.i < count.quantity.end + 8 else []
        if named := self._sides.among(beside):
            return named[-1]
        return None

    def _is_part(self, count: Count) -> bool:
        following = self._reading.doc[count.quantity.end : count.quantity.end + 2]
        return len(following) > 1 and following[0].lower_ == "of" and following[1].lower_ in ABOUT_THEM

    def _bereft(self, anchor: Token, count: Count) -> str | None:
        """The side of "India reported five dead": whoever tells of dead and names nobody tells of its own."""
        verb = anchor.head
        is_bare = count.noun is None or count.noun.lemma_.lower() in LOSSES
        if not is_bare or count.measure not in HARM or verb.lemma_.lower() not in MOURNING:
            return None
        doer = subject(verb)
        side = self._sides.of_noun(doer) if doer is not None and doer.i < anchor.i else None
        return side if side is not None and self._sides.is_state(side) else None

    def _beside(self, count: Count) -> str | None:
        """ "twelve of them South Africans"."""
        named = self._sides.among(list(self._reading.doc[count.quantity.end + 2 : count.quantity.end + 4]))
        return named[0] if named else None

    def _by_event(self, count: Count, anchor: Token) -> str | None:
        """The sender of "sent 10,000 soldiers", the loser of "put its own losses at 300"."""
        event = count.event if count.event is not None else anchor.head
        putting = next((v for v in (event, anchor.head.head) if v.lemma_ in PUTTING), None)
        if putting is not None:
            owners = [o for noun in children(putting, "dobj") for o in children(noun, "poss")]
            return next((side for o in owners if (side := self._sides.of_noun(o)) is not None), None)
        if count.measure not in {"deployed", "reinforcements", "withdrawn", "weapons"} and event.lemma_ != "lose":
            return None
        words = force_words()
        frames = {*words.verbs.get(event.lemma_.lower(), ()), *(["have"] if event.lemma_ == "lose" else [])}
        above = anchor.head.head if anchor.dep_ == "pobj" and anchor.head.lower_ == "with" else None
        if above is not None and above.pos_ == "VERB" and count.measure == "deployed":
            event = above  # "launched exercises with 5,600 men"
        elif not frames & SENDING or (event.pos_ != "VERB" and event.lemma_ != "have"):
            return None
        for agent in prepositional_objects(event, "by"):
            return self._sides.of_noun(agent)
        doer = subject(event)
        if doer is None or doer.i == anchor.i or anchor.i in {t.i for t in doer.subtree}:
            return None
        return self._sides.of_noun(doer)

    def _of_deployment(self, number: Token, count: Count) -> str | None:
        """The sender of the deployment that the sentence tells of, or of the only one there is."""
        weapons = count.kind == "weapons" or (count.noun is not None and count.noun.lemma_ == "crew")
        fitting = [d for d in self._deployments if (d.force in {"weapons", "ships", "aircraft"}) == weapons]
        here = {d.sender for d in fitting if any(p.start <= number.idx < p.end for p in d.evidence)}
        ended = {d.sender for d in fitting if d.status == "ended" and count.measure == "withdrawn"}
        for senders in (
            here,
            ended,
            self._speaking(number.idx) & {d.sender for d in fitting},
            {d.sender for d in fitting},
            {d.sender for d in self._deployments},
        ):
            if len(senders) == 1:
                return next(iter(senders))
        return None

    def _speaking(self, offset: int) -> set[str | None]:
        """The sides of those in whose statement a character stands."""
        speakers = {actor for s in self._statements if s.start <= offset < s.end for actor in s.speaker}
        return {self._sides.state_of(actor) for actor in speakers}

    def _only_host(self) -> str | None:
        """The country that all deployments of the article go to: it is there that people are hit."""
        hosts = {d.beneficiary for d in self._deployments if d.status != "denied"}
        return next(iter(hosts)) if len(hosts) == 1 else None

    def _where(self, anchor: Token) -> str | None:
        """The state in whose place people were hit: "an attack on Kyiv, killing eight people"; they flee "from" one."""
        if anchor.head.lemma_.lower() == "flee":
            for span in self._reading.names_in(list(anchor.sent)):
                before = [t.lower_ for t in self._reading.doc[max(0, span.start - 3) : span.start]]
                if "from" in before and (host := self._sides.host(span)) is not None:
                    return host
        spans = self._reading.names_in(list(anchor.sent))
        for span in sorted(spans, key=lambda s: abs(s.start - anchor.i)):
            is_place = span.start and span[0].nbor(-1).lower_ in AT
            if is_place and (host := self._sides.host(span)) is not None:
                return host
        return None
