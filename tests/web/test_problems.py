"""Every error is a problem document that says what to change, whoever raised it."""

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.errors import QueryLimitError
from service.settings import Settings
from tests.problem import problem


@pytest.mark.parametrize("path", ["/nope", "/api/v1/nope", "/api/v1/actors/nobody", "/actor/nobody", "/graph/nope"])
def test_what_is_not_there(client: FlaskClient, path: str) -> None:
    problem(client.get(path), 404)


def test_a_method_that_is_not_taken_names_those_that_are(client: FlaskClient) -> None:
    response = client.delete("/api/v1/statements")
    problem(response, 405)
    assert "GET" in response.headers["Allow"]


def test_a_fault_of_its_own_is_logged_and_not_shown(seeded_data, caplog: pytest.LogCaptureFixture) -> None:
    from service.app import close, create_app

    app = create_app(Settings(data=seeded_data))
    app.add_url_rule("/fault", view_func=lambda: 1 / 0)
    with caplog.at_level(logging.ERROR):
        response = app.test_client().get("/fault")
    detail = problem(response, 500)
    assert "division" not in detail
    assert "division by zero" in caplog.text
    close(app)


def test_an_error_with_a_time_to_wait_says_so(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy() -> None:
        raise QueryLimitError("All queries are busy.", retry_after=7)

    monkeypatch.setitem(app.view_functions, "health.live", busy)
    response = client.get("/health/live")
    problem(response, 503)
    assert response.headers["Retry-After"] == "7"


def test_the_type_of_a_problem_leads_to_its_explanation(client: FlaskClient) -> None:
    kind = client.get("/nope").get_json(force=True)["type"]
    address, _, fragment = kind.partition("#")
    page = client.get(address.removeprefix("http://localhost:8000")).get_data(as_text=True)
    assert f'id="{fragment}"' in page
