"""The JSON of what is sent, and of the jobs that come of it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, ValidationError, model_validator

from service.api.models import Model
from service.errors import InvalidInputError


class ArticleIn(Model):
    """An article as it is sent, and what is known about it, which overrules what the text shows."""

    text: str | None = Field(None, description="the text of the article")
    html: str | None = Field(None, description="its page in HTML, in place of the text; clutter is cut off")
    title: str | None = None
    url: str | None = Field(None, description="where it was published: an http or https address")
    publisher: str | None = Field(None, description="the outlet, by its name")
    published: str | None = Field(None, description="the day it was published", examples=["2025-04-28"])
    language: str | None = Field(None, description="ISO 639-1 code", examples=["en"])

    @model_validator(mode="after")
    def _has_content(self) -> ArticleIn:
        if (self.text is None) == (self.html is None):
            raise ValueError("give either “text” or “html”")
        if not (self.text or self.html or "").strip():
            raise ValueError("the article is empty")
        return self


def article_in(value: object) -> ArticleIn:
    """Return the article that a JSON value stands for; ``InvalidInputError`` naming each field that cannot be used."""
    try:
        return ArticleIn.model_validate(value, strict=True)
    except ValidationError as error:
        raise InvalidInputError("; ".join(_said(problem) for problem in error.errors())) from error


def _said(problem: object) -> str:
    assert isinstance(problem, dict)
    where = ".".join(str(part) for part in problem["loc"])
    what = problem["msg"].removeprefix("Value error, ")
    if problem["type"] == "model_type":
        what = 'an article is a JSON object, such as {"text": "…"}'
    if problem["type"] == "extra_forbidden":
        what = f"is not known; an article has {', '.join(ArticleIn.model_fields)}"
    return f"“{where}”: {what}" if where else what


class JobError(Model):
    """Why one input failed."""

    input: str | None
    line: int | None
    detail: str
    status: int


class Job(Model):
    """A job as it stands."""

    id: str
    kind: str
    state: Literal["queued", "running", "done", "failed"]
    done: int
    known: int = Field(description="those of done that were in the graph already")
    failed: int
    total: int
    errors: list[JobError]
    created: str
    started: str | None
    finished: str | None
    revision: str | None = Field(description="the revision that has what was written so far (OnRecord-Revision)")
    request: str | None = Field(description="id of the request that made it, as in the log")
