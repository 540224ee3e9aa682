"""Texts with their figures and deployments marked in place, as material to train and to measure on.

Short reports stand in ``training/briefs/*.txt``, whole articles in ``training/articles/*.txt``; ``training/README.md``
tells their form. One looks like this::

    === harbour
    actors: Coastal Front = the Front = the insurgents
    Mali counts its dead

    Bamako - The Coastal Front killed [killed of Mali = 12: a dozen Malian soldiers] at a post near Gao ...
    ---
    Chad > Mali > Coastal Front | Gao, Menaka | troops | under_way

``python -m training.briefs`` checks them all and prints what is wrong with which.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from ontology.registry import Entry, Registry, load
from service.model import DEPLOYMENT_STATUSES, FORCES, MEASURES

FOLDER = Path(__file__).parent / "briefs"
ARTICLES = Path(__file__).parent / "articles"
NOBODY = "-"
_HEAD = re.compile(r"^=== (\S+)$", re.M)
_MARK = re.compile(r"\[([a-z_]+) of ([^\[\]=:]+) = (\d+)(?:-(\d+))?: ([^\[\]]+)\]")


class NotInFormError(ValueError):
    """A brief that is not in the form; the message says what is wrong and where."""


@dataclass(frozen=True, slots=True)
class Brief:
    """A report: its text without the marks, and its annotation in the form of the gold files, without statements."""

    id: str
    text: str
    gold: dict[str, Any]


def briefs(folder: Path = FOLDER) -> Iterator[Brief]:
    """Yield every report of a folder. Raises NotInFormError."""
    for name, body in bodies(folder):
        yield brief(name, body)


def bodies(folder: Path = FOLDER) -> Iterator[tuple[str, str]]:
    """Yield id and marked text of every report of a folder."""
    for path in sorted(folder.glob("*.txt")):
        _, *parts = _HEAD.split(path.read_text(encoding="utf-8"))
        for name, body in zip(parts[::2], parts[1::2], strict=True):
            yield f"{path.stem}-{name}", body.strip()


def brief(name: str, body: str) -> Brief:
    """Read one report from its marked text. Raises NotInFormError."""
    first, _, rest = body.partition("\n")
    listed = first.removeprefix("actors:") if first.startswith("actors:") else ""
    marked, _, deployments = (rest if listed else body).partition("\n---")
    text, places = _unmarked(marked.strip())
    if "[" in text or "]" in text:
        at = max(text.find("["), 0)
        raise NotInFormError(f"{name}: a mark is not in its form: {text[at : at + 60]!r}")
    cast = _Cast(name, text, listed, load())
    figures = [_figure(name, n, mark, start, cast) for n, (mark, start) in enumerate(places, 1)]
    sent = [_deployment(name, n, line, cast) for n, line in enumerate(filter(str.strip, deployments.split("\n")), 1)]
    gold = {
        "id": name,
        "outlet": None,
        "agency": None,
        "published": None,
        "boilerplate": [],
        "actors": list(cast.actors.values()),
        "statements": [],
        "deployments": sent,
        "treaties": [],
        "figures": figures,
        "disputes": [],
    }
    return Brief(name, text, gold)


def _unmarked(marked: str) -> tuple[str, list[tuple[re.Match[str], int]]]:
    """Return the text without marks, and each mark with where its words begin in it."""
    text, position, places = "", 0, []
    for mark in _MARK.finditer(marked):
        text += marked[position : mark.start()]
        places.append((mark, len(text)))
        text += mark[5]
        position = mark.end()
    return text + marked[position:], places


class _Cast:
    """The actors of a report by the names that its marks use."""

    def __init__(self, brief_id: str, text: str, listed: str, registry: Registry) -> None:
        self.actors: dict[str, dict[str, Any]] = {}
        self._brief, self._text, self._known = brief_id, text, _by_name(registry)
        self._groups: dict[str, list[str]] = {}
        for group in filter(str.strip, listed.split(";")):
            names = [name.strip() for name in group.split("=")]
            self._groups |= dict.fromkeys(names, names)

    def id_of(self, name: str) -> str | None:
        """Return the id of an actor by one of its names, None for nobody. Raises NotInFormError if it is not told."""
        if name == NOBODY:
            return None
        key: str
        entry = self._known.get(name)
        if name in self._groups:
            names = self._groups[name]
            key = names[0]
        elif entry is not None:
            names, key = [*entry.names, *entry.adjectives, *entry.demonyms, *entry.seats], entry.id
        else:
            names, key = [name], name
        mentions = [told for told in names if told in self._text or told[0].upper() + told[1:] in self._text]
        if not mentions and entry is None:
            raise NotInFormError(f"{self._brief}: {name!r} is not named in the text; list its names in 'actors:'")
        kind = entry.type if entry is not None else "organisation"
        self.actors[key] = {
            "id": key,
            "name": entry.name if entry is not None and name not in self._groups else names[0],
            "mentions": mentions,
            "type": kind,
            "role": None,
            "of": None,
            "wikidata": None,
        }
        return key


def _by_name(registry: Registry) -> Mapping[str, Entry]:
    """The actors of the registry by each of their names; of those with the same name the likeliest."""
    named = {alias: entry for entry in registry.actors.values() for alias in entry.aliases}
    named |= {name: registry.actors[ids[0]] for name, ids in registry.ambiguous.items()}
    return named | {entry.name: entry for entry in registry.actors.values()}


def _figure(brief_id: str, number: int, mark: re.Match[str], start: int, cast: _Cast) -> dict[str, Any]:
    measure, owner, low, high, span = mark.groups()
    if measure not in MEASURES:
        raise NotInFormError(f"{brief_id}: {measure!r} is no measure; they are {', '.join(MEASURES)}")
    return {
        "id": f"f{number}",
        "measure": measure,
        "low": int(low),
        "high": int(high) if high else None,
        "of": cast.id_of(owner.strip()),
        "source": [],
        "via": [],
        "span": span,
        "start": start,
        "end": start + len(span),
    }


def _deployment(brief_id: str, number: int, line: str, cast: _Cast) -> dict[str, Any]:
    try:
        sides, places, force, status = (part.strip() for part in line.split("|"))
        sender, beneficiary, adversary = (side.strip() for side in sides.split(">"))
    except ValueError:
        raise NotInFormError(
            f"{brief_id}: {line!r} is not 'sender > beneficiary > adversary | places | force | status'"
        ) from None
    if force not in FORCES or status not in DEPLOYMENT_STATUSES:
        forces, statuses = ", ".join(FORCES), ", ".join(DEPLOYMENT_STATUSES)
        raise NotInFormError(f"{brief_id}: {line!r}: the force is one of {forces}, the status of {statuses}")
    if sender == NOBODY or (beneficiary == NOBODY and places in {"", NOBODY}):
        raise NotInFormError(f"{brief_id}: {line!r}: a deployment has a sender, and a beneficiary or a place")
    return {
        "id": f"d{number}",
        "sender": cast.id_of(sender),
        "beneficiary": cast.id_of(beneficiary),
        "adversary": cast.id_of(adversary),
        "destination": [place.strip() for place in places.split(",") if place.strip() not in {"", NOBODY}],
        "force": force,
        "status": status,
        "started": None,
        "legal_basis": None,
    }


def main() -> None:
    """Check all texts, or those of the folders given; exit with 1 when one is not in the form."""
    wrong = figures = sent = right = 0
    folders = [Path(name) for name in sys.argv[1:]] or [FOLDER, ARTICLES]
    for name, body in chain.from_iterable(map(bodies, folders)):
        try:
            one = brief(name, body)
        except NotInFormError as error:
            wrong += 1
            print(error)
            continue
        right += 1
        figures += len(one.gold["figures"])
        sent += len(one.gold["deployments"])
        for place in (place for d in one.gold["deployments"] for place in d["destination"]):
            if place not in one.text:
                print(f"{name}: the place {place!r} is not in the text")
    print(f"{right} reports, {figures} figures, {sent} deployments; {wrong} not in the form")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
