"""Attributions of quotations: the tag before, after or in the middle, and quotations that go on without one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Span, Token

from service.extract import lexicon
from service.extract.attribution import NOT_CUES, Attribution, is_cue_word, source_of
from service.extract.lexicon import Cue
from service.extract.nominal import _according_source, source_cue_end
from service.extract.quotations import Quotation
from service.extract.reading import Reading
from service.extract.syntax import children, is_negated, prepositional_objects

TAG_REACH = 14  # tokens between a quotation's end and its cue: "the minister's spokesman in the capital said"


def find_speech(reading: Reading) -> Iterator[Attribution]:
    """Yield one attribution for each full quotation, in text order; those that only go on have ``continues``."""
    previous: Attribution | None = None
    for quotation in reading.quotations:
        if not reading.is_full(quotation):
            continue
        found = (
            _tag_after(reading, quotation) or _tag_before(reading, quotation) or _going_on(reading, quotation, previous)
        )
        if found is not None:
            previous = found
            yield found


def _tag_after(reading: Reading, quotation: Quotation) -> Attribution | None:
    return _tag_in(reading, quotation, _tail(reading, quotation), "tag after")


def _tag_before(reading: Reading, quotation: Quotation) -> Attribution | None:
    before = reading.text[: quotation.outer_start].rstrip()[-1:]
    if before in {".", "!", "?", "\n", "", "”"} and before != "":
        return None
    return _tag_in(reading, quotation, _lead(reading, quotation), "tag before")


def _tail(reading: Reading, quotation: Quotation) -> Span | None:
    """Return what follows a quotation up to the end of its sentence or the next quotation, where that may be its tag."""
    inside = reading.text[quotation.start : quotation.end].rstrip()
    end_of_line = reading.text.find("\n", quotation.outer_end)
    limit = len(reading.text) if end_of_line < 0 else end_of_line
    span = reading.doc.char_span(quotation.outer_end, max(limit, quotation.outer_end), alignment_mode="contract")
    if span is None or not len(span):
        return None
    closed = inside[-1:] in ".?!…" and inside[-2:-1].isalpha()
    tokens = []
    for token in span:
        if reading.quotation_at(token.idx) or (token.text in {".", "!", "?", ";"} and tokens):
            break
        if token.text in {"“", "”", '"', "«", "»", "‘", "’"} and not tokens:
            continue
        tokens.append(token)
    if not tokens or (
        closed and inside[-1:] == "." and tokens[0].text[:1].isupper() and tokens[0].text not in {"—", "–"}
    ):
        return None
    return reading.doc[tokens[0].i : tokens[-1].i + 1]


def _lead(reading: Reading, quotation: Quotation) -> Span | None:
    """Return what goes before a quotation in its sentence, back to the last sentence border or quotation."""
    tokens: list[Token] = []
    span = reading.doc.char_span(max(0, quotation.outer_start - 400), quotation.outer_start, alignment_mode="contract")
    for token in reversed(span) if span is not None else ():
        if "\n" in token.text or (token.text in {".", "!", "?"} and tokens) or reading.in_full_quotation(token):
            break
        tokens.append(token)
    return reading.doc[tokens[-1].i : tokens[0].i + 1] if tokens else None


def _tag_in(reading: Reading, quotation: Quotation, span: Span | None, rule: str) -> Attribution | None:
    if span is None:
        return None
    after = rule == "tag after"
    tokens: Iterable[Token] = span[:TAG_REACH] if after else reversed(span)
    for token in tokens:
        if (source := _according_source(token)) is not None:
            return Attribution(
                token, (token.idx, source_cue_end(token)), (quotation.start, quotation.end), source, "assert", rule
            )
        cue = _speech_cue(token, span, after=after)
        if cue is None or is_negated(token):
            continue
        source = _source_in(token, span)
        if source is not None:
            stretch = (quotation.start, quotation.end)
            return Attribution(token, _cue_stretch(token), stretch, source, cue.act, rule)
    return None


def _speech_cue(token: Token, span: Span, *, after: bool) -> Cue | None:
    if not is_cue_word(token) and token.lemma_.lower() not in {"say", "read"}:
        return None
    if token.lemma_ in {"quote", "cite"} and any(t.lower_ in {"saying", "declaring"} for t in token.doc[token.i : token.i + 9]):
        return None  # "quoted Putin as saying": the cue is the saying
    if token.lemma_ == "go" and not any(c.lower_ == "on" for c in token.children):
        return None
    known = lexicon.cues().get(token.lemma_.lower())
    if known is not None:
        return known if known.quotation or known.noun or known.particles else None
    if token.lemma_ in NOT_CUES or token.tag_ not in {"VBD", "VBZ", "VBP"} or token.lemma_ == "be":
        return None
    # an unknown verb right beside a quotation is a cue by its frame: "thundered the minister"
    return Cue(lemma=token.lemma_, act="assert", clause=True, quotation=True) if after else None


def _source_in(verb: Token, span: Span) -> Token | None:
    if (
        verb.tag_ == "VBG"
        and verb.lower_ in {"saying", "declaring"}
        and any(t.lemma_ in {"quote", "cite"} for t in span)
    ):
        between = [t for t in span if t.i < verb.i and t.pos_ in {"PROPN", "PRON", "NOUN"} and t.dep_ != "compound"]
        passive = any(t.dep_ == "auxpass" for t in span)
        subjects = [t for t in span if t.dep_ in {"nsubj", "nsubjpass"}]
        return subjects[0] if passive and subjects else (between[-1] if between else None)
    source = source_of(verb)
    if source is not None and span.start <= source.i < span.end:
        return source
    inside = [
        t
        for t in span
        if t.i != verb.i
        and t.pos_ in {"PROPN", "PRON", "NOUN"}
        and t.dep_ not in {"compound", "pobj", "poss", "npadvmod"}
    ]
    after_verb = [t for t in inside if t.i > verb.i and t.i - verb.i <= 6]
    before_verb = [t for t in inside if t.i < verb.i]
    if before_verb:
        return before_verb[0] if len(before_verb) == 1 else before_verb[-1]
    return (
        after_verb[-1]
        if after_verb and verb.i == span.start
        else source
        if verb.tag_ == "VBG"
        else (after_verb[0] if after_verb else None)
    )


def _cue_stretch(verb: Token) -> tuple[int, int]:
    """Return the cue; of "quoted Putin as saying" and "was quoted as saying" the whole of it."""
    if verb.tag_ == "VBG":
        for token in reversed(verb.doc[max(verb.sent.start, verb.i - 8) : verb.i]):
            if token.lemma_ in {"quote", "cite"}:
                passive = [c for c in children(token, "auxpass") if c.i == token.i - 1]
                return ((passive[0] if passive else token).idx, verb.idx + len(verb))
    for child in verb.children:
        if child.i == verb.i + 1 and child.lower_ == "on" and verb.lemma_ == "go":
            return (verb.idx, child.idx + len(child))
    return (verb.idx, verb.idx + len(verb))


def _going_on(reading: Reading, quotation: Quotation, previous: Attribution | None) -> Attribution | None:
    """A quotation without a tag of its own goes on from the one before it in the same or the last paragraph."""
    if previous is None:
        return None
    distance = reading.paragraph(quotation.start) - reading.paragraph(max(previous.cue[0], previous.content[1] - 1))
    if distance > 1:
        return None
    return Attribution(
        previous.verb, previous.cue, (quotation.start, quotation.end), previous.source, previous.act, "goes on",
        relays=previous.relays, continues=True,
    )  # fmt: skip


def relays_of_quoting(attribution: Attribution) -> list[Token]:
    """Return who quotes: of "the Kremlin quoted Putin as saying" the Kremlin."""
    verb = attribution.verb
    if verb.tag_ != "VBG":
        return []
    for token in reversed(verb.doc[max(verb.sent.start, verb.i - 8) : verb.i]):
        if token.lemma_ in {"quote", "cite"}:
            if any(c.dep_ == "auxpass" for c in token.children):
                return list(prepositional_objects(verb, "by")) + list(prepositional_objects(token, "by"))
            return children(token, "nsubj")
    return []
