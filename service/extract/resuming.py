"""Verbs that turn back to the source of a cue before them: "He said the road was open, and thanked the army"."""

from __future__ import annotations

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.cues import cue_of, is_cue_of_content, is_cue_word
from service.extract.syntax import SUBJECTS, children

FINITE_FORMS = {"VBD", "VBZ", "VBP"}
AUXILIARIES = {"aux", "auxpass"}
SAME_TENSE = {"was", "were", "did", "been", "being", "not"}
CLOSING = {"”", '"', "’", "»", "'"}


def taken_up_from(verb: Token) -> Token | None:
    """Return the cue whose source a finite verb without a subject of its own goes on with, None where it does not."""
    if _is_listed_call(verb):
        return _cue_before(verb)
    auxiliaries = children(verb, *AUXILIARIES)
    is_finite = verb.tag_ in FINITE_FORMS or any(c.tag_ in FINITE_FORMS for c in auxiliaries)
    if not is_finite or children(verb, *SUBJECTS):
        return None
    if verb.i and verb.nbor(-1).text == "," and verb.tag_ == "VBD" and is_cue_of_content(verb):
        return _cue_before(verb)  # "reaffirmed its support, urged restraint, and …"
    if not _follows_and(verb):
        return None
    head = verb.head
    is_in_clause = verb.dep_ == "conj" and head.dep_ == "ccomp" and head.head.i < head.i
    if is_in_clause and _leaves_clause(verb, head):
        return head.head
    is_cue = is_cue_of_content(verb)
    is_infinitive = any(c.tag_ == "TO" for c in head.children)
    if verb.dep_ == "conj" and (is_infinitive or (is_cue and head.tag_ in {"VB", "VBG"})):
        return cue_above(verb)  # "thanked him for coming, and assured …": the two cannot be coordinated
    return _cue_before(verb) if is_cue and _is_set_off(verb) and not children(verb, *AUXILIARIES) else None


def _is_listed_call(verb: Token) -> bool:
    """ "reaffirmed its support, called upon the parties to talk, and …": the model takes it for a participle."""
    if verb.tag_ != "VBN" or verb.i == 0 or verb.i + 1 >= verb.sent.end or verb.nbor(-1).text != ",":
        return False
    return verb.lemma_ in lexicon.attribution().calling and verb.nbor(1).pos_ in {"ADP", "SCONJ"}


def cue_above(verb: Token) -> Token | None:
    """Return the topmost cue with a subject in a verb's sentence before it."""
    own_sentence = [token for token in verb.ancestors if token.sent == verb.sent]
    for ancestor in reversed(own_sentence):
        is_before = ancestor.i < verb.i and is_cue_word(ancestor)
        if is_before and cue_of(ancestor) is not None and children(ancestor, *SUBJECTS):
            return ancestor
    return None


def _follows_and(verb: Token) -> bool:
    """Whether "and" or "but" stands before a verb with its adverbs."""
    before = verb.nbor(-1) if verb.i > verb.sent.start else verb
    own = AUXILIARIES | {"neg"} if _keeps_back(verb) else AUXILIARIES
    while before.i > verb.sent.start and (before.pos_ == "ADV" or before.dep_ in own):
        before = before.nbor(-1)
    return before.dep_ == "cc" or before.lower_ in {"and", "but"}


def _leaves_clause(verb: Token, clause: Token) -> bool:
    """Whether a verb coordinated with the head of a content is in truth coordinated with the cue above it."""
    cue, own = clause.head, children(verb, *AUXILIARIES)
    if _keeps_back(verb):
        return True
    auxiliaries = children(clause, *AUXILIARIES)
    if own and auxiliaries:
        return False
    if verb.text.endswith("ed") and any(c.lemma_ == "have" for c in auxiliaries) and not is_cue_of_content(verb):
        return False  # "had destroyed two camps and seized a mortar": a participle as well
    is_of_other_tense = any(c.lower_ not in SAME_TENSE for c in auxiliaries) or clause.tag_ in {"VBP", "VBZ"}
    if cue.tag_ == verb.tag_ == "VBD" and not own and is_of_other_tense:
        return True  # "said he would come, and left": the tenses part them
    # "said the towns had no money and called on the board": who speaks goes on, rather than those spoken of
    return cue.tag_ in {verb.tag_, "VB"} and is_cue_of_content(verb)


def _keeps_back(verb: Token) -> bool:
    """ "said they were well but declined to name them", "but did not publish it": what a speaker leaves unsaid."""
    if verb.lemma_ == "decline":
        return any(_tells(clause) for clause in children(verb, "xcomp"))
    return _tells(verb) and bool(children(verb, "neg")) and not children(verb, "auxpass")


def _tells(verb: Token) -> bool:
    """Whether a verb is of telling something or making it known."""
    lemma, words = verb.lemma_.lower(), lexicon.attribution()
    return lemma in lexicon.cues() or lemma in words.publishing | words.making_known


def _is_set_off(verb: Token) -> bool:
    """Whether a comma or closing quotation mark stands before the "and" of a verb."""
    before = verb
    while before.i > verb.sent.start and (before.i == verb.i or before.pos_ in {"ADV", "CCONJ"}):
        before = before.nbor(-1)
    return before.text == "," or before.text in CLOSING


def _cue_before(verb: Token) -> Token | None:
    """Return the last cue of the same tense before a verb that has a subject."""
    for token in reversed(verb.doc[verb.sent.start : verb.i]):
        if token.tag_ in {verb.tag_, "VBD"} and children(token, *SUBJECTS):
            return token if is_cue_word(token) and cue_of(token) is not None else None
    return None
