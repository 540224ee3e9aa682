"""What articles say, and what they call their titles, names and addresses, stays text wherever it comes out."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import quote

import pyoxigraph
import pytest
import rdflib

from tests.hostile.conftest import Service
from tests.pages.browser import CHROMIUM, Page, browser

REC = "https://w3id.org/onrecord#"
SCRIPT = "<script>document.documentElement.dataset.ran = 1</script>"
ATTACKS = {
    "script": SCRIPT,
    "handler": "<img src=x onerror='document.documentElement.dataset.ran = 1'>",
    "svg": "<svg onload='document.documentElement.dataset.ran = 1'><use href='data:image/svg+xml,x'/></svg>",
    "closing": f"\"'></title></textarea></option></a></style>--></script>{SCRIPT}",
    "frame": "<iframe srcdoc='<script>top.document.documentElement.dataset.ran = 1</script>'></iframe><base href=//x/>",
    "template": "{{ 7 * 7 }}{% for x in ().__class__.__mro__ %}{{ x }}{% endfor %}${7*7}#{7*7}<%= 7*7 %>",
    "turtle": '"""@en . <urn:stolen> <urn:b> <urn:c> . """',
    "ntriples": 'x" .\n<urn:stolen> <urn:b> <urn:c> .\n<urn:s> <urn:p> "y\\',
    "xml": "]]></rdfs:label><rdf:Description rdf:about='urn:stolen'/><![CDATA[ &e; <!-- ",
    "json": '"}, {"@id": "urn:stolen", "urn:b": "c"}, {"x": "\\u0022',
    "sparql": "\" } ; DROP ALL ; INSERT DATA { <urn:stolen> <urn:b> 'c' } #",
    "formula": '=HYPERLINK("http://127.0.0.1/", "=1+1")',
    "direction": "\u202egnorw si siht\u2066\u2067",
    "invisible": "Kim\u200b\u200d\ufeff\u2060 Jong\u00ad Un",
    "long": "n" * 3_000,
}
THINGS = ("article", "actor", "treaty", "deployment", "statement", "figure", "place")
LISTS = ("articles", "actors", "treaties", "deployments", "statements", "figures")


def graph(name: str, attack: str) -> str:
    """Return the graph of an article in which everything that can be called something is called so."""
    said = json.dumps(attack)  # Turtle's strings are written alike, but for surrogates, which there are none of
    lines = [
        f"@prefix rec: <{REC}> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
        "@prefix schema: <https://schema.org/> . @base <http://localhost:8000/> .",
        f"<article/{name}> a rec:Article ; schema:headline {said} ; schema:author {said} ; schema:articleBody {said} ;",
        f"  schema:inLanguage {said} ; schema:publisher <actor/{name}> ; schema:url <javascript:1> .",
        f"<actor/{name}> a rec:Actor , rec:Person ; rdfs:label {said} ; <http://www.w3.org/2004/02/skos/core#altLabel>",
        f"  {said} ; <http://www.w3.org/2002/07/owl#sameAs> <javascript:1> , <data:text/html,{quote(SCRIPT)}> .",
        f"<statement/{name}> a rec:Statement ; rec:speaker <actor/{name}> , <javascript://x/%0aalert(3)> ;",
        f"  rec:content {said} ; rec:cue {said} ; rec:reportedIn <article/{name}> ; rec:act rec:assert ;",
        f"  rec:about <deployment/{name}> .",
        f"<treaty/{name}> a rec:Treaty ; rdfs:label {said} ; rec:party <actor/{name}> ;",
        f"  rec:reportedIn <article/{name}> .",
        f"<deployment/{name}> a rec:Deployment ; rdfs:label {said} ; rec:sender <actor/{name}> ;",
        f"  rec:destination <place/{name}> ; rec:figure <figure/{name}> ; rec:reportedIn <article/{name}> .",
        f"<place/{name}> a rec:Place ; rdfs:label {said} .",
        f"<figure/{name}> a rec:Figure ; rec:measure rec:deployed ; rec:low 5 ; rec:countOf <actor/{name}> ;",
        f"  rec:source <actor/{name}> ; rec:reportedIn <article/{name}> .",
    ]
    return "\n".join(lines)


@pytest.fixture(scope="module", autouse=True)
def stored(service: Service) -> None:
    for name, attack in ATTACKS.items():
        answer = service.ask("PUT", f"/graph/article/{name}", graph(name, attack).encode(), Content_Type="text/turtle")
        assert answer.status == 201, answer.data
    page = f"<title>{SCRIPT}</title><body onload='x()'><article><h1>Officials {SCRIPT}</h1>"
    page += "<p>Officials said five &lt;b&gt; soldiers <a href='javascript:1' onclick='x()'>had</a> come."
    page += f"{ATTACKS['handler']}</p></article>"
    given = quote(SCRIPT)
    answer = service.ask(
        "POST",
        f"/api/v1/articles?title={given}&publisher={given}",
        page.encode(),
        Content_Type="text/html",
        Prefer="wait=60",
    )
    assert answer.status == 201, answer.data


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browser(tmp_path_factory.mktemp("profile")) as page:
        yield page


CHECK = r"""(() => {
  const odd = [...document.querySelectorAll('script:not([src]), svg, img, iframe, object, embed, base, style, math')];
  const handlers = [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => /^on/i.test(a.name)));
  const links = [...document.querySelectorAll('a, form, link, script')].map(e => e.href || e.action || e.src);
  const bad = links.filter(link => link && !/^https?:/.test(link));
  const elements = [...odd, ...handlers].map(e => e.outerHTML);
  return {ran: document.documentElement.dataset.ran || null, bad, elements};
})()"""


def pages() -> list[str]:
    query = quote(f"SELECT * {{ ?s ?p ?o }} # </textarea>{SCRIPT}")
    terms = quote("SELECT ?o { GRAPH ?g { ?s ?p ?o } FILTER(!isIRI(?o) || !STRSTARTS(STR(?o), 'http')) }")
    return [
        *(f"/{kind}/{name}" for kind in THINGS for name in ("script", "handler", "closing")),
        *(f"/{kind}/{name}" for kind in ("article", "actor") for name in ATTACKS),
        *(f"/browse/{each}" for each in LISTS),
        f"/browse/articles?q={quote(SCRIPT)}&publisher={quote(ATTACKS['closing'])}",
        *(
            f"/sparql?format=html&query={each}"
            for each in (query, terms, quote("DESCRIBE <actor/script>"), quote(SCRIPT))
        ),
        f"/sparql?format=html&query={quote('SELECT (1 AS ?x) {}')}&default-graph-uri={quote('urn:' + SCRIPT)}",
    ]


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
def test_nothing_runs_in_a_browser(service: Service, opened: Page) -> None:
    for path in pages():
        opened.open(service.url + path)
        assert opened.ask(CHECK) == {"ran": None, "bad": [], "elements": []}, path


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
def test_rdf_that_looks_like_a_page_is_none(service: Service, opened: Page) -> None:
    """RDF/XML may hold elements of XHTML: a browser shows it as a page, under a policy that lets nothing run."""
    turtle = (
        "<urn:x> <http://www.w3.org/1999/xhtml#script> 1 ; <http://www.w3.org/1999/xhtml/script> 'window.ran = 1' ."
    )
    assert service.ask("PUT", "/graph/page", turtle.encode(), Content_Type="text/turtle").status in (201, 204)
    answer = service.ask("GET", "/graph/page?format=rdfxml")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Type"] == "application/rdf+xml"


def test_template_syntax_is_not_evaluated(service: Service) -> None:
    shown = service.ask("GET", "/article/template", Accept="text/html").data.decode()
    assert "{{ 7 * 7 }}" in shown
    assert "49" not in re.sub(r"[\w-]{10,}", "", shown)


def test_no_cell_of_a_table_is_a_formula(service: Service) -> None:
    seen = 0
    for name in LISTS:
        answer = service.ask("GET", f"/api/v1/{name}?format=csv&limit=1000")
        rows = list(csv.reader(io.StringIO(answer.data.decode())))
        assert len(rows) > len(ATTACKS) or name not in LISTS[:5]
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
        seen += sum(cell == f"'{ATTACKS['formula']}" for row in rows for cell in row)
    assert seen


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own, for JSON-LD
@pytest.mark.parametrize(
    ("form", "read"), [("turtle", "turtle"), ("ntriples", "nt"), ("rdfxml", "xml"), ("jsonld", "json-ld")]
)
@pytest.mark.parametrize(("kind", "what"), [("article", "headline"), ("actor", "label")])
def test_every_format_of_rdf_gives_the_words_back(service: Service, kind: str, what: str, form: str, read: str) -> None:
    for name, attack in ATTACKS.items():
        answer = service.ask("GET", f"/{kind}/{name}?format={form}")
        found = rdflib.Graph().parse(data=answer.data, format=read)
        assert not [each for each in found.subjects() if "stolen" in str(each)]
        words = {str(value) for _, predicate, value in found if str(predicate).endswith(what)}
        assert words == {attack}, name


def test_nothing_was_written_but_what_was_sent(service: Service) -> None:
    dump = service.ask("GET", "/data?format=nquads").data
    quads = list(pyoxigraph.parse(dump, format=pyoxigraph.RdfFormat.N_QUADS))
    assert not [quad for quad in quads if "stolen" in str(quad.subject)]
    assert {quad.object.value for quad in quads if quad.predicate.value.endswith("headline")} >= set(ATTACKS.values())


def test_json_gives_the_words_back(service: Service) -> None:
    for name, attack in ATTACKS.items():
        actor = service.ask("GET", f"/api/v1/actors/{name}").json()
        assert actor["label"] == attack, name


def test_the_command_line_is_told_in_text_only(service: Service) -> None:
    """A terminal obeys escape sequences: what the graph has of them is shown, not sent."""
    turtle = b'<urn:x> <urn:escape> "\\u001B]0;owned\\u0007\\u001B[2J\\u009B31m" .'
    assert service.ask("PUT", "/data?graph=urn:escape", turtle, Content_Type="text/turtle").status in (201, 204)
    asked = [sys.executable, "-m", "service", "query", "-e", "SELECT ?o { GRAPH ?g { ?s <urn:escape> ?o } }"]
    shown = subprocess.run(asked, capture_output=True, check=True, env=_environment(service)).stdout.decode()
    assert "owned" in shown
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", shown)


def _environment(service: Service) -> dict[str, str]:
    return {**os.environ, "ONRECORD_DATA": str(service.data)}
