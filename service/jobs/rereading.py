"""What reading stored articles again changes, article by article and in sum (job kind ``reprocess``).

The result of such a task is ``{article, was, is, claims}``: the extractors before and now, and of each kind of claim
how many there were ``before``, how many there are ``after``, and how many of the latter are new (``added``) and of the
former gone (``removed``), told apart by their IRIs. ``is`` is null where there is no such article any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from service.errors import InvalidInputError, NotFoundError
from service.index import Index, selection
from service.jobs.model import Payload
from service.model import Claims
from service.stored import StoredArticle
from service.vocabulary import Iris, slug

KINDS = ("statements", "figures", "deployments", "treaties", "actors")
COUNTS = ("before", "after", "added", "removed")


def choose(
    index: Index,
    iris: Iris,
    extractor: str,
    *,
    articles: Sequence[str] = (),
    publisher: str | None = None,
    force: bool = False,
) -> list[str]:
    """Return the ids of the articles to read again: these, those of a publisher, or all.

    ``articles`` are ids or IRIs, ``publisher`` is an id, IRI or name. Without ``force`` those are left out that this
    ``extractor`` (name and version) has read. Raises ``NotFoundError`` where there is no such article or publisher.
    """
    if articles:
        chosen = _existing(index, iris, articles)
    elif publisher is not None:
        chosen = _published_by(index, iris, publisher)
    else:
        chosen = index.having("article", "", [""]).get("", [])
    current = set() if force else set(index.having("article", "read_by", [extractor]).get(extractor, ()))
    return [article for article in chosen if article not in current]


def payloads(articles: Iterable[str], *, force: bool, dry_run: bool) -> list[Payload]:
    """Return the tasks of a job that reads these articles again."""
    return [{"article": article, "force": force, "dry_run": dry_run, "input": article} for article in articles]


def changes(stored: StoredArticle, claims: Claims) -> dict[str, Any]:
    """Return what is changed in an article by these claims."""
    counts = {kind: _compared(_keys(stored.claims, kind), _keys(claims, kind)) for kind in KINDS}
    return {
        "article": stored.article.id,
        "was": stored.claims.extractor or None,
        "is": claims.extractor,
        "claims": counts,
    }


def gone(article_id: str) -> dict[str, Any]:
    """Return the result for an article that is not there any more."""
    return {"article": article_id, "was": None, "is": None, "claims": {}}


def in_sum(results: Iterable[dict[str, Any] | None]) -> dict[str, dict[str, int]]:
    """Return the counts of all these results added up."""
    total = {kind: dict.fromkeys(COUNTS, 0) for kind in KINDS}
    for result in results:
        for kind, counts in (result or {}).get("claims", {}).items():
            for name, number in counts.items():
                total[kind][name] += number
    return total


def _existing(index: Index, iris: Iris, given: Sequence[str]) -> list[str]:
    keys = list(dict.fromkeys(_key(iris, each) for each in given))
    known = set(index.having("article", "article", keys))
    missing = [key for key in keys if key not in known]
    if missing:
        raise NotFoundError(f"There is no article {', '.join(missing[:10])}{' …' if len(missing) > 10 else ''} here.")
    return keys


def _key(iris: Iris, given: str) -> str:
    split = iris.split(given)
    if split is None:
        return given
    if split[0] != "article":
        raise InvalidInputError(f"{given} is no article.")
    return split[1]


def _published_by(index: Index, iris: Iris, publisher: str) -> list[str]:
    ((_, key),) = selection("article", {"publisher": publisher}, iris).facets
    for name in (key, slug(key)):
        found = index.having("article", "publisher", [name]).get(name)
        if found:
            return found
    raise NotFoundError(f"There is no article of “{publisher}” here: give the outlet's name, id or IRI.")


def _keys(claims: Claims, kind: str) -> set[str]:
    return {thing.key for thing in getattr(claims, kind)}


def _compared(before: set[str], after: set[str]) -> dict[str, int]:
    numbers = (len(before), len(after), len(after - before), len(before - after))
    return dict(zip(COUNTS, numbers, strict=True))
