"""Disputes: pairs of statements in one article that cannot both be right.

For every statement those of others near it are weighed as what it may answer: whether it denies (by its act, its cue,
its words), what it takes up ("the claim", "both figures"), whom the two name, the words they share, whether their
numbers exclude each other, how near they stand (``dispute_evidence``). What weighs most is disputed, if it weighs
enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from service.extract.actors import ActorBook
from service.extract.dispute_evidence import Pair, Setting, compared, evidence, is_ruled_out
from service.extract.lexicon.evidence import EvidenceWeights, evidence_weights
from service.extract.reading import Reading
from service.extract.remarks import Remark, Remarks
from service.extract.rival_counts import RivalCounts
from service.extract.sides import Sides
from service.model import Figure, Statement

BEFORE = 8  # statements
AFTER = 2
REACH = 6  # paragraphs
MARGIN = 0.5  # what weighs less by more than that is not disputed beside the heaviest
MARGIN_OF_BOTH = 2.0  # of "both figures" the one that stands farther off weighs less
QUOTED = 60  # characters of a rejected candidate in the trace


@dataclass(frozen=True)
class Option:
    """What a statement may dispute, with the evidence for it: its own, and what the disputes before it tell."""

    pair: Pair
    own: frozenset[str]
    told: frozenset[str] = frozenset()

    @property
    def evidence(self) -> frozenset[str]:
        """All that speaks for it and against it."""
        return self.own | self.told

    @property
    def ids(self) -> tuple[str, str]:
        """The disputed and the disputing statement."""
        return self.pair.answered.statement.id, self.pair.answer.statement.id


# says which of the things that one statement may dispute it does dispute
Judge = Callable[[Sequence[Option]], Sequence[Option]]


def by_weight(options: Sequence[Option]) -> Sequence[Option]:
    """Return what is disputed by the weights of the lexicon."""
    weights = evidence_weights("dispute_weights.toml")
    return best_by(weights, weights.threshold, options)


def best_by(weights: EvidenceWeights, threshold: float, options: Sequence[Option]) -> Sequence[Option]:
    """Return the option of most weight if it weighs enough, and what its speaker says beside it of nearly the same."""
    scores = [weights.score(option.evidence) for option in options]
    heaviest = max(scores)
    best = options[scores.index(heaviest)]
    return [
        option
        for option, score in zip(options, scores, strict=True)
        if score >= threshold and _is_beside(option, best, heaviest - score)
    ]


def _is_beside(option: Option, best: Option, behind: float) -> bool:
    if "takes up both" in option.evidence:
        return behind <= MARGIN_OF_BOTH
    speakers = {o.pair.answered.statement.speaker for o in (option, best)}
    return option is best or (len(speakers) == 1 and behind <= MARGIN)


def find_disputes(
    reading: Reading,
    book: ActorBook,
    sides: Sides,
    statements: tuple[Statement, ...],
    figures: tuple[Figure, ...],
    judge: Judge = by_weight,
) -> tuple[tuple[str, str], ...]:
    """Return pairs (disputed, disputing) of statement ids, the answered one first."""
    remarks = Remarks(reading, book, sides).of(statements)
    setting = Setting.of(remarks, RivalCounts(statements, figures))
    so_far = SoFar()
    for answer in remarks:
        options = so_far.told_of(_options(remarks, answer, setting))
        inside = [option for option in options if answer.turns_down(option.pair.answered)]
        chosen = inside or (judge(options) if options else ())
        so_far.add(chosen)
        _note_rejected(reading, answer, options, chosen)
    return so_far.disputed


class SoFar:
    """The disputes found in an article up to a statement, and what they tell of those that may follow."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Pair] = {}

    @property
    def disputed(self) -> tuple[tuple[str, str], ...]:
        """The ids of disputed and disputing statements."""
        return tuple(self._found)

    def add(self, options: Sequence[Option]) -> None:
        """Take in what has been found to be disputed."""
        self._found |= {option.ids: option.pair for option in options}

    def told_of(self, options: Iterable[Option]) -> list[Option]:
        """Return options with what the disputes so far tell of them."""
        return [replace(option, told=frozenset(self._told(option))) for option in options]

    def _told(self, option: Option) -> Iterator[str]:
        pair, answered, answer = option.pair, option.pair.answered, option.pair.answer
        of_it = [found.answer for found in self._found.values() if found.answered is answered]
        if self._goes_on(pair):
            yield "goes on from a denial of it"
        elif any(other.sides & answer.sides for other in of_it):
            yield "its side has disputed it already"
        elif of_it:  # who merely tells something like it is no party to their dispute
            if "no sign of opposition" not in option.own:
                yield "others have disputed it already"
        elif any(p.answered.sides & answered.sides and p.answer.sides & answer.sides for p in self._found.values()):
            yield "its side has disputed the other before"

    def _goes_on(self, pair: Pair) -> bool:
        """Whether the same side has merely denied something just before: "rejected the claim, saying …"."""
        last, answer = pair.before, pair.answer
        if last is None or (pair.answered.statement.id, last.statement.id) not in self._found:
            return False
        is_next = not last.sides.isdisjoint(answer.sides) and answer.paragraph - last.paragraph <= 1
        return is_next and last.is_mere_denial and "add" not in answer.cue_lemmas


