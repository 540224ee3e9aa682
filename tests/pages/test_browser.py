"""The pages in a real browser: under their security policy, with their scripts, on a narrow screen."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from tests.pages.browser import CHROMIUM, Page, browser

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browser(tmp_path_factory.mktemp("profile")) as page:
        yield page


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    yield from served(app)


@pytest.fixture
def writing_address(writing_client: FlaskClient) -> Iterator[str]:
    yield from served(writing_client.application)


def served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_editor_runs_a_query_and_shows_a_table(opened: Page, address: str) -> None:
    opened.open(f"{address}/sparql")
    opened.ask("document.querySelector('button').click()")
    assert opened.wait_for("document.querySelectorAll('section tbody tr').length") == 20
    assert opened.ask("[...document.querySelectorAll('section thead th')].map(cell => cell.innerText)") == [
        "statement",
        "speaker",
        "content",
    ]


def test_a_question_of_the_editor_is_answered_at_a_click(opened: Page, address: str) -> None:
    opened.open(f"{address}/sparql")
    opened.ask("document.querySelector('h2 + ul a').click()")
    assert opened.wait_for("document.querySelectorAll('section tbody tr').length") > 3


def test_an_operation_can_be_tried(opened: Page, address: str) -> None:
    opened.open(f"{address}/docs")
    form = "document.querySelector('form[data-method=GET][data-path=\"/api/v1/actors/{id}\"]')"
    opened.ask(f"{form}.querySelector('[name=id]').value = 'kim-jong-un'")
    opened.ask(f"{form}.querySelector('button').click()")
    output = f"{form}.querySelector('output').textContent"
    assert '"label": "Kim Jong Un"' in opened.wait_for(f"{output}.startsWith('200') && {output}")


def test_an_article_can_be_sent_with_the_token(opened: Page, writing_address: str) -> None:
    from tests.conftest import TOKEN

    opened.open(f"{writing_address}/docs")
    form = "document.querySelector('form[data-method=POST][data-path=\"/api/v1/articles\"]')"
    opened.ask(f"{form}.querySelector('[data-in=body]').value = 'fought at the river'")
    opened.ask(f"{form}.querySelector('[name=Prefer]').value = 'wait=20'")
    opened.ask(f"{form}.querySelector('button').click()")
    output = f"{form}.querySelector('output').textContent"
    assert opened.wait_for(f"{output}.startsWith('401') && {output}")
    opened.ask(f"document.getElementById('token').value = '{TOKEN}'")
    opened.ask(f"{form}.querySelector('button').click()")
    assert '"title": "river"' in opened.wait_for(f"{output}.startsWith('201') && {output}")


@pytest.mark.parametrize("path", ["/", "/sparql", "/browse/figures", "/article/kursk-live", "/statement/{statement}"])
def test_nothing_is_wider_than_a_narrow_screen(opened: Page, address: str, client: FlaskClient, path: str) -> None:
    statement = client.get("/api/v1/statements?limit=1").get_json()["items"][0]["id"]
    opened.resize(400, 800)
    opened.open(address + path.format(statement=statement))
    assert opened.ask("document.documentElement.scrollWidth") <= 400
