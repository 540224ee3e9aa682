"""PolNeAR's annotations: brat standoff files beside the texts.

A line ``T1<TAB>Source 10 20;25 30<TAB>…`` is a piece of text with a label, its fragments as character offsets; a line
``E1<TAB>Attribution:T4 Content:T3 Cue:T2 Source:T1`` ties pieces together. An attribution may lack a source, and its
content may be in several fragments.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROLES = ("source", "cue", "content")
Stretch = tuple[int, int]
Roles = dict[str, list[Stretch]]
"""The stretches of an attribution by role, in text order; a role that it lacks has none."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text, and the attributions that each of its annotators marked in it."""

    name: str
    text: str
    annotations: tuple[tuple[Roles, ...], ...]


def read_corpus(folder: Path) -> Iterator[Annotated]:
    """Yield the annotated texts of a part of the corpus, by name.

    ``folder`` holds ``text/NAME.txt`` and ``attributions/NAME_ANNOTATOR.ann``. Raises ``ValueError`` where a text has
    no annotation.
    """
    for path in sorted((folder / "text").glob("*.txt")):
        annotations = tuple(
            tuple(read_standoff(file.read_text(encoding="utf-8")))
            for file in sorted((folder / "attributions").glob("*.ann"))
            if file.stem.rpartition("_")[0] == path.stem
        )
        if not annotations:
            raise ValueError(f"{path} has no annotation in {folder / 'attributions'}.")
        with path.open(encoding="utf-8", newline="") as file:  # offsets count line ends as they are
            yield Annotated(path.stem, file.read(), annotations)


def read_standoff(lines: str) -> Iterator[Roles]:
    """Yield the attributions of a standoff file; pieces that no attribution has ("Discard") are left out."""
    pieces: dict[str, list[Stretch]] = {}
    events: list[str] = []
    for line in lines.splitlines():
        key, _, rest = line.partition("\t")
        if key.startswith("T"):
            offsets = rest.partition("\t")[0].partition(" ")[2]
            pieces[key] = [_stretch(fragment) for fragment in offsets.split(";")]
        elif key.startswith("E"):
            events.append(rest)
    for event in events:
        roles: Roles = defaultdict(list)
        for part in event.split():
            label, _, key = part.partition(":")
            role = label.rstrip("0123456789").lower()
            if role in ROLES:
                roles[role] += pieces[key]
        yield {role: sorted(roles[role]) for role in ROLES}


def _stretch(fragment: str) -> Stretch:
    start, end = fragment.split()
    return int(start), int(end)
