"""Namespaces, terms and IRIs: the only place that mints an IRI.

The vocabulary's namespace never depends on where a service runs; data IRIs lie below ``ONRECORD_BASE_IRI``.
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from rdflib import Namespace, URIRef


class Vocabulary(Namespace):
    """A namespace that makes each of its terms once: rdflib checks an IRI whenever one is made."""

    def __getattr__(self, name: str) -> URIRef:
        term = super().__getattr__(name)
        self.__dict__[name] = term  # where Python looks first
        return term

    def term(self, name: str) -> URIRef:
        """Return the IRI of a term."""
        return _term(self, name)


@lru_cache(maxsize=1024)
def _term(namespace: str, name: str) -> URIRef:
    return URIRef(namespace + name)


REC = Vocabulary("https://w3id.org/onrecord#")
CITO = Vocabulary("http://purl.org/spar/cito/")
GEO = Vocabulary("http://www.opengis.net/ont/geosparql#")
OA = Vocabulary("http://www.w3.org/ns/oa#")
ORG = Vocabulary("http://www.w3.org/ns/org#")
SCHEMA = Vocabulary("https://schema.org/")
SEM = Vocabulary("http://semanticweb.cs.vu.nl/2009/11/sem/")
WIKIDATA = Vocabulary("http://www.wikidata.org/entity/")
GEONAMES = Vocabulary("https://sws.geonames.org/")

Kind = Literal["article", "actor", "treaty", "deployment", "statement", "figure", "place", "dispute"]
KINDS: tuple[Kind, ...] = get_args(Kind)


def concept(name: str) -> URIRef:
    """Return the concept of a name as spelt in claims: ``mutual_defence`` becomes ``rec:mutualDefence``."""
    head, *rest = name.split("_")
    return REC[head + "".join(word.capitalize() for word in rest)]


@lru_cache(maxsize=1024)
def concept_name(iri: str) -> str:
    """Return the name in claims of a concept's IRI, the inverse of ``concept``."""
    return re.sub(r"[A-Z]", lambda letter: "_" + letter.group().lower(), iri.removeprefix(str(REC)))


def actor_class(actor_type: str) -> URIRef:
    """Return the class of an actor type: ``news_agency`` becomes ``rec:NewsAgency``."""
    return REC["".join(word.capitalize() for word in actor_type.split("_"))]


def slug(name: str) -> str:
    """Return a name as the readable last part of an IRI: ``Kim Jong Un's`` becomes ``kim-jong-uns``.

    Letters of other scripts stay as they are, so that no two names become one for want of ASCII; never empty.
    """
    plain = unicodedata.normalize("NFKD", name.casefold().replace("’", "").replace("'", ""))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = unicodedata.normalize("NFC", plain)  # Hangul, which NFKD takes apart; IRIs are NFC
    return "-".join(re.findall(r"\w+", plain.replace("_", " "))) or "unnamed"


@dataclass(frozen=True, slots=True)
class Iris:
    """Mints the IRIs of data below one base (``http://localhost:8000/``), and takes them apart again."""

    base: str

    def of(self, kind: Kind, key: str) -> URIRef:
        """Return the IRI of the thing of this kind with this key: ``actor``, ``kim-jong-un``."""
        return URIRef(f"{self.base}{kind}/{key}")

    def passage(self, article_id: str, start: int, end: int) -> URIRef:
        """Return the IRI of a stretch of an article's text, as RFC 5147 names it (``#char=start,end``)."""
        return URIRef(f"{self.base}article/{article_id}#char={start},{end}")

    def part(self, kind: Kind, key: str, name: str) -> URIRef:
        """Return the IRI of something that exists only as part of a thing, such as a link of a chain or a role."""
        return URIRef(f"{self.base}{kind}/{key}#{name}")

    def graph(self, article_id: str) -> URIRef:
        """Return the named graph with all that one article says."""
        return URIRef(f"{self.base}graph/article/{article_id}")

    def new_graph(self) -> URIRef:
        """Return an IRI that no named graph has, for one that comes without a name."""
        return URIRef(f"{self.base}graph/{uuid.uuid4()}")

    @property
    def registry_graph(self) -> URIRef:
        """The named graph of the actors and places known beforehand."""
        return URIRef(f"{self.base}graph/registry")

    @property
    def reconciled_graph(self) -> URIRef:
        """The named graph of what is concluded across articles."""
        return URIRef(f"{self.base}graph/reconciled")

    def split(self, iri: str) -> tuple[Kind, str] | None:
        """Return kind and key of a data IRI, None for any other."""
        if not iri.startswith(self.base):
            return None
        kind, _, key = iri[len(self.base) :].partition("/")
        return (kind, key) if kind in KINDS and key else None
