"""The measures of one article: its predicted claims beside those of the gold.

What counts as found differs by kind of claim (``MEASURES`` says it in a line each); what is asked of a found claim
beyond that (who relays it, its act, its source) is counted among the found ones only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from service.evaluate.matching import Pair, coincide, located, occurrences, overlap, pair_off, within
from service.evaluate.names import Names, fold, labels
from service.evaluate.report import Miss, Report, Tally

Json = dict[str, Any]

HALF = 0.5
"""Overlap of contents (intersection over union of characters) from which on two statements are the same."""


@dataclass(frozen=True, slots=True)
class _Case:
    """One article: its text, both sides' claims, and how their actors compare."""

    text: str
    gold: Json
    predicted: Json
    names: Names

    def both(self, section: str) -> tuple[list[Json], list[Json]]:
        return self.predicted.get(section, []), self.gold.get(section, [])

    def report(
        self,
        kind: Literal["statement", "figure", "deployment", "treaty", "actor"],
        pairs: Sequence[Pair],
        sides: tuple[Sequence[Json], Sequence[Json]],
        told: Callable[[Json], str],
    ) -> Report:
        """Return the tally of a kind of claim, and what of it is missed or spurious."""
        predicted, gold = sides
        found, right = {g["id"] for _, g in pairs}, {p["id"] for p, _ in pairs}
        missed = [Miss(self.gold["id"], "missed", kind, told(g)) for g in gold if g["id"] not in found]
        spurious = [Miss(self.gold["id"], "spurious", kind, told(p)) for p in predicted if p["id"] not in right]
        return Report({kind: Tally(len(pairs), len(predicted), len(gold))}, (*missed, *spurious))


def compare(text: str, gold: Json, predicted: Json) -> Report:
    """Return the report of one article; ``gold`` and ``predicted`` are claims as JSON objects (see ``service.claims``).

    The gold is taken as sound: it has all sections, and its ids resolve.
    """
    case = _Case(text, gold, predicted, Names(gold["actors"], predicted.get("actors", [])))
    statements, matched = _statements(case)
    return statements + _figures(case) + _deployments(case) + _treaties(case) + _actors(case) + _disputes(case, matched)


def _statements(case: _Case) -> tuple[Report, list[Pair]]:
    """Return the report on statements, and those found as pairs."""
    predicted, gold = case.both("statements")
    here = {p["id"]: located(case.text, p, "content") for p in predicted}
    there = {g["id"]: occurrences(case.text, g["content"]) for g in gold}

    def by_content(p: Json, g: Json) -> float:
        shared = overlap(here[p["id"]], there[g["id"]])
        return shared if shared >= HALF else 0.0

    def by_content_and_speaker(p: Json, g: Json) -> float:
        return by_content(p, g) if case.names.agree(p.get("speaker", []), g["speaker"]) else 0.0

    def tally(pairs: Sequence[Pair]) -> Tally:
        return Tally(len(pairs), len(predicted), len(gold))

    litter = [span for string in case.gold["boilerplate"] for span in occurrences(case.text, string)]
    matched = pair_off(predicted, gold, by_content_and_speaker)
    exact = [(p, g) for p, g in matched if coincide(here[p["id"]], there[g["id"]])]
    found = case.report("statement", matched, (predicted, gold), _told_statement)
    others = {
        "grounded": Tally.of(bool(here[p["id"]]) for p in predicted),
        "clean": Tally.of(not any(within(span, litter) for span in here[p["id"]]) for p in predicted),
        "content": tally(pair_off(predicted, gold, by_content)),
        "exact": tally(exact),
        "via": Tally.of(case.names.agree(p.get("via", []), g["via"]) for p, g in matched),
        **{key: Tally.of(p.get(key) == g[key] for p, g in matched) for key in ("act", "kind", "date")},
    }
    return found + Report(others), matched


def _told_statement(statement: Json) -> str:
    return f"{', '.join(statement.get('speaker', []))} {statement.get('cue')!r}: {statement.get('content', '')}"


