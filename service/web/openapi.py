"""The API's description (OpenAPI 3.1), made of the route table, what the views say of themselves, and the models."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, jsonify
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from service import __version__
from service.access import Scope
from service.web.access import needed
from service.web.caching import conditional, of_installation
from service.web.context import address, backends
from service.web.operations import Answer, Operation, Schema, operation, said_of
from service.web.problems import MEDIA_TYPE

Json = dict[str, Any]
_REFERENCE = "#/components/schemas/{model}"
_CONVERTER = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
_METHODS = ("get", "head", "post", "put", "delete", "patch")

_DESCRIPTION = """\
Every read has an ETag and a Last-Modified; with If-None-Match, or by GET with If-Modified-Since, it is answered 304
while nothing has changed. OnRecord-Revision names the revision of the data that an answer was made from, or that has
what was written. A read that sends it is answered from that revision or a newer one: 412 where it is not there yet,
or, with Prefer: wait=N, once it is, and 503 after N seconds. Answers and bodies may be in gzip or zstd. Pages of other
sites may read everything."""

_TOKEN = """\
A token made by `onrecord token create`, with one of the scopes read, write and admin, each of which includes those
before it; or the service's ONRECORD_TOKEN, which has all. Where there is none, the machine itself needs none."""

PROBLEM: Json = {
    "type": "object",
    "description": "What went wrong, and what to change (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "leads to an explanation of this sort"},
        "title": {"type": "string", "description": "the sort of problem"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "what is wrong with this request, and what to do about it"},
        "instance": {"type": "string", "format": "uri-reference"},
    },
}


def described_routes(app: Flask) -> Iterator[tuple[str, str, Operation | None]]:
    """Yield path, method and description of every route, None where a view says nothing of itself."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or rule.endpoint.endswith(".static"):
            continue
        for method in sorted((rule.methods or set()) & {name.upper() for name in _METHODS}):
            said = said_of(app, rule.endpoint, method)
            if method == "HEAD" and said is None:
                continue  # Flask answers HEAD wherever there is GET
            yield _CONVERTER.sub(r"{\1}", rule.rule), method.lower(), said


def document(app: Flask, base: str) -> Json:
    """Return the whole description; ``base`` is the address it is served at."""
    paths: dict[str, Json] = {}
    models: set[type[BaseModel]] = set()
    for path, method, described in described_routes(app):
        if described is not None:
            paths.setdefault(path, {})[method] = _operation(path, method, described)
            models |= set(_models(described))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "OnRecord",
            "version": __version__,
            "summary": "Who said what about which deployment, treaty and figure.",
            "description": _DESCRIPTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": base.rstrip("/") or "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": _schemas(models) | {"Problem": PROBLEM},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": _TOKEN}},
        },
    }


@operation(
    summary="This description of the API",
    tag="description",
    answers={200: Answer("The description (OpenAPI 3.1).", {"application/json": {"type": "object"}})},
)
def described() -> Response:
    """Return the description of the application that serves this request."""
    return conditional(of_installation(), [address()], lambda: jsonify(document(current_app, address())), vary=None)


def _operation(path: str, method: str, said: Operation) -> Json:
    described: Json = {
        "operationId": method + re.sub(r"[^A-Za-z0-9]+", "_", path).rstrip("_"),
        "summary": said.summary,
        "tags": [said.tag],
        "parameters": [*_path_parameters(path), *map(_parameter, said.parameters)],
        "responses": {str(status): _answer(answer) for status, answer in sorted(said.answers.items())},
    }
    for status in sorted({*said.problems, 500}):
        described["responses"].setdefault(str(status), _problem(status))
    if said.description:
        described["description"] = said.description
    if said.body:
        described["requestBody"] = {"required": True, "content": _content(said.body)}
    if (security := _security(said)) is not None:
        described["security"] = security
        described["responses"] |= {str(status): _problem(status) for status in (401, 403)}
    return described


def _security(said: Operation) -> list[Json] | None:
    """Return what an operation needs: one of these; nothing (``{}``) where this machine needs no token for it."""
    settings = backends().settings
    needs = needed(said)
    is_free = needs is Scope.OPEN or (needs is Scope.READ and not settings.read_needs_token)
    scopes = [*([] if is_free else [needs]), *([said.most] if said.most is not None else [])]
    if not scopes:
        return None
    return [{"token": [str(scope)]} for scope in scopes] + ([{}] if is_free or settings.token is None else [])


def _path_parameters(path: str) -> list[Json]:
    names = re.findall(r"\{([^{}]+)\}", path)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _parameter(parameter: Any) -> Json:
    return {
        "name": parameter.name,
        "in": parameter.where,
        "required": parameter.required,
        "description": parameter.description,
        "schema": dict(parameter.schema),
    }


def _answer(answer: Answer) -> Json:
    described: Json = {"description": answer.description}
    if answer.content:
        described["content"] = _content(answer.content)
    return described


def _problem(status: int) -> Json:
    content = {MEDIA_TYPE: {"schema": {"$ref": _REFERENCE.format(model="Problem")}}}
    return {"description": HTTPStatus(status).phrase, "content": content}


def _content(content: Mapping[str, Schema]) -> Json:
    return {media_type: {"schema": _schema(schema)} for media_type, schema in content.items()}


def _schema(schema: Schema) -> Json:
    if isinstance(schema, type):
        return {"$ref": _REFERENCE.format(model=schema.__name__)}
    return dict(schema)


def _models(said: Operation) -> Iterator[type[BaseModel]]:
    for content in (said.body, *(answer.content for answer in said.answers.values())):
        yield from (schema for schema in content.values() if isinstance(schema, type))


def _schemas(models: set[type[BaseModel]]) -> Json:
    ordered = sorted(models, key=lambda model: model.__name__)
    _, definitions = models_json_schema([(model, "serialization") for model in ordered], ref_template=_REFERENCE)
    schemas: Json = definitions.get("$defs", {})
    return schemas
