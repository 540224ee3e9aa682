"""The command line (``onrecord``). Commands import what they need when they run, for the sake of ``--help``."""

from service.cli.app import main

__all__ = ["main"]
