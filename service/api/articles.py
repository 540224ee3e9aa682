"""Articles: sent, read with their text and claims, taken out again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from typing import Any

from flask import Response, request
from flask_restx import Namespace, Resource
from werkzeug.routing import BaseConverter

from service.access import Scope
from service.api import models
from service.api.answers import ITEM_FORMATS, item_response, json_response
from service.api.lists import format_parameter, formats, item_json
from service.api.submissions import GIVEN_SCHEMAS, ArticleIn, Job, article_in
from service.claims import claims_to_json
from service.errors import InvalidInputError, NotFoundError, TooLargeError
from service.index.names import evidence
from service.index.values import Json
from service.jobs.model import Job as QueuedJob
from service.model import Claims, Given
from service.pipeline import NOTHING_GIVEN, Source
from service.store.fingerprint import fingerprint
from service.stored import StoredText, read_article, read_text
from service.text import article_id
from service.text.given import Longest, checked
from service.web import bodies
from service.web.conditions import conditions
from service.web.context import backends
from service.web.negotiation import JSON as JSON_FORMAT
from service.web.operations import ANY, SOME_TEXT, Answer, Link, Parameter, operation
from service.web.parameters import once
from service.web.prefer import preferred_wait
from service.web.revisions import note
from service.web.writing import LATER, carried_out, raise_failure, submitted

JSON, LINES = "application/json", "application/x-ndjson"
_ARTICLE_TYPES = ("text/plain", "text/html", JSON)
_LINE_TYPES = (LINES, "application/jsonl", "application/json-lines", JSON, "text/plain")
_GIVEN = ("title", "url", "publisher", "published", "language")
_WIKIDATA = "http://www.wikidata.org/entity/"
ARTICLE_BODY = {"text/plain": SOME_TEXT, "text/html": ANY, JSON: ArticleIn}
_TEXT_SENT = "OSLO, April 28 - Norway has sent 40 instructors to Poland, the foreign ministry said on Monday."
ARTICLE_EXAMPLES = {
    "text/plain": _TEXT_SENT,
    "text/html": f"<html><head><title>Norway sends instructors</title></head><body><p>{_TEXT_SENT}</p></body></html>",
    JSON: {
        "text": _TEXT_SENT,
        "title": "Norway sends instructors",
        "publisher": "Oslo Post",
        "published": "2025-04-28",
    },
}
GIVEN_PARAMETERS = tuple(
    Parameter(
        name,
        f"{ArticleIn.model_fields[name].description or name}; what a JSON body says goes first",
        GIVEN_SCHEMAS[name],
    )
    for name in _GIVEN
)
ARTICLE_ID = Parameter(
    "id", "16 hexadecimal digits, made of the text", {"type": "string", "pattern": "^[0-9a-f]{16}$"}, where="path"
)
_JOB_LINK = {"job": Link("GET /api/v1/jobs/{id}", {"id": "$response.body#/id"}, "how the job stands")}
_ARTICLE_LINKS = {
    name: Link(operation, {"id": "$response.body#/id"}, told)
    for name, operation, told in (
        ("article", "GET /api/v1/articles/{id}", "the article with its text"),
        ("claims", "GET /api/v1/articles/{id}/claims", "what it claims"),
        ("delete", "DELETE /api/v1/articles/{id}", "takes it out again"),
    )
}
ACCEPTED = Answer("Accepted; Location leads to the job.", {JSON: Job}, ("Location",), _JOB_LINK)
_MADE = ("Location", "ETag", "OnRecord-Revision", "Preference-Applied")
_PREFER = Parameter(
    "Prefer", "wait=N: answer when the article is in the graph, after at most N seconds", where="header"
)
_TAG = "articles"
_ITEM = "/articles/<article:id>"


class ArticleId(BaseConverter):
    """Converts the part of an address that is an article's id: anything but ``bulk``, which has a route of its own."""

    regex = r"(?!bulk\Z)[^/]+"


def add_articles(namespace: Namespace) -> None:
    """Add the routes of articles but for their list."""
    namespace.add_resource(ArticleCollection, "/articles", endpoint="articles_in")
    namespace.add_resource(BulkArticles, "/articles/bulk", endpoint="articles_bulk")
    namespace.add_resource(ArticleItem, _ITEM, endpoint="article")
    namespace.add_resource(ArticleClaims, f"{_ITEM}/claims", endpoint="claims")


