"""What installs: locks that need no particular index and hold hashes, and a wheel that has all its data in it."""

import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = {"requirements.lock": ["build"], "requirements-dev.lock": ["build", "dev"], "requirements-llm.lock": ["llm"]}


def pins(lock: str) -> dict[str, tuple[str, list[str]]]:
    """Version and hashes by package."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    entries = [line.split() for line in text.splitlines() if line and not line.startswith(" ")]
    found: dict[str, tuple[str, list[str]]] = {}
    for pin, *options in entries:
        name, _, version = pin.partition("==")
        found[canonicalize_name(name)] = (version, [each for each in options if each.startswith("--hash=sha256:")])
    return found


def package_files() -> Iterator[str]:
    for package in ("service", "ontology"):
        for path in (ROOT / package).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        yield archive


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_what_the_project_declares_with_a_hash_for_everything(lock: str) -> None:
    locked = pins(lock)
    declared = [*PYPROJECT["project"]["dependencies"]] if "build" in LOCKS[lock] else []
    for group in LOCKS[lock]:
        declared += PYPROJECT["dependency-groups"][group]
    for requirement in map(Requirement, declared):
        version, _ = locked[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{requirement} but {version} in {lock}: make lock"
    assert [name for name, (version, hashes) in locked.items() if not version or not hashes] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_index_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r"https?://\S+|file:\S+|--(?:index|extra-index|find-links|trusted-host)\S*", text) == []


def test_what_is_developed_with_is_what_runs() -> None:
    running, developing = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: developing.get(name) for name in running} == running


def test_the_wheel_has_every_module_and_data_file(wheel: zipfile.ZipFile) -> None:
    assert set(package_files()) - set(wheel.namelist()) == set()


def test_the_wheel_has_the_two_packages_and_the_command(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    metadata = f"onrecord-{PYPROJECT['project']['version']}.dist-info"
    assert tops == {"service", "ontology", metadata}
    assert "onrecord = service.cli:main" in wheel.read(f"{metadata}/entry_points.txt").decode()


def test_continuous_integration_runs_make_test() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert "make test" in script.read_text(encoding="utf-8")


def test_make_lists_what_can_be_done() -> None:
    listed = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    assert {"install", "run", "test", "lock", "format", "bench"} <= set(
        re.findall(r"^  make (\S+)", listed, re.MULTILINE)
    )
