"""``backup`` and ``restore``: the whole data folder copied while it is in use, and put back."""

from __future__ import annotations

from pathlib import Path

from service.backup import Manifest, make_backup, new_backup_of, prune, restore, verify
from service.errors import InvalidInputError
from service.settings import Settings


def backup_data(settings: Settings, folder: Path, keep: int | None) -> None:
    """Copy the data folder; with ``keep`` into a new folder in ``folder``, of which the newest so many are kept."""
    if settings.store is not None:
        raise InvalidInputError(
            "The store is on another server (ONRECORD_STORE), which has its own means of backup; "
            "`onrecord export` writes its content to a file."
        )
    place = folder if keep is None else new_backup_of(folder)
    manifest = make_backup(settings.data, settings.base_iri, place)
    print(f"Revision {manifest.revision} copied to {place}: {_told(manifest)}")
    for old in prune(folder, keep) if keep is not None else ():
        print(f"{old} deleted")


def restore_data(settings: Settings, folder: Path, into: Path | None, *, only_check: bool) -> None:
    """Verify a backup, and unless that is all, restore it."""
    if only_check:
        manifest = verify(folder)
        print(f"{folder} is whole: revision {manifest.revision} of {manifest.made}, {_told(manifest)}")
        return
    target = into or settings.data
    manifest = restore(folder, target)
    print(f"Revision {manifest.revision} of {manifest.made} restored to {target}: {_told(manifest)}")
    if manifest.base_iri != settings.base_iri:
        print(f"Its IRIs begin with {manifest.base_iri}: set ONRECORD_BASE_IRI={manifest.base_iri}")


def _told(manifest: Manifest) -> str:
    counts = manifest.counts
    return f"{counts['articles']} articles, {counts['quads']} quads, {manifest.bytes / 1e6:.1f} MB"
