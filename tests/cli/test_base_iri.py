"""A data folder has IRIs of one base, whichever command is given another."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run

BASE, OTHER = "http://localhost:8000/", "http://localhost:8231/"
COMMANDS = [
    ("query", "-e", "ASK {}"),
    ("export", "-"),
    ("import", "some.nq"),
    ("backup", "copy"),
    ("reindex",),
    ("validate",),
    ("ingest", "-"),
    ("serve", "--port", "0"),
    ("mcp",),
]


@pytest.mark.usefixtures("stored_seeds")
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_every_command_refuses_data_of_another_base_known_by_the_registry(run: Run, command: tuple[str, ...]) -> None:
    refused = run(*command, ONRECORD_BASE_IRI=OTHER)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert f"begin with {BASE}" in refused.stderr
    assert OTHER in refused.stderr
    assert f"ONRECORD_BASE_IRI={BASE}" in refused.stderr


def test_the_first_writer_notes_the_base_and_a_backup_keeps_it(run: Run, data: Path, tmp_path: Path) -> None:
    assert run("reindex", ONRECORD_BASE_IRI=OTHER).returncode == 0
    assert (data / "base-iri").read_text() == OTHER + "\n"
    refused = run("ingest", "-", stdin="Kenya has sent 400 soldiers to Haiti, officials said.")
    assert refused.returncode == 1
    assert f"ONRECORD_BASE_IRI={OTHER}" in refused.stderr
    assert BASE.encode() not in run("export", "-", ONRECORD_BASE_IRI=OTHER).stdout.encode()
    assert run("backup", "copy", ONRECORD_BASE_IRI=OTHER).returncode == 0
    assert (tmp_path / "copy" / "base-iri").read_text() == OTHER + "\n"


@pytest.mark.usefixtures("stored_seeds")
def test_a_folder_of_before_is_noted_by_its_writer(run: Run, data: Path) -> None:
    assert run("query", "-e", "ASK {}").returncode == 0
    assert not (data / "base-iri").exists()
    assert run("reindex").returncode == 0
    assert (data / "base-iri").read_text() == BASE + "\n"
