"""Acts: what somebody does in saying something — asserts, denies, promises, accuses.

The cue tells it where it can ("denied", "vowed"); a neutral cue ("said", "declared") leaves it to the words of the
content, and a participle that explains a denial (", saying …") does what its main verb does. The words are in
``lexicon/acts.toml``.
"""

from __future__ import annotations

import re

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.syntax import governing_verb
from service.model import Act

CLAUSE = re.compile(r"\b(?:is|are|was|were|has|have|had|did|do|does|would|will|could|\w+ed)\b")


def act_by_rules(act: Act, content: str, cue: Token) -> Act:
    """Return the act of a statement: that of its cue, or for a neutral cue the one that its content's words show."""
    words = lexicon.acts()
    lemma = cue.lemma_.lower()
    told = _of_object(act, lemma, content)
    if told is not None:
        return told
    if cue.tag_ == "VBG" and _goes_on_disputing(cue):
        return "dispute"
    is_open = act == "assert" or lemma in words.cues["open"]
    if not is_open or lemma in words.cues["fixed"]:
        return act
    if _counts(lemma, content):
        return "estimate"
    return next((shown for shown, pattern in words.contents.items() if pattern.search(content)), act)


def _of_object(act: Act, lemma: str, content: str) -> Act | None:
    """Return the act of a cue that depends on what its object is, None for all other cues."""
    cues, objects = lexicon.acts().cues, lexicon.acts().objects
    if lemma in cues["labelling"] and act in {"assert", "accuse", "condemn"}:
        return _of_label(content, "condemn")
    if lemma in cues["describing"]:
        return _of_label(content, act)
    if lemma in cues["rejecting"] and act in {"deny", "dispute"}:
        return _of_rejection(content)
    if lemma in cues["complaining"] and CLAUSE.search(content):
        return "accuse"
    if lemma in cues["offering"]:
        return "propose" if objects["deals"].search(content) else "promise"
    return "confirm" if lemma in cues["giving"] and objects["own_losses"].search(content) else None


def _of_label(content: str, otherwise: Act) -> Act:
    """Calling somebody something is praise, an accusation, a dispute or, mostly, condemnation."""
    patterns = lexicon.acts().contents
    labels: tuple[Act, ...] = ("praise", "accuse", "dispute", "condemn")
    return next((act for act in labels if patterns[act].search(content)), otherwise)


def _of_rejection(content: str) -> Act:
    """Rejecting a charge is a denial, rejecting what others say or want a dispute; "any interference" is condemned."""
    objects = lexicon.acts().objects
    if objects["any"].search(content):
        return "condemn"
    return "deny" if objects["charges"].search(content) else "dispute"


def _goes_on_disputing(participle: Token) -> bool:
    """Whether a participle explains a denial or dispute: "disputed the claim, saying …"."""
    words = lexicon.acts().cues
    main = governing_verb(participle)
    lemma = main.lemma_.lower()
    if main.i == participle.i or lemma not in words["countering"] or participle.lemma_ not in words["continuing"]:
        return False
    cue = lexicon.cues().get(lemma)
    return cue is None or cue.act in {"deny", "dispute", "assert"}


def _counts(lemma: str, content: str) -> bool:
    """Whether a content gives a number of losses, or a rough number."""
    words = lexicon.acts()
    if lemma not in words.cues["counting"] | words.cues["rough"] or not words.numbers["any"].search(content):
        return False
    has_losses = lemma in words.cues["counting"] and words.numbers["losses"].search(content)
    return bool(has_losses or (lemma in words.cues["rough"] and words.numbers["rough"].search(content)))
