"""Which words are cues: verbs that attribute what is said to somebody."""

from __future__ import annotations

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.lexicon import Cue, PhrasalCue
from service.extract.syntax import FINITE, SUBJECTS, children, subject

QUOTING = {"quote", "cite"}
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
SPEAKING_PRONOUNS = {"they", "we", "i", "it", "who", "one"}
NAMES = {"PROPN", "NOUN"}
PLURALS = {"media", "police"}  # that look like no plural
PUT_IN = 2  # words put into a cue of several
QUOTING_REACH = 16  # tokens from "quoted" to "as saying"


def is_cue_word(token: Token) -> bool:
    """Whether a token can be a verb that attributes."""
    if token.pos_ in {"VERB", "AUX"} or token.tag_.startswith("VB"):
        return True
    if is_verb_taken_for_noun(token):
        return True
    # the small model takes "read", "says" and cues after a quotation for nouns now and then
    return token.dep_ == "ROOT" and token.lemma_.lower() in lexicon.cues()


def is_verb_taken_for_noun(token: Token) -> bool:
    """ "…, the relief group Helping Hands estimates.", "…, local media report.": a cue at the end of a tag."""
    if token.tag_ not in {"NNS", "NN"} or token.i == 0 or token.i + 1 >= len(token.doc):
        return False
    if token.tag_ == "NN" and (token.nbor(-1).lower_ not in PLURALS or any(t.pos_ == "DET" for t in token.lefts)):
        return False
    if token.nbor(-1).pos_ not in NAMES and not can_speak(token.nbor(-1)):
        return False
    cue = lexicon.cues().get(token.lemma_.lower())
    return cue is not None and cue.clause and token.nbor(1).text in {",", ".", ";"}


def cue_of(verb: Token) -> Cue | None:
    """Return the cue that a verb is: by the lexicon or, for an unknown verb, by the that-clause it governs."""
    lemma = verb.lemma_.lower()
    known = lexicon.cues().get(lemma) or lexicon.cues().get(verb.lower_)
    if known is not None:
        return None if lemma == "add" and _is_before_to(verb) else known
    if lemma == "find" and _is_finding(verb):
        return Cue(lemma=lemma, act="assert", clause=True)
    if lemma == "be" or lemma in lexicon.attribution().not_cues or verb.pos_ not in {"VERB", "AUX"}:
        return None
    if has_that_clause(verb) or (_has_clause(verb) and _has_speaker(verb)):
        return Cue(lemma=lemma, act="assert", clause=True, quotation=True)
    return None


def _is_before_to(verb: Token) -> bool:
    """ "adding to signs that …": nothing is said."""
    return verb.i + 1 < len(verb.doc) and verb.nbor(1).lower_ == "to"


def can_speak(noun: Token) -> bool:
    """Whether a noun can stand for somebody who speaks: a name, a role, a body, a pronoun for one."""
    lemma, words = noun.lemma_.lower(), lexicon.words()
    if noun.pos_ == "PRON":
        return noun.lower_ in lexicon.sources().pronouns["persons"] or noun.lower_ in SPEAKING_PRONOUNS
    return noun.ent_type_ in {"PERSON", "ORG", "GPE", "NORP"} or lemma in words.roles or lemma in words.groups


def is_cue_of_content(verb: Token) -> bool:
    """Whether a verb is a cue that can take a clause or noun phrase, alone or with the words after it."""
    cue = lexicon.cues().get(verb.lemma_.lower())
    if cue is not None and (cue.clause or cue.noun or cue.particles or cue.infinitive):
        return True
    return any(last_word_of(verb, phrasal) for phrasal in lexicon.phrasal_cues().get(verb.lemma_.lower(), ()))


def last_word_of(verb: Token, cue: PhrasalCue) -> Token | None:
    """Return the last word of a cue of several words that stands here, None where it does not.

    Adverbs and adjectives may be put in: "paid [warm] tribute to".
    """
    token, skipped = verb, 0
    for form in cue.forms:
        while True:
            if token.i + 1 >= verb.sent.end:
                return None
            token = token.nbor(1)
            if form in {"*", token.lower_}:
                break
            if token.pos_ not in {"ADV", "ADJ", "DET", "PART"} or skipped == PUT_IN:
                return None
            skipped += 1
    return token


def attributes_to(verb: Token, cue: Cue) -> bool:
    """Whether a cue that only bodies perform ("decided", "agreed") has one for its subject."""
    if not cue.body_only:
        return True
    deciders = lexicon.attribution().deciding_bodies
    source = subject(verb)
    if source is None:
        return False
    nouns = (form for t in (source, *source.conjuncts) for form in (t.lemma_.lower(), t.lower_.removesuffix("s")))
    return any(noun in deciders for noun in nouns)


def has_that_clause(verb: Token) -> bool:
    """Whether a clause with "that" is the verb's object."""
    return any(
        c.dep_ == "mark" and c.lower_ == "that"
        for clause in children(verb, "ccomp")
        if clause.i > verb.i
        for c in clause.children
    )


