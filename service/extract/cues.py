"""Which words are cues: verbs that attribute what is said to somebody."""

from __future__ import annotations

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.lexicon import Cue
from service.extract.syntax import SUBJECTS, children

QUOTING = {"quote", "cite"}
SAYING = {"saying", "declaring", "telling"}
FINDERS = {
    "inquiry",
    "enquiry",
    "investigation",
    "investigator",
    "expert",
    "probe",
    "audit",
    "poll",
    "review",
    "analyst",
    "researcher",
}
QUESTION_WORDS = {"whether", "if", "how", "what", "why", "when", "who"}
QUOTING_REACH = 9  # tokens from "quoted" to "as saying"


def is_cue_word(token: Token) -> bool:
    """Whether a token can be a verb that attributes."""
    if token.pos_ in {"VERB", "AUX"} or token.tag_.startswith("VB"):
        return True
    # the small model takes "read", "says" and cues after a quotation for nouns now and then
    return token.dep_ == "ROOT" and token.lemma_.lower() in lexicon.cues()


def cue_of(verb: Token) -> Cue | None:
    """Return the cue that a verb is: by the lexicon or, for an unknown verb, by the that-clause it governs."""
    lemma = verb.lemma_.lower()
    known = lexicon.cues().get(lemma) or lexicon.cues().get(verb.lower_)
    if known is not None:
        return known
    if lemma == "find" and _is_finding(verb):
        return Cue(lemma=lemma, act="assert", clause=True)
    if lemma == "be" or lemma in lexicon.attribution().not_cues or verb.pos_ not in {"VERB", "AUX"}:
        return None
    for clause in children(verb, "ccomp"):
        if clause.i > verb.i and any(c.dep_ == "mark" and c.lower_ == "that" for c in clause.children):
            return Cue(lemma=lemma, act="assert", clause=True, quotation=True)
    return None


def _is_finding(verb: Token) -> bool:
    """ "A UN report found that …": what reports, inquiries and experts find is said; what others find is not."""
    words = lexicon.words()
    subjects = {child.lemma_.lower() for child in children(verb, "nsubj")}
    return any(c.dep_ == "ccomp" and c.i > verb.i for c in verb.children) and not subjects.isdisjoint(
        words.reports | words.groups | FINDERS
    )


def is_question(verb: Token) -> bool:
    """Whether nothing is claimed: "did X say when …?", "asked whether …", "asked not to be named"."""
    if _is_inverted(verb) and verb.sent[-1].text == "?":
        return True
    if verb.lemma_ != "ask":
        return False
    if verb.tag_ == "VBN" and not any(c.dep_ == "agent" for c in verb.children):
        return True
    return any(
        child.lower_ in QUESTION_WORDS or child.dep_ == "auxpass"
        for complement in children(verb, "ccomp", "xcomp", "advcl")
        for child in complement.children
    )


def _is_inverted(verb: Token) -> bool:
    """Whether an auxiliary stands before the subject: "did Latvia say"."""
    subjects = [child.i for child in children(verb, *SUBJECTS) if child.i < verb.i]
    return bool(subjects) and any(child.i < subjects[0] for child in children(verb, "aux"))


def saying_after(verb: Token) -> Token | None:
    """Return the "saying" of "quoted … as saying", None for any other verb or where there is none."""
    if verb.lemma_ not in QUOTING:
        return None
    after = verb.doc[verb.i : verb.i + QUOTING_REACH]
    saying = next((token for token in after if token.lower_ in SAYING), None)
    if saying is None or not any(token.lower_ == "as" for token in verb.doc[verb.i : saying.i]):
        return None
    return saying


def quoting_before(saying: Token) -> Token | None:
    """Return the "quoted" before "saying", None where it is not quoted."""
    if saying.tag_ != "VBG":
        return None
    before = saying.doc[max(saying.sent.start, saying.i - QUOTING_REACH + 1) : saying.i]
    return next((token for token in reversed(before) if token.lemma_ in QUOTING), None)


def has_as(verb: Token) -> bool:
    """Whether a cue is put in by "as": "as the ministry noted", "as noted by the ministry"."""
    if verb.tag_ == "VBN" and verb.lemma_ not in lexicon.attribution().put_in:
        return False
    return any(c.lower_ == "as" and c.dep_ in {"mark", "advmod", "prep"} and c.i < verb.i for c in verb.children)
