"""The API's description (OpenAPI), made of the route table, what the views say of themselves, and the models."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, jsonify
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from service import __version__
from service.access import Scope
from service.errors import InvalidInputError, UnavailableError
from service.web import promised
from service.web.access import needed
from service.web.caching import conditional, of_installation
from service.web.context import address, backends
from service.web.operations import Answer, Link, Operation, Parameter, Schema, operation, said_of
from service.web.parameters import once
from service.web.problems import MEDIA_TYPE

Json = dict[str, Any]
_REFERENCE = "#/components/schemas/{model}"
_CONVERTER = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
MULTIPART = "multipart/form-data"
_METHODS = ("get", "head", "post", "put", "delete", "patch", "query")

# 3.2 can describe the method QUERY; what reads 3.1 only gets all but that.
_VERSIONS = {"3.2": "3.2.0", "3.1": "3.1.1"}

_DESCRIPTION = """\
Every read has an ETag and a Last-Modified; with If-None-Match, or by GET with If-Modified-Since, it is answered 304
while nothing has changed. OnRecord-Revision names the revision of the data that an answer was made from, or that has
what was written. A read that sends it is answered from that revision or a newer one: 412 where it is not there yet,
or, with Prefer: wait=N, once it is, and 503 after N seconds. The ETag of an article, its claims and a graph is
strong, and its own: other writes leave it as it is. Writes of these take it back in If-Match, or If-None-Match: * for
what must not be there yet, and are refused (412, with the ETag of now) where it is another; of several who send the
same one, one writes. An article is not replaced by PUT, as its address is made of its text: another text is another
article. Answers and bodies may be in gzip or zstd. Pages of other sites may read everything."""

_TOKEN = """\
A token made by `onrecord token create`, with one of the scopes read, write and admin, each of which includes those
before it; or the service's ONRECORD_TOKEN, which has all. Where there is none, the machine itself needs none."""

