"""The tools on a data folder whose graph is kept by a SPARQL server (ONRECORD_STORE)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.index import Index
from service.store.remote_store import RemoteStore
from service.store.server import Server
from service.vocabulary import Iris
from tests.mcp.conftest import Model, connected
from tests.servers import oxigraph


@pytest.fixture(scope="module")
def model_on_server(
    seed_graphs: dict[str, bytes], iris: Iris, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Model]:
    with oxigraph() as address:
        yield from _on_server(address, tmp_path_factory.mktemp("data"), seed_graphs, iris)


def _on_server(address: str, data: Path, seed_graphs: dict[str, bytes], iris: Iris) -> Iterator[Model]:
    query_url, update_url = f"{address}/query", f"{address}/update"
    store = RemoteStore(Server(query_url=query_url, update_url=update_url), data)
    try:
        store.replace_graphs(dict(seed_graphs))
        revision = store.commit()
    finally:
        store.close()
    index = Index.open(data, read_only=False)
    index.put(seed_graphs, iris, revision=revision)
    index.close()
    settings = {"ONRECORD_DATA": str(data), "ONRECORD_STORE": query_url, "ONRECORD_STORE_UPDATE": update_url}
    with connected(data / "log", **settings) as model:
        yield model


def test_evidence_and_text_come_from_the_server(model_on_server: Model, local: Model) -> None:
    statement = local.call("statements_of_actor", actor="kim-jong-un", limit=1)["items"][0]
    for tool, arguments in (
        ("evidence_of_claim", {"claim": statement["id"]}),
        ("article_text", {"article": "kursk-live"}),
        ("describe", {"thing": "http://localhost:8000/place/kursk"}),
    ):
        assert model_on_server.call(tool, **arguments) == local.call(tool, **arguments)


def test_queries_are_answered_by_the_server(model_on_server: Model, local: Model) -> None:
    query = "SELECT ?figure ?low WHERE { ?figure a rec:Figure ; rec:low ?low } ORDER BY ?figure"
    for format_ in ("csv", "json"):
        answers = [each.call("sparql", query=query, format=format_, max_rows=5) for each in (model_on_server, local)]
        assert answers[0]["result"] == answers[1]["result"]
        assert answers[0]["cut"]
    assert "nothing can be changed" in model_on_server.refused("sparql", query="DROP ALL")
    assert "SERVICE" in model_on_server.refused("sparql", query="SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }")
    assert model_on_server.refused("sparql", query="SELECT * WHERE {")
