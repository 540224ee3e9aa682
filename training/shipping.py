"""Learned models as the files that ship with the program."""

from __future__ import annotations

import json

from service.extract.learned import VERSION, LinearModel


def as_json(model: LinearModel) -> str:
    """Return a model as the file that ships: a sign a line, in order, so that changes can be read."""
    rows = (f"{json.dumps(sign, ensure_ascii=False)}:{_compact(row)}" for sign, row in model.rows() if row)
    head = f'{{"version":{VERSION},"choices":{_compact(model.choices)},"weights":{{\n'
    return head + ",\n".join(rows) + "\n}}\n"


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