PROBLEM: Json = {
    "type": "object",
    "description": "What went wrong, and what to change (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
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


def document(app: Flask, base: str, version: str = "3.2") -> Json:
    """Return the whole description in this version of OpenAPI; ``base`` is the address it is served at."""
    paths: dict[str, Json] = {}
    models: set[type[BaseModel]] = set()
    for path, method, described in described_routes(app):
        if described is not None and (method != "query" or version != "3.1"):
            paths.setdefault(path, {})[method] = _operation(path, method, described)
            models |= set(_models(described))
    return {
        "openapi": _VERSIONS[version],
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
            "headers": {name: _header(name) for name in promised.HEADERS},
            "parameters": {name: _parameter(each) for name, each in promised.COMPONENTS.items()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": _TOKEN}},
        },
    }


@operation(
    summary="This description of the API",
    tag="description",
    parameters=(
        Parameter(
            "openapi",
            "the version of OpenAPI that it is written in; 3.1 cannot describe the method QUERY, and leaves it out",
            {"type": "string", "enum": list(_VERSIONS), "default": "3.2"},
        ),
    ),
    answers={200: Answer("The description (OpenAPI).", {"application/json": {"type": "object"}})},
    problems=(400,),
    is_conditional=True,
)
def described() -> Response:
    """Return the description of the application that serves this request."""
    version = once("openapi") or "3.2"
    if version not in _VERSIONS:
        raise InvalidInputError(f"“openapi” is {' or '.join(_VERSIONS)}, not “{version[:40]}”.")
    depends_on = [address(), str(_need_tokens())]
    return conditional(
        of_installation(), depends_on, lambda: jsonify(document(current_app, address(), version)), vary=None
    )


def _operation(path: str, method: str, said: Operation) -> Json:
    described: Json = {
        "operationId": operation_id(method, path),
        "summary": said.summary,
        "tags": [said.tag],
        "parameters": [
            *_path_parameters(path, said),
            *(_parameter(each) for each in said.parameters if each.where != "path"),
            *({"$ref": f"#/components/parameters/{name}"} for name in promised.parameters_of(said)),
        ],
        "responses": {str(status): _answer(status, answer) for status, answer in sorted(_answers(said).items())},
    }
    for status in sorted(promised.problems_of(said)):
        described["responses"].setdefault(str(status), _problem(status))
    if said.description:
        described["description"] = said.description
    if said.body:
        described["requestBody"] = {"required": True, "content": _content(said.body, said.examples)}
    if (security := _security(said)) is not None:
        described["security"] = security
        for status in (401, 403):
            described["responses"].setdefault(str(status), _problem(status))
    return described


def _security(said: Operation) -> list[Json] | None:
    """Return what an operation needs: one of these; nothing (``{}``) where this machine needs no token for it."""
    needs = needed(said)
    is_free = needs is Scope.OPEN or (needs is Scope.READ and not backends().settings.read_needs_token)
    scopes = [*([] if is_free else [needs]), *([said.most] if said.most is not None else [])]
    if not scopes:
        return None
    return [{"token": [str(scope)]} for scope in scopes] + ([] if not is_free and _need_tokens() else [{}])


def _need_tokens() -> bool:
    """Whether this machine needs a token, too: as long as nobody can tell, it does."""
    try:
        return backends().callers.need_tokens()
    except UnavailableError:
        return True


def operation_id(method: str, path: str) -> str:
    """Return the name of an operation: ``get_api_v1_articles_id``."""
    return method + re.sub(r"[^A-Za-z0-9]+", "_", path).rstrip("_")


def _answers(said: Operation) -> dict[int, Answer]:
    """Return the answers that are no problems, with what conditional requests add to them."""
    if not said.is_conditional:
        return dict(said.answers)
    answers = {status: promised.state_headers(answer) for status, answer in said.answers.items()}
    return answers | {304: promised.state_headers(Answer("What you have is still the answer."))}


def _path_parameters(path: str, said: Operation) -> list[Json]:
    named = {parameter.name: parameter for parameter in said.parameters if parameter.where == "path"}
    names = re.findall(r"\{([^{}]+)\}", path)
    return [_parameter(replace(named.get(name, Parameter(name, "")), where="path", required=True)) for name in names]


def _parameter(parameter: Parameter) -> Json:
    described: Json = {
        "name": parameter.name,
        "in": parameter.where,
        "required": parameter.required,
        "schema": dict(parameter.schema),
    }
    if parameter.description:
        described["description"] = parameter.description
    if parameter.example is not None:
        described["example"] = parameter.example
    return described


def _answer(status: int, answer: Answer) -> Json:
    described: Json = {"description": answer.description, "headers": _headers(promised.headers_of(status, answer))}
    if answer.content:
        described["content"] = _content(answer.content)
    if answer.links:
        described["links"] = {name: _link(link) for name, link in answer.links.items()}
    return described


def _link(link: Link) -> Json:
    method, path = link.operation.split()
    return {
        "operationId": operation_id(method.lower(), path),
        "parameters": dict(link.parameters),
        "description": link.description,
    }


def _problem(status: int) -> Json:
    content = {MEDIA_TYPE: {"schema": {"$ref": _REFERENCE.format(model="Problem")}}}
    headers = _headers(promised.headers_of(status))
    return {"description": HTTPStatus(status).phrase, "headers": headers, "content": content}


def _headers(names: Iterable[str]) -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _header(name: str) -> Json:
    schema, told = promised.HEADERS[name]
    return {"description": told, "required": name in promised.REQUIRED, "schema": dict(schema)}


def _content(content: Mapping[str, Schema], examples: Mapping[str, Any] | None = None) -> Json:
    described: Json = {media_type: {"schema": _schema(schema)} for media_type, schema in content.items()}
    for media_type, said in described.items():
        parts = said["schema"].get("properties", {}) if media_type == MULTIPART else {}
        if parts:
            said["encoding"] = {name: {"contentType": part["contentMediaType"]} for name, part in parts.items()}
    for media_type, example in (examples or {}).items():
        described[media_type]["example"] = example
    return described


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
