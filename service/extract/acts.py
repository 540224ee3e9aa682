"""Acts: what somebody does in saying something — asserts, denies, promises, accuses.

The cue tells it where it can ("denied", "vowed"); a neutral cue ("said", "declared") leaves it to the words of the content, and a
participle that explains a denial (", saying …") does what its main verb does.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.syntax import governing_verb
from service.model import ACTS, Act

# Cues whose own act is weaker than what the content says.
OPEN_CUES = frozenset("declare proclaim insist maintain reply announce suggest indicate reveal charge complain voice express".split())
FIXED_CUES = frozenset("believe think refer allude".split())
COUNTER_CUES = frozenset("dispute reject deny dismiss refute rebut counter contradict respond retort object contest".split())
NUMBER = re.compile(r"\d[\d,.]*|\b(?:dozens|hundreds|thousands|two|three|four|five|six|seven|eight|nine|ten)\b", re.I)
LOSSES = re.compile(r"\b(?:killed|died|dead|wounded|injured|casualt\w+|losses|lost their lives|fled|displaced|missing)\b", re.I)
ROUGHLY = re.compile(r"\b(?:about|around|approximately|roughly|nearly|almost|at least|up to|as many as|between|estimated|could reach|some)\b", re.I)
COUNTING_CUES = frozenset("report indicate mention tell calculate according speak put state by in".split())


@lru_cache(maxsize=1)
def patterns() -> Mapping[Act, re.Pattern[str]]:
    """Return for each act the words of a content that show it, in the order in which they are tried."""
    data = tomllib.loads(files("service.extract.lexicon").joinpath("acts.toml").read_text(encoding="utf-8"))
    return {act: re.compile(data[act]["words"], re.IGNORECASE) for act in data if act in ACTS}


def act_of(act: Act, content: str, verb: Token) -> Act:
    """Return the act of a statement: that of its cue, or for a neutral cue the one that its content's words show."""
    lemma = verb.lemma_.lower()
    if act == "promise" and lemma == "assure":
        return "promise"
    if lemma in {"call", "describe", "label", "brand", "qualify"} and act in {"assert", "accuse"}:
        return _of_label(content)
    if verb.tag_ == "VBG" and (inherited := _of_main_verb(verb)) is not None:
        return inherited
    if act != "assert" and lemma not in OPEN_CUES or lemma in FIXED_CUES:
        return act
    if LOSSES.search(content) and NUMBER.search(content) and lemma in COUNTING_CUES:
        return "estimate"
    if lemma in {"speak", "according", "indicate", "put"} and NUMBER.search(content) and ROUGHLY.search(content):
        return "estimate"
    return next((candidate for candidate, pattern in patterns().items() if pattern.search(content)), act)


def _of_label(content: str) -> Act:
    """Calling somebody something is praise, an accusation or, mostly, condemnation."""
    found = patterns()
    return next((act for act in ("praise", "accuse", "dispute") if found[act].search(content)), "condemn")


def _of_main_verb(participle: Token) -> Act | None:
    """A participle after a denial or dispute goes on disputing: "disputed the claim, saying …"."""
    main = governing_verb(participle)
    lemma = main.lemma_.lower()
    if main.i == participle.i or lemma not in COUNTER_CUES or participle.lemma_ not in {"say", "insist", "assert", "state", "add", "argue", "claim", "note"}:
        return None
    cue = lexicon.cues().get(lemma)
    return "dispute" if cue is None or cue.act in {"deny", "dispute", "assert"} else None
