"""How the processes log: a line an event on standard error, with time, process and part. Never the text of articles."""

from __future__ import annotations

import logging

_LINE = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"


def configure(level: int = logging.INFO) -> None:
    """Send what is logged to standard error."""
    logging.basicConfig(level=level, format=_LINE)
    logging.captureWarnings(capture=True)
