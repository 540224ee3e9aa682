"""A whole service on a SPARQL server gives the same answers as one on the embedded store.

The servers are Oxigraph, and another OnRecord, which differs in all that the standard leaves open.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import urllib3
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results

from tests.servers import TOKEN, onrecord, oxigraph, wait_until

ROOT = Path(__file__).parents[2]
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
KINDS = ("oxigraph", "onrecord")
_TIMES = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?")  # when an article was accepted and read


class Service:
    """A running service, and the command line on its data."""

    def __init__(self, url: str, data: Path, settings: dict[str, str]) -> None:
        self.url = url
        self.data = data
        self._settings = settings
        self._http = urllib3.PoolManager(headers={"Authorization": f"Bearer {TOKEN}"}, timeout=120)

    def request(self, method: str, path: str, **options: Any) -> urllib3.BaseHTTPResponse:
        return self._http.request(method, self.url + path, **options)

    def get(self, path: str, accept: str = "application/json") -> str:
        answer = self.request("GET", path, headers={"Accept": accept})
        assert answer.status == 200, (path, answer.status, answer.data[:500])
        return answer.data.decode()

    def post(self, path: str, body: str | bytes, media_type: str, **headers: str) -> Any:
        answer = self.request("POST", path, body=body, headers=_sent(media_type) | headers)
        assert answer.status < 300, (path, answer.status, answer.data[:500])
        return answer.json() if answer.data else None

    def query(self, sparql: str, accept: str, **fields: str) -> bytes:
        answer = self._http.request(
            "POST",
            f"{self.url}/sparql",
            fields={"query": sparql, **fields},
            headers={"Accept": accept},
            encode_multipart=False,
        )
        assert answer.status == 200, (sparql, answer.status, answer.data[:500])
        return answer.data

    def run(self, *arguments: object) -> "subprocess.CompletedProcess[str]":
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
        return subprocess.run(
            [sys.executable, "-m", "service", *map(str, arguments)],
            env=kept | {"ONRECORD_DATA": str(self.data)} | self._settings,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


def _sent(media_type: str) -> dict[str, str]:
    return {"Content-Type": media_type, "Authorization": f"Bearer {TOKEN}"}


@contextmanager
def running(data: Path, **settings: str) -> Iterator[Service]:
    with onrecord(data, **settings) as url:
        yield Service(url, data, settings)


@contextmanager
def with_seeds(data: Path, **settings: str) -> Iterator[Service]:
    with running(data, **settings) as service:
        for seed in SEEDS:
            assert service.post("/api/v1/articles", seed.read_bytes(), "text/plain", Prefer="wait=60")["id"]
        yield service


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with with_seeds(tmp_path_factory.mktemp("embedded")) as service:
        yield service


@pytest.fixture(scope="module", params=KINDS)
def remote(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with ExitStack() as stack:
        if request.param == "oxigraph":
            url = stack.enter_context(oxigraph())
            settings = {"ONRECORD_STORE": f"{url}/query", "ONRECORD_STORE_UPDATE": f"{url}/update"}
        else:
            url = stack.enter_context(onrecord(tmp_path_factory.mktemp("store"), ONRECORD_MAX_BODY_BYTES="300000"))
            settings = {"ONRECORD_STORE": f"{url}/sparql", "ONRECORD_STORE_TOKEN": TOKEN}
        yield stack.enter_context(with_seeds(tmp_path_factory.mktemp(request.param), **settings))


def same(embedded: Service, remote: Service, path: str, accept: str = "application/json") -> str:
    """Assert that both services give the same at a path, but for times and their own addresses; return it."""
    expected, given = (
        _TIMES.sub("TIME", service.get(path, accept).replace(service.url, "URL")) for service in (embedded, remote)
    )
    assert given == expected
    return given


def rows(answer: bytes) -> list[str]:
    table = parse_query_results(answer, QueryResultsFormat.JSON)
    assert isinstance(table, QuerySolutions)
    return sorted(" ".join(_ordered(_TIMES.sub("TIME", str(term))) for term in row) for row in table)


def _ordered(term: str) -> str:
    """The values that GROUP_CONCAT joins have no order."""
    return "; ".join(sorted(term.strip('"').split("; "))) if "; " in term else term


LISTS = ("articles", "actors", "treaties", "deployments", "statements", "figures", "disputes")
GRAPHS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_items_and_what_they_mean_as_rdf(embedded: Service, remote: Service, name: str) -> None:
    items = json.loads(same(embedded, remote, f"/api/v1/{name}?limit=1000"))["items"]
    assert items
    same(embedded, remote, f"/api/v1/{name}?limit=3", "text/csv")
    same(embedded, remote, f"/api/v1/{name}?limit=2", "text/turtle")
    for item in items[:2]:
        path = item["iri"].removeprefix("http://localhost:8000")
        same(embedded, remote, f"/api/v1/{name}/{item['id']}")
        same(embedded, remote, f"/api/v1/{name}/{item['id']}", "application/ld+json")
        same(embedded, remote, path, "text/turtle")
        same(embedded, remote, path, "text/html")


def test_figures_claims_and_filters(embedded: Service, remote: Service) -> None:
    for path in (
        "deployments/north-korea-troops-russia/figures",
        "statements?speaker=kim-jong-un",
        "figures?measure=killed&limit=5",
        "statements?q=soldiers&from=2024-01-01",
    ):
        same(embedded, remote, f"/api/v1/{path}")
    article = json.loads(embedded.get("/api/v1/articles"))["items"][0]["id"]
    same(embedded, remote, f"/api/v1/articles/{article}/claims")


@pytest.mark.parametrize("path", sorted((ROOT / "ontology/competency").glob("*.rq")), ids=lambda path: path.stem[:2])
def test_competency_queries(embedded: Service, remote: Service, path: Path) -> None:
    query = path.read_text(encoding="utf-8")
    results = [service.query(query, "application/sparql-results+json") for service in (embedded, remote)]
    if b'"boolean"' in results[0]:
        assert json.loads(results[1]) == json.loads(results[0])
    else:
        assert rows(results[1]) == rows(results[0])


def test_every_format_of_tables_and_graphs(embedded: Service, remote: Service) -> None:
    table = "SELECT ?s ?o { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?o } ORDER BY ?s ?o LIMIT 20"
    for accept in ("sparql-results+json", "sparql-results+xml"):
        same_answer(embedded, remote, table, f"application/{accept}")
        same_answer(embedded, remote, "ASK { ?s ?p ?o }", f"application/{accept}")
    for accept in ("text/csv", "text/tab-separated-values"):
        same_answer(embedded, remote, table, accept)
    for accept, rdf_format in GRAPHS.items():
        graphs = [
            set(parse(service.query("DESCRIBE <http://localhost:8000/actor/russia>", accept), rdf_format))
            for service in (embedded, remote)
        ]
        assert graphs[0]
        assert graphs[1] == graphs[0]


def same_answer(embedded: Service, remote: Service, query: str, accept: str) -> None:
    assert remote.query(query, accept) == embedded.query(query, accept)


def test_the_datasets_of_queries(embedded: Service, remote: Service) -> None:
    graph = "http://localhost:8000/graph/registry"
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    for query, fields in (
        (count, {"default-graph-uri": graph}),
        (count.replace("{ ?s", "{ GRAPH ?g { ?s").replace("?o }", "?o } }"), {"named-graph-uri": graph}),
        (count.replace("{ ?s", f"FROM <{graph}> {{ ?s"), {}),
        ("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g", {}),
    ):
        answers = [rows(each.query(query, "application/sparql-results+json", **fields)) for each in (embedded, remote)]
        assert answers[0]
        assert answers[1] == answers[0]


def test_the_union_has_each_triple_once(remote: Service) -> None:
    body = "INSERT DATA { GRAPH <urn:x:a> { <urn:x:s> <urn:x:p> 1 } GRAPH <urn:x:b> { <urn:x:s> <urn:x:p> 1 } }"
    remote.post("/sparql", body, "application/sparql-update")
    count = "SELECT (COUNT(*) AS ?n) { <urn:x:s> ?p ?o }"
    assert b'"value":"1"' in remote.query(count, "application/sparql-results+json")
    remote.post("/sparql", "DROP GRAPH <urn:x:a>", "application/sparql-update")
    assert b'"value":"1"' in remote.query(count, "application/sparql-results+json")
    remote.post("/sparql", "DROP GRAPH <urn:x:b>", "application/sparql-update")
    assert b'"value":"0"' in remote.query(count, "application/sparql-results+json")


def test_graphs_by_the_graph_store_protocol(remote: Service) -> None:
    for target in ("graph=urn:x:g", "default"):
        path = f"/data?{target}"
        put = remote.request("PUT", path, body=b'<urn:x:s> <urn:x:p> "old" .', headers=_sent("text/turtle"))
        assert put.status in (201, 204)
        assert (
            remote.request("PUT", path, body=b'<urn:x:s> <urn:x:p> "a" .', headers=_sent("text/turtle")).status == 204
        )
        assert (
            remote.request("POST", path, body=b'<urn:x:s> <urn:x:p> "b" .', headers=_sent("text/turtle")).status == 204
        )
        graph = parse(remote.get(path, "application/n-triples"), RdfFormat.N_TRIPLES)
        assert sorted(quad.object.value for quad in graph) == ["a", "b"]  # type: ignore[union-attr]
        assert remote.request("HEAD", path).status == 200
        assert remote.request("DELETE", path).status == 204
    assert remote.request("GET", "/data?graph=urn:x:g").status == 404
    assert remote.request("DELETE", "/data?graph=urn:x:g").status == 404


def test_an_article_is_taken_out_and_comes_in_again_as_a_job(embedded: Service, remote: Service) -> None:
    before = remote.get("/api/v1/articles")
    article = json.loads(before)["items"][0]["id"]
    assert remote.request("DELETE", f"/api/v1/articles/{article}").status < 300
    assert json.loads(remote.get("/api/v1/articles"))["total"] == len(SEEDS) - 1
    assert article.encode() not in remote.query("SELECT * { ?s a ?c }", "application/sparql-results+json")
    lines = "".join(json.dumps({"text": seed.read_text(encoding="utf-8")}) + "\n" for seed in SEEDS)
    job = remote.post("/api/v1/articles/bulk", lines, "application/x-ndjson")
    wait_until(lambda: json.loads(remote.get(f"/api/v1/jobs/{job['id']}"))["state"] == "done")
    counts = json.loads(remote.get(f"/api/v1/jobs/{job['id']}"))
    assert (counts["done"], counts["known"], counts["failed"]) == (len(SEEDS), len(SEEDS) - 1, 0)
    same(embedded, remote, "/api/v1/articles")


def test_the_command_line(embedded: Service, remote: Service, tmp_path: Path) -> None:
    exported = []
    for service in (embedded, remote):
        file = tmp_path / f"{service.data.name}.nq"
        assert service.run("export", file).returncode == 0
        lines = file.read_text(encoding="utf-8").splitlines()
        exported.append(sorted(_TIMES.sub("TIME", line) for line in lines))
    assert exported[1] == exported[0]
    assert len(exported[0]) == len(set(exported[0]))
    assert remote.run("import", file).returncode == 0
    assert remote.run("reindex").returncode == 0
    assert (
        remote.run("ingest", *SEEDS).stdout == f"{len(SEEDS)} articles: 0 new, {len(SEEDS)} known already, 0 failed\n"
    )
    validated = remote.run("validate")
    assert (validated.returncode, validated.stderr) == (0, embedded.run("validate").stderr)
    refused = remote.run("backup", tmp_path / "copy")
    assert refused.returncode == 1
    assert "export" in refused.stderr
    same(embedded, remote, "/api/v1/statements?limit=1000")


def test_what_the_service_says_of_itself(embedded: Service, remote: Service) -> None:
    def void(service: Service) -> set[str]:
        lines = _TIMES.sub("TIME", service.get("/.well-known/void", "application/n-triples")).splitlines()
        return {line for line in lines if "distinctObjects" not in line}  # two articles may come at the same time

    for service in (embedded, remote):
        wait_until(lambda service=service: service.request("GET", "/.well-known/void").status == 200)
    assert void(remote) == void(embedded)
    assert any("triples" in line for line in void(remote))
    assert json.loads(remote.get("/health/ready")) == {"status": "ok"}
    assert remote.get("/sparql", "text/turtle")
    assert "onrecord_things" in remote.get("/metrics", "text/plain")
