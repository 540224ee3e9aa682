"""The annotated articles: outlet, agency, day and clutter come out as a reader annotated them.

The project's own seeds always; the real articles where they lie beside the project.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from service.model import Article
from tests.text.articles import read

ROOT = Path(__file__).parents[2]
# Share of the outlets that a reader knows, some of them from elsewhere than the text.
OUTLETS = 0.9
SHARED = ROOT.parent / "shared"


def _annotated(gold: Path, texts: Path) -> list[Any]:
    return [pytest.param(path, texts, id=path.stem) for path in sorted(gold.glob("*.json"))]


SEEDS = _annotated(ROOT / "seeds/gold", ROOT / "seeds")
DEV = _annotated(ROOT / "tests/gold/dev", ROOT / "tests/gold/dev/texts")
REAL = _annotated(SHARED / "gold", SHARED / "seeds")


def _read(path: Path, texts: Path) -> tuple[dict[str, Any], Article]:
    gold = json.loads(path.read_text(encoding="utf-8"))
    return gold, read((texts / gold["text_file"]).read_bytes().decode())


def _places(text: str, strings: list[str]) -> set[int]:
    """Return where the letters of these strings stand in a text."""
    places: set[int] = set()
    for string in strings:
        start = text.find(string)
        while start >= 0:
            places |= {place for place in range(start, start + len(string)) if not text[place].isspace()}
            start = text.find(string, start + 1)
    return places


def test_the_seeds_are_found() -> None:
    assert len(SEEDS) == 5


@pytest.mark.parametrize(("path", "texts"), [*SEEDS, *REAL])
def test_frame_and_clutter(path: Path, texts: Path) -> None:
    gold, article = _read(path, texts)
    assert {name: getattr(article, name) for name in ("outlet", "agency", "published")} == {
        name: gold[name] for name in ("outlet", "agency", "published")
    }
    marked = {place for passage in article.boilerplate for place in range(passage.start, passage.end)}
    wanted = _places(article.text, gold["boilerplate"])
    assert "".join(article.text[place] for place in sorted(wanted - marked)) == ""
    assert "".join(article.text[place] for place in sorted(marked - wanted)).strip() == ""


@pytest.mark.parametrize(("path", "texts"), [*SEEDS, *REAL])
def test_clutter_is_in_as_few_passages(path: Path, texts: Path) -> None:
    gold, article = _read(path, texts)
    assert len(article.boilerplate) == len(gold["boilerplate"])


@pytest.mark.skipif(not REAL, reason="the real articles are not beside the project")
def test_the_real_articles_are_all_read() -> None:
    assert [_read(*case.values)[1].is_read for case in REAL] == [True] * len(REAL)


@pytest.mark.parametrize(("path", "texts"), [*SEEDS, *DEV, *REAL])
def test_nothing_that_somebody_said_is_cut(path: Path, texts: Path) -> None:
    gold, article = _read(path, texts)
    marked = {place for passage in article.boilerplate for place in range(passage.start, passage.end)}
    told = [entry["content"] for entry in gold["statements"]] + [entry["span"] for entry in gold["figures"]]
    # A word or two may well stand again in the clutter.
    said = _places(article.text, [string for string in told if len(string) > 15])
    assert "".join(article.text[place] for place in sorted(said & marked)) == ""


def test_outlets_are_found() -> None:
    read = [_read(*entry.values) for entry in DEV]
    right = [article.outlet == gold["outlet"] for gold, article in read]
    assert sum(right) >= OUTLETS * len(right)
