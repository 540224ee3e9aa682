"""``onrecord explain``: the article with its claims marked, and why each is made."""

import json
from pathlib import Path

from tests.cli.conftest import Run

ARTICLE = """Harbour town waits for its soldiers

GOMA, 2 May 2025 - Kenya has sent about 300 soldiers to Goma, President William Ruto said on Friday.

Rwanda's army did not say whether it would react. The road to the airport was said to be open.
"""


def test_the_claims_are_marked_in_the_text_and_each_says_why(run: Run, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text(ARTICLE)
    result = run("explain", "article.txt")
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    paragraph = next(line for line in lines if "[s1: " in line)
    assert "[f1: " in paragraph
    assert ":s1], President William Ruto said on Friday." in paragraph
    assert any("William Ruto, “said”" in line for line in lines)
    assert any("rule: " in line and "“said”" in line for line in lines)


def test_what_was_considered_and_turned_down_is_told_with_its_reason(run: Run, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text(ARTICLE)
    result = json.loads(run("explain", "article.txt", "--json").stdout)
    assert set(result["why"]) >= {statement["id"] for statement in result["statements"]}
    assert "said" in [passage["exact"] for passage in result["why"]["s1"]["words"]]
    turned_down = result["rejected"] + [r for why in result["why"].values() for r in why["rejected"]]
    assert ("say", "it is negated, withheld or only possible") in [
        (r["passage"]["exact"], r["reason"]) for r in turned_down
    ]
    for rejection in turned_down:
        passage = rejection["passage"]
        assert result["text"][passage["start"] : passage["end"]] == passage["exact"]


def test_every_claim_names_its_rule(run: Run, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text(ARTICLE)
    result = json.loads(run("explain", "article.txt", "--json").stdout)
    for kind in ("statements", "figures", "deployments"):
        assert result[kind]
        assert all(claim["rule"] for claim in result[kind])


def test_a_file_of_several_articles_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "two.jsonl").write_text(2 * (json.dumps({"text": ARTICLE}) + "\n"))
    result = run("explain", "two.jsonl")
    assert result.returncode == 1
    assert "one article" in result.stderr
    assert run("explain", "missing.txt").stderr == "onrecord: missing.txt: No such file or directory\n"
