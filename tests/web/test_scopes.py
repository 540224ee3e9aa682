"""Every route × method × caller: who is let in is what docs/operations.md says, whatever the settings."""

import base64
import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.access import Scope, TokenFile
from service.app import close, create_app
from service.jobs import Queue
from service.settings import Settings
from service.web import writing
from tests.problem import problem
from tests.project.readme import OPERATIONS, addresses, rows

ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}
SCOPES = ("read", "write", "admin")
_METHODS = ("GET", "HEAD", "QUERY", "POST", "PUT", "DELETE", "PATCH")


class Service(NamedTuple):
    app: Flask
    tokens: dict[str, str]

    def ask(self, method: str, path: str, token: str | None, **more: object) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.tokens.get(token, token)}"} if token else {}
        return self.app.test_client().open(path, method=method, headers=headers, environ_base=ELSEWHERE, **more)


@pytest.fixture(params=[False, True], ids=["open", "closed"], scope="module")
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service without data, with a token of each scope and one that is revoked."""
    data = tmp_path_factory.mktemp("scopes")
    file = TokenFile(data)
    tokens = {name: file.create(name, Scope.named(name))[1] for name in SCOPES}
    tokens["revoked"] = file.create("revoked", Scope.ADMIN)[1]
    file.revoke("revoked")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "PATIENCE", 0.0)  # nobody writes here
        app = create_app(Settings(data=data, read_needs_token=request.param))
        yield Service(app, tokens)
        close(app)


@pytest.fixture
def is_closed(service: Service) -> bool:
    return service.app.test_client().get("/", environ_base=ELSEWHERE).status_code == 401


def told() -> dict[tuple[str, str], str]:
    """What docs/operations.md says: the scope that an address and method need."""
    return {("/static/*", "GET"): "nothing"} | {
        (address, method): needs
        for cell, methods, needs in (row for row in rows("Access", OPERATIONS) if len(row) == 3)
        for address in addresses(cell)
        for method in methods.split(", ")
    }


def routes(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Every address with something in its places, as it stands in the page, and every method that it takes."""
    for rule in app.url_map.iter_rules():
        shown = re.sub(r"<[^>]+>", "*", rule.rule)
        for method in sorted(rule.methods or ()):
            yield shown, method, shown.replace("*", "style.css" if "static" in rule.rule else "x")


def needed(needs: str, *, is_closed: bool) -> Scope:
    scope = re.match(r"(\w+)(?:; (\w+) where reading is closed)?", needs)
    assert scope
    name = scope[2] if scope[2] and is_closed else scope[1]
    return Scope.OPEN if name == "nothing" or (name == "read" and not is_closed) else Scope.named(name)


def test_each_route_lets_in_who_has_its_scope_and_nobody_else(service: Service, is_closed: bool) -> None:
    page = told()
    checked = 0
    for shown, method, path in routes(service.app):
        if method == "OPTIONS":
            assert service.ask(method, path, None).status_code == 200
            continue
        scope = needed(page[shown, "GET" if method == "HEAD" else method], is_closed=is_closed)
        for token in (None, "wrong", "revoked", *SCOPES):
            has = Scope.named(token) if token in SCOPES else Scope.OPEN
            response = service.ask(method, path, token, buffered=True)
            wanted = None if has >= scope else 403 if has else 401
            refused = response.status_code if response.status_code in (401, 403) else None
            assert refused == wanted, (method, path, token, response.text)
            _check_challenge(response, scope, token)
            checked += 1
    assert checked > 300


def _check_challenge(response: TestResponse, scope: Scope, token: str | None) -> None:
    challenge = response.headers.get("WWW-Authenticate", "")
    if response.status_code in (401, 403):
        assert challenge.startswith('Bearer realm="onrecord"')
        assert f'scope="{scope}"' in challenge
        error = "insufficient_scope" if response.status_code == 403 else "invalid_token" if token else None
        assert ("error=" in challenge) == (error is not None)
        assert error is None or f'error="{error}"' in challenge
    else:
        assert not challenge


