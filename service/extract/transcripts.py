"""Transcripts: who has which turn ("MR LEE: …"), who only asks, and the paragraphs that a turn goes on over."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from spacy.tokens import Span, Token

from service.extract import lexicon
from service.extract.attribution import Attribution, Stretch
from service.extract.reading import Reading

TURN = "turn"
SHARE_OF_QUESTIONS = 0.4  # of the turns of whoever opens an interview: more, and it is the interviewer
LONGEST_LABEL = 6  # words
SELDOM = 2  # turns: who has no more may be a member of parliament with a question
SMALL_WORDS = {"of", "for", "the", "and", "to", "in", "at", "on", "de", "van", "von", "al", "bin"}
GREETING = re.compile(r"(?:\([^)]{2,30}\)|\[[^\]]{2,30}\]|Good (?:morning|afternoon|evening)(?:,[^.!?]{1,40})?[.!])\s+")


class Transcript:
    """The labelled lines of an article; ``lines`` are matches whose first group is a label and whose end the text."""

    def __init__(self, reading: Reading, lines: Sequence[re.Match[str]]) -> None:
        self._reading = reading
        self._lines = lines
        self._labels = _in_full([label_of(line) for line in lines])
        # a headline that is printed twice makes no transcript
        self._turns = Counter(label for label, _ in {(self._label(line), self._text(line)) for line in lines})
        self._is_transcript = any(count > 1 for count in self._turns.values())
        self._speakers: dict[str, Token] = {}
        self._asking = self._interviewer()

    def is_turn(self, line: re.Match[str]) -> bool:
        """Whether a labelled line is a turn: its label comes back, or looks like a name among others that do."""
        words = self._label(line).split()
        is_name = line[1].isupper() or (len(words) <= LONGEST_LABEL and _is_title(line[1].partition("(")[0]))
        return self._turns[self._label(line)] > 1 or (self._is_transcript and is_name)

    def asks(self, line: re.Match[str]) -> bool:
        """Whether a label is that of the article's own people, who only ask."""
        label = self._label(line)
        if label in lexicon.attribution().interviewers or label == self._asking:
            return True
        return self._turns[label] == 1 and self._is_transcript and self._text(line).rstrip().endswith("?")

    def speaker(self, line: re.Match[str], label: Span) -> Token:
        """Return the head of a label; a later label without brackets means whom the first one names in them.

        "A" and "Answer" stand for whoever has spoken last, else for whom the text before the questions names most.
        """
        if self._label(line) in lexicon.attribution().answerers and (answering := self._answering(line)) is not None:
            return answering
        return self._speakers.setdefault(self._label(line), speaker_of(label))

    def following_paragraphs(self, line: re.Match[str]) -> Iterator[Stretch]:
        """Yield the paragraphs without a label between a turn and the next one."""
        later = (other for other in self._lines if other.start() > line.start())
        following = next((other for other in later if self.is_turn(other) or self.asks(other)), None)
        if following is None:
            return
        start, limit = self._reading.line_end(line.end()), following.start()
        for paragraph in re.finditer(r"[^\n(][^\n]+[.!”\"]", self._reading.text[start:limit]):
            if paragraph[0].isspace() or paragraph[0].startswith("  "):
                continue  # the label before it has been blanked out
            yield start + paragraph.start(), start + paragraph.end()

    def _answering(self, line: re.Match[str]) -> Token | None:
        """Return the head of the name of whoever answers questions at a line."""
        unnamed = lexicon.attribution().answerers
        earlier = [one for one in self._lines if one.start() < line.start() and self.is_turn(one)]
        for one in reversed(earlier):
            label = self._reading.doc.char_span(*one.span(1), alignment_mode="contract")
            if label is not None and self._label(one) not in unnamed and not self.asks(one):
                return self.speaker(one, label)
        questions = [one.start() for one in self._lines if self.asks(one)]
        border = min(questions, default=line.start())
        named = [e.root for e in self._reading.doc.ents if e.label_ == "PERSON" and e.end_char <= border]
        most = Counter(head.text for head in named).most_common(1)
        return next((head for head in named if most and head.text == most[0][0]), None)

    def _interviewer(self) -> str | None:
        """Return the label of whoever opens an interview and asks most of what is asked in it."""
        if not self._is_transcript:
            return None
        first = self._label(self._lines[0])
        turns = [self._text(line) for line in self._lines if self._label(line) == first]
        asked = sum("?" in turn for turn in turns)
        is_known = len(turns) > SELDOM or asked == len(turns) > 1
        return first if is_known and asked >= SHARE_OF_QUESTIONS * len(turns) else None

    def _label(self, line: re.Match[str]) -> str:
        """Return a line's label in full: "holloway" is "susan holloway" where both are labels."""
        return self._labels[label_of(line)]

    def _text(self, line: re.Match[str]) -> str:
        return self._reading.text[line.end() : self._reading.line_end(line.end())]


