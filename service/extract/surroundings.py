"""What the article around a number tells of whose those counted may be: groups, deployments, places, who speaks."""

from __future__ import annotations

from collections import Counter

from spacy.tokens import Span, Token

from service.extract.belongings import HARM
from service.extract.counted import Count
from service.extract.lexicon.counts import count_words
from service.extract.lexicon.forces import force_words
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.sighting import MATERIEL
from service.extract.syntax import children, prepositional_objects, subject
from service.extract.troops import force_of
from service.model import Deployment, Statement

BORDERS = frozenset({"border", "frontier", "boundary"})


def is_border(span: Span) -> bool:
    """Whether a name tells a border only, of what lies on this side of it: "near the Mali border"."""
    doc = span.doc
    is_before = span.end < len(doc) and doc[span.end].lower_ in BORDERS
    return is_before or (
        span.start > 1 and doc[span.start - 1].lower_ == "with" and doc[span.start - 2].lower_ in BORDERS
    )


class Surroundings:
    """Answers for one article; actors are local ids."""

    def __init__(
        self,
        reading: Reading,
        sides: Sides,
        deployments: tuple[Deployment, ...],
        statements: tuple[Statement, ...],
    ) -> None:
        self._reading = reading
        self._sides = sides
        self._deployments = deployments
        self._statements = statements
        self._words = count_words()

    # who is named

    def organisation(self, anchor: Token) -> str | None:
        """The organisation of states that is named last before a noun or next after it, in its paragraph."""
        here = self._reading.paragraph(anchor.idx)
        spans = [s for s in self._reading.registry_spans if self._reading.paragraph(s.start_char) == here]
        for span in sorted(spans, key=lambda s: (s.start > anchor.i, abs(s.start - anchor.i))):
            if span.label_ == "intergovernmental_organisation" and span.kb_id_ not in force_words().councils:
                return self._sides.of_span(span)
        return None

    # where it happens

    def where(self, anchor: Token) -> str | None:
        """The state in whose place people were hit: "an attack on Kyiv, killing eight people"."""
        spans = sorted(self._reading.names_in(list(anchor.sent)), key=lambda span: abs(span.start - anchor.i))
        hosts = (self._sides.host(span) for span in spans if self._is_at(span))
        return next((host for host in hosts if host is not None), None)

    def is_in_fighting(self, event: Token) -> bool:
        """Whether what happens to them happens in what two sides do: "killed in the clashes", "the war drove out"."""
        doer = subject(event)
        nouns = [*prepositional_objects(event, "in", "during", "by", "amid", "after"), *([doer] if doer else ())]
        if event.dep_ == "relcl":
            nouns.append(event.head)  # "fighting in which 90 people died"
        return any(noun.lemma_.lower() in self._words.owning["fights"] for noun in nouns)

    def left(self, anchor: Token) -> str | None:
        """The state that people flee: "who fled Goma", "fled from Kherson"."""
        if not any(verb.lemma_.lower() == "flee" for verb in (anchor.head, *children(anchor, "relcl", "acl"))):
            return None
        spans = (span for span in self._reading.names_in(list(anchor.sent)) if self._is_left(span))
        return next((host for span in spans if (host := self._sides.host(span)) is not None), None)

    def _is_at(self, span: Span) -> bool:
        """ "in Haiti", "in the Artibonite region"."""
        before = [t.lower_ for t in span.doc[max(0, span.start - 2) : span.start]]
        last = next((word for word in reversed(before) if word != "the"), "")
        return last in self._words.owning["at"] and not is_border(span)

    def _is_left(self, span: Span) -> bool:
        is_object = span.root.dep_ == "dobj" and span.root.head.lemma_.lower() == "flee"  # "fled Goma"
        return is_object or "from" in [t.lower_ for t in self._reading.doc[max(0, span.start - 3) : span.start]]

    def main(self) -> str | None:
        """The country named most often, itself or by its places."""
        spans = (s for s in self._reading.registry_spans if s.label_ in {"state", "place"})
        hosts = Counter(host for span in spans if (host := self._sides.host(span)) is not None)
        return next((host for host, _ in hosts.most_common(1)), None)

    # who sends and who speaks

    def sender_told(self, number: Token, count: Count) -> str | None:
        """The sender of the deployment that the number's sentence tells of."""
        here = [d for d in self._fitting(count) if any(p.start <= number.idx < p.end for p in d.evidence)]
        senders = {d.sender for d in here}
        return next(iter(senders)) if len(senders) == 1 else None

    def sender_of(self, noun: Token) -> str | None:
        """The only sender of the deployments that a noun's sentence tells of, if it stands in what tells them."""
        senders = {d.sender for d in self._deployments if any(p.start <= noun.idx < p.end for p in d.evidence)}
        return senders.pop() if len(senders) == 1 else None

    def _fitting(self, count: Count) -> list[Deployment]:
        """The deployments of such a force as is counted: no soldiers are those of a country that sent instructors."""
        weapons = count.kind == "weapons" or (count.noun is not None and count.noun.lemma_ == "crew")
        named = force_of(count.noun) if count.noun is not None else None
        fitting = [d for d in self._deployments if (d.force in MATERIEL) == weapons]
        is_apart = named == "troops" and count.measure in HARM
        return [d for d in fitting if not is_apart or d.force not in {"advisers", "police"}]

    def _may_own(self, actor: str) -> bool:
        """Whether people nobody is named for may be somebody's: a state's or a force's, not an organisation's."""
        return self._sides.is_state(actor) or self._sides.is_force(actor)

    def speaker(self, offset: int) -> str | None:
        """Soldiers nobody is named for are those of the state whose office speaks."""
        states = [s for s in self.speaking(offset) if self._may_own(s)]
        return states[0] if len(states) == 1 else None

    def speaking(self, offset: int) -> frozenset[str]:
        """The sides of those in whose statement a character stands."""
        return frozenset(side for side, _ in self.acts(offset))

    def acts(self, offset: int) -> frozenset[tuple[str, str]]:
        """The same, each with what it does in saying so: "announce", "estimate"."""
        told = ((actor, s.act) for s in self._statements if s.start <= offset < s.end for actor in s.speaker)
        return frozenset((side, act) for actor, act in told if (side := self._sides.state_of(actor)) is not None)

    def is_said_together(self, one: int, other: int) -> bool:
        """Whether the same statement holds two characters."""
        return any(s.start <= one < s.end and s.start <= other < s.end for s in self._statements)
