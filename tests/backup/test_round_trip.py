"""Export and import: what comes out of a store is in another one afterwards, to the last quad, whatever it is."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BaseDirection,
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

from service.cli.transfer import export_graph
from service.settings import Settings
from service.store.checkpoints import open_reader
from service.store.embedded import EmbeddedStore

# Without shrinking, which would take minutes: an example is two stores on disk.
ANY = settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
XSD = "http://www.w3.org/2001/XMLSchema#"
characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
texts = st.text(characters, max_size=30)
# What an IRI may not have (RFC 3987): controls, spaces and <>"{}|^`\.
_IN_IRI = st.characters(
    max_codepoint=0xD7FF,
    exclude_categories=["Cc", "Cn", "Zs", "Zl", "Zp", "Cf"],
    exclude_characters='<>"{}|^`\\%#?[]/:@&',
)
iris = st.builds(
    lambda scheme, name, tail: NamedNode(f"{scheme}{name}{tail}"),
    st.sampled_from(["http://example.org/", "urn:x:", "https://例え.jp/", "mailto:", "http://[::1]:8/", "tag:a@b.c:"]),
    st.text(_IN_IRI, max_size=12),
    st.sampled_from(["", "%20%C3%A9", "?q=a&b=c", "#char=0,1", "/../x", "#", "𝔸"]),
)
blank_nodes = st.sampled_from([BlankNode(name) for name in ("a", "b", "c1")])
literals = st.one_of(
    st.builds(Literal, texts),
    st.builds(
        lambda text, tag: Literal(text, language=tag), texts, st.sampled_from(["en", "zh-hant-tw", "de-ch-1996"])
    ),
    st.builds(
        lambda text, way: Literal(text, language="ar", direction=way),
        texts,
        st.sampled_from([BaseDirection.LTR, BaseDirection.RTL]),
    ),
    # Also what is no number, day or truth value by its form.
    st.builds(
        lambda text, name: Literal(text, datatype=NamedNode(XSD + name)),
        texts | st.sampled_from(["1", "01", "+1.50", "1e400", "NaN", "-INF", "2025-04-28", "0", "true"]),
        st.sampled_from(["integer", "decimal", "double", "float", "date", "dateTime", "boolean", "gYear", "duration"]),
    ),
    st.builds(lambda text: Literal(text, datatype=NamedNode("http://example.org/own")), texts),
)
subjects = iris | blank_nodes
triples = st.builds(Triple, subjects, iris, iris | blank_nodes | literals)
objects = st.one_of(iris, blank_nodes, literals, triples)
graphs = st.one_of(st.just(DefaultGraph()), iris, blank_nodes)
quads = st.lists(st.builds(Quad, subjects, iris, objects, graphs), max_size=25)


def held(folder: Path) -> Dataset:
    """Return what a data folder holds, its blank nodes named by where they stand."""
    reader = open_reader(folder)
    dataset = Dataset(reader.dump())
    reader.close()
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def as_the_engine_takes(made: list[Quad]) -> Dataset:
    """Return quads with their numbers as the engine spells them, their blank nodes named by where they stand."""
    store = Store()
    store.extend(made)
    dataset = Dataset(store)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def loaded(folder: Path, file: Path, *, union: bool) -> None:
    store = EmbeddedStore(folder, union_default_graph=union)
    store.load(file)
    store.commit()
    store.close()


@pytest.mark.parametrize(("name", "union"), [("all.nq", True), ("all.trig.gz", True), ("all.nq.gz", False)])
@ANY
@given(quads)
def test_any_quads_come_back(name: str, union: bool, made: list[Quad]) -> None:
    with TemporaryDirectory() as folder:
        first, second, file = Path(folder, "first"), Path(folder, "second"), Path(folder, name)
        sent = Path(folder, "sent.nq")
        serialize(made, str(sent), RdfFormat.N_QUADS)
        loaded(first, sent, union=union)
        export_graph(Settings(data=first, union_default_graph=union), file)
        loaded(second, file, union=union)
        assert held(second) == held(first) == as_the_engine_takes(made)


def test_what_stands_in_the_default_graph_and_in_named_ones_stays_apart(tmp_path: Path) -> None:
    node, graph = BlankNode("x"), NamedNode("urn:g")
    made: list[Any] = [
        Quad(node, NamedNode("urn:p"), Literal("1"), DefaultGraph()),
        Quad(node, NamedNode("urn:p"), Literal("1"), graph),
        Quad(graph, NamedNode("urn:p"), Triple(node, NamedNode("urn:p"), node), graph),
    ]
    serialize(made, str(tmp_path / "sent.nq"), RdfFormat.N_QUADS)
    loaded(tmp_path / "first", tmp_path / "sent.nq", union=True)
    export_graph(Settings(data=tmp_path / "first"), tmp_path / "out.trig")
    loaded(tmp_path / "second", tmp_path / "out.trig", union=False)
    found = held(tmp_path / "second")
    assert len(found) == 3
    wanted = Dataset(made)
    wanted.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    assert found == wanted


def test_a_file_that_cannot_be_finished_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sent.nq").write_text("<urn:s> <urn:p> <urn:o> .\n")
    loaded(tmp_path / "data", tmp_path / "sent.nq", union=True)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the power is gone")

    monkeypatch.setattr("service.cli.transfer.serialize", broken)
    (tmp_path / "all.nq").write_text("the export of yesterday")
    with pytest.raises(RuntimeError, match="power"):
        export_graph(Settings(data=tmp_path / "data"), tmp_path / "all.nq")
    assert (tmp_path / "all.nq").read_text() == "the export of yesterday"
    assert {path.name for path in tmp_path.iterdir()} == {"data", "sent.nq", "all.nq"}
