"""Attributions by a colon: "Downing Street: talks go on", turns of a transcript, "Talks have failed: minister"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from spacy.tokens import Span, Token

from service.extract import lexicon
from service.extract.attribution import Attribution, Stretch
from service.extract.cues import can_speak
from service.extract.reading import Reading

TURN = "turn"
COLON = "colon"
NO_SPEAKER = {"place", "state", "GPE", "NORP", "FAC"}  # topics and datelines, before a single colon
SHORTEST_DATELINE = 2  # letters: a longer word in capitals before a colon is a place rather than "UN"
LONGEST_HEADLINE = 24  # words
NO_SOURCE = re.compile(
    r"\b(?:update|read|photo|watch|note|time|correction|live|analysis|opinion|digest|exclusive|breaking)\b",
    re.IGNORECASE,
)
NO_NEWS = re.compile(r"\b(?:as it happened|what we know|live updates|in pictures|explained|timeline)\b", re.IGNORECASE)
# "18.05 – Downing Street: …", "Hon. Ann Lee (Minister of Health): …", "“LEE: …": a label at the start of a line
COLON_LINE = re.compile(
    r"(?:^|(?<=\n))(?:\d{1,2}[:.]\d{2}(?:\s?[ap]m)?\s*(?:[-–—|]\s*)?)?[“\"]?([^\n:“\"]{2,90}):[ \t]+(?=\S)"
)
# "… an hour ago. Cambodia’s ministry: a lie": a label at the start of a later sentence of a line
COLON_SENTENCE = re.compile(r"(?<=[.!?] )([A-Z][^\n:.?!“\"]{2,50}): (?=[^\s“\"])")
# "Troops to stay until May: minister", "Talks have collapsed – officials": a source at the end of a headline
HEADLINE_END = re.compile(r"(?:^|(?<=\n))([^\n]{12,160}?)(?:: | [–—-] )((?:[\w.’'-]+ ?){1,5})(?=\n|$)")


def find_colons(reading: Reading) -> Iterator[Attribution]:
    """Yield the turns and entries that begin with their source and a colon, and the headlines that end with it."""
    lines = list(COLON_LINE.finditer(reading.text))
    turns = Counter(_label(match) for match in lines)
    speakers: dict[str, Token] = {}
    is_transcript = any(count > 1 for count in turns.values())
    for match in lines:
        if (name := reading.doc.char_span(*match.span(1), alignment_mode="contract")) is None:
            continue
        label = _label(match)
        speakers.setdefault(label, _speaker_of(name))
        is_turn = turns[label] > 1 or (is_transcript and name.text.isupper())
        if label not in lexicon.attribution().interviewers and (is_turn or _can_head(reading, name)):
            yield from _said(reading, match, speakers[label], TURN if is_turn else COLON)
    for match in COLON_SENTENCE.finditer(reading.text):
        name = reading.doc.char_span(*match.span(1), alignment_mode="contract")
        if name is not None and _can_head(reading, name):
            yield from _said(reading, match, _speaker_of(name), COLON)
    yield from _headlines(reading)


def with_relays_of_turns(attributions: list[Attribution]) -> list[Attribution]:
    """Return the attributions; what a turn of a transcript reports is relayed by its speaker, its "I said" is not."""
    turns = [one for one in attributions if one.rule == TURN]
    kept = []
    for one in attributions:
        turn = next((t for t in turns if t is not one and t.content[0] <= one.cue[0] < t.content[1]), None)
        if turn is None:
            kept.append(one)
        elif one.source is not None and one.source.lower_ not in {"i", "we", "us", "you"} and turn.source is not None:
            one.relays.append(turn.source)
            kept.append(one)
    return kept


def _said(reading: Reading, match: re.Match[str], source: Token, rule: str) -> Iterator[Attribution]:
    """Yield what follows a label up to the end of its line or to the next label; a mere question is none."""
    start, end = match.end(), reading.line_end(match.end())
    following = COLON_SENTENCE.search(reading.text, start, end) if rule != TURN else None
    end = following.start() if following is not None else end
    if end > start and not _only_asks(reading.text[start:end]):
        yield Attribution(source, (match.end(1), match.end(1) + 1), (start, end), source, "assert", rule)


def _only_asks(text: str) -> bool:
    sentences = [one for one in re.split(r"(?<=[.?!])\s+", text.strip()) if one]
    return all(one.endswith("?") for one in sentences)


def _label(match: re.Match[str]) -> str:
    """Return the label of a turn without what it has in brackets: "The Chair (Ms. Ann Lee)" is "the chair"."""
    return match.group(1).partition("(")[0].strip().casefold()


def _can_head(reading: Reading, span: Span) -> bool:
    """Whether what stands before a colon is somebody's name rather than a dateline or a headline's topic."""
    first = span[0]
    if (first.text.isupper() and len(first) > SHORTEST_DATELINE) or NO_SOURCE.search(
        span.doc.text[span.start_char : reading.line_end(span.end_char)]
    ):
        return False
    line = reading.text[span.end_char : reading.line_end(span.end_char)]
    if any(token.pos_ in {"VERB", "AUX"} for token in span) or NO_NEWS.search(line):
        return False
    named = reading.registered.get(span.root.i) or reading.entities.get(span.root.i)
    if named is not None and named.label_ not in NO_SPEAKER and named.end == span.end:
        return True
    if (
        len(span) == 1
        and span.text in reading.surnames
        and _has_news(reading, (span.end_char, reading.line_end(span.end_char)))
    ):
        return True
    last = span[-1]
    words = lexicon.words()
    return last.lemma_.lower() in words.roles | words.groups and last.i == span.root.i


def _speaker_of(label: Span) -> Token:
    """Return the head of a label: the person that it names, also in brackets, or its last noun before any bracket."""
    persons = [entity.root for entity in label.ents if entity.label_ == "PERSON"]
    if persons:
        return persons[0]
    bracket = next((token.i for token in label if token.text == "("), label.end)
    nouns = [token for token in label if token.i < bracket and token.pos_ in {"PROPN", "NOUN"}]
    return nouns[-1] if nouns else label.root


def _headlines(reading: Reading) -> Iterator[Attribution]:
    """Yield the headlines that end with their source."""
    for match in HEADLINE_END.finditer(reading.text):
        label = reading.doc.char_span(*match.span(2), alignment_mode="contract")
        if label is None or len(match.group().split()) > LONGEST_HEADLINE or reading.quotation_at(match.start(2)):
            continue
        if can_speak(label.root) and label.root.i == label[-1].i and _has_news(reading, match.span(1)):
            yield Attribution(
                label.root, (match.end(1), match.start(2)), match.span(1), label.root, "assert", "headline"
            )


def _has_news(reading: Reading, stretch: Stretch) -> bool:
    """Whether the rest of a headline says something: it has a verb, or the "than" of a comparison."""
    tokens = reading.tokens_between(*stretch)
    return any(token.pos_ in {"VERB", "AUX"} or token.lower_ == "than" for token in tokens)
