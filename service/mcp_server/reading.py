"""What a claim rests on, what a thing is, and an article's text in pieces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, cast

import pyoxigraph

from service.errors import InvalidInputError, NotFoundError
from service.index import FILTERS, ListKind
from service.index.values import Json
from service.mcp_server.answers import ArticleText, CitedStatement, Description, EvidenceAnswer
from service.mcp_server.asking import ask
from service.mcp_server.backend import Backend
from service.mcp_server.citing import article_citation, cited
from service.mcp_server.comparing import comparisons_of
from service.mcp_server.finding import key_of, thing_of
from service.vocabulary import REC, Kind

_AROUND = 300  # characters of context on either side
_SHOWN = 10  # statements that agree or dispute
_ACCOUNTS = 5  # articles whose own account of a thing is shown
_TRIPLES = 200  # of a thing that is described in Turtle
_CHARACTERS = re.compile(r"#char=(\d{1,9}),(\d{1,9})$")


def evidence(backend: Backend, claim: str) -> EvidenceAnswer:
    """Return what a statement or figure rests on; ``NotFoundError`` where there is no such claim."""
    found = thing_of(backend, claim, ("statement", "figure"))
    if found is None:
        raise NotFoundError(f"There is no statement or figure “{claim}” here; its id is in every answer that has it.")
    kind, key = cast(tuple[Literal["statement", "figure"], str], found)
    item = cited(kind, backend.item(kind, key), backend.iris)
    words = item["content"] if kind == "statement" else item["span"]
    text = backend.item("article", item["article"]["id"])["text"] if item["article"] else ""
    start, end = item["start"], item["end"]
    return EvidenceAnswer(
        kind=kind,
        citation=item["citation"],
        statement=item if kind == "statement" else None,
        figure=item if kind == "figure" else None,
        quotation=None if start is None else {"start": start, "end": end, "exact": words},
        verified=start is not None and text[start:end] == words,
        context=_context(text, [(start, end), *((each["start"], each["end"]) for each in item["evidence"])]),
        article=item["article"],
        carried_by=_statements(backend, item.get("statements", ())),
        disputes=_statements(backend, item.get("disputes", ())),
        disputed_by=_statements(backend, item.get("disputed_by", ())),
        agrees_with=_statements(backend, item.get("agrees_with", ())),
        compared=comparisons_of(backend, item) if kind == "figure" else [],
    )


def describe(backend: Backend, thing: str) -> Description:
    """Return what is known of a thing by its IRI or id; ``NotFoundError`` where nothing is."""
    thing = thing.strip()
    found = thing_of(backend, thing, tuple(FILTERS))
    if found is None:
        return _in_turtle(backend, thing)
    kind, key = cast(tuple[ListKind, str], found)
    item = cited(kind, backend.item(kind, key), backend.iris)
    accounts = item.pop("accounts", None)
    if kind == "article":
        del item["text"], item["boilerplate"]
    return Description(
        kind=kind,
        iri=item["iri"],
        citation=article_citation(item) if kind == "article" else item.get("citation"),
        item=item if accounts is None else {**item, "accounts": accounts[:_ACCOUNTS]},
        accounts_total=None if accounts is None else len(accounts),
        turtle=None,
    )


def article_text(backend: Backend, article: str, start: int | None, length: int) -> ArticleText:
    """Return a piece of an article's text, by default from its beginning, or around the characters of a passage."""
    characters = _CHARACTERS.search(article)
    if start is None:
        start = max(0, int(characters[1]) - _AROUND) if characters else 0
    item = backend.item("article", key_of(backend, "article", article))
    text = item["text"]
    if start > len(text):
        raise InvalidInputError(f"The text has {len(text)} characters; there is none at {start}.")
    piece = text[start : start + length]
    end = start + len(piece)
    kept = ("id", "iri", "label", "title", "outlet", "agency", "published", "url")
    return ArticleText(
        article={name: item[name] for name in kept},
        citation=article_citation(item),
        start=start,
        end=end,
        length=len(text),
        text=piece,
        next=end if end < len(text) else None,
    )


def _context(text: str, passages: Sequence[tuple[int | None, int | None]]) -> Json | None:
    known = [(start, end) for start, end in passages if start is not None and end is not None]
    if not known or not text:
        return None
    start = max(0, min(start for start, _ in known) - _AROUND)
    end = min(len(text), max(end for _, end in known) + _AROUND)
    return {"start": start, "end": end, "exact": text[start:end]}


def _statements(backend: Backend, references: Sequence[Json]) -> list[CitedStatement]:
    items = (backend.item("statement", reference["id"]) for reference in references[:_SHOWN])
    return [CitedStatement(**cited("statement", item, backend.iris)) for item in items]


def _in_turtle(backend: Backend, thing: str) -> Description:
    """Return what the graph says of an IRI that is of none of the listed kinds: a place, a passage, a term, a graph."""
    iri = str(REC) + thing.removeprefix("rec:") if thing.startswith("rec:") else thing
    try:
        node = pyoxigraph.NamedNode(iri)
    except ValueError as error:
        raise NotFoundError(f"There is nothing “{thing}” here. Look for ids with the tool “search”.") from error
    query = f"CONSTRUCT {{ {node} ?p ?o }} WHERE {{ {node} ?p ?o }}"
    said = ask(backend, query, _TRIPLES, "csv", None)
    if not said.rows:
        raise NotFoundError(f"Nothing is said of {iri} here. Terms of the vocabulary: the tool “vocabulary”.")
    split = backend.iris.split(iri)
    kind: Kind | None = split[0] if split and "#" not in split[1] else None
    return Description(kind=kind, iri=iri, citation=None, item=None, accounts_total=None, turtle=said.result)