def _has_clause(verb: Token) -> bool:
    """Whether a finite clause with a subject of its own is the verb's object, "that" or not."""
    return any(
        clause.i > verb.i
        and clause.lemma_ not in lexicon.cues()  # a tag that the parser has taken for a clause
        and _is_finite_clause(clause)
        and _is_next(verb, clause.left_edge)
        for clause in children(verb, "ccomp")
    )


def _is_next(verb: Token, start: Token) -> bool:
    """Whether nothing but adverbs stands between a verb and the clause after it."""
    return all(token.pos_ == "ADV" for token in verb.doc[verb.i + 1 : start.i])


def _is_finite_clause(clause: Token) -> bool:
    own = list(clause.children)
    if any((c.dep_ == "mark" and c.lower_ != "that") or c.tag_ == "TO" for c in own):
        return False
    is_finite = clause.tag_ in FINITE or any(c.tag_ in FINITE for c in own if c.dep_ in {"aux", "auxpass"})
    return is_finite and any(c.dep_ in SUBJECTS for c in own)


def _has_speaker(verb: Token) -> bool:
    return any(can_speak(noun) for noun in children(verb, "nsubj") if noun.i < verb.i)


def _is_finding(verb: Token) -> bool:
    """ "A UN report found that …": what reports, inquiries and experts find is said; what others find is not."""
    words = lexicon.words()
    subjects = {child.lemma_.lower() for child in children(verb, "nsubj")}
    has_clause = any(c.dep_ == "ccomp" and c.i > verb.i for c in verb.children)
    is_tag = verb.i + 1 < len(verb.doc) and verb.nbor(1).is_punct
    return (has_clause or is_tag) and not subjects.isdisjoint(words.reports | words.groups | FINDERS)


def is_question(verb: Token) -> bool:
    """Whether nothing is claimed: "did X say when …?", "asked whether …", "asked not to be named"."""
    if verb.sent[-1].text == "?" and (_is_inverted(verb) or _is_asked(verb)):
        return True
    if verb.lemma_ != "ask":
        return False
    if any(token.lower_ in QUESTION_WORDS for token in verb.doc[verb.i + 1 : min(verb.sent.end, verb.i + 4)]):
        return True
    is_participle = verb.tag_ == "VBN" and not any(c.lemma_ == "have" for c in children(verb, "aux"))
    if is_participle and not any(c.dep_ == "agent" for c in verb.children):
        return True
    return any(_is_asked_for(complement) for complement in children(verb, "ccomp", "xcomp", "advcl"))


def _is_asked_for(complement: Token) -> bool:
    """ "whether he would go", "not to be named": what is asked rather than demanded."""
    own = list(complement.children)
    is_passive_infinitive = any(c.dep_ == "auxpass" for c in own) and any(c.tag_ == "TO" for c in own)
    return is_passive_infinitive or any(c.lower_ in QUESTION_WORDS for c in own)


def _is_asked(verb: Token) -> bool:
    """Whether a sentence begins as a question does, with an auxiliary or "who", and this is its main verb."""
    first = next((token for token in verb.sent if not token.is_space and not token.is_punct), verb)
    return verb.dep_ == "ROOT" and (first.pos_ == "AUX" or first.tag_ in {"WP", "WRB", "WDT"})


def _is_inverted(verb: Token) -> bool:
    """Whether an auxiliary stands before the subject: "did Latvia say"."""
    subjects = [child.i for child in children(verb, *SUBJECTS) if child.i < verb.i]
    return bool(subjects) and any(child.i < subjects[0] for child in children(verb, "aux"))


def saying_after(verb: Token) -> Token | None:
    """Return the "saying" of "quoted … as saying", None for any other verb or where there is none."""
    if verb.lemma_ not in QUOTING:
        return None
    after = verb.doc[verb.i : verb.i + QUOTING_REACH]
    return next((token for token in after if _is_saying(token)), None)


def _is_saying(token: Token) -> bool:
    """ "as saying", "as telling reporters", "as admitting": a participle of a cue after "as"."""
    is_put_in = token.tag_ == "VBG" and token.i > 0 and token.nbor(-1).lower_ == "as"
    cue = lexicon.cues().get(token.lemma_.lower()) if is_put_in else None
    return cue is not None and cue.clause


def quoting_before(saying: Token) -> Token | None:
    """Return the "quoted" before "saying", None where it is not quoted."""
    if not (saying.i and _is_saying(saying)):
        return None
    before = saying.doc[max(saying.sent.start, saying.i - QUOTING_REACH + 1) : saying.i]
    return next((token for token in reversed(before) if token.lemma_ in QUOTING), None)


def has_as(verb: Token) -> bool:
    """Whether a cue is put in by "as": "as the ministry noted", "as noted by the ministry"."""
    if verb.tag_ == "VBN" and verb.lemma_ not in lexicon.attribution().put_in:
        return False
    return any(c.lower_ == "as" and c.dep_ in {"mark", "advmod", "prep"} and c.i < verb.i for c in verb.children)
