"""Backups of a running service: made of one moment, described by a manifest, verified, restored elsewhere, pruned."""

from service.backup.keeping import new_backup_of, prune
from service.backup.making import make_backup
from service.backup.manifest import Manifest, read_manifest
from service.backup.restoring import restore, verify

__all__ = ["Manifest", "make_backup", "new_backup_of", "prune", "read_manifest", "restore", "verify"]
