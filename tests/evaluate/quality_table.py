"""Measures extraction on the annotated sets and writes the table into the README (``make quality``).

Without arguments it measures the sets that the gate holds; ``unseen`` among the arguments names the held-out set,
which is for the end of a round of work only.
"""

import re
import sys

from service.cli.check import extraction
from service.evaluate import MEASURES, Report, evaluate
from service.settings import Settings
from tests.evaluate.sets import HELD_OUT, ROOT, SETS

README = ROOT / "README.md"
TITLES = {
    "own": "seeds",
    "dev": "development articles",
    "news": "development articles as dense as news",
    "press": "development articles in the forms of the press",
    "shared": "real articles",
    "unseen": "held-out articles",
}
BEGIN, END = "<!-- quality: written by `make quality` -->\n", "<!-- quality: end -->"


def table(reports: dict[str, tuple[int, Report]]) -> str:
    """Return the measures as rows and the sets as columns; each set is a number of articles and a report."""
    head = ["measure", "what is counted", *(f"{count} {TITLES[name]}" for name, (count, _) in reports.items())]
    rows = [
        [f"`{measure}`", counted, *(f"{report.tallies[measure].f1:.2f}" for _, report in reports.values())]
        for measure, counted in MEASURES.items()
    ]
    rule = ["---", "---", *("---:" for _ in reports)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (head, rule, *rows))


def written(readme: str, measured: str) -> str:
    """Return the README with this table between its markers."""
    return re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: BEGIN + measured + END, readme, flags=re.DOTALL)


def main(names: list[str]) -> None:
    """Measure the sets that are there and write the README."""
    known = SETS | HELD_OUT
    if unknown := [name for name in names if name not in known]:
        sys.exit(f"There is no set {unknown[0]!r}: name some of {', '.join(known)}, or none for {', '.join(SETS)}.")
    extract = extraction(Settings())
    sets = {name: gold_set for name, gold_set in known.items() if name in (names or SETS)}
    reports = {
        name: (len(list(gold_set.gold.glob("*.json"))), evaluate(*gold_set, extract))
        for name, gold_set in sets.items()
        if gold_set.gold.is_dir()
    }
    measured = table(reports)
    README.write_text(written(README.read_text(encoding="utf-8"), measured), encoding="utf-8")
    print(measured, end="")


if __name__ == "__main__":
    main(sys.argv[1:])
