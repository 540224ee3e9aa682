"""Statements in a list: "The Parties agreed: (a) to observe the ceasefire; (b) to set up a joint team"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Token

from service.extract.attribution import Attribution
from service.extract.cues import attributes_to, cue_of, is_cue_word
from service.extract.reading import Reading
from service.extract.source_heads import source_of
from service.extract.syntax import end_of, is_negated

# a line that ends with a colon, and after it lines that begin with (a), 1., a dash or a bullet
MARK = r"[ \t]*(?:\(\w{1,4}\)|\w{1,3}[.)]|[-–—•*])[ \t]+"
LISTED = re.compile(rf"(?P<lead>[^\n]+):[ \t]*\n+(?P<items>(?:{MARK}[^\n]+(?:\n+|$))+)")
ITEM = re.compile(rf"{MARK}(?P<text>[^\n]+?)[ \t]*(?:;[ \t]*(?:and)?)?[ \t]*(?:\n|$)")


def find_list_items(reading: Reading) -> Iterator[Attribution]:
    """Yield one attribution for each item of a list that a cue introduces."""
    for listed in LISTED.finditer(reading.text):
        verb = _last_cue(reading, listed)
        if verb is None or (cue := cue_of(verb)) is None:
            continue
        kinds = None
        for item in ITEM.finditer(reading.text, listed.start("items"), listed.end("items")):
            kind = _kind_of_mark(item.group())
            if (kinds := kinds or kind) != kind:
                break  # the next numbered paragraph of the text itself
            stretch = item.span("text")
            yield Attribution(verb, (verb.idx, end_of(verb)), stretch, source_of(verb), cue.act, "list item")


def _kind_of_mark(item: str) -> str:
    """Return what tells "(a)" from "1." and from a dash."""
    return "bracket" if item.lstrip().startswith("(") else "number" if item.lstrip()[:1].isalnum() else "dash"


def _last_cue(reading: Reading, listed: re.Match[str]) -> Token | None:
    """Return the last cue of the sentence that introduces a list."""
    tokens = reading.tokens_between(*listed.span("lead"))
    sentence = [token for token in tokens if token.sent.start == tokens[-1].sent.start]
    for token in reversed(sentence):
        cue = cue_of(token) if is_cue_word(token) and not is_negated(token) else None
        if cue is not None and (cue.clause or cue.infinitive) and attributes_to(token, cue):
            return token
    return None
