"""The real command, spoken to by the official client as a model's program does, on the seeds."""

import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import ClientSession, StdioServerParameters, types
from mcp.client.stdio import stdio_client

from tests.clients.conftest import server  # noqa: F401

Json = dict[str, Any]


class Model:
    """A language model's side of a connection."""

    def __init__(self, portal: BlockingPortal, session: ClientSession, started: types.InitializeResult) -> None:
        self._portal = portal
        self.session = session
        self.started = started

    def ask(self, method: str, *arguments: Any) -> Any:
        """Call a method of the client's session."""
        return self._portal.call(getattr(self.session, method), *arguments)

    def start(self, method: str, *arguments: Any) -> Future[Any]:
        """Call a method of the client's session without waiting for what it returns."""
        return self._portal.start_task_soon(getattr(self.session, method), *arguments)

    def call(self, tool: str, **arguments: Any) -> Json:
        """Return the structured content that a tool answers with; the text has to say the same."""
        result = self.ask("call_tool", tool, arguments)
        assert not result.isError, result.content
        assert json.loads(result.content[0].text) == result.structuredContent
        return cast(Json, result.structuredContent)

    def refused(self, tool: str, **arguments: Any) -> str:
        """Return what a tool says is wrong; the connection has to hold."""
        result = self.ask("call_tool", tool, arguments)
        assert result.isError
        (content,) = result.content
        assert "Traceback" not in content.text
        assert "pydantic" not in content.text
        return str(content.text)


def environment(**settings: str) -> dict[str, str]:
    """The environment of a command, with no settings but these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
    return kept | settings


@contextmanager
def connected(log: Path, *arguments: str, **settings: str) -> Iterator[Model]:
    """Start ``onrecord mcp`` with these arguments and settings and connect to it; its log goes to a file."""
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "service", "mcp", *arguments], env=environment(**settings)
    )
    with (
        log.open("w", encoding="utf-8") as errlog,
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(stdio_client(command, errlog=errlog)) as streams,
        portal.wrap_async_context_manager(ClientSession(*streams)) as session,
    ):
        yield Model(portal, session, portal.call(session.initialize))


@pytest.fixture(scope="session")
def local(seeded_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Model]:
    """A model that asks the seeds' data folder."""
    log = tmp_path_factory.mktemp("mcp") / "log"
    with connected(log, ONRECORD_DATA=str(seeded_data), ONRECORD_QUERY_TIMEOUT="10") as model:
        yield model


@pytest.fixture(scope="session")
def remote(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Model]:
    """A model that asks a running service on the seeds; its own data folder does not exist."""
    log = tmp_path_factory.mktemp("mcp") / "log"
    with connected(log, "--url", request.getfixturevalue("server"), ONRECORD_DATA="/nowhere") as model:
        yield model


@pytest.fixture(scope="session", params=["local", "remote"])
def model(request: pytest.FixtureRequest) -> Model:
    """Both: what holds for one holds for the other."""
    return cast(Model, request.getfixturevalue(request.param))
