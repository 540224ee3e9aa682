"""The layers that import-linter holds are those that the architecture page shows."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_the_page_shows_the_layers_in_their_order() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = [c for c in project["tool"]["importlinter"]["contracts"] if c["type"] == "layers"]
    held = [set(layer.split(" | ")) for layer in contract["layers"] if layer != "__main__"]
    _, introduced, rest = PAGE.partition("held by import-linter in `make test`):\n\n")
    assert introduced
    drawn = rest.partition("\n\n")[0].splitlines()
    shown = [set(re.split(r" {2,}", line.strip())[0].split(" | ")) for line in drawn]
    assert shown == [*held, {"(ontology)"}]


def test_the_page_names_every_module_of_extraction() -> None:
    modules = {path.name for path in (ROOT / "service" / "extract").glob("*.py")} - {"__init__.py"}
    assert {name for name in modules if f"`{name}`" not in PAGE} == set()
    _, _, inside = PAGE.partition("## Inside extraction")
    named = set(re.findall(r"`([a-z_]+\.py)`", inside.partition("## The other extractor")[0]))
    elsewhere = {path.name for folder in ("benchmarks", "training") for path in (ROOT / folder).glob("*.py")}
    assert named <= modules | elsewhere
