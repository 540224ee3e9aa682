"""``ONRECORD_EXTRACTOR=llm`` as operators set it: the command reads with the model, and says what it took."""

import json
import re
from pathlib import Path

from service.jobs.extraction import Order
from service.jobs.window import time_limit
from tests.cli.conftest import Run, data, environment, run
from tests.llm.conftest import Model, answer
from tests.llm.test_extractor import GOOD, TEXT

__all__ = ["data", "environment", "run"]


def test_the_commands_read_with_the_model_that_the_settings_name(run: Run, model: Model, tmp_path: Path) -> None:
    model.reply = lambda request: answer(**GOOD)
    (tmp_path / "article.txt").write_text(TEXT)
    chosen = {"ONRECORD_EXTRACTOR": "llm", "ONRECORD_LLM_URL": model.url, "ONRECORD_LLM_MODEL": "recorded"}
    result = run("extract", "article.txt", "--out", "claims", **chosen)
    assert result.returncode == 0, result.stderr
    claims = json.loads((tmp_path / "claims" / "article.json").read_text())
    assert re.fullmatch(r"llm recorded \d+\.\d+\.\d+-[0-9a-f]{8}", claims["extractor"])
    assert [s["rule"] for s in claims["statements"]] == ["language model"] * 2
    shown = run("explain", "article.txt", **chosen).stdout
    assert "Language model: 1 requests, 1000 + 200 tokens" in shown


def test_a_model_without_an_address_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text(TEXT)
    result = run("extract", "article.txt", "--out", "claims", ONRECORD_EXTRACTOR="llm")
    assert result.returncode == 2
    assert "ONRECORD_LLM_URL" in result.stderr


def test_articles_for_which_a_model_takes_too_long_are_stored_by_the_rules(
    run: Run, model: Model, tmp_path: Path
) -> None:
    model.delay = 2.0
    chosen = {"ONRECORD_EXTRACTOR": "llm", "ONRECORD_LLM_URL": model.url, "ONRECORD_LLM_ARTICLE_TIMEOUT": "0.5"}
    lines = (json.dumps({"text": TEXT + f"\nIt took {n} hours."}) for n in range(5))
    (tmp_path / "articles.jsonl").write_text("\n".join(lines))
    result = run("ingest", "articles.jsonl", **chosen)
    assert result.returncode == 0, result.stderr
    assert model.requests
    stored = run("query", "-e", "SELECT ?rule { ?s a rec:Statement ; rec:rule ?rule }").stdout.splitlines()
    assert len(stored) > len(range(5))
    assert "language model" not in "".join(stored)


def test_the_time_of_an_article_is_given_to_its_process() -> None:
    orders = [Order(source={"text": "x"}, accepted="", kind="ingest")] * 8
    assert time_limit(orders, waiting=420.0) >= time_limit(orders) + 8 * 420
