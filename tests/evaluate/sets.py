"""The annotated sets that extraction is measured on."""

from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"


class GoldSet(NamedTuple):
    """Where the annotations lie, and the texts they annotate."""

    gold: Path
    texts: Path


SETS = {
    "own": GoldSet(ROOT / "seeds" / "gold", ROOT / "seeds"),
    "dev": GoldSet(ROOT / "tests" / "gold" / "dev", ROOT / "tests" / "gold" / "dev" / "texts"),
    "news": GoldSet(ROOT / "tests" / "gold" / "news", ROOT / "tests" / "gold" / "news" / "texts"),
    "press": GoldSet(ROOT / "tests" / "gold" / "press", ROOT / "tests" / "gold" / "press" / "texts"),
    # five real articles, which may lie beside the project and are no part of it
    "shared": GoldSet(SHARED / "gold", SHARED / "seeds"),
}

# measured at the end of a round of work only, and never looked at while rules are written; the gate leaves it alone
HELD_OUT = {"unseen": GoldSet(ROOT / "tests" / "gold" / "unseen", ROOT / "tests" / "gold" / "unseen" / "texts")}
