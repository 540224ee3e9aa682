"""What goes on after a tag: "They are based near the airport, diplomats say, [although a third of them have left]"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from spacy.tokens import Span, Token

from service.extract import lexicon
from service.extract.attribution import Attribution
from service.extract.cues import can_speak, cue_of, is_cue_word
from service.extract.reading import Reading
from service.extract.syntax import FINITE, SUBJECTS, children, end_of, is_negated, is_passive

TAGS = {"tag", "clause", "according to"}
JOINING = {"and", "but", "yet", "though", "although"}
LONGEST_TAG = 20  # tokens from the cue to the comma after the tag
SHORTEST = 3  # tokens


def find_rests(reading: Reading, attributions: Iterable[Attribution]) -> Iterator[Attribution]:
    """Yield, for tags in the middle of a sentence, what is said after them, which is a statement of its own."""
    for one in attributions:
        if one.rule not in TAGS or one.content[1] > one.cue[0] or reading.quotation_at(one.content[0]) is not None:
            continue
        rest = _after_tag(one.verb)
        if rest is not None and _is_said(reading, rest):
            stretch = (rest[1].idx, end_of(rest[-1]))
            yield replace(one, content=stretch, rule="after a tag", relays=list(one.relays), clause=None)


def _after_tag(verb: Token) -> Span | None:
    """Return what follows the comma after a tag to the end of the sentence or clause, None where nothing is joined."""
    end = verb.sent.end
    for comma in verb.doc[verb.i + 1 : min(end, verb.i + LONGEST_TAG)]:
        if comma.tag_ in FINITE or comma.text in {";", ":"} or comma.is_quote:
            return None
        if comma.text == "," and comma.i + SHORTEST < end and comma.nbor(1).lower_ in JOINING:
            last = next((token.i for token in verb.doc[comma.i : end] if token.text == ";"), end)
            return verb.doc[comma.i + 1 : last]
    return None


def _is_said(reading: Reading, rest: Span) -> bool:
    """Whether a rest says something with a verb of its own, and nobody else speaks in it."""
    if any(_speaks(token) or _is_withheld(token) for token in rest):
        return False
    is_quoted = reading.quotation_after(end_of(rest[0])) is not None
    return not is_quoted and any(token.tag_ in FINITE for token in rest)


def _is_withheld(verb: Token) -> bool:
    """ "X said, but declined to reveal what …": of whom the tag is of."""
    if not is_cue_word(verb) or cue_of(verb) is None or is_passive(verb):
        return False
    return is_negated(verb) and not children(verb, *SUBJECTS)


def _speaks(verb: Token) -> bool:
    if not is_cue_word(verb) or cue_of(verb) is None:
        return verb.lower_ == "according"
    return verb.lemma_ in lexicon.attribution().human or any(can_speak(noun) for noun in children(verb, "nsubj"))
