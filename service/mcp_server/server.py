"""The server of the Model Context Protocol, on standard input and output."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import IO, Any

import anyio
from mcp.server.fastmcp import FastMCP
from mcp.server.fastmcp.exceptions import ToolError
from mcp.server.stdio import stdio_server
from mcp.types import ContentBlock, TextContent
from pydantic import ValidationError

from service import __version__
from service.errors import OnRecordError
from service.logs import configure
from service.mcp_server import guide
from service.mcp_server.backend import Backend
from service.mcp_server.offers import Offers

_THREADS = 4  # calls at once; each thread has a connection to the index
_log = logging.getLogger(__name__)


def serve(backend: Backend) -> None:
    """Answer on standard input and output until the input ends; then let go of the backend."""
    configure("mcp")
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the thread that waits for the next line would hold Ctrl-C up
    logging.getLogger("mcp").setLevel(logging.WARNING)  # it logs every request
    threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="mcp")
    try:
        server = _Server("onrecord", instructions=guide.instructions())
        Offers(backend, threads).add_to(server)
        anyio.run(server.run_stdio_async)
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        backend.close()


class _Server(FastMCP):
    """FastMCP with this project's errors, compact JSON, and nothing but the protocol on standard output."""

    def __init__(self, name: str, instructions: str) -> None:
        super().__init__(name, instructions=instructions)
        self._mcp_server.version = __version__

    async def call_tool(self, name: str, arguments: dict[str, Any]) -> Sequence[ContentBlock] | dict[str, Any]:
        """Call a tool; ``ToolError`` with what is wrong and what to do about it."""
        self._refuse_unknown(name, arguments)
        started = time.perf_counter()
        try:
            result: Any = await super().call_tool(name, arguments)
        except ToolError as error:
            raise ToolError(_said(name, error)) from error
        finally:
            _log.info("%s %.1f ms", name, (time.perf_counter() - started) * 1000)
        if isinstance(result, tuple):  # the same as text, for clients that read no structured content
            _, structured = result
            return [TextContent(type="text", text=_compact(structured))], structured  # type: ignore[return-value]
        return result  # type: ignore[no-any-return]

    def _refuse_unknown(self, name: str, arguments: dict[str, Any]) -> None:
        """Refuse what FastMCP passes over: a filter that is misspelt would find everything."""
        tool = self._tool_manager.get_tool(name)
        known: Any = tool.parameters["properties"] if tool else arguments
        unknown = sorted(arguments.keys() - known.keys())
        if unknown:
            raise ToolError(f"{name} has no argument “{unknown[0]}”; it has {', '.join(known)}.")

    async def run_stdio_async(self) -> None:
        """Speak the protocol on standard input and output, which everything else in this process loses."""
        with _protocol_streams() as (stdin, stdout):
            async with stdio_server(anyio.wrap_file(stdin), anyio.wrap_file(stdout)) as (messages, replies):
                await self._mcp_server.run(messages, replies, self._mcp_server.create_initialization_options())


def _compact(structured: Any) -> str:
    return json.dumps(structured, ensure_ascii=False, separators=(",", ":"))


def _said(name: str, error: ToolError) -> str:
    cause = error.__cause__
    if isinstance(cause, OnRecordError):
        return cause.detail
    if isinstance(cause, ValidationError) and cause.title.endswith("Arguments"):
        wrong = (f"“{'.'.join(map(str, each['loc']))}”: {each['msg']}" for each in cause.errors(include_url=False))
        return f"The arguments of {name} cannot be used: {'; '.join(wrong)}."
    if cause is None:
        return str(error)
    _log.error("the tool %s failed", name, exc_info=cause)
    return "A fault of OnRecord's own; it is in the server's log."


@contextmanager
def _protocol_streams() -> Iterator[tuple[IO[str], IO[str]]]:
    """Give standard input and output to the protocol alone.

    What this process or one that it starts prints goes to standard error, and none reads the client's messages.
    """
    stdin, stdout = os.dup(0), os.dup(1)
    sys.stdout.flush()
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    with (
        open(stdin, encoding="utf-8", errors="replace") as reading,  # noqa: PTH123
        open(stdout, "w", encoding="utf-8") as writing,  # noqa: PTH123
    ):
        yield reading, writing
