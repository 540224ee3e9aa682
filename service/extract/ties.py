"""Ties between claims: which figure is of which deployment, which treaty lets it happen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from service.model import Deployment, Figure, Treaty

BASES = frozenset({"mutual_defence", "strategic_partnership", "status_of_forces", "cooperation_agreement"})
MATERIEL = frozenset({"weapons", "ships", "aircraft"})


def with_legal_bases(deployments: tuple[Deployment, ...], treaties: tuple[Treaty, ...]) -> tuple[Deployment, ...]:
    """Tie each deployment to the first treaty between sender and beneficiary that lets soldiers go."""
    return tuple(replace(d, legal_basis=_legal_basis(d, treaties)) for d in deployments)


def with_deployments(figures: tuple[Figure, ...], deployments: tuple[Deployment, ...]) -> tuple[Figure, ...]:
    """Tie each figure to the deployment whose people or materiel it counts: same sender, told in the same place."""
    return tuple(replace(f, deployment=_deployment_of(f, deployments)) for f in figures)


def _legal_basis(deployment: Deployment, treaties: Iterable[Treaty]) -> str | None:
    if deployment.force == "weapons" or deployment.sender is None:
        return None
    sides = {deployment.sender, deployment.beneficiary} - {None}
    return next((t.id for t in treaties if t.kind in BASES and sides <= set(t.parties)), None)


def _deployment_of(figure: Figure, deployments: tuple[Deployment, ...]) -> str | None:
    is_materiel = figure.measure == "weapons"
    own = [d for d in deployments if d.sender == figure.of and (d.force in MATERIEL) == is_materiel]
    here = [d for d in own if any(p.start <= figure.start < p.end for p in d.evidence)]
    return next((d.id for d in (*here, *own)), None)
