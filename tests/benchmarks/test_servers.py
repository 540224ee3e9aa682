"""The benchmarks that ask running servers, on next to nothing: that they run, compare answers, and say so."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.newsroom import World, articles
from ontology.registry import load
from service.grounding import grounded

ROOT = Path(__file__).parents[2]
BENCH = ROOT.parent / "shared/bench"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, check=False, text=True, capture_output=True, timeout=300
    )


def test_made_up_articles_stand_in_their_texts_and_are_the_same_every_time() -> None:
    first, second = (list(articles(World(load()), 5)) for _ in range(2))
    assert first == second
    for article, claims in first:
        _, dropped = grounded(article, claims)
        assert not dropped
        assert len(claims.statements) >= 5
        assert len(claims.figures) >= 2


def test_lists_are_timed_on_a_graph_that_is_made_once_and_kept(tmp_path: Path) -> None:
    arguments = ("benchmarks.lists", "--data", str(tmp_path / "data"), "--articles", "12", "--repeat", "1")
    first = run(*arguments, "--only", "treaties?")
    assert first.returncode == 0, first.stderr
    assert "/api/v1/treaties?" in first.stdout
    assert "addresses, median of medians" in first.stdout
    made = (tmp_path / "data/benchmark.json").stat().st_mtime_ns
    again = run(*arguments, "--only", "figures?format=turtle")
    assert again.returncode == 0, again.stderr
    assert "/figures?format=turtle" in again.stdout
    assert (tmp_path / "data/benchmark.json").stat().st_mtime_ns == made
    other = run(*arguments[:-3], "13", "--repeat", "1")
    assert other.returncode != 0
    assert "holds 12 articles" in other.stderr


@pytest.mark.skipif(not BENCH.is_dir(), reason="needs the bench folder beside the project")
def test_queries_are_compared_with_oxigraph(tmp_path: Path) -> None:
    options = ("--bench", str(BENCH), "--triples", "40000", "--seconds", "0.1", "--rounds", "1", "--settle", "0")
    result = run("benchmarks.sparql", "--data", str(tmp_path), *options, "--only", "union")
    assert result.returncode == 0, result.stderr
    queries = [query["name"] for query in json.loads((BENCH / "queries.json").read_text())["queries"]]
    assert all(name in result.stdout for name in [*queries, "geometric mean"])
