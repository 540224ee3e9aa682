"""Signs of the act of a statement: what a learned choice between acts goes by, each a short string.

Most are of the syntax of cue and content (tense, person and subject of what is said), or of the classes of words in
``lexicon/act_signs.toml``; single words are signs as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.sayings import Saying
from service.extract.syntax import FINITE, children, main_verb

LONGEST = 40  # words of a content that count; what a turn of a transcript does, it does at its beginning
SHORT = 4  # words
WORD = 0.5  # weight of a single word beside the other signs
TOGETHER = (("counts", "rough"), ("counts", "losses"), ("force", "moves"), ("force", "future"))
PERSONS: Mapping[str, str] = {
    **dict.fromkeys(("i", "we", "us", "me"), "self"),
    **dict.fromkeys(("my", "our"), "own"),
    **dict.fromkeys(("it", "he", "she", "its", "his", "her"), "third"),
    **dict.fromkeys(("they", "them", "their"), "they"),
    **dict.fromkeys(("you", "your"), "you"),
    **dict.fromkeys(("this", "that", "these", "those"), "this"),
    **dict.fromkeys(("no", "none", "nobody", "nothing", "neither", "not"), "none"),
    "there": "there",
}
MODALS: Mapping[str, str] = {
    **dict.fromkeys(("will", "shall", "’ll", "'ll", "wo"), "will"),
    **dict.fromkeys(("would", "’d", "'d"), "would"),
    **dict.fromkeys(("must", "should", "ought"), "must"),
    **dict.fromkeys(("may", "might", "could", "can", "ca"), "may"),
}
CLOSING = "”\"'»“ "
CONTRAST = re.compile(
    r"\b(?:but|however|while|whereas|contrary|contrast|although|yet|for (?:his|her|its|their) part)\b", re.I
)
ASKED = re.compile(r"\b(?:asked|pressed|questioned|confronted|replied|answered)\b", re.I)


def signs(saying: Saying) -> Mapping[str, float]:
    """Return the signs of a statement with their weights; a sign in two parts is joined by "&"."""
    words = saying.words[:LONGEST]
    clause = dict(_of_clause(saying))
    classes = _classes([token.lower_ for token in words])
    joint = _joint(saying, clause, classes)
    found: dict[str, float] = dict.fromkeys((*_of_cue(saying), *_of_surroundings(saying), *joint), 1.0)
    found |= {f"{name}={value}": 1.0 for name, value in clause.items()}
    found |= dict.fromkeys((f"about={name}" for name in classes), 1.0)
    return found | dict.fromkeys(_of_words(words), WORD)


def _joint(saying: Saying, clause: Mapping[str, str], classes: set[str]) -> Iterator[str]:
    """Yield what tells more together: tense, person and side with one another, with cue and speaker and with words."""
    lexical, side = saying.attribution.act, _side(saying)
    tense, subject = clause.get("tense", "none"), clause.get("subject", "none")
    yield f"tense={tense}&subject={subject}"
    yield f"tense={tense}&speaker={saying.speaker}"
    yield f"tense={tense}&lexical={lexical}"
    yield f"subject={subject}&lexical={lexical}"
    yield f"side={side}"
    yield f"side={side}&tense={tense}"
    yield f"side={side}&lexical={lexical}"
    if clause.get("negated") or "denial" in classes:
        yield f"side={side}&negated"
    for name in classes:
        yield f"about={name}&lexical={lexical}"
        yield f"about={name}&side={side}"
    for first, second in TOGETHER:
        if first in classes and second in classes:
            yield f"about={first}&about={second}"


def _of_cue(saying: Saying) -> Iterator[str]:
    attribution = saying.attribution
    yield f"cue={attribution.verb.lemma_.lower()}"
    yield f"lexical={attribution.act}"
    yield f"rule={saying.by_rule}"
    yield f"lexical={attribution.act}&rule={saying.by_rule}"
    yield f"construction={attribution.rule}"
    yield f"kind={saying.kind}"
    yield f"speaker={saying.speaker}"
    if saying.office:
        yield f"office={saying.office}"


def _of_surroundings(saying: Saying) -> Iterator[str]:
    if saying.before is not None:
        yield f"before={saying.before}"
    cue = saying.attribution.verb
    lead = cue.doc.text[cue.sent.start_char : min(cue.idx, saying.start)]
    if CONTRAST.search(lead):
        yield "contrast"
    if ASKED.search(lead):
        yield "asked"


def _of_clause(saying: Saying) -> Iterator[tuple[str, str]]:
    words = saying.words
    if len(words) <= SHORT:
        yield "length", "short"
    if not words:
        return
    yield "opens", words[0].lower_
    yield "opens as", words[0].pos_
    end = saying.content.rstrip(CLOSING)[-1:]
    if end in {"?", "!"}:
        yield "ends", end
    verb = main_verb(words[0].doc[words[0].i : words[-1].i + 1])
    if verb is None:
        yield "tense", "infinitive" if words[0].lower_ == "to" else "none"
        return
    yield "verb", verb.lemma_.lower()
    yield "tense", _tense(verb)
    yield "subject", _subject(verb)
    if children(verb, "neg"):
        yield "negated", "yes"


def _tense(verb: Token) -> str:
    auxiliaries = children(verb, "aux", "auxpass")
    for auxiliary in auxiliaries:
        if auxiliary.lower_ in MODALS:
            return MODALS[auxiliary.lower_]
    if any(auxiliary.lemma_ == "have" for auxiliary in auxiliaries):
        return "perfect"
    finite = next(iter(auxiliaries), verb)
    if verb.tag_ == "VB" and not auxiliaries:
        return "imperative"
    return "past" if finite.tag_ in {"VBD", "VBN"} else "present"


def _subject(verb: Token) -> str:
    for token in children(verb, "nsubj", "nsubjpass", "expl"):
        if token.lower_ in PERSONS:
            return PERSONS[token.lower_]
        first = next(token.subtree)
        return PERSONS.get(first.lower_, "noun")
    return "none"


def _side(saying: Saying) -> str:
    """Return whose doings are told: the speaker's own side's, another's, one named only after the verb, or nobody's."""
    words = saying.words[:LONGEST]
    for token in words:
        person = PERSONS.get(token.lower_)
        if token.i in saying.own or person in {"self", "own"} or (saying.kind == "indirect" and person == "third"):
            return "own"
        if token.i in saying.others:
            return "other"
        if token.tag_ in FINITE and token.dep_ in {"ROOT", "ccomp", "aux", "auxpass"}:
            break
    later = {"own" for word in words if word.i in saying.own} | {"other" for word in words if word.i in saying.others}
    return f"later {'and '.join(sorted(later))}" if later else "none"


def _classes(words: Sequence[str]) -> set[str]:
    shown = {name for word in words for name in lexicon.act_signs(word)}
    shown |= {name for pair in pairwise(words) for name in lexicon.act_signs_of_two(*pair)}
    if any(word[0].isdigit() for word in words):
        shown.add("counts")
    return shown


def _of_words(words: Sequence[Token]) -> Iterator[str]:
    lemmas = [token.lemma_.lower() for token in words if token.is_alpha]
    for lemma in lemmas:
        yield f"word={lemma}"
    for pair in pairwise(lemmas):
        yield "pair={} {}".format(*pair)
