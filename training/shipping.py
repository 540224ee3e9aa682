"""Learned models as the files that ship with the program."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from service.extract.learned import VERSION, LinearModel


def as_json(model: LinearModel) -> str:
    """Return a model as the file that ships: a sign a line, in order, so that changes can be read."""
    rows = (f"{json.dumps(sign, ensure_ascii=False)}:{_compact(row)}" for sign, row in model.rows() if row)
    head = f'{{"version":{VERSION},"choices":{_compact(model.choices)},"weights":{{\n'
    return head + ",\n".join(rows) + "\n}}\n"


def as_toml(head: Sequence[str], weights: Mapping[str, float], least: float, **numbers: float) -> str:
    """Return named weights as the file that ships, the heaviest first; those lighter than ``least`` are left out."""
    heaviest = sorted(weights.items(), key=lambda item: -item[1])
    told = [f"{name} = {number:.2f}" for name, number in numbers.items()]
    rows = [f'"{name}" = {weight:.2f}' for name, weight in heaviest if abs(weight) >= least]
    return "\n".join([*head, "", *told, *([""] if told else []), "[weights]", *rows, ""])


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
