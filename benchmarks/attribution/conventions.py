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
from service.extract.nominal import owner
from service.extract.reading import Reading

OPENING, CLOSING = {"“", '"', "‘", "'", "''", "``"}, {"”", '"', "’", "'", "''"}
LOOSE = {",", ".", ";", ":", "—", "–", "-", "--"}
STOPS = {".", ",", "!", "?"}
LEADS_IN = {"that", "to", "whether", "if"}
# fmt: off
LEADING_ON = {
    "appear", "seem", "try", "attempt", "begin", "start", "continue", "come", "go", "tend", "happen", "have", "rush",
}
# fmt: on
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
    if head is not None and attribution.cue[0] <= head.idx < attribution.cue[1]:
        head = owner(head)  # a noun that is the cue: whose claim it is
    if head is None:
        return set()
    verb, doc = attribution.verb, head.doc
    start, end = head.left_edge.i, head.right_edge.i + 1
    if start <= verb.i < end and head.i != verb.i:  # the cue stands in a clause about its source
        end = head.i + 1
    aside = next((t.left_edge.i for t in head.rights if _is_incidental(t) and t.left_edge.i < end), end)
    first, last = start, aside - 1
    while first < last and _is_loose(doc[first]):
        first += 1
    while last > first and _is_loose(doc[last]):
        last -= 1
    if _is_parenthetical(doc, head, last):
        last += 1
    return set(range(first, last + 1))


def _is_loose(token: Token) -> bool:
    return token.is_space or token.text in LOOSE or token.is_quote


def _is_incidental(token: Token) -> bool:
    """ ", speaking in the capital": what the source does is no part of who it is."""
    return (
        token.tag_ == "VBG" and token.dep_ == "acl" and token.left_edge.i > 0 and token.left_edge.nbor(-1).text == ","
    )


def _is_parenthetical(doc: Doc, head: Token, last: int) -> bool:
    """Whether a source ends in an apposition between two commas, which are part of it like brackets."""
    opens = any(doc[i].text == "," for i in range(head.i + 1, last))
    return opens and last + 1 < len(doc) and doc[last + 1].text == "," and not doc[last].is_quote


# cue


def _cue(doc: Doc, attribution: Attribution, content: set[int]) -> set[int]:
    tokens = _tokens(doc, attribution.cue)
    if not tokens:
        return set()
    first, last = min(tokens), max(tokens)
    verb = attribution.verb
    while first > verb.sent.start and _is_before_in_group(doc[first - 1], verb):
        first -= 1
        if doc[first - 1].i == verb.head.i and verb.dep_ == "xcomp" and verb.head.lemma_ in LEADING_ON:
            first, verb = first - 1, verb.head
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
    if token.head.i == verb.i and (token.dep_ in {"prt", "neg"} or token.tag_ == "RB"):
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
    return set(range(first, _with_closing_mark(doc, last) + 1))


def _with_closing_mark(doc: Doc, last: int) -> int:
    """Return the last token of a content with the mark that closes it, and the stop before that mark."""
    following = [token for token in doc[last + 1 : last + 3] if not doc[token.i - 1].whitespace_]
    if following and following[0].text in CLOSING:
        return last + 1
    if len(following) > 1 and following[0].text in STOPS and following[1].text in CLOSING:
        return last + 2
    return last


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
        "source": _stretches(_runs(doc, one.source)),
        "cue": _stretches(_runs(doc, one.cue)),
        "content": _stretches(map(_without_loose_marks, _runs(doc, one.content))),
    }


def _stretches(runs: Iterable[list[Token]]) -> list[Stretch]:
    return [(run[0].idx, run[-1].idx + len(run[-1])) for run in runs if run]


def _runs(doc: Doc, tokens: set[int]) -> list[list[Token]]:
    """Return the runs of some tokens; white space between two of them does not part them."""
    runs: list[list[Token]] = []
    for token in (doc[index] for index in sorted(tokens)):
        if token.is_space:
            continue
        if runs and all(t.is_space for t in doc[runs[-1][-1].i + 1 : token.i]):
            runs[-1].append(token)
        else:
            runs.append([token])
    return runs


def _without_loose_marks(run: list[Token]) -> list[Token]:
    start, end = 0, len(run)
    while start < end and run[start].text in LOOSE:
        start += 1
    while end > start and run[end - 1].text in LOOSE - {":"}:
        end -= 1
    return run[start:end]
