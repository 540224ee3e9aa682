"""Holds claims to the text: what does not stand in the article at its offsets is never stored."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from service.model import Actor, Article, Claims, Deployment, Figure, Passage, Statement, Treaty

_Thing = TypeVar("_Thing", Actor, Deployment, Treaty)


def grounded(article: Article, claims: Claims) -> tuple[Claims, int]:
    """Return the claims that stand in the text, references to others taken out, and how many were dropped.

    A statement or figure stands if its words and its evidence do; a deployment or treaty if some of its evidence does.
    An actor stays for those who refer to it, without the evidence that is wrong.
    """
    text = article.text
    statements = tuple(s for s in claims.statements if _stands(text, s))
    figures = tuple(f for f in claims.figures if _stands(text, f))
    deployments = tuple(_only_true(text, d) for d in claims.deployments if _has_evidence(text, d))
    treaties = tuple(_only_true(text, t) for t in claims.treaties if _has_evidence(text, t))
    kept_things: tuple[Statement | Figure | Deployment | Treaty, ...] = (*statements, *figures, *deployments, *treaties)
    kept = {thing.id for thing in kept_things}
    before = sum(map(len, (claims.statements, claims.figures, claims.deployments, claims.treaties)))
    return (
        replace(
            claims,
            actors=tuple(_only_true(text, a) for a in claims.actors),
            statements=tuple(replace(s, about=tuple(i for i in s.about if i in kept)) for s in statements),
            figures=tuple(f if f.deployment in kept else replace(f, deployment=None) for f in figures),
            deployments=tuple(d if d.legal_basis in kept else replace(d, legal_basis=None) for d in deployments),
            treaties=treaties,
            disputes=tuple(pair for pair in claims.disputes if kept.issuperset(pair)),
            why={claim: why for claim, why in claims.why.items() if claim in kept},
        ),
        before - len(kept_things),
    )


def _is_in(text: str, passage: Passage | None) -> bool:
    if passage is None:
        return True
    return 0 <= passage.start < passage.end and text[passage.start : passage.end] == passage.exact


def _stands(text: str, claim: Statement | Figure) -> bool:
    words = claim.content if isinstance(claim, Statement) else claim.span
    return _is_in(text, Passage(claim.start, claim.end, words)) and _is_in(text, claim.evidence)


def _has_evidence(text: str, thing: Deployment | Treaty) -> bool:
    return not thing.evidence or any(_is_in(text, passage) for passage in thing.evidence)


def _only_true(text: str, thing: _Thing) -> _Thing:
    evidence = tuple(passage for passage in thing.evidence if _is_in(text, passage))
    return thing if evidence == thing.evidence else replace(thing, evidence=evidence)
