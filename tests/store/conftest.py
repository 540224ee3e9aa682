"""One suite for all stores: the embedded one on disk, then servers over HTTP.

Oxigraph keeps the default graph apart from the others. Another OnRecord has the union of all graphs as its default
graph, one address for queries and updates, and wants a token for these.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.store.embedded import EmbeddedStore
from service.store.protocol import GraphStore
from service.store.remote_store import RemoteStore
from service.store.server import Server
from tests.servers import TOKEN, onrecord, oxigraph


@pytest.fixture(scope="session")
def oxigraph_server() -> Iterator[Server]:
    with oxigraph() as url:
        yield Server(query_url=f"{url}/query", update_url=f"{url}/update")


@pytest.fixture(scope="session")
def onrecord_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with onrecord(tmp_path_factory.mktemp("other service")) as url:
        yield Server(query_url=f"{url}/sparql", token=TOKEN)


@pytest.fixture(params=["embedded", "oxigraph", "onrecord"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[GraphStore]:
    opened: GraphStore
    if request.param == "embedded":
        opened = EmbeddedStore(tmp_path)
    else:
        opened = RemoteStore(request.getfixturevalue(f"{request.param}_server"), tmp_path)
        opened.update("CLEAR ALL")
    yield opened
    opened.close()
