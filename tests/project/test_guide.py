"""The guide holds: each of its examples runs as it stands and gives what the page shows."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from flask.testing import FlaskClient

from tests.clients.npm import NotInstalledError, install
from tests.project.conftest import ROOT, Served
from tests.project.guide import GUIDE, LANGUAGES, Missing, Reader, languages, of_language, pages
from tests.project.notebook import NOTEBOOK, executed, shown, written
from tests.project.pages import agrees, blocks

EXAMPLES = [(page, language) for page in pages() for language in languages(page)]


@pytest.mark.parametrize(("page", "language"), EXAMPLES, ids=lambda value: getattr(value, "stem", value))
def test_examples_give_what_the_page_shows(page: Path, language: str, served: Served, tmp_path: Path) -> None:
    examples = of_language(page, language)
    try:
        outputs = Reader(served.address, tmp_path, install).run(language, [example.code for example in examples])
    except (Missing, NotInstalledError) as reason:
        pytest.skip(str(reason))
    for example, output in zip(examples, outputs, strict=True):
        if example.shown is None:
            assert not output.strip(), f"prints what the page does not show:\n{output}"
        else:
            assert agrees(example.shown, output), f"{example.code}\ngives:\n{output}"


def test_the_notebook_shows_what_its_cells_give(served: Served) -> None:
    kept = nbformat.read(NOTEBOOK, as_version=4)
    assert shown(executed(served.address)) == shown(kept)
    assert sum(map(bool, shown(kept))) >= 4


def test_the_notebook_is_kept_without_what_differs_from_run_to_run() -> None:
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert written(nbformat.reads(text, as_version=4)) == text


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_every_block_of_code_is_run_and_shows_an_answer(page: Path) -> None:
    found = blocks(page.read_text(encoding="utf-8"))
    assert {block.language for block in found} <= set(LANGUAGES)
    assert any(block.shown for block in found)
    assert all(block.shown != "" for block in found)


def test_addresses_that_are_typed_into_spreadsheets_give_tables(served: Served, tmp_path: Path) -> None:
    page = (GUIDE / "spreadsheets.md").read_text(encoding="utf-8")
    typed = set(re.findall(r"http://localhost:8000/api[^\s\"`)]*format=csv", page))
    assert typed
    for address in typed:
        assert len(Reader(served.address, tmp_path, install).open(address).splitlines()) > 3


def kept_literals() -> list[tuple[str, str]]:
    """Return the pairs of literals in the guide's table: as sent, as kept."""
    section = (GUIDE / "README.md").read_text(encoding="utf-8").split("| sent | kept as |\n")[1].split("\n\n")[0]
    cells = [[re.findall(r"`([^`]+)`", cell) for cell in row.split("|")[1:3]] for row in section.splitlines()[1:]]
    return [pair for sent, kept in cells for pair in zip(sent, kept, strict=False)]


@pytest.mark.parametrize(("sent", "kept"), kept_literals())
def test_a_literal_is_kept_as_the_guide_tells(sent: str, kept: str, writing_client: FlaskClient) -> None:
    prefix = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
    update = f"{prefix}INSERT DATA {{ <urn:s> <urn:sent> {sent} ; <urn:kept> {kept} }}"
    assert writing_client.post("/sparql", data={"update": update}).status_code == 204
    query = prefix + f"SELECT ?sent ?kept {{ ?s <urn:sent> ?sent ; <urn:kept> ?kept . ?s <urn:sent> {sent} }}"
    (row,) = writing_client.get("/sparql", query_string={"query": query}).get_json(force=True)["results"]["bindings"]
    assert row["sent"] == row["kept"]
    assert row["kept"]["value"] == (kept.split('"')[1] if '"' in kept else kept)


def test_the_index_of_the_guide_has_every_page() -> None:
    links = set(re.findall(r"\]\(([\w.]+)\)", (GUIDE / "README.md").read_text(encoding="utf-8")))
    assert links >= {path.name for path in GUIDE.iterdir()} - {"README.md"}
    assert "docs/guide/README.md" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_an_output_has_to_be_the_one_shown() -> None:
    assert agrees("a\nb\n", "a\nb \n")
    assert not agrees("a\nb\n", "a\nb\nc\n")
    assert agrees("a\n…\nc\n", "a\nb\nb\nc\n")
    assert agrees("a\n…\n", "a\n")
    assert not agrees("a\n…\nd\n", "a\nb\nc\n")
