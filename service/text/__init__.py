"""From what was sent to an ``Article``: characters, clutter, and what the text shows about its publication.

``read_plain`` and ``read_html`` are pure functions of their arguments and of the registry; they touch no network and no
file but the registry and the language model, which are loaded on first use.
"""

from service.text.article import article_id, with_datelines
from service.text.decoding import decode
from service.text.page import read_html
from service.text.plain import read_plain

__all__ = ["article_id", "decode", "read_html", "read_plain", "with_datelines"]
