"""Jobs, extraction without storing, and the index made anew."""

from __future__ import annotations

import base64
import json
from urllib.parse import urlencode

from flask import Response, request
from flask_restx import Namespace, Resource

from service.access import Scope
from service.api import models
from service.api.answers import json_response
from service.api.articles import ACCEPTED, ARTICLE_BODY, ARTICLE_EXAMPLES, GIVEN_PARAMETERS, JSON, sent_article
from service.api.lists import PAGING, page_limit
from service.api.submissions import Job, JobPage
from service.errors import InvalidInputError
from service.jobs.model import STATES, State
from service.jobs.model import Job as QueuedJob
from service.jobs.rereading import in_sum
from service.web.access import caller
from service.web.context import backends
from service.web.operations import Answer, Link, Parameter, operation
from service.web.parameters import given_often
from service.web.writing import carried_out, submitted

_TAG = "jobs"
_PARAMETERS = ("state", "limit", "cursor")
_FIRST = {"first": Link("GET /api/v1/jobs/{id}", {"id": "$response.body#/items/0/id"}, "the newest job")}
_ID = Parameter("id", "16 hexadecimal digits", {"type": "string", "pattern": "^[0-9a-f]{16}$"}, where="path")


def add_jobs(namespace: Namespace) -> None:
    """Add the routes of jobs and extraction."""
    namespace.add_resource(JobList, "/jobs", endpoint="jobs")
    namespace.add_resource(JobItem, "/jobs/<string:id>", endpoint="job")
    namespace.add_resource(Extraction, "/extract", endpoint="extract")
    namespace.add_resource(Reindexing, "/reindex", endpoint="reindex")


class JobList(Resource):  # type: ignore[misc]
    """All jobs."""

    @operation(
        summary="Jobs, the newest first",
        tag=_TAG,
        description="All of them for who has the scope admin, otherwise those sent with the same token. Those that "
        "ended more than a week ago are forgotten.",
        parameters=(Parameter("state", "jobs in this state", {"type": "string", "enum": list(STATES)}), *PAGING),
        answers={200: Answer("A page of jobs.", {JSON: JobPage}, ("Cache-Control", "Link"), _FIRST)},
        problems=(400,),
        scope=Scope.WRITE,
    )
    def get(self) -> Response:
        """Return a page of jobs."""
        _require_known_parameters()
        limit, cursor = page_limit(), request.args.get("cursor")
        before = _position(cursor) if cursor else None
        jobs = backends().queue.jobs(limit + 1, state=_state(), owner=_owner(), before=before)
        following = _address(jobs[limit - 1]) if len(jobs) > limit else None
        headers = {"Cache-Control": "no-store"} | ({"Link": f'<{following}>; rel="next"'} if following else {})
        items = [job.summary() for job in jobs[:limit]]
        return json_response({"items": items, "next": following}, headers=headers)


class JobItem(Resource):  # type: ignore[misc]
    """One job."""

    @operation(
        summary="How a job stands",
        tag=_TAG,
        parameters=(_ID,),
        answers={200: Answer("The job as it stands.", {JSON: Job}, ("Cache-Control",))},
        problems=(404,),
    )
    def get(self, id: str) -> Response:
        """Return the job as it stands."""
        queue = backends().queue
        job = queue.job(id)
        changes = {"changes": in_sum(queue.results(id))} if job.kind == "reprocess" and job.is_over else {}
        return json_response(job.to_json() | changes, headers={"Cache-Control": "no-store"})


class Extraction(Resource):  # type: ignore[misc]
    """Claims of an article that is not stored."""

    @operation(
        summary="The claims of an article that is not stored",
        tag=_TAG,
        parameters=GIVEN_PARAMETERS,
        body=ARTICLE_BODY,
        is_costly=True,
        examples=ARTICLE_EXAMPLES,
        answers={200: Answer(models.Claims.__doc__ or "", {JSON: models.Claims})},
        problems=(422,),
    )
    def post(self) -> Response:
        """Return the claims of the article in the body."""
        return json_response(carried_out("extract", sent_article()))


class Reindexing(Resource):  # type: ignore[misc]
    """Where the index is made anew."""

    @operation(
        summary="Make the index of lists and full text anew",
        tag=_TAG,
        description="From the graph. Reading goes on with the index as it is until the new one is whole.",
        answers={202: ACCEPTED},
        scope=Scope.ADMIN,
    )
    def post(self) -> Response:
        """Accept a job that makes the index anew."""
        job = submitted("reindex", [{}])
        return json_response(job.to_json(), 202, {"Location": f"{request.script_root}/api/v1/jobs/{job.id}"})


def _require_known_parameters() -> None:
    for name, values in request.args.lists():
        if name not in _PARAMETERS:
            raise InvalidInputError(f"“{name[:40]}” is no parameter of this list; it has {', '.join(_PARAMETERS)}.")
        if len(values) > 1:
            raise given_often(name, len(values))


def _state() -> State | None:
    given = request.args.get("state")
    state = next((state for state in STATES if state == given), None)
    if given is not None and state is None:
        raise InvalidInputError(f"“state” is one of {', '.join(STATES)}, not “{given[:40]}”.")
    return state


def _owner() -> str | None:
    """Return whose jobs may be seen: everybody's (None), but for a token that only writes."""
    asks = caller()
    return asks.name if asks.scope is Scope.WRITE else None


def _address(last: QueuedJob) -> str:
    """Return the address of the page after the one that ends with this job."""
    cursor = base64.urlsafe_b64encode(json.dumps([last.created, last.id]).encode()).decode().rstrip("=")
    arguments = [(name, value) for name, value in request.args.items() if name != "cursor"]
    return f"{request.script_root}{request.path}?{urlencode([*arguments, ('cursor', cursor)])}"


def _position(cursor: str) -> tuple[str, str]:
    """Return when the last job of the page before was created, and its id."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        created, job_id = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        f"{created}{job_id}".encode()  # half a surrogate pair is no text for SQLite
    except (ValueError, TypeError, RecursionError) as error:
        raise _bad(cursor) from error
    if not (isinstance(created, str) and isinstance(job_id, str)):
        raise _bad(cursor)
    return created, job_id


def _bad(cursor: str) -> InvalidInputError:
    return InvalidInputError(f"“{cursor[:60]}” is no cursor of this list: take it from “next” of the page before.")
