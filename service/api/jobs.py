"""Jobs, and extraction without storing."""

from __future__ import annotations

from flask import Response
from flask_restx import Namespace, Resource

from service.api import models
from service.api.answers import json_response
from service.api.articles import ARTICLE_BODY, GIVEN_PARAMETERS, JSON, sent_article
from service.api.submissions import Job
from service.web.context import backends
from service.web.operations import Answer, operation
from service.web.writing import carried_out

_TAG = "jobs"


def add_jobs(namespace: Namespace) -> None:
    """Add the routes of jobs and extraction."""
    namespace.add_resource(JobItem, "/jobs/<string:id>", endpoint="job")
    namespace.add_resource(Extraction, "/extract", endpoint="extract")


class JobItem(Resource):  # type: ignore[misc]
    """One job."""

    @operation(
        summary="How a job stands",
        tag=_TAG,
        answers={200: Answer("The job as it stands.", {JSON: Job})},
        problems=(404, 503),
    )
    def get(self, id: str) -> Response:
        """Return the job as it stands."""
        return json_response(backends().queue.job(id).to_json(), headers={"Cache-Control": "no-store"})


class Extraction(Resource):  # type: ignore[misc]
    """Claims of an article that is not stored."""

    @operation(
        summary="The claims of an article that is not stored",
        tag=_TAG,
        parameters=GIVEN_PARAMETERS,
        body=ARTICLE_BODY,
        answers={200: Answer(models.Claims.__doc__ or "", {JSON: models.Claims})},
        problems=(400, 413, 415, 422, 503),
    )
    def post(self) -> Response:
        """Return the claims of the article in the body."""
        return json_response(carried_out("extract", sent_article()))
