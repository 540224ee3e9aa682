"""The web pages: what they show, that they lead on, and that nothing hostile gets through."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from lxml import html

from service.app import close, create_app
from service.index import Index
from service.model import Article, Claims
from service.settings import Settings
from service.store.embedded import EmbeddedStore
from service.vocabulary import Iris
from tests.problem import problem

PAGE = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}  # as browsers send it
Seeds = tuple[tuple[Article, Claims], ...]


def page(client: FlaskClient, path: str) -> html.HtmlElement:
    response = client.get(path, headers=PAGE)
    assert response.status_code == 200, path
    return html.fromstring(response.text)


def text_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_the_start_page_says_what_is_loaded_and_where_to_go(client: FlaskClient) -> None:
    start = page(client, "/")
    assert "115 statements" in text_of(start)
    assert "5 articles" in text_of(start)
    assert len(start.xpath("//pre[contains(., 'curl')]")) == 3


@pytest.mark.parametrize(
    ("host", "address"),
    [("localhost:8000", "http://localhost:8000/"), ("127.0.0.1:8791", "http://127.0.0.1:8791/")],
)
def test_commands_and_descriptions_name_the_address_that_is_asked(client: FlaskClient, host: str, address: str) -> None:
    assert f"curl '{address}sparql'" in client.get("/", headers={"Host": host}).text
    assert client.get("/openapi.json", headers={"Host": host}).get_json()["servers"] == [{"url": address.rstrip("/")}]


def test_every_link_of_the_pages_leads_somewhere(client: FlaskClient) -> None:
    """Follow all links within the service, from the start page on."""
    seen, waiting = set(), ["/"]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        response = client.get(path, headers=PAGE if "format=" not in path else {})
        assert response.status_code == 200, path
        if response.mimetype == "text/html":
            found = html.fromstring(response.text)
            ids = set(found.xpath("//@id"))
            for link in found.xpath("//a/@href"):
                assert not link.startswith("#") or link[1:] in ids, (path, link)
                if link.startswith("/") and not link.startswith("//"):
                    waiting.append(link.partition("#")[0])
    assert len([path for path in seen if path.startswith("/statement/")]) > 100


def test_the_page_of_an_article_is_its_text_with_every_claim_marked(client: FlaskClient, seed_articles: Seeds) -> None:
    for article, claims in seed_articles:
        found = page(client, f"/article/{article.id}")
        (shown,) = found.xpath("//div[@class='text']")
        for number in shown.xpath(".//sup"):
            number.drop_tree()
        assert shown.text_content().strip() == article.text.strip()
        marked = "".join(shown.xpath(".//span[contains(@class, 'claim')]//text()"))
        for statement in claims.statements:
            assert statement.content in marked or statement.content in article.text
        assert len(found.xpath("//ol[@class='statements']/li")) == len(claims.statements) + len(claims.figures)


def test_the_page_of_a_deployment_has_every_number_with_the_names_behind_it(client: FlaskClient) -> None:
    found = page(client, "/deployment/north-korea-troops-russia")
    rows = [text_of(row) for row in found.xpath("//section[h2[contains(., 'Figures')]]//tbody/tr")]
    assert any(
        "about 14,000 deployed" in row and "Ukrainian officials" in row and "Tidewater Post" in row for row in rows
    )
    assert any(row.startswith("thousands deployed") for row in rows)
    assert "They cannot all be right" in text_of(found)


def test_a_figure_nobody_is_cited_for_is_the_articles_own(client: FlaskClient) -> None:
    figures = client.get("/api/v1/figures?measure=captured").get_json()["items"]
    assert "the article itself" in text_of(page(client, f"/figure/{figures[0]['id']}"))


def test_lists_can_be_narrowed_down(client: FlaskClient) -> None:
    found = page(client, "/browse/statements?speaker=kim-jong-un&act=")
    items = client.get("/api/v1/statements?speaker=kim-jong-un").get_json()
    assert str(items["total"]) in text_of(found.xpath("//h1")[0])
    problem(client.get("/browse/statements?colour=red"), 400)
    problem(client.get("/browse/colours"), 404)


@pytest.mark.parametrize(
    "path",
    ["/", "/sparql", "/docs", "/browse/statements", "/browse/figures", "/article/kursk-wire", "/actor/kim-jong-un",
     "/treaty/mutual-defence-north-korea-russia", "/deployment/north-korea-troops-russia"],
)  # fmt: skip
def test_pages_can_be_used_by_everybody(client: FlaskClient, path: str) -> None:
    found = page(client, path)
    assert found.get("lang") == "en"
    assert len(found.xpath("//h1")) == 1
    assert found.xpath("//title")[0].text.strip()
    assert found.xpath("//meta[@name='viewport']")
    fields = found.xpath("//input | //select | //textarea")
    labelled = set(found.xpath("//label/@for"))
    assert all(field.get("id") in labelled for field in fields)
    ids = found.xpath("//@id")
    assert len(ids) == len(set(ids))
    for table in found.xpath("//table"):
        assert table.xpath(".//th[@scope='col']")


def test_pages_keep_to_the_content_security_policy(client: FlaskClient) -> None:
    for path in ("/", "/docs", "/sparql", "/article/kursk-wire"):
        found = page(client, path)
        assert not found.xpath("//style | //*[@style] | //script[not(@src)] | //@*[starts-with(name(), 'on')]")
        loaded = found.xpath("//script/@src | //link/@href | //img/@src")
        assert all(address.startswith("/static/") for address in loaded)
        for address in loaded:
            with client.get(address) as response:
                assert response.status_code == 200


HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def hostile(tmp_path: Path, iris: Iris):
    """A service whose graph is full of what must not become part of a page."""
    rec, rdfs, schema = "https://w3id.org/onrecord#", "http://www.w3.org/2000/01/rdf-schema#", "https://schema.org/"
    triples = [
        f"<article/x> a <{rec}Article> ; <{schema}headline> '{HOSTILE}' ; <{schema}url> <javascript:alert(1)> ;",
        f"  <{schema}articleBody> 'Text {HOSTILE} text' ; <{schema}author> '{HOSTILE}' ;",
        f"  <{schema}publisher> <actor/a> .",
        f"<actor/a> a <{rec}Actor> , <{rec}Person> ; <{rdfs}label> '{HOSTILE}' ;",
        "  <http://www.w3.org/2002/07/owl#sameAs> <javascript:alert(2)> , <data:text/html,x> .",
        f"<statement/s> a <{rec}Statement> ; <{rec}speaker> <actor/a> , <javascript://x/%0aalert(3)> ;",
        f"  <{rec}content> '{HOSTILE}' ; <{rec}reportedIn> <article/x> ; <{rec}contentPassage> <article/x#char=5,30> .",
        f"<treaty/t> a <{rec}Treaty> ; <{rdfs}label> '{HOSTILE}' ; <{rec}reportedIn> <article/x> .",
    ]
    turtle = f"@base <{iris.base}> . " + "\n".join(triples)
    parsed = (quad.triple for quad in ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE))
    graphs = {str(iris.graph("x")): ox.serialize(parsed, format=ox.RdfFormat.N_TRIPLES) or b""}
    store, index = EmbeddedStore(tmp_path), Index.open(tmp_path, read_only=False)
    store.replace_graphs(graphs)
    index.put(graphs, iris, revision=store.commit())
    index.close()
    store.close()
    app = create_app(Settings(data=tmp_path))
    yield app.test_client()
    close(app)


@pytest.mark.parametrize(
    "path",
    ["/article/x", "/actor/a", "/statement/s", "/treaty/t", "/browse/statements", "/browse/articles", "/browse/actors",
     "/browse/treaties", "/browse/articles?q=%3Cscript%3Ealert", "/sparql?query=SELECT*%7B%3Fs%3Fp%3Fo%7D&format=html"],
)  # fmt: skip
def test_nothing_from_an_article_becomes_markup_or_a_script_address(hostile: FlaskClient, path: str) -> None:
    response = hostile.get(path, headers=PAGE)
    assert response.status_code == 200
    assert HOSTILE not in response.text
    found = html.fromstring(response.text)
    addresses = found.xpath("//@href | //@src | //@action")
    assert addresses
    assert not [each for each in addresses if re.match(r"\s*(javascript|data|vbscript):", each, re.IGNORECASE)]
