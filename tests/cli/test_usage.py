"""What holds for the command as a whole: help, version, exit codes, settings that cannot be used."""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from pydantic import ValidationError

from ontology import vocabulary_version
from service.extractor_version import rules_name
from service.settings import Settings
from tests.cli.conftest import Run

HEAVY = ("spacy", "rdflib", "flask", "pyoxigraph", "pydantic")


def test_the_version(run: Run) -> None:
    shown = run("--version").stdout.splitlines()
    assert shown == [
        f"onrecord {version('onrecord')}",
        f"extractor {rules_name()}",
        f"vocabulary {vocabulary_version()}",
    ]


def test_help_names_every_command_of_the_contract(run: Run) -> None:
    text = run("--help").stdout
    for command in ("serve", "ingest", "extract", "query", "export", "import", "backup", "validate", "evaluate"):
        assert f" {command} " in text


def test_help_loads_nothing_heavy() -> None:
    script = f"import sys, service.cli; sys.exit(any(name in sys.modules for name in {HEAVY}))"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("ingest",),
        ("extract", "a.txt"),
        ("query", "-e", "ASK {}", "file.rq"),
        ("query", "-e", "ASK {}", "--format", "nonsense"),
        ("serve", "--port", "70000"),
        ("ingest", "a.txt", "b.txt", "--url", "https://example.org/"),
        ("evaluate", "--gold", "somewhere"),
    ],
)
def test_wrong_usage_exits_with_2(run: Run, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.returncode == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_a_setting_that_cannot_be_used_is_named(run: Run) -> None:
    result = run("query", "-e", "ASK {}", ONRECORD_QUERY_TIMEOUT="soon")
    assert result.returncode == 2
    assert "ONRECORD_QUERY_TIMEOUT" in result.stderr
    assert "Traceback" not in result.stderr


def test_an_empty_store_says_what_to_do(run: Run) -> None:
    result = run("query", "-e", "ASK {}")
    assert result.returncode == 1
    assert "onrecord ingest" in result.stderr


def test_a_data_folder_that_cannot_be_used_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "a.txt").write_text("An article.")
    for command in (("ingest", "a.txt"), ("serve", "--port", "0"), ("reindex",)):
        result = run(*command, ONRECORD_DATA=str(tmp_path / "file"))
        assert result.returncode == 1
        assert str(tmp_path / "file") in result.stderr
        assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("ONRECORD_BASE_IRI", "https://onrecord.example/?graph=", "without user name, query and fragment"),
        ("ONRECORD_BASE_IRI", "https://", "must be an http or https address"),
        ("ONRECORD_BASE_IRI", "https://on record.example/", "must be an http or https address"),
        ("ONRECORD_STORE_UPDATE", "http://localhost:7878/update", "without ONRECORD_STORE"),
    ],
)
def test_what_could_only_go_wrong_later_is_refused_at_once(run: Run, setting: str, value: str, said: str) -> None:
    result = run("query", "-e", "ASK {}", **{setting: value})
    assert result.returncode == 2
    assert result.stderr.startswith(f"onrecord: {setting}: ")
    assert said in result.stderr
    assert "Value error" not in result.stderr


def test_no_more_processes_are_started_than_fit_into_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 500_000}  # 2 GB
    monkeypatch.setattr(os, "sysconf", machine.__getitem__)
    assert Settings(processes=4).processes == 4
    with pytest.raises(ValidationError, match="4 GB of memory at least; this machine has 2"):
        Settings(processes=20)