def _in_full(labels: Sequence[str]) -> dict[str, str]:
    """Return for each label the first one that ends with it: for "holloway" "susan holloway"."""
    full: dict[str, str] = {}
    for label in labels:
        longer = (known for known in full.values() if known.endswith(f" {label}"))
        full.setdefault(label, next(longer, label))
    return full


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


def without_greeting(text: str, start: int, end: int) -> int:
    """Return where a turn begins to say something: after "(Laughs.)" and "Good morning, everyone."."""
    while (match := GREETING.match(text, start, end)) is not None:
        start = match.end()
    return start


def is_greeting(text: str) -> bool:
    """Whether a turn is nothing but "Good afternoon."."""
    return GREETING.fullmatch(f"{text.strip()} ") is not None


def _is_title(label: str) -> bool:
    """Whether the words of a label are capitalised, small ones aside: "The Minister for the Armed Forces"."""
    words = [word for word in label.split() if word not in SMALL_WORDS]
    return bool(words) and all(word[0].isupper() for word in words)


def label_of(line: re.Match[str]) -> str:
    """Return a label without what it has in brackets: "The Chair (Ms. Ann Lee)" is "the chair"."""
    return line.group(1).partition("(")[0].strip().casefold()


def speaker_of(label: Span) -> Token:
    """Return the head of a label: who is named before any bracket, or in it where an office goes before.

    "Farah Qureshi (Lower Tamar)", "The Minister for the Armed Forces (Callum Reid)", "Caller (Lamin Badjie)".
    """
    border = next((token.i for token in label if token.text == "("), label.end)
    before = [token for token in label if token.i < border]
    inside = [token for token in label if token.i > border]
    if inside and _is_office(before) and (named := _named_in(inside)) is not None:
        return named
    persons = [entity.root for entity in label.ents if entity.label_ == "PERSON" and entity.root.i < border]
    if persons:
        return persons[0]
    nouns = [token for token in before if token.pos_ in {"PROPN", "NOUN"}]
    return nouns[-1] if nouns else label.root


def name_in_label(head: Token) -> list[Token]:
    """Return the capitalised words that end with the head of a label, without what is no name's."""
    words = [head]
    while words[0].i > head.sent.start and _goes_on_before(words[0], words[0].nbor(-1)):
        words.insert(0, words[0].nbor(-1))
    return [] if _is_office(words) else words


def _goes_on_before(word: Token, before: Token) -> bool:
    """Whether a word of a name belongs to it: capitalised, or the hyphen of "AL-AWADI"."""
    if before.text == "-" or word.text == "-":
        return not before.is_space and not before.whitespace_
    return before.text[:1].isupper() and before.is_alpha


def _is_office(words: list[Token]) -> bool:
    """Whether some words describe rather than name somebody."""
    known = lexicon.words().roles | lexicon.words().groups
    return any(token.lower_ == "the" or token.lower_.removesuffix("s") in known for token in words)


def _named_in(bracket: list[Token]) -> Token | None:
    """Return the last word of the first name of two or more words in brackets."""
    name = list(itertools.takewhile(lambda token: token.text[:1].isupper(), bracket))
    return name[-1] if len(name) > 1 and not _is_office(name) else None