def sent_article() -> Json:
    """Return the article in the body of this request as the queue takes it; raises what is wrong with it."""
    media_type = bodies.media_type(_ARTICLE_TYPES)
    body = bodies.read(backends().settings.max_body_bytes, setting="ONRECORD_MAX_BODY_BYTES")
    given = checked(Given(**{name: once(name) for name in _GIVEN}), _longest())
    if media_type == JSON:
        return _taken(_parsed(bodies.decode(body)), given)
    if media_type == "text/plain":
        return Source(bodies.decode(body), given=given).to_json()
    # What a page says of its own character set counts where the request declares none.
    return Source(body, is_html=True, given=given, charset=request.mimetype_params.get("charset")).to_json()


def _longest() -> Longest:
    settings = backends().settings
    return Longest(settings.max_name_chars, settings.max_url_chars)


def _taken(value: object, beside: Given = NOTHING_GIVEN) -> Json:
    """Return the article that a JSON value stands for as the queue takes it; raises what is wrong with it.

    ``beside`` is what is said of it beside the value, which goes first.
    """
    source = Source.from_json(article_in(value).model_dump(exclude_none=True))
    own = {name: said for name, said in asdict(checked(source.given, _longest())).items() if said is not None}
    return replace(source, given=replace(beside, **own)).to_json()


class ArticleCollection(Resource):  # type: ignore[misc]
    """Where articles are sent to."""

    @operation(
        summary="Send an article",
        tag=_TAG,
        description="Its claims are read and put into the graph. An article that is known already changes nothing.",
        parameters=(_PREFER, *GIVEN_PARAMETERS),
        body=ARTICLE_BODY,
        examples=ARTICLE_EXAMPLES,
        answers={
            200: Answer("The article, which was known already.", {JSON: models.Article}, _MADE, _ARTICLE_LINKS),
            201: Answer(
                "The article, now in the graph (with Prefer: wait).", {JSON: models.Article}, _MADE, _ARTICLE_LINKS
            ),
            202: ACCEPTED,
        },
        problems=(412, 422),
        scope=Scope.WRITE,
        takes_conditions=True,
    )
    def post(self) -> Response:
        """Accept an article; answer with it where that can be done at once."""
        payload, wait = sent_article() | conditions(), preferred_wait()
        known = _known(payload) if "conditions" not in payload else None
        if known is not None:
            note(backends().source.revision)
            return json_response(known, 200, _made(known["id"]))
        job = submitted("ingest", [payload])
        if wait is not None:
            job = backends().waiting.wait(job.id, wait)
        if not job.is_over:
            return _accepted(job)
        raise_failure(job)
        with backends().waiting.in_turn():
            return _ingested(job, {"Preference-Applied": f"wait={wait}"})


class BulkArticles(Resource):  # type: ignore[misc]
    """Where many articles are sent to."""

    @operation(
        summary="Send many articles",
        tag=_TAG,
        description="JSON Lines: an article a line. Lines that cannot be used are among the job's errors.",
        body={LINES: SOME_TEXT},
        examples={LINES: "".join(json.dumps(line) + "\n" for line in ({"text": _TEXT_SENT}, ARTICLE_EXAMPLES[JSON]))},
        answers={202: ACCEPTED},
        problems=(422,),
        scope=Scope.WRITE,
    )
    def post(self) -> Response:
        """Accept articles."""
        bodies.media_type(_LINE_TYPES)
        # Nothing is held but the lines: a body may have hundreds of megabytes.
        most = backends().settings.max_bulk_bytes
        lines = _lines(bodies.decode(bodies.read(most, setting="ONRECORD_MAX_BULK_BYTES")))
        return _accepted(submitted("ingest", _each_taken(lines)))


class ArticleItem(Resource):  # type: ignore[misc]
    """One article."""

    @operation(
        summary="One article with its text",
        tag=_TAG,
        parameters=(ARTICLE_ID, format_parameter(ITEM_FORMATS)),
        answers={200: Answer(models.FullArticle.__doc__ or "", formats(ITEM_FORMATS, models.FullArticle))},
        problems=(404,),
        is_conditional=True,
    )
    def get(self, id: str) -> Response:
        """Return the article."""
        return item_response(lambda: _full_article(id), content=lambda: _state(id))

    @operation(
        summary="Take an article out",
        tag=_TAG,
        description="Its claims go with it; what other articles say stays as it is.",
        parameters=(ARTICLE_ID,),
        answers={202: LATER, 204: Answer("It is gone.", headers=("OnRecord-Revision",))},
        problems=(404,),
        scope=Scope.WRITE,
        takes_conditions=True,
    )
    def delete(self, id: str) -> Response:
        """Take the article and all that hangs on it alone out of the graph."""
        missing = NotFoundError(f"There is no article “{id}” here.")
        try:
            deleted = carried_out("delete", {"article": id, **conditions()})["deleted"]
        except InvalidInputError as error:  # nothing that could name one
            raise missing from error
        if not deleted:
            raise missing
        return Response(status=204)