def _options(remarks: list[Remark], answer: Remark, setting: Setting) -> list[Option]:
    """Return what a statement may dispute, with what its words and place tell of it."""
    pairs = []
    for answered in _answerable(remarks, answer):
        if _may_be_disputed(remarks, answered, answer, setting):
            first, last = sorted((answered.position, answer.position))
            before = remarks[answer.position - 1] if answer.position else None
            pairs.append(Pair(answered, answer, remarks[first + 1 : last], before))
    found = [(pair, evidence(pair, setting)) for pair in pairs]
    allowed = [(pair, own) for pair, own in found if not is_ruled_out(pair, own)]
    beside = compared([pair for pair, _ in allowed])
    return [Option(pair, own | more) for (pair, own), more in zip(allowed, beside, strict=True)]


def _answerable(remarks: list[Remark], answer: Remark) -> Iterator[Remark]:
    """Yield what a statement may answer: those of others before it, and after a denial what is told of it then."""
    at = answer.position
    for other in (*remarks[max(0, at - BEFORE) : at], *remarks[at + 1 : at + AFTER + 1]):
        if abs(answer.paragraph - other.paragraph) > REACH or not other.claims_something:
            continue
        if answer.turns_down(other):
            yield other
            continue
        if other.speaks_for(answer) or other.overlaps(answer):
            continue
        first, second = (other, answer) if other.position < at else (answer, other)
        if _is_told_after(second, first) == (second is other):
            yield other


def _may_be_disputed(remarks: list[Remark], answered: Remark, answer: Remark, setting: Setting) -> bool:
    """Whether there can be a sign of opposition: most pairs have none, are never disputes, and need not be weighed."""
    if answer.may_oppose or answered.is_denial or answered.is_negated or remarks[answer.position - 1].is_mere_denial:
        return True
    return bool(setting.counts.given(answered.statement) and setting.counts.given(answer.statement))


def _is_told_after(told: Remark, denial: Remark) -> bool:
    """Whether a denial comes before what it denies: "Kyiv disputes that the town has fallen, which Moscow declared"."""
    if not denial.is_denial or denial.is_mere_denial or told.is_denial or not told.sides.isdisjoint(denial.sides):
        return False
    return told.position - denial.position <= AFTER and (told.shares_sentence(denial) or told.is_set_against(denial))


def _note_rejected(reading: Reading, answer: Remark, options: Sequence[Option], chosen: Sequence[Option]) -> None:
    """Note what a denial might have been of."""
    if not answer.is_denial:
        return
    reason = "something else is disputed" if chosen else "too little speaks for its being disputed"
    for option in options:
        answered = option.pair.answered.statement
        if option not in chosen and not option.pair.others_between:
            stretch = (answer.statement.start, answer.statement.end)
            reading.trace.reject("statement", stretch, f"disputes “{answered.content[:QUOTED]}”", reason)
