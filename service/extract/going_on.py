"""Quotations without a tag of their own: whose speech they go on with."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Span, Token

from service.extract.attribution import Attribution
from service.extract.cues import can_speak
from service.extract.quotations import Quotation
from service.extract.reading import Reading
from service.extract.syntax import children, end_of, main_verb


def going_on(
    reading: Reading, quotation: Quotation, previous: Attribution | None, indirect: Sequence[Attribution]
) -> Attribution | None:
    """Return the attribution of a quotation without a tag.

    It is that of the speech or report before it in its paragraph, of whoever the sentence before it is about, or, for
    one that opens its paragraph, that of the last one in the paragraph before.
    """
    said = _last(quotation, [*indirect, *([previous] if previous is not None else [])])
    distance = _distance(reading, quotation, said)
    sentence = _sentence_before(reading, quotation)
    is_silent = sentence is not None and (said is None or _end(said) < sentence.start_char)
    if sentence is not None and is_silent and (about := _about(sentence, quotation)) is not None:
        return about
    if said is None or distance > 1:
        return None
    if distance == 1 and said is not previous and sentence is not None:
        return None
    return Attribution(
        said.verb, said.cue, (quotation.start, quotation.end), said.source, said.act, "goes on",
        relays=said.relays, continues=True,
    )  # fmt: skip


def _last(quotation: Quotation, attributions: Sequence[Attribution]) -> Attribution | None:
    """Return the attribution that ends last before a quotation and is not part of what another one attributes."""
    before = [one for one in attributions if _end(one) < quotation.start]
    outermost = [one for one in before if not any(_holds(other, one) for other in before)]
    return max(outermost, key=_end, default=None)


def _end(one: Attribution) -> int:
    return max(one.cue[0], one.content[1] - 1)


def _holds(outer: Attribution, inner: Attribution) -> bool:
    is_inside = outer.content[0] <= inner.cue[0] < outer.content[1]
    return is_inside and outer is not inner and outer.cue != inner.cue


def _distance(reading: Reading, quotation: Quotation, said: Attribution | None) -> int:
    """Return the number of paragraph borders between an attribution and a quotation."""
    return reading.paragraph(quotation.start) - reading.paragraph(_end(said)) if said is not None else 0


def _sentence_before(reading: Reading, quotation: Quotation) -> Span | None:
    """Return the sentence before a quotation in its own paragraph, None for a quotation that opens it."""
    line_start = reading.text.rfind("\n", 0, quotation.outer_start) + 1
    tokens = [token for token in reading.tokens_between(line_start, quotation.outer_start) if not token.is_space]
    return tokens[-1].sent if tokens else None


def _about(sentence: Span, quotation: Quotation) -> Attribution | None:
    """ "Maria Okoye was sharper. “They knew.”": the person that the sentence before a quotation is about."""
    verb = main_verb(sentence)
    if verb is None:
        return None
    source = next((noun for noun in children(verb, "nsubj") if _is_person(noun)), None)
    if source is None:
        return None
    content = (quotation.start, quotation.end)
    return Attribution(verb, (verb.idx, end_of(verb)), content, source, "assert", "sentence before")


def _is_person(noun: Token) -> bool:
    return can_speak(noun) and (noun.ent_type_ == "PERSON" or noun.lower_ in {"he", "she"} or noun.pos_ == "NOUN")