def test_what_needs_a_token_says_so_in_the_description(service: Service, is_closed: bool) -> None:
    described = service.ask("GET", "/openapi.json", "admin").get_json()
    assert described["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    page = told()
    checked = 0
    for path, methods in described["paths"].items():
        for method, said in methods.items():
            needs = page[re.sub(r"{[^}]+}", "*", path), method.upper()]
            scope = needed(needs, is_closed=is_closed)
            named = {scheme["token"][0] for scheme in said.get("security", []) if scheme}
            assert named == ({str(scope)} if scope else set()) | ({"write"} if "updates" in needs else set()), path
            assert ({"401", "403"} <= said["responses"].keys()) == bool(named)
            assert not (scope and {} in said["security"]), path  # there are tokens
            checked += 1
    assert checked > 35


def test_an_update_needs_write_whichever_way_it_is_sent(service: Service) -> None:
    for sent in ({"data": {"update": "CLEAR ALL"}}, {"data": "CLEAR ALL", "content_type": "application/sparql-update"}):
        problem(service.ask("POST", "/sparql", None, **sent), 401)
        problem(service.ask("POST", "/sparql", "revoked", **sent), 401)
        assert "“write”" in problem(service.ask("POST", "/sparql", "read", **sent), 403)
        assert service.ask("POST", "/sparql", "write", **sent).status_code == 202


def test_a_job_knows_the_token_that_it_came_with(service: Service) -> None:
    sent = service.ask("POST", "/sparql", "write", data={"update": "CLEAR ALL"})
    with closing(Queue(Path(service.app.extensions["onrecord"].settings.data))) as queue:
        assert str(queue.job(sent.get_json()["id"]).owner).startswith("write (")


def test_a_view_that_says_nothing_of_itself_is_closed(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path))
    app.add_url_rule("/forgotten", view_func=lambda: "secret", endpoint="forgotten")
    problem(app.test_client().get("/forgotten", environ_base=ELSEWHERE), 403)
    close(app)


def test_a_browser_may_read_with_the_token_as_password_and_write_with_none(service: Service, is_closed: bool) -> None:
    def ask(method: str, path: str, accept: str, password: str | None) -> TestResponse:
        headers = {"Accept": accept}
        if password is not None:
            headers["Authorization"] = "Basic " + base64.b64encode(f"me:{password}".encode()).decode()
        return service.app.test_client().open(path, method=method, headers=headers, environ_base=ELSEWHERE)

    token = service.tokens["write"]
    problem(ask("DELETE", "/api/v1/articles/x", "text/html", token), 401)
    if is_closed:
        refused = ask("GET", "/docs", "text/html", None)
        assert "Basic realm" in refused.headers["WWW-Authenticate"]
        assert "Basic" not in ask("GET", "/docs", "application/json", None).headers["WWW-Authenticate"]
        assert ask("GET", "/docs", "text/html", "wrong").status_code == 401
    assert ask("GET", "/docs", "text/html", token).status_code == 200


def test_with_any_token_this_machine_needs_one_too(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path))
    here: FlaskClient = app.test_client()
    problem(here.post("/api/v1/articles"), 415)
    TokenFile(tmp_path).create("reader", Scope.READ)
    problem(here.post("/api/v1/articles"), 401)
    TokenFile(tmp_path).revoke("reader")
    problem(here.post("/api/v1/articles"), 401)
    close(app)


def test_a_damaged_file_of_tokens_stops_writing_and_not_reading(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path))
    (tmp_path / "tokens.json").write_text("{")
    assert "tokens.json" in problem(app.test_client().post("/api/v1/articles"), 503)
    assert app.test_client().get("/docs").status_code == 200
    close(app)


def test_a_kept_answer_is_given_to_nobody_who_may_not_read(seeded_data: Path, tmp_path: Path) -> None:
    data = shutil.copytree(seeded_data, tmp_path / "data", symlinks=True)
    file = TokenFile(data)
    token = file.create("reader", Scope.READ)[1]
    app = create_app(Settings(data=data, read_needs_token=True))

    def ask(**headers: str) -> TestResponse:
        return app.test_client().get("/sparql?query=ASK{}", headers=headers, environ_base=ELSEWHERE)

    bearing = {"Authorization": f"Bearer {token}"}
    assert ["hit" in ask(**bearing).headers["Cache-Status"] for _ in range(3)] == [False, True, True]
    problem(ask(), 401)
    problem(ask(Authorization="Bearer wrong"), 401)
    file.revoke("reader")
    problem(ask(**bearing), 401)
    close(app)


def test_pages_of_other_sites_may_send_a_token_where_reading_needs_one(service: Service, is_closed: bool) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    preflight = service.app.test_client().options("/api/v1/actors", headers=asked, environ_base=ELSEWHERE)
    assert ("Authorization" in preflight.headers["Access-Control-Allow-Headers"]) == is_closed
