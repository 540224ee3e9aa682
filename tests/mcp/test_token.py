"""A service that reading needs a token for."""

import shutil
from pathlib import Path

from tests.mcp.conftest import connected
from tests.servers import TOKEN, onrecord


def test_a_model_asks_with_the_token_and_is_told_when_it_has_none(seeded_data: Path, tmp_path: Path) -> None:
    data = shutil.copytree(seeded_data, tmp_path / "data", symlinks=True)
    with onrecord(data, ONRECORD_READ_NEEDS_TOKEN="true") as url:
        with connected(tmp_path / "log", "--url", url, ONRECORD_TOKEN=TOKEN) as model:
            assert model.call("search", measure="killed")["found"]
            assert model.call("sparql", query="SELECT ?a { ?a a rec:Article }")["rows"] == 5
        with connected(tmp_path / "log", "--url", url) as model:
            assert "ONRECORD_TOKEN" in model.refused("search", measure="killed")
