"""Acts: what somebody does in saying something — asserts, denies, promises, accuses.

The cue tells it where it can ("denied", "vowed"); a neutral cue ("said", "declared") leaves it to the words of the
content, and a participle that explains a denial (", saying …") does what its main verb does. The words are in
``lexicon/acts.toml``.
"""

from __future__ import annotations

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.syntax import governing_verb
from service.model import Act


def act_of(act: Act, content: str, cue: Token) -> Act:
    """Return the act of a statement: that of its cue, or for a neutral cue the one that its content's words show."""
    words = lexicon.acts()
    lemma = cue.lemma_.lower()
    if lemma in words.cues["labelling"] and act in {"assert", "accuse"}:
        return _of_label(content)
    if cue.tag_ == "VBG" and _goes_on_disputing(cue):
        return "dispute"
    is_open = act == "assert" or lemma in words.cues["open"]
    if not is_open or lemma in words.cues["fixed"]:
        return act
    if _counts(lemma, content):
        return "estimate"
    return next((shown for shown, pattern in words.contents.items() if pattern.search(content)), act)


def _of_label(content: str) -> Act:
    """Calling somebody something is praise, an accusation or, mostly, condemnation."""
    patterns = lexicon.acts().contents
    labels: tuple[Act, ...] = ("praise", "accuse", "dispute")
    return next((act for act in labels if patterns[act].search(content)), "condemn")


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
