"""The README holds: its commands answer what it shows, its tables leave nothing out, its links lead somewhere."""

import json
import re
import subprocess
import sys
from urllib.request import urlopen

import pytest
import typer.main
from flask import Flask

from service.cli.app import app as commands
from tests.project.conftest import COMMAND, ROOT, Served, routes
from tests.project.readme import OPERATIONS, README, Example, addresses, code, examples, rows, shows

QUESTIONS = [(code(rest), code(query)) for _, rest, query in rows("What you can ask")]


def run(command: str, served: Served) -> str:
    """Run what a reader types, against the served seeds."""
    address = served.address.removeprefix("http://")
    command = command.replace(".venv/bin/onrecord", f"{sys.executable} -m service")
    command = re.sub(r"(?<!http://)localhost:8000", address, command)
    done = subprocess.run(
        ["bash", "-euc", command], cwd=ROOT, env=served.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.commands.split(" ")[0])
def test_commands_answer_what_is_shown(example: Example, served: Served) -> None:
    output = run(example.commands, served)
    assert len(output.splitlines()) > 1 or output.startswith("{") or example.language
    if example.language:
        assert shows(example, output) == [], output


def test_the_seven_questions_are_there() -> None:
    assert len(QUESTIONS) == 7
    assert all(rest and len(query) == 1 for rest, query in QUESTIONS)


@pytest.mark.parametrize(
    "address", [a for rest, _ in QUESTIONS for a in rest if "/" in a or "?" in a or a == "disputes"]
)
def test_a_question_is_answered_by_rest(address: str, served: Served) -> None:
    with urlopen(f"{served.address}/api/v1/{address}") as response:
        answer = json.load(response)
    assert answer.get("items", [answer]), "an empty list"


@pytest.mark.parametrize("query", [query for _, (query,) in QUESTIONS])
def test_a_question_is_answered_by_sparql(query: str, served: Served) -> None:
    asked = [*COMMAND, "query", f"ontology/competency/{query}", "--format", "json"]
    done = subprocess.run(asked, cwd=ROOT, env=served.environment, capture_output=True, check=True)
    assert json.loads(done.stdout)["results"]["bindings"], "no row"


def test_settings_are_told_as_in_the_whole_table() -> None:
    whole = {code(name)[0]: default for name, default, _ in rows("Settings", OPERATIONS)}
    told = {code(name)[0]: default for name, default, _ in rows("Settings")}
    assert told
    assert told.items() <= whole.items()


def test_every_command_is_in_the_table() -> None:
    command = typer.main.get_command(commands)
    told = {each.split()[1] for cell, _ in rows("Command line") for each in code(cell)}
    assert told == set(getattr(command, "commands"))  # noqa: B009


def test_every_address_is_in_the_table(application: Flask) -> None:
    told = {path for cell, _ in rows("HTTP") for path in addresses(cell)}
    assert {path for path, _ in routes(application)} == told


LINKED = ["README.md", "CONTRIBUTING.md", "seeds/README.md", "docs/architecture.md", "docs/operations.md"]
GUIDE = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs" / "guide").glob("*.md"))


@pytest.mark.parametrize("page", [*LINKED, *GUIDE])
def test_links_lead_to_files_that_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)[^)]*\)", text) if "://" not in link]
    assert [link for link in links if not (ROOT / page).parent.joinpath(link).exists()] == []


def test_the_quality_table_has_its_place() -> None:
    assert re.search(r"<!-- quality: written by `make quality` -->\n.*<!-- quality: end -->", README, re.DOTALL)
