"""Attributions by a colon: "Downing Street: talks go on", turns of a transcript, "Talks have failed: minister"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Span, Token

from service.extract import lexicon
from service.extract.attribution import Attribution, Stretch
from service.extract.cues import can_speak
from service.extract.reading import Reading
from service.extract.transcripts import TURN, Transcript, is_greeting, speaker_of, without_greeting

COLON = "colon"
NO_SPEAKER = {"place", "state", "GPE", "NORP", "FAC"}  # topics and datelines, before a single colon
DATELINES = frozenset({"united nations"})  # bodies that are places, too, before reports sent from there
SHORTEST_DATELINE = 2  # letters: a longer word in capitals before a colon is a place rather than "UN"
LONGEST_HEADLINE = 24  # words
NO_SOURCE = re.compile(
    r"\b(?:update|read|photo|watch|note|time|correction|live|analysis|opinion|digest|exclusive|breaking|"
    r"pics?|pictures?|credits?|source|image|video|caption|comments?|date|place|venue|tags?|topics?|subject|contact)\b",
    re.IGNORECASE,
)
NO_NEWS = re.compile(r"\b(?:as it happened|what we know|live updates|in pictures|explained|timeline)\b", re.IGNORECASE)
# "18.05 – Downing Street: …", "Hon. Ann Lee (Minister of Health): …", "“LEE: …": a label at the start of a line
COLON_LINE = re.compile(
    r"(?:^|(?<=\n))(?:\d{1,2}[:.]\d{2}(?:\s?[ap]m)?\s*(?:[-–—|]\s*)?)?(?:[-–—•*] )?[“\"]?([^\n:“\"]{1,90}):[ \t]+(?=\S)"
)
# "… an hour ago. Cambodia’s ministry: a lie": a label at the start of a later sentence of a line
COLON_SENTENCE = re.compile(r"(?<=[.!?] )([A-Z][^\n:.?!“\"]{2,50}): (?=[^\s“\"])")
# "Troops to stay until May: minister", "Talks have collapsed – officials": a source at the end of a headline
HEADLINE_END = re.compile(r"(?:^|(?<=\n))([^\n]{12,160}?)(?:: | [–—-] )((?:[\w.’'-]+ ?){1,5})(?=\n|$)")


def find_colons(reading: Reading) -> Iterator[Attribution]:
    """Yield the turns and entries that begin with their source and a colon, and the headlines that end with it."""
    lines = list(COLON_LINE.finditer(reading.text))
    transcript = Transcript(reading, lines)
    for match in lines:
        name = reading.doc.char_span(*match.span(1), alignment_mode="contract")
        if name is not None and not transcript.asks(match):
            yield from _entry(reading, transcript, match, name)
    for match in COLON_SENTENCE.finditer(reading.text):
        name = reading.doc.char_span(*match.span(1), alignment_mode="contract")
        if name is not None and _can_head(reading, name):
            yield from _said(reading, match, speaker_of(name), COLON)
    yield from _headlines(reading)


def _entry(reading: Reading, transcript: Transcript, match: re.Match[str], name: Span) -> Iterator[Attribution]:
    """Yield what follows a label at the start of a line, with the paragraphs that a turn goes on over."""
    is_turn = transcript.is_turn(match) and not NO_SOURCE.search(name.text)
    if not is_turn and not _can_head(reading, name):
        return
    source = transcript.speaker(match, name)
    yield from _said(reading, match, source, TURN if is_turn else COLON)
    for stretch in transcript.following_paragraphs(match) if is_turn else ():
        yield Attribution(source, (match.end(1), match.end(1) + 1), stretch, source, "assert", TURN)


def _said(reading: Reading, match: re.Match[str], source: Token, rule: str) -> Iterator[Attribution]:
    """Yield what follows a label up to the end of its line or to the next label; a mere question is none."""
    end = reading.line_end(match.end())
    start = without_greeting(reading.text, match.end(), end)
    following = COLON_SENTENCE.search(reading.text, start, end) if rule != TURN else None
    end = following.start() if following is not None else end
    if end > start and not is_greeting(reading.text[start:end]) and not _only_asks(reading.text[start:end]):
        yield Attribution(source, (match.end(1), match.end(1) + 1), (start, end), source, "assert", rule)


def _only_asks(text: str) -> bool:
    sentences = [one for one in re.split(r"(?<=[.?!])\s+", text.strip()) if one]
    return all(one.endswith("?") for one in sentences)


def _can_head(reading: Reading, span: Span) -> bool:
    """Whether what stands before a colon is somebody's name rather than a dateline or a headline's topic."""
    first = span[0]
    if span.text.casefold() in DATELINES:
        return False
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
