"""The figures of a deployment side by side, with the agreement and conflict between them."""

from __future__ import annotations

from collections.abc import Sequence

from service.index.agreement import Said, compare
from service.index.values import Json
from service.model import MEASURES

_ORDER: dict[str | None, int] = {measure: place for place, measure in enumerate(MEASURES)}


def side_by_side(figures: Sequence[Json]) -> list[Json]:
    """Return figures (as views) by what they measure and whose people they count, each group compared."""
    groups: dict[tuple[str | None, str | None], list[Json]] = {}
    for figure in figures:
        counted = figure["of"]["id"] if figure["of"] else None
        groups.setdefault((figure["measure"], counted), []).append(figure)
    ordered = sorted(groups, key=lambda group: (_ORDER.get(group[0], len(_ORDER)), group[1] or ""))
    return [
        {"measure": measure, "of": groups[measure, of][0]["of"], **_compared(groups[measure, of])}
        for measure, of in ordered
    ]


def _compared(figures: list[Json]) -> Json:
    figures.sort(key=lambda figure: (figure["low"] or 0, figure["high"] or 0, figure["id"]))
    roots = {figure["id"]: _roots(figure) for figure in figures}
    references = {root["id"]: root for each in roots.values() for root in each}
    comparison = compare([_said(figure, roots[figure["id"]]) for figure in figures if figure["low"] is not None])
    for position in comparison["positions"]:
        position["sources"] = [references[key] for key in position["sources"]]
    return {**comparison, "figures": figures}


def _roots(figure: Json) -> list[Json]:
    """Return who vouches for a figure: its sources, else whoever begins the chain, else the article itself."""
    roots: list[Json] = figure["source"] or figure["attribution"][:1]
    article = figure["article"]
    if not roots and article:
        return [{"id": article["id"], "label": article["label"], "iri": article["iri"]}]
    return roots


def _said(figure: Json, roots: Sequence[Json]) -> Said:
    return Said(
        id=figure["id"],
        qualifier=figure["qualifier"] or "exactly",
        low=figure["low"],
        high=figure["high"],
        roots=tuple(root["id"] for root in roots),
        article=figure["article"]["id"] if figure["article"] else "",
    )
