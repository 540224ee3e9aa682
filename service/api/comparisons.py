"""The JSON of a deployment's figures side by side."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from service.api.models import Figure, Model, Reference
from service.index.values import Json
from service.model import Measure, Qualifier


class Interval(Model):
    """Whole numbers from low to high, both included; without an upper end where high is null."""

    low: int
    high: int | None


class Position(Model):
    """One number, with all who give it and how it stands to the others."""

    qualifier: Qualifier
    low: int
    high: int | None
    interval: Interval = Field(description="the numbers it allows: “about” is within a tenth")
    figures: list[str] = Field(description="ids of the figures that give it")
    sources: list[Reference] = Field(description="who vouches for it, the outlet where the article itself does")
    independent_sources: int = Field(description="distinct sources, however many articles print them")
    articles: int
    agrees_with: list[int] = Field(description="places of the positions it is compatible with")
    conflicts_with: list[int]


class MeasuredFigures(Model):
    """All figures for one measure of one side's people, compared as intervals."""

    measure: Measure | None
    of: Reference | None
    positions: list[Position]
    common: Interval | None = Field(description="what all of them allow, null when they cannot all be right")
    conflicts: list[Annotated[list[int], Field(min_length=2, max_length=2)]] = Field(
        description="pairs of places of positions that cannot both be right"
    )
    independent_sources: int
    figures: list[str] = Field(description="ids of the figures compared, in their order among the items")


class DeploymentFigures(Model):
    """Every number given for a deployment, side by side."""

    deployment: Reference
    items: list[Figure] = Field(description="by what they measure of whose people, then by number")
    total: int
    next: None = Field(description="always null: all of them are in one answer")
    measures: list[MeasuredFigures]


def listed(compared: Json) -> Json:
    """Return what ``Views.figures_of`` gives as the JSON of ``DeploymentFigures``: the figures once, then by id."""
    items = [figure for measured in compared["measures"] for figure in measured["figures"]]
    measures = [
        measured | {"figures": [figure["id"] for figure in measured["figures"]]} for measured in compared["measures"]
    ]
    return {
        "deployment": compared["deployment"],
        "items": items,
        "total": len(items),
        "next": None,
        "measures": measures,
    }
