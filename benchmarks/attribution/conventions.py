"""OnRecord's attributions as PolNeAR marks them: which ones, and which words of each are source, cue and content.

From the corpus's annotation guidelines:

- Only the outermost attribution is marked, and a word belongs to one attribution at most: what is attributed within a
  content is part of it, and of two cues with one source the second has none.
- The source is the whole noun phrase with its modifiers and appositions; of "the minister, who said" it is "who".
- The cue is the verb with its auxiliaries, negation, adverbs and particles, and the preposition that leads to the
  content; a colon that leads to it belongs to the cue too, and it is one stretch.
- The content begins with its "that" or "to" and has its quotation marks; it may stand around the cue. Quotations that
  go on after a tag belong to the attribution of the tag. The full stop of the sentence does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from benchmarks.attribution.standoff import Roles, Stretch
from service.extract.attribution import Attribution
from service.extract.reading import Reading

OPENING, CLOSING = {"“", '"', "‘", "'", "''", "``"}, {"”", '"', "’", "'", "''"}
LOOSE = {",", ".", ";", ":", "—", "–", "-", "--"}
LEADS_IN = {"that", "to", "whether", "if"}
GROUP = {"aux", "auxpass", "neg", "advmod"}


@dataclass(slots=True)
class Marked:
    """An attribution as the sets of the tokens that its parts have."""

    source: set[int]
    cue: set[int]
    content: set[int]

    def is_within(self, other: Marked) -> bool:
        """Whether this one is nested in another one: its cue is part of the other's content."""
        return self.cue <= other.content


def marked(reading: Reading, attributions: Iterable[Attribution]) -> list[Roles]:
    """Return the attributions as the corpus marks them, in text order."""
    together: dict[int, Marked] = {}
    for attribution in attributions:
        one = _mark(reading, attribution)
        if known := together.get(attribution.verb.i):
            known.content |= one.content - known.cue - known.source
        else:
            together[attribution.verb.i] = one
    outermost = list(_outermost(list(together.values())))
    _give_each_word_once(outermost)
    return [_roles(reading.doc, one) for one in outermost if one.content]


def _mark(reading: Reading, attribution: Attribution) -> Marked:
    doc = reading.doc
    content = _content(reading, attribution)
    cue = _cue(doc, attribution, content)
    source = _source(attribution) - cue
    return Marked(source, cue, content - cue - source)


def _tokens(doc: Doc, stretch: Stretch) -> set[int]:
    span = doc.char_span(*stretch, alignment_mode="expand") if stretch[0] < stretch[1] else None
    return set(range(span.start, span.end)) if span is not None else set()


# source


def _source(attribution: Attribution) -> set[int]:
    head = attribution.source
    if head is None or head.i == attribution.verb.i:
        return set()
    tokens = {t.i for t in head.subtree}
    start, end = min(tokens), max(tokens) + 1
    if start <= attribution.verb.i < end:  # the cue stands in a clause about its source: "the minister, who said"
        tokens = {t.i for t in head.lefts for t in t.subtree} | {head.i}
        start, end = min(tokens), head.i + 1
    span = list(head.doc[start:end])
    while span and (span[0].is_space or span[0].text in LOOSE or span[0].is_quote):
        span.pop(0)
    while span and (span[-1].is_space or span[-1].text in LOOSE or span[-1].is_quote):
        span.pop()
    return {t.i for t in span}


# cue


def _cue(doc: Doc, attribution: Attribution, content: set[int]) -> set[int]:
    tokens = _tokens(doc, attribution.cue)
    if not tokens:
        return set()
    first, last = min(tokens), max(tokens)
    while first > attribution.verb.sent.start and _is_before_in_group(doc[first - 1], attribution.verb):
        first -= 1
    while last + 1 < len(doc) and _is_after_in_group(doc[last + 1], attribution.verb, content):
        last += 1
    return set(range(first, last + 1))


def _is_before_in_group(token: Token, verb: Token) -> bool:
    return token.dep_ in GROUP and token.head.i == verb.i


def _is_after_in_group(token: Token, verb: Token, content: set[int]) -> bool:
    after = token.i + 1
    if token.text == ":":
        return after in content
    if token.i in content:
        return False
    if token.head.i == verb.i and token.dep_ in {"prt", "neg"}:
        return True
    return token.dep_ == "prep" and token.head.i == verb.i and after in content


# content


def _content(reading: Reading, attribution: Attribution) -> set[int]:
    doc = reading.doc
    tokens = _tokens(doc, attribution.content)
    if not tokens:
        return set()
    first, last = min(tokens), max(tokens)
    if first and doc[first - 1].lower_ in LEADS_IN and first - 1 not in _tokens(doc, attribution.cue):
        first -= 1
    while first < last and (doc[first].is_space or doc[first].text in LOOSE):
        first += 1
    if first and doc[first - 1].text in OPENING and not doc[first - 1].whitespace_:
        first -= 1
    while last > first and (doc[last].is_space or doc[last].text in LOOSE):
        last -= 1
    if last + 1 < len(doc) and doc[last + 1].text in CLOSING:
        last += 1
    elif last + 2 < len(doc) and doc[last + 1].text in {".", ",", "!", "?"} and doc[last + 2].text in CLOSING:
        last += 2
    return set(range(first, last + 1))


# all of an article


def _outermost(everything: list[Marked]) -> Iterator[Marked]:
    for one in everything:
        others = (other for other in everything if other is not one)
        if not any(one.is_within(other) and not other.is_within(one) for other in others):
            yield one


def _give_each_word_once(everything: list[Marked]) -> None:
    taken: set[int] = set()
    for one in sorted(everything, key=lambda m: min(m.cue)):
        for part in (one.cue, one.source, one.content):
            part -= taken
        taken |= one.cue | one.source | one.content


def _roles(doc: Doc, one: Marked) -> Roles:
    return {
        "source": _stretches(doc, one.source),
        "cue": _stretches(doc, one.cue),
        "content": _stretches(doc, one.content),
    }


def _stretches(doc: Doc, tokens: set[int]) -> list[Stretch]:
    """Return the runs of some tokens as character stretches; white space between two tokens does not part them."""
    runs: list[Stretch] = []
    previous = -2
    for index in sorted(tokens):
        token = doc[index]
        if token.is_space:
            continue
        between = doc[previous + 1 : index] if previous >= 0 else None
        if between is not None and all(t.is_space for t in between):
            runs[-1] = (runs[-1][0], token.idx + len(token))
        else:
            runs.append((token.idx, token.idx + len(token)))
        previous = index
    return runs
