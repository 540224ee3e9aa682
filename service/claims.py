"""Claims as JSON: the shape that ``onrecord extract`` and the API give (CONTRACT §4)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from service.model import Article, Claims
from service.vocabulary import Iris, Kind

Json = dict[str, Any]


def claims_to_json(article: Article, claims: Claims, iris: Iris) -> Json:
    """Return the claims of an article as one JSON object.

    Ids are local to the object; ``iri`` gives the IRI of each thing, null where linking has not given it a key.
    ``text`` is the text as stored, which all offsets refer to.
    """
    figures = _entries(claims.figures, "figure", iris)
    for figure in figures:
        if figure["qualifier"] == "vague":
            figure["vague"] = True
    return {
        "id": article.id,
        "iri": str(iris.of("article", article.id)),
        "title": article.title,
        "url": article.url,
        "outlet": article.outlet,
        "agency": article.agency,
        "author": article.author,
        "published": article.published,
        "language": article.language,
        "read": article.is_read,
        "extractor": claims.extractor,
        "text": article.text,
        "boilerplate": [passage.exact for passage in article.boilerplate],
        "actors": _entries(claims.actors, "actor", iris),
        "statements": _entries(claims.statements, "statement", iris),
        "deployments": _entries(claims.deployments, "deployment", iris),
        "treaties": _entries(claims.treaties, "treaty", iris),
        "figures": figures,
        "disputes": [list(pair) for pair in claims.disputes],
    }


def reasons_to_json(claims: Claims) -> Json:
    """Return ``why`` the claims are made, by local id, the ``rejected`` beside none, and a model's ``usage``."""
    return {
        "why": {claim_id: asdict(why) for claim_id, why in claims.why.items()},
        "rejected": [asdict(rejection) for rejection in claims.rejected],
        "usage": asdict(claims.usage) if claims.usage is not None else None,
    }


def _entries(things: tuple[Any, ...], kind: Kind, iris: Iris) -> list[Json]:
    entries = []
    for thing in things:
        entry = asdict(thing)
        key = entry.pop("key")
        entry["iri"] = str(iris.of(kind, key)) if key else None
        entries.append(entry)
    return entries
