"""Statements in a list: "The Parties agreed: (a) to observe the ceasefire; (b) to set up a joint team"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Token

from service.extract.attribution import Attribution, Stretch
from service.extract.cues import attributes_to, cue_of, is_cue_word
from service.extract.reading import Reading
from service.extract.source_heads import source_of
from service.extract.syntax import end_of, is_negated

# after a line that ends with a colon, lines that begin with (a), 1., a dash or a bullet
MARK = r"[ \t]*(?:\(\w{1,4}\)|\w{1,3}[.)]|[-–—•*])[ \t]+"
LIST = re.compile(rf":[ \t]*\n+(?={MARK})")
ITEM = re.compile(rf"{MARK}(?P<text>[^\n]+?)[ \t]*(?:;[ \t]*(?:and)?)?[ \t]*(?:\n+|$)")


def find_list_items(reading: Reading) -> Iterator[Attribution]:
    """Yield one attribution for each item of a list that a cue introduces."""
    for colon in LIST.finditer(reading.text):
        verb = _last_cue(reading, colon.start())
        if verb is None or (cue := cue_of(verb)) is None:
            continue
        for stretch in _items(reading.text, colon.end()):
            yield Attribution(verb, (verb.idx, end_of(verb)), stretch, source_of(verb), cue.act, "list item")


def _items(text: str, start: int) -> Iterator[Stretch]:
    """Yield the items of a list; the next numbered paragraph of the text itself is none of them."""
    kind = None
    while (item := ITEM.match(text, start)) is not None:
        mark = _kind_of_mark(item.group())
        if (kind := kind or mark) != mark:
            return
        yield item.span("text")
        start = item.end()


def _kind_of_mark(item: str) -> str:
    """Return what tells "(a)" from "1." and from a dash."""
    return "bracket" if item.lstrip().startswith("(") else "number" if item.lstrip()[:1].isalnum() else "dash"


def _last_cue(reading: Reading, colon: int) -> Token | None:
    """Return the last cue of the sentence that introduces a list and ends with a colon."""
    tokens = reading.tokens_between(reading.text.rfind("\n", 0, colon) + 1, colon)
    sentence = [token for token in tokens if token.sent.start == tokens[-1].sent.start]
    for token in reversed(sentence):
        cue = cue_of(token) if is_cue_word(token) and not is_negated(token) else None
        if cue is not None and (cue.clause or cue.infinitive) and attributes_to(token, cue):
            return token
    return None
