"""Blocks: the paragraphs of a text, each with the few features by which clutter is told from story."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from service.text.wordings import words

# A line that breaks off inside a sentence at a fixed width: what old mail and wire programs send.
WRAP_MIN, WRAP_MAX = 40, 100

_RUN = re.compile(r"[^\s](?:.*\S)?(?:\n[^\S\n]*\S.*)*")
_LINE = re.compile(r"\S(?:.*\S)?")
_SENTENCE_END = re.compile(r"[.!?…。！？؟।:;][\"'”’»)\]]*$")
_INNER_END = re.compile(
    r"(?:(?<!\b[A-Z])(?<!\b(?:Dr|Mr|Ms|Lt|St|vs))(?<!\b(?:Gen|Col|Mrs|Rev|Sen))\.|[!?…])[\"'”’»)\]]*\s+\W{0,3}[A-Z]"
)
_QUOTED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|«[^»]*(?:»|$)|‘[^’‘]*’(?!\w)")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_READER = re.compile(r"\b(?:[Yy]ou(?:r|rs)?|YOUR?|[Ww]e|WE|[Oo]urs?|OUR|us|[Mm]y|me)\b")
_PARTICLES = re.compile(
    r"of|the|de|la|le|du|da|dos|das|do|van|von|der|den|del|di|al|el|bin|ibn|and|for|in|&|y|e|at|on|with|und",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Block:
    """A paragraph: ``text`` stands at ``start:end`` of the whole, trimmed of white space."""

    start: int
    end: int
    text: str

    @cached_property
    def words(self) -> int:
        """Number of words; where a script puts no space between words, two characters count as one."""
        spaced = self.text.count(" ") + self.text.count("\n") + 1
        return spaced if self.text.isascii() else spaced + len(_UNSPACED.findall(self.text)) // 2

    @cached_property
    def ends_sentence(self) -> bool:
        """Whether it ends as a sentence does, closing marks aside."""
        return _SENTENCE_END.search(self.text[-8:]) is not None

    @cached_property
    def is_prose(self) -> bool:
        """Whether it reads as sentences, not as a headline, label or link."""
        if self.words >= 30:
            return True
        if self.ends_sentence:
            return self.words >= 5
        return self.words >= 12 and _INNER_END.search(self.text) is not None

    @cached_property
    def unquoted(self) -> str:
        """The text without what stands in quotation marks."""
        return _QUOTED.sub(" ", self.text)

    @cached_property
    def addresses_reader(self) -> bool:
        """Whether it speaks as "we" or to "you" outside quotations, which reports do not."""
        return _READER.search(self.unquoted) is not None

    @cached_property
    def is_reported(self) -> bool:
        """Whether something in it is said or reported by somebody."""
        return words("reporting_verbs").search(self.unquoted) is not None

    @cached_property
    def is_clearly_story(self) -> bool:
        """Whether it can only be part of a report: sentences, a source, no word to the reader."""
        return self.is_prose and self.words >= 10 and self.is_reported and not self.addresses_reader


def split(text: str) -> list[Block]:
    """Return the blocks of a text in order: lines, or runs of lines where these are wrapped at a fixed width."""
    blocks: list[Block] = []
    for run in _RUN.finditer(text):
        lines = list(_LINE.finditer(text, run.start(), run.end()))
        if _is_wrapped([line.group() for line in lines]):
            blocks.append(Block(run.start(), lines[-1].end(), text[run.start() : lines[-1].end()]))
        else:
            blocks.extend(Block(line.start(), line.end(), line.group()) for line in lines)
    return blocks


def _is_wrapped(lines: list[str]) -> bool:
    broken = lines[:-1]
    if not broken or any(not WRAP_MIN <= len(line) <= WRAP_MAX for line in broken) or len(lines[-1]) > WRAP_MAX:
        return False
    # Links listed one below another are as long, but each of them begins with a capital.
    going_on = sum(not line[0].isupper() and not line[:4].isdigit() for line in lines[1:])
    return 2 * going_on >= len(broken) and sum(_SENTENCE_END.search(line) is None for line in broken) * 2 >= len(broken)


def is_name(text: str, max_words: int = 5) -> bool:
    """Whether a text is capitalised throughout, as names and labels are: ``Meridian Wire``, ``Jane Doe``."""
    parts = text.split()
    if not 0 < len(parts) <= max_words:
        return False
    bare = [word.strip("\"'“”‘’«»().,&:") for word in parts]
    capitals = [word[:1].isupper() for word in bare if word]
    return any(capitals) and all(not word or word[:1].isupper() or _PARTICLES.fullmatch(word) for word in bare)
