"""What a model is told before it asks: how to cite, what the vocabulary means, queries to begin with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Annotated

import pyoxigraph
from pydantic import Field
from pyoxigraph import RdfFormat

import ontology
from service.errors import NotFoundError
from service.vocabulary import REC

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_SCHEMA = "https://schema.org/"
_GRAPH = """\
The claims of an article are one named graph, `<graph/article/ID>`; `<graph/registry>` has the known actors and
places. Without GRAPH or FROM a query sees all of them together. An actor, place, treaty or deployment of several
articles is one node, so what one article says of it is asked inside `GRAPH ?g { … }`. IRIs are `<actor/north-korea>`,
`<deployment/…>`, `<article/…>`, relative to the base that is declared for you, as are the prefixes: {prefixes}. Names
are `rdfs:label` (others `skos:altLabel`); an article has `schema:headline`, `schema:publisher`,
`schema:datePublished`. The words of a claim: `?claim rec:contentPassage/oa:hasSelector/oa:exact ?words`; its
sentence: `rec:evidence` likewise, with `oa:start` and `oa:end`."""

Terms = Mapping[str, Mapping[str, list[str]]]


def instructions() -> str:
    """Return what a model reads when it connects."""
    return (files("service.mcp_server") / "instructions.txt").read_text(encoding="utf-8")


def vocabulary() -> str:
    """Return classes, properties, concepts and the questions that there are queries for, as Markdown."""
    terms = _terms()
    return "\n".join(
        [
            "# How the graph is built",
            _GRAPH.replace("{prefixes}", ", ".join(ontology.prefixes())),
            "\n# Classes",
            *_explained(terms, f"{_OWL}Class"),
            "\n# Properties (of → to)",
            *_explained(terms, f"{_OWL}ObjectProperty"),
            *_explained(terms, f"{_OWL}DatatypeProperty"),
            "\n# Concepts",
            *_concepts(terms),
            "\n# Queries to begin with (vocabulary with the name gives the query)",
            *(f"- {example.name}: {example.question}" for example in ontology.examples()),
        ]
    )


def example_query(name: str, base_iri: str) -> str:
    """Return a query to begin with by its name or its number; ``NotFoundError`` with the names there are."""
    examples = ontology.examples(base_iri)
    for example in examples:
        if name == example.name or (name.isdigit() and example.name.startswith(f"{name}-")):
            return f"# {example.question}\n# {example.note}\n{example.query}\n"
    raise NotFoundError(f"There is no query “{name}”; there are {', '.join(example.name for example in examples)}.")


def who_says_how_many(
    deployment: Annotated[str, Field(description="id, IRI or name of a deployment, or words to find it by")],
) -> str:
    """Return the prompt for the numbers of a deployment."""
    return (
        f"Who says how many, of this deployment: {deployment}?\n\n"
        "Find it with “deployments” or “search”, then read “figures_of_deployment” to its last page. Answer with one "
        "table for each measure (deployed, killed, …) and side: the number with its qualifier, who vouches for it, who "
        "relays it, outlet, date, and the citation. Then say which numbers agree, which cannot both be right, and how "
        "many independent sources stand behind each. Do not merge or average. For the numbers in conflict quote the "
        "words, from “evidence_of_claim”."
    )


def on_the_record(
    actor: Annotated[str, Field(description="id, IRI or name of an actor")],
    topic: Annotated[str, Field(description="what it is to be about; default: anything")] = "",
) -> str:
    """Return the prompt for what somebody is on record with."""
    about = f" about {topic}" if topic else ""
    return (
        f"What is {actor} on record with{about}?\n\n"
        "Read “statements_of_actor” to its last page. Tell apart what is quoted in their own words (direct, mixed) and "
        "what is only reported of them (indirect), and what they say themselves from what they relay. Give each with "
        "its date, its citation, and whether it is disputed and by whom."
    )


@lru_cache(maxsize=1)
def _terms() -> Terms:
    terms: dict[str, dict[str, list[str]]] = {}
    for quad in pyoxigraph.parse(ontology.vocabulary_ttl().encode(), format=RdfFormat.TURTLE):
        values = terms.setdefault(_short(_plain(quad.subject)), {}).setdefault(quad.predicate.value, [])
        values.append(_short(_plain(quad.object)))
    return terms


def _explained(terms: Terms, of_class: str) -> Iterator[str]:
    for name, said in terms.items():
        if of_class in said.get(_TYPE, ()) and name.startswith("rec:"):
            ends = [
                " or ".join(said.get(f"{_RDFS}{place}", said.get(f"{_SCHEMA}{place}Includes", ())))
                for place in ("domain", "range")
            ]
            signature = f" ({ends[0]} → {ends[1]})" if any(ends) else ""
            yield f"- {name}{signature}: {said.get(f'{_RDFS}comment', [''])[0]}"


def _concepts(terms: Terms) -> Iterator[str]:
    schemes: dict[str, list[str]] = {}
    for name, said in terms.items():
        for scheme in said.get(f"{_SKOS}inScheme", ()):
            schemes.setdefault(scheme, []).append(name)
    for scheme, names in schemes.items():
        yield f"- {scheme}: {', '.join(names)}"


def _plain(term: object) -> str:
    return str(getattr(term, "value", term))


def _short(iri: str) -> str:
    return f"rec:{iri.removeprefix(str(REC))}" if iri.startswith(str(REC)) else iri
