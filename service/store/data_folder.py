"""Whether a data folder can be used by this version of OnRecord with these settings; what is noted in it of that."""

from __future__ import annotations

from pathlib import Path

from service.store.base_iri import check_base_iri, note_base_iri
from service.store.data_format import check_data_format, note_data_format


def check_data_folder(data_dir: Path, base_iri: str) -> None:
    """Raise ``InvalidInputError`` for a folder of a newer version, half restored, or with IRIs of another base."""
    check_data_format(data_dir)
    check_base_iri(data_dir, base_iri)


def note_data_folder(data_dir: Path, base_iri: str) -> None:
    """Bring a folder of an older version up to this one, and note version and base; for its writer. Raises as above."""
    check_data_folder(data_dir, base_iri)
    note_data_format(data_dir)
    note_base_iri(data_dir, base_iri)
