"""Block quotations: a paragraph without quotation marks that a line with a cue and a colon announces ("He added:")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Token

from service.extract.attribution import Attribution
from service.extract.cues import can_speak, cue_of
from service.extract.quotations import Quotation
from service.extract.reading import Reading
from service.extract.speech import tag_before
from service.extract.syntax import FINITE, SUBJECTS, children

ANNOUNCING = re.compile(r"(?<=[^\s:]):[ \t]*\n+")
# what a block begins with: neither a mark, a bullet nor a number, which lists and quotations begin with
BLOCK = re.compile(r"[^\W\d_][^\n]*[.!?…](?=\s|$)")
LABEL = re.compile(r"[^\n.:]{1,60}: ")
NEXT_LINE = re.compile(r"\s*")
SHORTEST_BLOCK = 5  # words
OWN_WORDS = {"we", "i", "our", "my", "us", "me", "ours"}
PRONOUNS = {"PRP", "PRP$"}
ASKING = {"ask", "contact", "approach", "reach", "update", "seek"}  # what a newsroom says of itself: "we asked them"


def find_blocks(reading: Reading) -> Iterator[Attribution]:
    """Yield what a block says, each paragraph by itself; it goes on while the paragraphs are somebody's own words."""
    for match in ANNOUNCING.finditer(reading.text):
        start, is_first = match.end(), True
        while (block := _block(reading, start)) is not None and (is_first or _is_own_words(reading, block)):
            found = tag_before(reading, block, match.start())
            if found is None or not _announces(found):
                break
            found.rule = "block quotation"
            yield found
            start, is_first = _next_line(reading, block.end), False


def _announces(found: Attribution) -> bool:
    """Whether a cue is the main verb of its line: not "Read what she said:", "They denied what he said:"."""
    verb = found.verb
    return verb.dep_ == "ROOT" or (verb.dep_ == "conj" and verb.head.dep_ == "ROOT")


def _block(reading: Reading, start: int) -> Quotation | None:
    """Return the paragraph that begins here where it may be a block quotation: sentences of one who speaks alone."""
    match = BLOCK.match(reading.text, start)
    if match is None or LABEL.match(reading.text, start) or len(match[0].split()) < SHORTEST_BLOCK:
        return None
    holds_speech = any(reading.is_full(q) for q in reading.quotations if q.overlaps(*match.span()))
    if holds_speech or any(_speaks(token) for token in reading.tokens_between(*match.span())):
        return None
    return Quotation(start, match.end(), start, match.end())


def _speaks(verb: Token) -> bool:
    """Whether somebody else is told to say something, or the newsroom tells of its own asking."""
    doers = children(verb, *SUBJECTS) if verb.tag_ in FINITE or verb.tag_ == "VBN" else []
    if verb.lemma_.lower() in ASKING:
        return any(doer.lower_ == "we" for doer in doers)
    others = [doer for doer in doers if can_speak(doer) and not (doer.tag_ == "PRP" and doer.lower_ in OWN_WORDS)]
    return bool(others) and cue_of(verb) is not None


def _is_own_words(reading: Reading, block: Quotation) -> bool:
    tokens = reading.tokens_between(block.start, block.end)
    return any(token.tag_ in PRONOUNS and token.lower_ in OWN_WORDS for token in tokens)


def _next_line(reading: Reading, offset: int) -> int:
    after = NEXT_LINE.match(reading.text, offset)
    return after.end() if after is not None else offset
