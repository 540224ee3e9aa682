"""Which version of the extraction made an article's claims: of what it is made, and where it is shown."""

import csv
import io
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service import __version__
from service.extractor_version import llm_name, rules_name
from service.model import Article, Claims
from service.settings import Settings
from service.wiring import make_pipeline

ROOT = Path(__file__).parents[2]
ASK = "from service.extractor_version import llm_name, rules_name; print(rules_name(), '|', llm_name('m'))"


def names_in(folder: Path) -> list[str]:
    """Return the names of both extractors in a copy of the project."""
    asked = [sys.executable, "-B", "-c", ASK]
    shown = subprocess.run(asked, cwd=folder, env={"PYTHONPATH": str(folder)}, capture_output=True, check=True)
    return shown.stdout.decode().strip().split(" | ")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    for package in ("service", "ontology"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture(scope="module")
def here(copy: Path) -> list[str]:
    """The names in an unchanged copy, which are those of the original."""
    names = names_in(copy)
    assert names == [rules_name(), llm_name("m")]
    return names


def test_it_is_that_of_the_pipeline(tmp_path: Path) -> None:
    assert make_pipeline(Settings(data=tmp_path)).extractor.name == rules_name()
    assert rules_name().startswith(f"rules {__version__}-")


@pytest.mark.parametrize(
    ("changed", "rules", "model"),
    [
        ("service/extract/speech.py", True, True),
        ("service/extract/lexicon/cues.tsv", True, True),
        ("service/extract/models/acts.json", True, True),
        ("ontology/registry_data/states.jsonl", True, True),
        ("service/llm/instructions.txt", False, True),
        ("service/web/headers.py", False, False),
        ("service/cli/app.py", False, False),
    ],
)
def test_it_changes_with_what_claims_depend_on(
    copy: Path, here: list[str], changed: str, rules: bool, model: bool
) -> None:
    file = copy / changed
    content = file.read_bytes()
    file.write_bytes(content + b"\n")
    after = names_in(copy)
    file.write_bytes(content)
    assert [new != old for new, old in zip(after, here, strict=True)] == [rules, model]


def test_it_is_shown_with_every_article(client: FlaskClient, seed_articles: list[tuple[Article, Claims]]) -> None:
    for article, _ in seed_articles:
        shown = client.get(f"/api/v1/articles/{article.id}").get_json()
        assert shown["extractor"] == {"name": "gold", "version": "1", "at": shown["created"]}
        assert "gold 1" in client.get(f"/article/{article.id}", headers={"Accept": "text/html"}).text
    rows = list(csv.DictReader(io.StringIO(client.get("/api/v1/articles?format=csv").text)))
    made = {(row["extractor"], row["extractor_version"], row["extracted_at"] == row["created"]) for row in rows}
    assert made == {("gold", "1", True)}


@pytest.mark.parametrize(("asked", "found"), [("gold", 5), ("1", 5), ("gold 1", 5), ("rules", 0), ("2", 0)])
def test_articles_are_listed_by_it(client: FlaskClient, asked: str, found: int) -> None:
    assert client.get("/api/v1/articles", query_string={"extractor": asked}).get_json()["total"] == found


def test_the_data_set_says_how_much_each_version_read(client: FlaskClient) -> None:
    turtle = client.get("/.well-known/void?format=ntriples").text
    assert '"Read by gold 1"' in turtle
