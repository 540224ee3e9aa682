"""Figures of a deployment of which there are very many: what is shown is bounded and stays true."""

from typing import Any, cast

from service.api.comparisons import listed
from service.index.figures import side_by_side
from service.mcp_server.answers import Measured
from service.mcp_server.backend import Backend
from service.mcp_server.comparing import comparisons_of, figures
from service.vocabulary import Iris

IRIS = Iris("http://localhost:8000/")
DEPLOYMENT = {"id": "x", "label": "X", "iri": "http://localhost:8000/deployment/x"}
NUMBERS = 100


def figure(number: int, source: int) -> dict[str, Any]:
    """One of the sources that give a number; 7 and 70 are given by more sources than any other."""
    key = f"a-{source}-{number}"
    by = {"id": f"s{source}", "label": f"Source {source}", "iri": f"http://localhost:8000/actor/s{source}"}
    return {
        "id": key,
        "iri": f"http://localhost:8000/figure/{key}",
        "label": str(number),
        "measure": "deployed",
        "low": number,
        "high": None,
        "qualifier": "exactly",
        "of": None,
        "source": [by],
        "via": [],
        "span": "x",
        "attribution": [by],
        "said_on": None,
        "start": 1,
        "end": 2,
        "statements": [],
        "article": None,
        "deployments": [DEPLOYMENT],
        "evidence": [],
    }


GIVEN = [figure(number, source) for number in range(NUMBERS) for source in range(9 if number in (7, 70) else 1)]


class ManyFigures:
    """A backend with one deployment."""

    iris = IRIS

    def figures(self, _: str) -> dict[str, Any]:
        return listed({"deployment": DEPLOYMENT, "measures": side_by_side(GIVEN)})


BACKEND = cast(Backend, ManyFigures())


def shown() -> Measured:
    (measured,) = figures(BACKEND, "x", None, 5, None).measures
    return measured


def test_the_numbers_with_most_sources_are_shown_in_their_order() -> None:
    lows = [position.low for position in shown().positions]
    assert lows == sorted(lows)
    assert {7, 70} <= set(lows)
    assert len(lows) < 30
    assert shown().positions_total == NUMBERS
    assert all(len(position.figures) <= 10 for position in shown().positions)
    assert [p.independent_sources for p in shown().positions if p.low in (7, 70)] == [9, 9]


def test_conflicts_are_told_by_the_places_of_what_is_shown() -> None:
    measured = shown()
    size = len(measured.positions)
    assert {tuple(pair) for pair in measured.conflicts} == {
        (one, other) for other in range(size) for one in range(other)
    }
    for place, position in enumerate(measured.positions):
        assert set(position.conflicts_with) == set(range(size)) - {place}
    assert measured.common is None


def test_rivals_of_a_figure_are_those_with_most_sources() -> None:
    (compared,) = comparisons_of(BACKEND, figure(3, 0))
    assert compared.agrees_with == []
    assert {7, 70} <= {rival.low for rival in compared.conflicts_with}
    assert len(compared.conflicts_with) <= 10


def test_all_pages_together_have_every_figure_once() -> None:
    seen: list[str] = []
    cursor = None
    while True:
        page = figures(BACKEND, "x", None, 50, cursor)
        seen += [item.id for item in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == page.total == len(GIVEN)
