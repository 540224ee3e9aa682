"""The description of the API is whole, and true."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.web.openapi import described_routes


@pytest.fixture
def api(client: FlaskClient) -> dict[str, Any]:
    return client.get("/openapi.json").get_json()


def test_every_route_is_described(app: Flask) -> None:
    missing = [(path, method) for path, method, described in described_routes(app) if described is None]
    assert missing == []
    assert len(list(described_routes(app))) > 35


def test_every_reference_leads_somewhere(api: dict[str, Any]) -> None:
    def references(value: object) -> set[str]:
        if isinstance(value, dict):
            own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
            return own.union(*map(references, value.values()))
        return set().union(*map(references, value)) if isinstance(value, list) else set()

    components = {f"#/components/{sort}/{name}" for sort, named in api["components"].items() for name in named}
    assert references(api) <= components
    assert components - references(api) <= {"#/components/securitySchemes/token"}


def test_every_path_parameter_is_declared_and_operations_have_names_of_their_own(api: dict[str, Any]) -> None:
    names = []
    for path, methods in api["paths"].items():
        for said in methods.values():
            names.append(said["operationId"])
            declared = {parameter["name"] for parameter in said["parameters"] if parameter.get("in") == "path"}
            assert declared == {part.strip("{}") for part in path.split("/") if part.startswith("{")}
    assert len(names) == len(set(names))


def test_the_filters_of_lists_are_described(api: dict[str, Any]) -> None:
    described = {parameter.get("name") for parameter in api["paths"]["/api/v1/statements"]["get"]["parameters"]}
    assert {"actor", "speaker", "via", "act", "kind", "from", "to", "q", "limit", "cursor", "format"} <= described


def test_writing_is_marked_as_such(api: dict[str, Any]) -> None:
    assert api["paths"]["/api/v1/articles"]["post"]["security"]
    assert "security" not in api["paths"]["/api/v1/articles"]["get"]
    assert set(api["paths"]["/data"]) >= {"get", "put", "post", "delete"}