class ArticleClaims(Resource):  # type: ignore[misc]
    """What one article claims."""

    @operation(
        summary="The claims of one article",
        tag=_TAG,
        description="Offsets are code points of the article's text: text[start:end] is the content or span.",
        parameters=(ARTICLE_ID, format_parameter((JSON_FORMAT,))),
        answers={200: Answer(models.Claims.__doc__ or "", {JSON: models.Claims})},
        problems=(404,),
        is_conditional=True,
    )
    def get(self, id: str) -> Response:
        """Return the claims."""
        return item_response(lambda: _claims(id), formats=(JSON_FORMAT,), content=lambda: _state(id))


def _ingested(job: QueuedJob, headers: dict[str, str]) -> Response:
    """Return the answer with the article that a job has put into the graph."""
    note(job.revision)
    article = backends().queue.results(job.id)[0]["article"]
    try:
        shown = item_json("article", article)
    except NotFoundError:  # somebody has taken it out since
        return _accepted(job)
    return json_response(shown, 200 if job.known else 201, _made(article) | headers)


def _accepted(job: QueuedJob) -> Response:
    """Return the answer that leads to a job."""
    return json_response(job.to_json(), 202, {"Location": f"{_root()}/jobs/{job.id}"})


def _made(article: str) -> dict[str, str]:
    """Return the headers that lead to an article, and name its state."""
    state = _state(article)
    return {"Location": f"{_root()}/articles/{article}"} | ({"ETag": f'"{state}"'} if state else {})


def _state(article: str) -> str | None:
    """Return the name of the state that an article is in, None where there is none.

    The index has it of what the writer has written; another server's graphs may have been changed by others.
    """
    parts = backends()
    try:
        graph = str(parts.iris.graph(article))
        reader = parts.reader()
        noted = parts.index.state_of(graph, reader.revision) if parts.settings.store is None else None
        return noted or fingerprint(reader, graph)
    except InvalidInputError:  # nothing that could name one
        return None


def _known(payload: Json) -> Json | None:
    """Return the article that was sent where its text shows at once that it is in the graph."""
    if "text" not in payload or not backends().queue.is_settled():
        return None  # what is waiting may take it out
    return backends().views().item("article", article_id(payload["text"]))


def _claims(article_id: str) -> Json:
    parts = backends()
    article, claims = read_article(parts.reader(), parts.iris, article_id)
    return claims_to_json(article, _with_wikidata(claims), parts.iris)


def _full_article(article_id: str) -> Json:
    parts = backends()
    view = item_json("article", article_id)
    return with_text(view, read_text(parts.reader(), parts.iris, article_id))


def with_text(view: Json, stored: StoredText) -> Json:
    """Return an article's JSON with its text, as ``models.FullArticle``."""
    passages = [[passage.start, passage.end, passage.exact] for passage in stored.boilerplate]
    return {**view, "text": stored.text, "boilerplate": evidence(passages)}


def _with_wikidata(claims: Claims) -> Claims:
    """Return claims with the Wikidata numbers that the registry has of their actors."""
    index = backends().index
    ids = index.ids("actor", (actor.key for actor in claims.actors))
    known = index.attributes(list(ids.values()))
    numbers = {}
    for key, item in ids.items():
        same = known[item].get("same_as", ())
        numbers[key] = next((iri.removeprefix(_WIKIDATA) for iri in same if iri.startswith(_WIKIDATA)), None)
    return replace(claims, actors=tuple(replace(actor, wikidata=numbers.get(actor.key)) for actor in claims.actors))


def _lines(text: str) -> list[tuple[int, str]]:
    """Return the lines of a bulk with their numbers; ``TooLargeError`` when they are too many."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    most = backends().settings.max_bulk_articles
    if len(lines) > most:
        raise TooLargeError(
            f"The body has {len(lines):,} articles, and no more than {most:,} are taken at once "
            "(ONRECORD_MAX_BULK_ARTICLES): send them in parts."
        )
    return lines


def _each_taken(lines: Iterable[tuple[int, str]]) -> Iterator[dict[str, Any]]:
    """Yield what the queue takes of each line; of a line that cannot be used, what is wrong with it."""
    for number, line in lines:
        try:
            yield {**_taken(_parsed(line)), "line": number}
        except InvalidInputError as error:
            yield {"invalid": error.detail, "line": number}


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(f"That is not JSON: {error}.") from error


def _root() -> str:
    return f"{request.script_root}/api/v1"
