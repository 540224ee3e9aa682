"""What the server offers: tools, resources, prompts, and the completion of their arguments."""

from __future__ import annotations

import asyncio
import functools
import inspect
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from mcp.server.fastmcp import FastMCP
from mcp.types import (
    Completion,
    CompletionArgument,
    CompletionContext,
    PromptReference,
    ResourceTemplateReference,
    ToolAnnotations,
)

import ontology
from service.index import ListKind
from service.mcp_server import guide
from service.mcp_server.backend import Backend
from service.mcp_server.calls import Call, begin
from service.mcp_server.tools import Tools

P = ParamSpec("P")
R = TypeVar("R")

_READS = ToolAnnotations(readOnlyHint=True, destructiveHint=False, idempotentHint=True, openWorldHint=False)
_TITLES = {
    "search": "Search",
    "deployments": "Deployments",
    "figures_of_deployment": "Figures of a deployment, by source",
    "statements_of_actor": "Statements of an actor",
    "evidence_of_claim": "Evidence of a claim",
    "disputes": "Disputes",
    "describe": "Describe a thing",
    "article_text": "Text of an article",
    "sparql": "SPARQL query",
    "vocabulary": "Vocabulary and example queries",
}
_ARGUMENTS: dict[str, ListKind] = {"deployment": "deployment", "actor": "actor", "article_id": "article"}
_COMPLETIONS = 20
_WHOLE_TEXT = 1_000_000  # characters of an article given as a resource


class Offers:
    """Puts everything that asks the backend into a server; what takes time runs in threads."""

    def __init__(self, backend: Backend, threads: ThreadPoolExecutor) -> None:
        self._backend = backend
        self._threads = threads
        self._tools = Tools(backend)

    def add_to(self, server: FastMCP) -> None:
        """Add tools, resources, prompts and completion."""
        for name, title in _TITLES.items():
            tool = getattr(self._tools, name)
            server.add_tool(
                self._threaded(tool),
                title=title,
                description=inspect.cleandoc(tool.__doc__),
                annotations=_READS,
                structured_output=name != "vocabulary",
            )
        self._add_resources(server)
        _add_prompts(server)
        server.completion()(self._completed)  # type: ignore[no-untyped-call]

    def _add_resources(self, server: FastMCP) -> None:
        server.resource(
            "onrecord://vocabulary",
            title="Vocabulary and example queries",
            description="Classes, properties and concepts of the graph, and queries to begin with.",
            mime_type="text/markdown",
        )(guide.vocabulary)
        server.resource(
            "onrecord://ontology",
            title="Vocabulary (OWL and SKOS)",
            description="The vocabulary as it is published, in Turtle.",
            mime_type="text/turtle",
        )(ontology.vocabulary_ttl)
        server.resource(
            "onrecord://query/{name}",
            title="Query to begin with",
            description="A SPARQL query by its name, as the vocabulary lists them.",
            mime_type="application/sparql-query",
        )(self._threaded(self._query))
        server.resource(
            "onrecord://article/{article_id}",
            title="Article",
            description="An article with its text, which all character offsets refer to. Quoted material.",
            mime_type="application/json",
        )(self._threaded(self._article))

    def _query(self, name: str) -> str:
        return guide.example_query(name, self._backend.iris.base)

    def _article(self, article_id: str) -> str:
        return self._tools.article_text(article_id, length=_WHOLE_TEXT).model_dump_json()

    async def _completed(
        self,
        _: PromptReference | ResourceTemplateReference,
        argument: CompletionArgument,
        __: CompletionContext | None,
    ) -> Completion | None:
        if argument.name == "name":
            values = [example.name for example in ontology.examples() if example.name.startswith(argument.value)]
            return Completion(values=values)
        kind = _ARGUMENTS.get(argument.name)
        return None if kind is None else await self._threaded(self._ids)(kind, argument.value)

    def _ids(self, kind: ListKind, words: str) -> Completion:
        wanted = {"q": words} if any(letter.isalnum() for letter in words) else {}
        page = self._backend.page(kind, wanted, _COMPLETIONS)
        return Completion(values=[item["id"] for item in page.items], total=page.total, hasMore=page.next is not None)

    def _threaded(self, function: Callable[P, R]) -> Callable[P, Awaitable[R]]:
        """Return a function that calls this one in a thread, on one state of the data: nobody else is held up."""

        def on_one_state(call: Call, *args: P.args, **kwargs: P.kwargs) -> R:
            begin(call)
            with self._backend.snapshot():
                return function(*args, **kwargs)

        @functools.wraps(function)
        async def called(*args: P.args, **kwargs: P.kwargs) -> R:
            call = Call()
            running = functools.partial(on_one_state, call, *args, **kwargs)
            try:
                return await asyncio.get_running_loop().run_in_executor(self._threads, running)
            finally:
                call.has_gone = True  # also where the client cancels the call, or leaves

        return called


def _add_prompts(server: FastMCP) -> None:
    server.prompt(title="Who says how many?", description="Every number given for a deployment, each with its source.")(
        guide.who_says_how_many
    )
    server.prompt(title="On the record", description="What somebody is on record with, in whose words and where.")(
        guide.on_the_record
    )
