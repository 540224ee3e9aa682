"""Disputes: pairs of statements in one article that cannot both be right.

A statement answers another when it denies "the claim" or "the figure", when it denies what the other accuses its
speaker of, or says in the same words, and when both give numbers of the same thing that exclude each other.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import combinations

from spacy.tokens import Span, Token

from service.extract.reading import Reading
from service.extract.sides import Sides
from service.model import Figure, Statement

REACH = 3  # paragraphs between a statement and its answer
NEAR = 1
TOLERANCE = 0.15  # "about 300" is anything from 255 to 345
SHORT = 6  # words: "this is untrue"
TELLING = frozenset({"NOUN", "PROPN", "NUM"})
DENYING = frozenset({"deny", "dispute"})
NEGATIONS = frozenset({"no", "not", "n't", "n’t", "never", "none", "nobody", "nothing", "nowhere", "neither"})


@dataclass(frozen=True, slots=True)
class DisputeWords:
    """The word lists of ``disputes.toml``."""

    answered: frozenset[str]
    accusations: frozenset[str]
    counts: frozenset[str]
    events: frozenset[str]
    answering: frozenset[str]
    empty: frozenset[str]
    no_claim: frozenset[str]


@lru_cache(maxsize=1)
def dispute_words() -> DisputeWords:
    """Return the word lists by which statements answer each other."""
    data = tomllib.loads(files("service.extract.lexicon").joinpath("disputes.toml").read_text(encoding="utf-8"))
    return DisputeWords(**{name: frozenset(text.split()) for name, text in data.items()})


def find_disputes(
    reading: Reading, sides: Sides, statements: tuple[Statement, ...], figures: tuple[Figure, ...]
) -> tuple[tuple[str, str], ...]:
    """Return pairs (disputed, disputing) of statement ids, the answered one first."""
    finder = _Finder(reading, sides, statements, figures)
    return tuple(dict.fromkeys((*finder.answers(), *finder.rival_counts())))


class _Finder:
    """Looks for the answers among the statements of one article."""

    def __init__(
        self, reading: Reading, sides: Sides, statements: tuple[Statement, ...], figures: tuple[Figure, ...]
    ) -> None:
        self._reading = reading
        self._sides = sides
        self._statements = statements
        self._figures = figures
        self._words = dispute_words()

    def answers(self) -> Iterator[tuple[str, str]]:
        """Yield what statements deny or dispute, and what their speaker goes on to say in the same breath."""
        before: dict[str, list[Statement]] = {}
        for position, statement in enumerate(self._statements):
            answered = self._answered(position, statement)
            last = self._statements[position - 1] if position else statement
            if not answered and last.id in before and self._goes_on(last, statement):
                answered = before[last.id]
            if answered:
                before[statement.id] = answered
                yield from ((other.id, statement.id) for other in answered)

    def _answered(self, position: int, statement: Statement) -> list[Statement]:
        others = [s for s in self._others(position, statement) if s.act not in self._words.no_claim]
        if statement.act not in DENYING:
            return [s for s in others[:1] if self._contradicts(s, statement)]
        content = self._content(statement)
        nouns = {t.lemma_.lower() for t in content}
        if nouns & self._words.counts and len(content) <= SHORT * 2:
            return [s for s in others if self._has_figure(s)][:1]
        if nouns & (self._words.answered | self._words.events) and len(content) <= SHORT * 2:
            return self._named(content, others, accused=bool(nouns & self._words.accusations), statement=statement)
        if len(content) <= SHORT and (nouns & self._words.empty or "this" in nouns):
            return others[:1]
        return self._same_words(content, statement, others)

    def _others(self, position: int, statement: Statement) -> list[Statement]:
        """The statements of others near by that may be answered, the nearest before it first, then the one after it."""
        place = self._reading.paragraph(statement.start)
        before = [s for s in reversed(self._statements[:position]) if place - self._reading.paragraph(s.start) <= REACH]
        after = self._statements[position + 1 : position + 2]
        near = [s for s in after if self._reading.paragraph(s.start) - place <= NEAR]
        return [s for s in (*before, *near) if not set(s.speaker) & set(statement.speaker) and s.act not in DENYING]

    def _named(
        self, content: list[Token], others: list[Statement], *, accused: bool, statement: Statement
    ) -> list[Statement]:
        """Of "Putin's claim" what Putin said, of "the charge" what it is accused of, else the nearest."""
        owners = {t.i for t in content if t.dep_ == "poss"}
        spans = self._reading.names_in([t for t in content if t.i in owners])
        sides = {side for span in spans if (side := self._sides.of_span(span)) is not None}
        said = [s for s in others if sides & self._sides_of(s)]
        charges = [s for s in others if s.act == "accuse" and (self._is_of(s, statement) or accused)] if accused else []
        return said[:1] or charges[:2] or others[:1]

    def _is_of(self, accusation: Statement, denial: Statement) -> bool:
        """Whether somebody is accused who denies it."""
        spans = self._reading.names_in(self._content(accusation))
        return bool({self._sides.of_span(s) for s in spans} & self._sides_of(denial))

    def _same_words(self, content: list[Token], statement: Statement, others: list[Statement]) -> list[Statement]:
        """What says the same that is denied: it shares a name or noun; an answering cue needs no more."""
        said = _telling(content)
        is_short = len(content) <= SHORT
        accusers = others if is_short else others[:1]
        sharing = [
            s for s in others if said & _telling(self._content(s)) or (s in accusers and self._accuses(s, statement))
        ]
        if sharing:
            return sharing[:2] if statement.act == "deny" else sharing[:1]
        cue = statement.cue.split()[0].lower() if statement.cue else ""
        is_answer = any(cue.startswith(word) for word in self._words.answering)
        near = [s for s in others if self._distance(s, statement) <= NEAR]
        return near[:1] if is_answer else []

    def _accuses(self, other: Statement, statement: Statement) -> bool:
        return other.act == "accuse" and self._is_of(other, statement)

    def _contradicts(self, first: Statement, second: Statement) -> bool:
        """ "X says its soldiers are there — Y says they are not": one sentence, two speakers, one of them negating."""
        words = [self._content(s) for s in (first, second)]
        negated = [any(t.lower_ in NEGATIONS for t in tokens) for tokens in words]
        one_sentence = bool(words[0] and words[1]) and words[0][0].sent == words[1][0].sent
        return one_sentence and negated[0] != negated[1] and min(len(w) for w in words) <= SHORT

    def _goes_on(self, last: Statement, statement: Statement) -> bool:
        """Whether the same speaker goes on in the same sentence: "rejected the claim, saying …"."""
        if last.speaker != statement.speaker or statement.cue.lower().startswith("add"):
            return False
        first, second = self._content(last), self._content(statement)
        return bool(first and second) and first[0].sent == second[0].sent

    # numbers

    def rival_counts(self) -> Iterator[tuple[str, str]]:
        """Yield statements of different speakers, near each other, whose numbers of one thing exclude each other."""
        carried = [(f, s) for f in self._figures if (s := self._carrier(f)) is not None]
        for (one, first), (other, second) in combinations(carried, 2):
            same = (one.measure, one.of) == (other.measure, other.of)
            is_other = not set(first.speaker) & set(second.speaker) and self._distance(first, second) <= NEAR
            if same and is_other and _exclude(_interval(one), _interval(other)):
                yield (first.id, second.id)

    def _carrier(self, figure: Figure) -> Statement | None:
        holding = [s for s in self._statements if s.start <= figure.start < s.end]
        return min(holding, key=lambda s: s.end - s.start) if holding else None

    def _has_figure(self, statement: Statement) -> bool:
        return any(statement.start <= f.start < statement.end for f in self._figures)

    # small questions

    def _content(self, statement: Statement) -> list[Token]:
        span: Span | None = self._reading.doc.char_span(statement.start, statement.end, alignment_mode="expand")
        return [t for t in span if not t.is_punct and not t.is_space] if span is not None else []

    def _sides_of(self, statement: Statement) -> set[str]:
        return {
            side for actor in statement.speaker for side in (actor, self._sides.state_of(actor)) if side is not None
        }

    def _distance(self, first: Statement, second: Statement) -> int:
        return abs(self._reading.paragraph(first.start) - self._reading.paragraph(second.start))


def _telling(tokens: list[Token]) -> set[str]:
    return {t.lemma_.lower() for t in tokens if t.pos_ in TELLING and not t.is_stop}


def _interval(figure: Figure) -> tuple[float, float]:
    """What a figure allows: "at least 10" from 10 on, "about 10" some more or less."""
    low = figure.low or 0
    if figure.qualifier == "range":
        return low, figure.high or low
    if figure.qualifier in {"at_least", "more_than", "vague"}:
        return low, math.inf
    if figure.qualifier in {"at_most", "less_than"}:
        return 0, low
    slack = TOLERANCE * low if figure.qualifier == "about" else 0
    return low - slack, low + slack


def _exclude(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[1] < other[0] or other[1] < one[0]
