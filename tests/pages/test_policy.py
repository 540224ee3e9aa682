"""All pages keep to their content security policy, as a real browser sees it."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask import Flask

from tests.pages.browser import CHROMIUM, Page, browser
from tests.pages.test_browser import served

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")

PAGES = [
    "/",
    "/docs",
    "/sparql",
    "/sparql?query=SELECT * {?s ?p ?o} LIMIT 3",
    "/sparql?query=SELEC",
    "/sparql?query=DESCRIBE <http://localhost:8000/actor/kim-jong-un>",
    *(
        f"/browse/{kind}"
        for kind in ("articles", "actors", "treaties", "deployments", "statements", "figures", "disputes")
    ),
]
# What a list leads to first.
LINKS = """[...document.querySelectorAll('main a')].map(link => new URL(link.href))
    .filter(url => /^\\/(article|actor|treaty|deployment|statement|figure|dispute)\\//.test(url.pathname))
    .map(url => url.pathname)[0]"""


@pytest.fixture(scope="module")
def heeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browser(tmp_path_factory.mktemp("profile")) as page:
        page.heed()
        yield page


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    yield from served(app)


def test_no_page_breaks_its_policy(heeded: Page, address: str) -> None:
    for path in PAGES:
        heeded.open(address + quote(path, safe="/?="))
        assert heeded.ask("document.styleSheets.length") == 1
        if path.startswith("/browse/"):
            heeded.open(address + heeded.ask(LINKS))
        if path == "/sparql":
            heeded.ask("document.querySelector('button').click()")
            heeded.wait_for("document.querySelectorAll('section tbody tr').length")
        if path == "/docs":
            heeded.ask("document.querySelector('form[data-path=\"/health/live\"] button').click()")
            heeded.wait_for("[...document.querySelectorAll('output')].some(each => each.textContent.startsWith('200'))")
    assert [each for each in heeded.complaints if "favicon" not in each and "SELEC)" not in each] == []  # 404, and 400


@pytest.mark.parametrize(
    "offence",
    [
        "document.body.setAttribute('style', 'color: red')",
        "document.body.append(Object.assign(document.createElement('img'), {src: 'http://127.0.0.1:9/x.png'}))",
        "document.body.innerHTML = '<b>x</b>'",
        "document.body.setAttribute('onclick', 'alert(1)')",
    ],
)
def test_what_breaks_the_policy_is_noticed(heeded: Page, address: str, offence: str) -> None:
    heeded.open(f"{address}/docs")
    before = len(heeded.complaints)
    heeded.ask(f"(() => {{ try {{ {offence} }} catch {{}} }})()")
    heeded.open(f"{address}/")
    noticed = heeded.complaints[before:]
    del heeded.complaints[before:]
    assert noticed
