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