def _figures(case: _Case) -> Report:
    predicted, gold = case.both("figures")

    def likeness(p: Json, g: Json) -> float:
        if any(p.get(key) != g[key] for key in ("measure", "low", "high")) or not case.names.same(p.get("of"), g["of"]):
            return 0.0
        return 1.0 + overlap(located(case.text, p, "span"), occurrences(case.text, g["span"]))

    matched = pair_off(predicted, gold, likeness)
    found = case.report("figure", matched, (predicted, gold), _told_figure)
    return found + Report(
        {
            "grounded": Tally.of(bool(located(case.text, p, "span")) for p in predicted),
            "figure_source": Tally.of(case.names.agree(p.get("source", []), g["source"]) for p, g in matched),
        }
    )


def _told_figure(figure: Json) -> str:
    return f"{figure.get('measure')} {figure.get('low')} of {figure.get('of')}: {figure.get('span', '')}"


def _deployments(case: _Case) -> Report:
    predicted, gold = case.both("deployments")

    def likeness(p: Json, g: Json) -> float:
        if not case.names.same(p.get("sender"), g["sender"]):
            return 0.0
        places = len({fold(d) for d in p.get("destination", [])} & {fold(d) for d in g["destination"]})
        for_the_same = g["beneficiary"] is not None and case.names.same(p.get("beneficiary"), g["beneficiary"])
        # the force decides only between deployments that are alike otherwise
        return places + for_the_same + HALF * (p.get("force") == g["force"]) if places or for_the_same else 0.0

    matched = pair_off(predicted, gold, likeness)
    found = case.report("deployment", matched, (predicted, gold), _told_deployment)
    return found + Report({"deployment_status": Tally.of(p.get("status") == g["status"] for p, g in matched)})


def _told_deployment(deployment: Json) -> str:
    sender, beneficiary = deployment.get("sender"), deployment.get("beneficiary")
    places = ", ".join(deployment.get("destination", []))
    return f"{deployment.get('force')} of {sender} for {beneficiary} to {places or 'no place'}"


def _treaties(case: _Case) -> Report:
    predicted, gold = case.both("treaties")

    def likeness(p: Json, g: Json) -> float:
        alike = (p.get("kind") == g["kind"]) + (not labels(p).isdisjoint(labels(g)))
        return float(alike) if case.names.agree(p.get("parties", []), g["parties"]) else 0.0

    return case.report("treaty", pair_off(predicted, gold, likeness), (predicted, gold), _told_treaty)


def _told_treaty(treaty: Json) -> str:
    return f"{treaty.get('name')} ({treaty.get('kind')}) of {', '.join(treaty.get('parties', []))}"


def _actors(case: _Case) -> Report:
    """Count the actors that take part in a claim; to name others is neither right nor wrong."""
    predicted, gold = _taking_part(case.predicted), _taking_part(case.gold)
    matched = pair_off(predicted, gold, lambda p, g: float(case.names.same(p["id"], g["id"])))
    found = case.report("actor", matched, (predicted, gold), lambda actor: str(actor.get("name")))
    return found + Report({"actor_type": Tally.of(p.get("type") == g["type"] for p, g in matched)})


_ROLES = {
    "statements": ("speaker", "via"),
    "figures": ("source", "via", "of"),
    "deployments": ("sender", "beneficiary", "adversary"),
    "treaties": ("parties",),
}


def _taking_part(claims: Json) -> list[Json]:
    ids: set[str] = set()
    for section, roles in _ROLES.items():
        for claim in claims.get(section, []):
            for role in roles:
                ids.update(_as_list(claim.get(role)))
    return [actor for actor in claims.get("actors", []) if actor["id"] in ids]


def _as_list(ids: str | Iterable[str] | None) -> Iterable[str]:
    return [ids] if isinstance(ids, str) else ids or ()


def _disputes(case: _Case, matched: Sequence[Pair]) -> Report:
    """Count disputed pairs; a predicted one is right when both its statements are found and dispute each other."""
    stands_for = {p["id"]: g["id"] for p, g in matched}
    predicted = [frozenset(stands_for.get(each) for each in pair) for pair in case.predicted.get("disputes", [])]
    gold = {frozenset(pair) for pair in case.gold["disputes"]}
    return Report({"dispute": Tally(len(gold.intersection(predicted)), len(predicted), len(gold))})
