"""Stored articles extracted again, for those who manage the service."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_restx import Namespace, Resource
from pydantic import ConfigDict, Field, ValidationError, model_validator

from service.access import Scope
from service.api.answers import json_response
from service.api.articles import ACCEPTED
from service.api.models import Model
from service.errors import InvalidInputError
from service.extractor_version import extractor_name
from service.jobs.rereading import choose, payloads
from service.web import bodies
from service.web.context import backends
from service.web.operations import NOT_BLANK, operation
from service.web.writing import submitted

_JSON = "application/json"


def _one(chosen: str) -> dict[str, Any]:
    """Return the schema of an object that says which articles in this way, and in no other."""
    absent = {"articles": {"type": "null"}, "publisher": {"type": "null"}, "all": {"const": False}}
    given = {"articles": {"type": "array"}, "publisher": dict(NOT_BLANK), "all": {"const": True}}
    return {"required": [chosen], "properties": absent | {chosen: given[chosen]}}


class ReprocessIn(Model):
    """Which articles are extracted again: these, those of a publisher, or all."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [_one("articles"), _one("publisher"), _one("all")]})

    articles: list[str] | None = Field(None, description="ids or IRIs", min_length=1, max_length=10_000)
    publisher: str | None = Field(None, description="the outlet, by name, id or IRI", min_length=1)
    all: bool = False
    force: bool = Field(False, description="also those that this version of the extraction has read")
    dry_run: bool = Field(False, description="tell what would change, and store nothing")

    @model_validator(mode="after")
    def _says_which(self) -> ReprocessIn:
        if (self.articles is not None) + (self.publisher is not None) + self.all != 1:
            raise ValueError("give either “articles”, “publisher” or “all”: true")
        return self


def add_reprocessing(namespace: Namespace) -> None:
    """Add the route that has articles extracted again."""
    namespace.add_resource(Reprocessing, "/reprocess", endpoint="reprocess")


class Reprocessing(Resource):  # type: ignore[misc]
    """Where articles are extracted again."""

    @operation(
        summary="Extract stored articles again",
        tag="jobs",
        description=(
            "From the stored texts, by the extraction as it is now: of those that an earlier version read. IRIs, what "
            "is known about the articles and all other graphs stay. The job tells what changed once it is over."
        ),
        body={_JSON: ReprocessIn},
        examples={_JSON: {"all": True, "dry_run": True}},
        answers={202: ACCEPTED},
        problems=(404, 422),
        scope=Scope.ADMIN,
    )
    def post(self) -> Response:
        """Accept a job that extracts articles again."""
        parts = backends()
        bodies.media_type((_JSON,))
        body = bodies.decode(bodies.read(parts.settings.max_body_bytes, setting="ONRECORD_MAX_BODY_BYTES"))
        wanted = _wanted(body)
        chosen = choose(
            parts.index,
            parts.iris,
            extractor_name(parts.settings.extractor, parts.settings.llm_model),
            articles=wanted.articles or (),
            publisher=wanted.publisher,
            force=wanted.force,
        )
        job = submitted("reprocess", payloads(chosen, force=wanted.force, dry_run=wanted.dry_run))
        return json_response(job.to_json(), 202, {"Location": f"{request.script_root}/api/v1/jobs/{job.id}"})


def _wanted(body: str) -> ReprocessIn:
    """Return what a body asks for; ``InvalidInputError`` naming each field that cannot be used."""
    try:
        return ReprocessIn.model_validate_json(body, strict=True)
    except ValidationError as error:
        raise InvalidInputError("; ".join(map(_said, error.errors()))) from error


def _said(problem: Any) -> str:
    where = ".".join(str(part) for part in problem["loc"])
    what = str(problem["msg"]).removeprefix("Value error, ")
    return f"“{where}”: {what}" if where else what
