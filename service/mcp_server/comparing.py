"""The figures of a deployment side by side, a page at a time, with the agreement and conflict between all of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from service.errors import InvalidInputError
from service.index.values import Json
from service.mcp_server.answers import CitedFigure, Compared, FiguresAnswer, Measured, Rival
from service.mcp_server.backend import Backend
from service.mcp_server.citing import cited

_POSITIONS = 20  # numbers shown of one measure
_NAMED = 5  # ids and sources shown of one number


def figures(backend: Backend, deployment: str, measure: str | None, limit: int, cursor: str | None) -> FiguresAnswer:
    """Return a page of the figures of a deployment (by its key); the cursor is the id of the last one before."""
    given = backend.figures(deployment)
    groups = [group for group in given["measures"] if measure is None or group["measure"] == measure]
    wanted = {key for group in groups for key in group["figures"]}
    items = [item for item in given["items"] if item["id"] in wanted]
    start = _place_after(items, cursor) if cursor else 0
    shown = items[start : start + limit]
    keys = {item["id"] for item in shown}
    return FiguresAnswer(
        deployment=given["deployment"],
        total=len(items),
        next=shown[-1]["id"] if start + limit < len(items) else None,
        measures=[_bounded(group) for group in groups if keys & set(group["figures"])],
        items=[CitedFigure(**cited("figure", item, backend.iris)) for item in shown],
    )


def comparisons_of(backend: Backend, figure: Json) -> list[Compared]:
    """Return how a figure stands to the others of each of its deployments."""
    compared = []
    for deployment in figure["deployments"]:
        for group in backend.figures(deployment["id"])["measures"]:
            position = next((each for each in group["positions"] if figure["id"] in each["figures"]), None)
            if position is not None:
                compared.append(
                    Compared(
                        deployment=deployment,
                        agrees_with=_rivals(group["positions"], position["agrees_with"]),
                        conflicts_with=_rivals(group["positions"], position["conflicts_with"]),
                    )
                )
    return compared


def _place_after(items: Sequence[Json], cursor: str) -> int:
    for place, item in enumerate(items, start=1):
        if item["id"] == cursor:
            return place
    raise InvalidInputError(f"“{cursor[:60]}” is no cursor of this list: take it from “next” of the page before.")


def _bounded(group: Json) -> Measured:
    """Return a group of figures with the positions that most sources hold, told apart by their new places."""
    positions = group["positions"]
    first = sorted(range(len(positions)), key=lambda place: (-positions[place]["independent_sources"], place))
    places = {old: new for new, old in enumerate(sorted(first[:_POSITIONS]))}
    shown = [_renumbered(positions[old], places) for old in places]
    conflicts = [pair for pair in combinations(range(len(shown)), 2) if pair[1] in shown[pair[0]]["conflicts_with"]]
    return Measured(
        **group | {"positions": shown, "conflicts": conflicts, "figures": group["figures"][:_NAMED]},
        positions_total=len(positions),
    )


def _renumbered(position: Json, places: dict[int, int]) -> Json:
    others = {
        name: [places[other] for other in position[name] if other in places]
        for name in ("agrees_with", "conflicts_with")
    }
    return {**position, **others, **{name: position[name][:_NAMED] for name in ("figures", "sources")}}


def _rivals(positions: Sequence[Json], places: Sequence[int]) -> list[Rival]:
    ranked = sorted(places, key=lambda place: -positions[place]["independent_sources"])
    return [_rival(positions[place]) for place in sorted(ranked[:_NAMED])]


def _rival(position: Json) -> Rival:
    kept = {name: position[name] for name in ("qualifier", "low", "high", "independent_sources")}
    return Rival(**kept, sources=position["sources"][:_NAMED], figures=position["figures"][:_NAMED])
