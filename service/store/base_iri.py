"""What the IRIs in a data folder begin with: noted when the first writer opens it, and the same ever after.

Otherwise whoever forgets ``ONRECORD_BASE_IRI`` once stores the same things a second time, under other names.
"""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import NamedNode, QuerySolutions

from service.errors import InvalidInputError, UnavailableError
from service.store.checkpoints import Checkpoints, open_reader

FILE = "base-iri"
_REGISTRY = "graph/registry"  # below the base: the graph that every writer writes first
_REGISTRIES = f"SELECT ?g {{ GRAPH ?g {{}} FILTER(STRENDS(STR(?g), '/{_REGISTRY}')) }} ORDER BY ?g LIMIT 1"


def check_base_iri(data_dir: Path, base: str) -> None:
    """Raise ``InvalidInputError`` when the IRIs in a data folder begin with another base than this."""
    held = _noted(data_dir) or _of_registry(data_dir, base)
    if held not in (None, base):
        raise InvalidInputError(
            f"The IRIs in {data_dir} begin with {held}, but ONRECORD_BASE_IRI is {base} here. Set "
            f"ONRECORD_BASE_IRI={held}, or use a folder of its own (ONRECORD_DATA) for {base}; to take the data along, "
            "write them to a file with `onrecord export`, replace the old beginning of IRIs there, and `onrecord "
            "import` it into the new folder."
        )


def note_base_iri(data_dir: Path, base: str) -> None:
    """Note what the IRIs of a data folder begin with, unless that is noted; for its writer. Raises as the check."""
    check_base_iri(data_dir, base)
    if _noted(data_dir) is not None:
        return
    file = data_dir / FILE
    new = file.with_suffix(".new")
    try:
        new.write_text(base + "\n", encoding="utf-8")
        new.replace(file)
    except OSError as error:
        raise UnavailableError(f"{file} cannot be written: {error.strerror}") from error


def _noted(data_dir: Path) -> str | None:
    try:
        return (data_dir / FILE).read_text(encoding="utf-8").strip() or None
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise UnavailableError(f"{data_dir / FILE} cannot be read: {error}") from error


def _of_registry(data_dir: Path, base: str) -> str | None:
    """Return the base by the registry's graph, for folders of before it was noted; None where there is no such graph.

    Where there are several, this one counts if it is among them.
    """
    if not data_dir.is_dir() or Checkpoints(data_dir).current() is None:
        return None
    reader = open_reader(data_dir)
    try:
        if reader.has_graph(base + _REGISTRY):
            return base
        found = reader.query(_REGISTRIES, union_default_graph=reader.holds_union)
        assert isinstance(found, QuerySolutions)
        graphs = [row["g"] for row in found]
        return next((g.value.removesuffix(_REGISTRY) for g in graphs if isinstance(g, NamedNode)), None)
    finally:
        reader.close()
