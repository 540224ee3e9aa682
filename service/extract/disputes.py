"""Disputes: pairs of statements in one article that cannot both be right.

For every statement those of others near it are weighed as what it may answer: whether it denies (by its act, its cue,
its words), what it takes up ("the claim", "both figures"), whom the two name, the words they share, whether their
numbers exclude each other, how near they stand (``dispute_evidence``). What weighs most is disputed, if it weighs
enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from service.extract.actors import ActorBook
from service.extract.dispute_evidence import Pair, Setting, evidence, is_ruled_out
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
    """What a statement may dispute, with the evidence for it."""

    pair: Pair
    evidence: frozenset[str]

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
    disputed: dict[tuple[str, str], None] = {}
    for answer in remarks:
        near = _answerable(remarks, answer)
        answerable = [other for other in near if _may_be_disputed(remarks, other, answer, setting)]
        weighed = [_option(remarks, answered, answer, setting, disputed) for answered in answerable]
        options = [option for option in weighed if not is_ruled_out(option.pair, option.evidence)]
        chosen = judge(options) if options else ()
        disputed |= dict.fromkeys(option.ids for option in chosen)
        _note_rejected(reading, answer, weighed, chosen)
    return tuple(disputed)


def _answerable(remarks: list[Remark], answer: Remark) -> Iterator[Remark]:
    """Yield what a statement may answer: those of others before it, and after a denial what is told of it then."""
    at = answer.position
    for other in (*remarks[max(0, at - BEFORE) : at], *remarks[at + 1 : at + AFTER + 1]):
        if abs(answer.paragraph - other.paragraph) > REACH or not other.claims_something:
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


def _option(
    remarks: list[Remark], answered: Remark, answer: Remark, setting: Setting, disputed: dict[tuple[str, str], None]
) -> Option:
    first, last = sorted((answered.position, answer.position))
    goes_on = _goes_on(remarks[answer.position - 1], answered, answer, disputed)
    pair = Pair(answered, answer, remarks[first + 1 : last], goes_on)
    return Option(pair, evidence(pair, setting))


def _goes_on(last: Remark, answered: Remark, answer: Remark, disputed: dict[tuple[str, str], None]) -> bool:
    """Whether the same side has merely denied something just before: "rejected the claim, saying …"."""
    is_same = (
        last.is_mere_denial
        and "add" not in answer.cue_lemmas
        and not last.sides.isdisjoint(answer.sides)
        and answer.paragraph - last.paragraph <= 1
    )
    return is_same and (answered.statement.id, last.statement.id) in disputed


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
