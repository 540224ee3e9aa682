"""The Dockerfile, as far as it can be checked without an engine to build it."""

import re
import tomllib
from pathlib import Path

from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[2]
INSTRUCTIONS = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text(encoding="utf-8")).splitlines()


def arguments(instruction: str) -> list[str]:
    """The arguments of every instruction of this name, one string each."""
    return [line.removeprefix(f"{instruction} ").strip() for line in INSTRUCTIONS if line.startswith(f"{instruction} ")]


def copied() -> set[str]:
    """What is copied from the source tree."""
    plain = [argument.split() for argument in arguments("COPY") if not argument.startswith("--from")]
    return {source for *sources, _ in plain for source in sources}


def test_both_stages_have_the_python_of_the_locks() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions = [re.match(r"python:(\d+\.\d+)-slim", image) for image in arguments("FROM")]
    assert len(versions) == 2
    for version in versions:
        assert version is not None
        assert version[1] in SpecifierSet(project["requires-python"])
        assert f"--python-version {version[1]} " in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_what_is_copied_exists() -> None:
    assert {"requirements.lock", "service", "ontology", "seeds"} <= copied()
    assert [source for source in copied() if not (ROOT / source).exists()] == []


def test_nothing_else_goes_to_the_engine() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    first, *rest = [line for line in lines if line and not line.startswith("#")]
    assert first == "*"
    assert {line.removeprefix("!") for line in rest if line.startswith("!")} == copied()


def test_it_installs_from_the_lock_with_hashes() -> None:
    (from_lock,) = [command for command in arguments("RUN") if "requirements.lock" in command]
    assert "--require-hashes" in from_lock


def test_it_serves_unprivileged_with_a_health_check_and_a_volume() -> None:
    (user,) = arguments("USER")
    assert user not in {"root", "0"}
    assert arguments("CMD")[-1].startswith('["onrecord", "serve"')
    (data,) = arguments("VOLUME")
    assert f"ONRECORD_DATA={data}" in arguments("ENV")[-1]
    (check,) = arguments("HEALTHCHECK")
    assert "/health/live" in check
