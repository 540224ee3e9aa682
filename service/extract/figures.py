"""Figures: numbers of people or materiel, with what is counted, whose they are, and who vouches for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import attrgetter

from service.extract.actors import ActorBook
from service.extract.apiece import Apiece
from service.extract.counted import Count
from service.extract.elided import Counting
from service.extract.equals import find_equals
from service.extract.joint_forces import JointForces
from service.extract.measure_choice import MeasureOf
from service.extract.no_counts import NoCount
from service.extract.numbers import Quantity, find_quantities
from service.extract.outlaws import Outlaws
from service.extract.owner_choice import OwnerJudge, likeliest_owner
from service.extract.owners import Owner, Owners
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.singles import find_singles
from service.extract.sources import SourceResolver
from service.extract.vouching import Vouchers, Vouching
from service.model import Deployment, Figure, Statement

# A claim makes the whole better (its F1, of some .7) only if it is right oftener than once in three times.
LEAST_LIKELY = 1 / 3
LONGEST_GAP = 8  # words between what is counted and the verb that still belongs to the span


class FigureFinder:
    """Finds the figures of one article."""

    def __init__(
        self,
        reading: Reading,
        book: ActorBook,
        sources: SourceResolver,
        sides: Sides,
        measure_of: MeasureOf,
        owner_of: OwnerJudge = likeliest_owner,
    ) -> None:
        """``measure_of`` tells the measure of a number, given what the rules take it for.

        ``owner_of`` says whose those counted are, given whom the sentence tells.
        """
        self._reading = reading
        self._book = book
        self._sources = sources
        self._sides = sides
        self._measure_of = measure_of
        self._owner_of = owner_of
        self._no_count = NoCount(reading)

    def find(self, statements: tuple[Statement, ...], deployments: tuple[Deployment, ...]) -> tuple[Figure, ...]:
        """Return the figures in text order, each with who vouches for it."""
        told = [(p.start, p.end) for d in deployments for p in d.evidence]
        doc = self._reading.doc
        numbers = find_quantities(doc)
        quantities = sorted([*numbers, *find_equals(doc, numbers), *find_singles(doc)], key=attrgetter("start"))
        counting = Counting(self._reading, told, quantities, self._measure_of)
        vouching = Vouching(self._reading, self._book, self._sources, statements)
        joint = JointForces(self._reading, self._book, self._sources.names)
        armed = Outlaws(self._reading, self._book, self._sides.counting(), self._sources.names)
        owners = Owners(
            self._reading, self._sides, self._sources, deployments, statements, joint, armed, self._owner_of
        )
        apiece = Apiece(self._reading, self._sides.counting(), self._sources)
        found: list[Figure] = []
        doubtful: set[str] = set()
        shared: dict[str, tuple[str, ...]] = {}
        for quantity in quantities:
            sharers = apiece.sharers(quantity)
            count = self._count(quantity, counting, is_shared=bool(sharers))
            if count is None:
                continue
            owner = owners.of(count, found)
            if sharers:
                owner = replace(owner, actor=sharers[0], told_by="each has so many", likelihood=1.0)
            figure = self._figure(len(found) + 1, count, owner, vouching.of(count, found))
            found.append(figure)
            shared[figure.id] = sharers
            if count.likelihood * owner.likelihood < LEAST_LIKELY:
                doubtful.add(figure.id)
                self._reject(quantity, f"it may be {self._what(figure)}, but that is likelier wrong")
        return _of_each(owners.settled(found, doubtful), shared)

    def _what(self, figure: Figure) -> str:
        """Say in short what a number would be claimed to count."""
        owner = self._book[figure.of].name if figure.of is not None else "nobody in particular"
        return f"{figure.measure.replace('_', ' ')}, of {owner}"

    def _count(self, quantity: Quantity, counting: Counting, *, is_shared: bool) -> Count | None:
        """What a number counts; a number that counts nothing of ours is kept for the explanation."""
        if self._no_count.holds(quantity, is_shared=is_shared):
            self._reject(quantity, "it is a date, a price, a share, a measurement or part of a name")
            return None
        count = counting.read(quantity)
        if count is None:
            self._reject(quantity, "it counts neither people nor materiel that was sent, lost or taken")
        return count

    def _reject(self, quantity: Quantity, reason: str) -> None:
        first, last = self._reading.doc[quantity.start], self._reading.doc[quantity.end - 1]
        self._reading.trace.reject("figure", (first.idx, last.idx + len(last)), "number", reason)

    def _figure(self, number: int, count: Count, owner: Owner, vouchers: Vouchers) -> Figure:
        quantity = count.quantity
        source, via = vouchers
        start, end = self._span(count)
        marks = [t for t in (quantity.root(self._reading.doc), count.noun, count.event) if t is not None]
        self._reading.trace.went_by(f"f{number}", *((t.idx, t.idx + len(t)) for t in dict.fromkeys(marks)))
        return Figure(
            id=f"f{number}",
            measure=count.measure,
            low=quantity.low,
            high=quantity.high,
            qualifier=quantity.qualifier,
            of=owner.actor,
            source=source,
            via=via,
            span=self._reading.article.text[start:end],
            start=start,
            end=end,
            evidence=self._reading.sentences_around(start, end),
            rule=f"{_rule(count)}; whose they are by: {owner.told_by}",
        )

    def _span(self, count: Count) -> tuple[int, int]:
        """The number with what it counts, and the verb beside it."""
        doc, quantity = self._reading.doc, count.quantity
        first, last = quantity.qualified_from, quantity.end - 1
        noun, event = count.noun, count.event
        if noun is not None and noun.sent == doc[last].sent:
            first, last = min(first, noun.i), max(last, noun.i)
        if event is not None and event.sent == doc[last].sent:
            between = doc[last : event.i]
            if last < event.i <= last + LONGEST_GAP and not any(t.text in {",", ";"} for t in between):
                last = event.i
            elif event.i < first <= event.i + 3:
                first = event.i
        if first > doc[first].sent.start and doc[first - 1].lower_ in {"the", "a", "an"}:
            first -= 1
        return doc[first].idx, doc[last].idx + len(doc[last])


def _of_each(figures: Sequence[Figure], shared: Mapping[str, tuple[str, ...]]) -> tuple[Figure, ...]:
    """The figures, and one for each further side of those that have as many ("150 captives each")."""
    return tuple(
        replace(figure, id=f"{figure.id}.{place}" if place else figure.id, of=actor)
        for figure in figures
        for place, actor in enumerate(shared.get(figure.id) or (figure.of,))
    )


def _rule(count: Count) -> str:
    """Name what a number was read by: the noun it counts, what happened to them, or the count before it."""
    parts = [("noun", count.noun), ("event", count.event), ("count before", count.follows or None)]
    return "number with " + " and ".join([name for name, part in parts if part is not None] or ["what goes before"])
