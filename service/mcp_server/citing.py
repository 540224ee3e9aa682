"""Citations: who says it, by way of whom, in which outlet and article, at which characters, in one line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from service.index import ListKind
from service.index.values import Json
from service.vocabulary import Iris


def cited(kind: ListKind, item: Json, iris: Iris) -> Json:
    """Return a statement, figure or dispute with its citations; any other thing as it is."""
    if kind == "statement":
        return {**item, "citation": _claim(item, _names(item["speaker"]) or "a source that is not named", iris)}
    if kind == "figure":
        return {**item, "citation": _claim(item, _names(item["source"]) or "the article in its own voice", iris)}
    if kind == "dispute":
        return {**item, "statements": [cited("statement", each, iris) for each in item["statements"]]}
    return item


def article_citation(article: Json) -> str:
    """Return where an article stands: outlet, agency, title, day, address."""
    return ", ".join(_printed(article, str(article["iri"])))


def _claim(item: Json, who: str, iris: Iris) -> str:
    parts = [who]
    if item["via"]:
        parts.append(f"relayed by {_names(item['via'])}")
    if item["said_on"]:
        parts.append(f"said on {item['said_on']}")
    article = item["article"]
    if article is None:
        return f"{', '.join(parts)}; {item['iri']}"
    where = str(article["iri"])
    printed = _printed(article, where)
    if item["start"] is not None:
        characters = f"characters {item['start']} to {item['end']}"
        printed = [*printed[:-1], characters, str(iris.passage(article["id"], item["start"], item["end"]))]
    return f"{', '.join(parts)}; in {', '.join(printed)}"


def _printed(article: Json, address: str) -> list[str]:
    outlet = article["outlet"]["label"] if article["outlet"] else "an outlet that is not named"
    agency = f"{outlet} (from {article['agency']['label']})" if article["agency"] else outlet
    return [*_present((agency, f"“{article['label']}”", article["published"])), address]


def _names(references: Sequence[Json]) -> str:
    return " and ".join(reference["label"] for reference in references)


def _present(parts: Iterable[str | None]) -> list[str]:
    return [part for part in parts if part]
