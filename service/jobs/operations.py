"""Tasks that act on the store itself: each a function from payload to result and the graphs it may have changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.jobs.model import Task, TaskKind
from service.store.protocol import GraphStore
from service.store.touched import touched_graphs
from service.vocabulary import Iris


@dataclass(frozen=True, slots=True)
class Effect:
    """What an operation gives back, and which named graphs it may have changed; None: any."""

    result: dict[str, Any]
    graphs: Collection[str] | None


def perform(store: GraphStore, task: Task, iris: Iris) -> Effect:
    """Carry out a task on the store, wholly or not at all; raises ``OnRecordError`` when it cannot be."""
    return _OPERATIONS[task.kind](store, task.payload, iris)


def graph_of(task: Task, iris: Iris) -> str | None:
    """Return the graph that a task writes to, where it is one; None for the default graph."""
    if task.kind == "delete":
        return str(iris.graph(task.payload["article"]))
    graph: str | None = task.payload["graph"]
    return graph


def _delete(store: GraphStore, payload: Mapping[str, Any], iris: Iris) -> Effect:
    graph = str(iris.graph(payload["article"]))
    return Effect({"article": payload["article"], "deleted": store.clear(graph)}, (graph,))


def _update(store: GraphStore, payload: Mapping[str, Any], _: Iris) -> Effect:
    store.update(
        payload["update"],
        base_iri=payload.get("base_iri"),
        using_graphs=payload.get("using_graphs"),
        using_named_graphs=payload.get("using_named_graphs"),
    )
    return Effect({}, touched_graphs(payload["update"]))


def _graph_put(store: GraphStore, payload: Mapping[str, Any], _: Iris) -> Effect:
    graph = payload["graph"]
    created = graph is not None and not store.has_graph(graph)
    store.replace_graphs({graph: payload["triples"].encode()})
    return Effect({"graph": graph, "created": created}, _named(graph))


def _graph_post(store: GraphStore, payload: Mapping[str, Any], _: Iris) -> Effect:
    graph = payload["graph"]
    created = graph is not None and not store.has_graph(graph)
    store.add(graph, payload["triples"].encode())
    return Effect({"graph": graph, "created": created}, _named(graph))


def _graph_delete(store: GraphStore, payload: Mapping[str, Any], _: Iris) -> Effect:
    graph = payload["graph"]
    return Effect({"graph": graph, "deleted": store.clear(graph)}, _named(graph))


def _import(store: GraphStore, payload: Mapping[str, Any], _: Iris) -> Effect:
    store.load(Path(payload["path"]))
    return Effect({"path": payload["path"]}, None)


def _reindex(_store: GraphStore, _payload: Mapping[str, Any], _: Iris) -> Effect:
    return Effect({}, None)


def _named(graph: str | None) -> Collection[str]:
    return () if graph is None else (graph,)


_OPERATIONS: Mapping[TaskKind, Callable[[GraphStore, Mapping[str, Any], Iris], Effect]] = {
    "delete": _delete,
    "update": _update,
    "graph_put": _graph_put,
    "graph_post": _graph_post,
    "graph_delete": _graph_delete,
    "import": _import,
    "reindex": _reindex,
}
