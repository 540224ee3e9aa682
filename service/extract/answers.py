"""Answers: whether the one that is said to have sent a force owns up to it or denies it."""

from __future__ import annotations

from spacy.tokens import Token

from service.extract.drafts import Draft
from service.extract.lexicon.forces import force_words
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.sighting import MATERIEL, Sighting
from service.extract.syntax import children, coordinated, is_negated, subject
from service.extract.troops import force_of
from service.model import Statement

LEAD = 0.35  # share of an article in which its point is told
NEAR = 3  # paragraphs from a charge to its denial
SENDING = frozenset({"deploy", "deployment", "dispatch", "send", "presence", "participation", "involvement", "part"})
AWAY = frozenset({"away", "aside", "off", "out"})
TAKING_UP = frozenset({"it", "this", "that", "them", "involvement", "wrongdoing", "responsibility", "presence", "any"})


class Answers:
    """Answers for one article."""

    def __init__(self, reading: Reading, sides: Sides, statements: tuple[Statement, ...]) -> None:
        self._reading = reading
        self._sides = sides
        self._statements = statements
        self._denials = self._find_denials()

    def is_confirmed(self, draft: Draft, beneficiary: str | None) -> bool:
        """Whether sender or beneficiary owns up to it where the article begins: that is the point of the report."""
        sides = {draft.sender, beneficiary} - {None}
        if any(s.is_confirmed and self._is_early(s.anchor.idx) for s in draft.sightings):
            return True
        if any(self._is_owned_in_headline(s, draft) for s in draft.sightings):
            return True
        confirming = (s for s in self._statements if s.act == "confirm" and self._is_early(s.start))
        return any(self._speakers(s) & sides and self._tells(s, draft) for s in confirming)

    def _is_owned_in_headline(self, sighting: Sighting, draft: Draft) -> bool:
        """ "Kim says he sent soldiers to help Russia": its sender tells of it himself, and that is the news."""
        if sighting.status != "under_way" or self._paragraph(sighting) > 1:
            return False
        carriers = (s for s in self._statements if self._around(s, sighting.anchor.idx))
        return any(draft.sender in self._speakers(s) for s in carriers)

    def is_denied(self, draft: Draft) -> bool:
        """Whether only others tell of it and its sender denies it near by: "the UAE denies the charge"."""
        if any(s.status == "planned" or not self._is_told_by_others(s, draft.sender) for s in draft.sightings):
            return False
        if any(s.status == "denied" for s in draft.sightings):
            return True
        if len(self._maintaining(draft)) > 1:
            return False
        paragraphs = [self._paragraph(s) for s in draft.sightings]
        return any(
            side == draft.sender and 0 <= at - paragraph <= NEAR and (is_materiel in {None, draft.force in MATERIEL})
            for at, side, is_materiel in self._denials
            for paragraph in paragraphs
        )

    def _maintaining(self, draft: Draft) -> set[str]:
        """The sides, other than its sender, that tell of a deployment."""
        carriers = (s for sighting in draft.sightings for s in self._statements if self._around(s, sighting.anchor.idx))
        return {side for s in carriers for side in self._speakers(s) if side is not None} - {draft.sender}

    def _is_told_by_others(self, sighting: Sighting, sender: str | None) -> bool:
        if sighting.status == "denied":
            return True
        carriers = [s for s in self._statements if self._around(s, sighting.anchor.idx)]
        return bool(carriers) and all(sender not in self._speakers(s) for s in carriers)

    def _around(self, statement: Statement, offset: int) -> bool:
        evidence = statement.evidence
        start, end = (evidence.start, evidence.end) if evidence else (statement.start, statement.end)
        return start <= offset < end

    def _tells(self, statement: Statement, draft: Draft) -> bool:
        """Whether a statement speaks of a deployment: one of its sightings stands in it."""
        if any(statement.start <= s.anchor.idx < statement.end for s in draft.sightings):
            return True
        tokens = self._reading.tokens_between(statement.start, statement.end)
        return draft.force == "troops" and any(t.lemma_.lower() in SENDING for t in tokens)

    def _speakers(self, statement: Statement) -> set[str | None]:
        return {self._sides.state_of(actor) for actor in statement.speaker} - {None}

    def _is_early(self, offset: int) -> bool:
        return offset <= LEAD * len(self._reading.text)

    def _paragraph(self, sighting: Sighting) -> int:
        return self._reading.paragraph(sighting.anchor.idx)

    def _find_denials(self) -> list[tuple[int, str, bool | None]]:
        """Paragraph and side of "X denies the charge", "a charge that X brushed aside", "X called the claim absurd".

        The third says whether arms or people are named in what is denied, None where neither.
        """
        found: list[tuple[int, str, bool | None]] = []
        for verb in self._reading.doc:
            if verb.pos_ != "VERB" or is_negated(verb) or not (self._denies(verb) or _calls_untrue(verb)):
                continue
            doer = subject(verb)
            if doer is not None and doer.i == verb.head.i and verb.dep_ == "relcl":
                doer = next(iter(children(verb, "nsubj")), None)
            side = self._sides.of_noun(doer) if doer is not None else None
            if side is not None:
                named = [force for t in verb.subtree if (force := force_of(t)) is not None]
                found.append((self._reading.paragraph(verb.idx), side, named[0] in MATERIEL if named else None))
        return found

    def _denies(self, verb: Token) -> bool:
        """Whether what a verb denies, waves away or gives a bad name is something that was said."""
        people, lemma = force_words().people, verb.lemma_.lower()
        particles = {c.lower_ for c in verb.children}
        if lemma not in people["denying"] | people["branding"] and not (lemma in people["waving"] and particles & AWAY):
            return False
        objects = [c for o in children(verb, "dobj", "nsubjpass") for c in coordinated(o)]
        denied = [*objects, *([verb.head] if verb.dep_ == "relcl" else []), *self._predicated(verb)]
        return any(d.lemma_.lower() in people["tales"] or d.lower_ in TAKING_UP for d in denied)

    def _predicated(self, verb: Token) -> list[Token]:
        """Of "called the claim absurd" the claim, which the parse takes for a subject."""
        return [noun for clause in children(verb, "ccomp", "oprd") for noun in children(clause, "nsubj")]


def _calls_untrue(verb: Token) -> bool:
    """ "answered that this was untrue", "said the report was nonsense"."""
    people = force_words().people
    for clause in children(verb, "ccomp"):
        judged = {t.lemma_.lower() for t in children(clause, "acomp", "attr")}
        told = subject(clause)
        if told is not None and judged & people["untrue"] and not is_negated(clause):
            return told.lemma_.lower() in people["tales"] or told.lower_ in TAKING_UP
    return False
