"""The JSON of what is sent, and of the jobs that come of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, ValidationError, WithJsonSchema, model_validator

from service.api.models import Model
from service.errors import InvalidInputError

_NAME = {"type": "string", "pattern": r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]*$"}
# What may be said of an article; an empty value says nothing.
GIVEN_SCHEMAS: Mapping[str, dict[str, Any]] = {
    "title": _NAME,
    "url": {"type": "string", "format": "web-address"},
    "publisher": _NAME,
    "published": {"type": "string", "anyOf": [{"format": "date"}, {"maxLength": 0}]},
    "language": {"type": "string", "pattern": "^([A-Za-z]{2})?$"},
}
_ABSENT: dict[str, Any] = {"type": "null"}
_TEXT: dict[str, Any] = {"type": "string", "format": "article", "minLength": 1}


class ArticleIn(Model):
    """An article as it is sent, and what is known about it, which overrules what the text shows."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                {"required": ["text"], "properties": {"text": _TEXT, "html": _ABSENT}},
                {"required": ["html"], "properties": {"html": _TEXT, "text": _ABSENT}},
            ]
        }
    )

    text: str | None = Field(None, description="the text of the article")
    html: str | None = Field(None, description="its page in HTML, in place of the text; clutter is cut off")
    title: Annotated[str, WithJsonSchema(GIVEN_SCHEMAS["title"])] | None = None
    url: Annotated[str, WithJsonSchema(GIVEN_SCHEMAS["url"])] | None = Field(
        None, description="where it was published: an http or https address"
    )
    publisher: Annotated[str, WithJsonSchema(GIVEN_SCHEMAS["publisher"])] | None = Field(
        None, description="the outlet, by its name"
    )
    published: Annotated[str, WithJsonSchema(GIVEN_SCHEMAS["published"])] | None = Field(
        None, description="the day it was published", examples=["2025-04-28"]
    )
    language: Annotated[str, WithJsonSchema(GIVEN_SCHEMAS["language"])] | None = Field(
        None, description="ISO 639-1 code", examples=["en"]
    )

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


class JobSummary(Model):
    """A job as it stands, in short."""

    id: str
    kind: str
    state: Literal["queued", "running", "done", "failed"] = Field(
        description="failed: nothing of it succeeded; done: all of it has ended, and failed tells how much in vain"
    )
    done: int = Field(description="tasks that succeeded")
    known: int = Field(description="those of done that were in the graph already")
    failed: int = Field(description="tasks that failed")
    total: int = Field(description="tasks that there are: one an article")
    created: str = Field(description="when it was accepted, which is when it was on disk")
    started: str | None = Field(description="when its first task was begun")
    finished: str | None = Field(description="when its last task had ended")
    seconds: float | None = Field(description="time from started to finished, or until now")
    per_second: float | None = Field(description="tasks that ended in a second of that time")
    revision: str | None = Field(description="the revision that has what was written so far (OnRecord-Revision)")
    request: str | None = Field(description="id of the request that made it, as in the log")


class Job(JobSummary):
    """A job as it stands, with its place in the queue and its errors."""

    ahead: int | None = Field(description="tasks of other jobs that come before the rest of this one")
    seconds_left: float | None = Field(description="how long it will take at the pace of late, where that is known")
    errors: list[JobError] = Field(description="why tasks failed, in their order: the first 1000")
    changes: dict[str, dict[str, int]] | None = Field(
        None,
        description="of a job that extracted articles again, once it is over: of each kind of claim how many there "
        "were before and are after, how many are new and how many gone",
    )


class JobPage(Model):
    """Jobs, the newest first."""

    items: list[JobSummary]
    next: str | None = Field(description="address of the next page")
