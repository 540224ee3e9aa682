"""From attributions to statements: sources resolved, relays found, contents trimmed, acts and kinds worked out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.actors import ActorBook
from service.extract.attribution import Attribution, Stretch
from service.extract.blocks import find_blocks
from service.extract.charges import find_charges, find_denied_relatives
from service.extract.colons import find_colons
from service.extract.dates import Calendar
from service.extract.found import SAME, Found, without_doubles
from service.extract.frames import find_indirect
from service.extract.lexicon.counts import count_words
from service.extract.lists import find_list_items
from service.extract.lost_cues import find_lost_cues
from service.extract.nesting import Nesting, is_relaying, without_put_in, without_relaying_phrases
from service.extract.nominal import find_estimates, find_noun_cues, owner
from service.extract.noun_phrases import fuller_before, is_plural, is_pointed_at
from service.extract.occasion import Occasion
from service.extract.other_voices import without_other_voices
from service.extract.phrases import find_according_to
from service.extract.predicates import find_predicates
from service.extract.reading import Reading
from service.extract.relays import MEDIA, RelayFinder
from service.extract.said_choice import Doubtful, signs_of
from service.extract.said_on import SaidOn
from service.extract.sayings import Saying, SayingReader
from service.extract.sides import Sides
from service.extract.sources import SourceResolver
from service.extract.speech import find_speech
from service.extract.syntax import prepositional_objects
from service.extract.tag_rest import find_rests
from service.extract.transcripts import TURN, with_relays_of_turns
from service.model import Act, QuotationKind, Statement

FIRST_PERSON = re.compile(r"\b(?:[Ww]e|[Oo]ur|I|[Mm]y|us)\b")
JOINED_RULES = {"tag", "according to", "last tag"}
NOUN_RULES = {"noun phrase", "passive", "several words"}
JOINING_WORD = re.compile(r"(?:But|And|Yet) (?=\S)")
OPENING = re.compile(r"(\w+(?: \w+)?), (?=\S)")
POINTING = {"this", "that", "it"}  # "rejected that" says something, "said that" does not
THAT = re.compile(r"(?:only\s+|simply\s+|merely\s+|(?:no|little)\s+more\s+than\s+)?that\s+")


class StatementFinder:
    """Finds the statements of one article."""

    def __init__(
        self,
        reading: Reading,
        book: ActorBook,
        sources: SourceResolver,
        calendar: Calendar,
        act_of: Callable[[Saying], Act],
        is_said: Callable[[Doubtful], bool],
    ) -> None:
        self._reading = reading
        self._book = book
        self._sources = sources
        self._calendar = calendar
        self._relays = RelayFinder(reading, sources.names)
        self._act_of = act_of
        self._is_said = is_said
        self._own_voice: list[Found] = []

    def find(self) -> tuple[Statement, ...]:
        """Return the statements in text order."""
        resolved = without_other_voices(self._resolve(self._attributions()))
        found = without_doubles(resolved)
        for double in (one for one in resolved if one not in found):
            self._reject(double.attribution, "its content lies within another statement's")
        said_on = SaidOn(
            self._calendar, Occasion(self._reading, self._calendar, [one.attribution for one in found]), found
        )
        reader = SayingReader(self._reading, self._book, Sides(self._reading, self._book, self._sources))
        sayings = reader.read(found, [self._kind(one.start, one.end) for one in found])
        return tuple(
            self._statement(f"s{number}", one, saying, said_on)
            for number, (one, saying) in enumerate(zip(found, sayings, strict=True), start=1)
        )

    # which attributions there are

    def _attributions(self) -> list[Attribution]:
        """Return the attributions of all constructions in text order, relays joined to what they relay."""
        reading = self._reading
        charges = list(find_charges(reading))
        charged = {offset for one in charges for offset in (one.verb.idx, one.content[0])}
        indirect = [*charges, *(one for one in find_indirect(reading) if one.verb.idx not in charged)]
        indirect += find_denied_relatives(reading, indirect)
        phrases = list(find_according_to(reading))
        speech = list(find_speech(reading, [*indirect, *(one for one in phrases if not is_relaying(one, indirect))]))
        indirect = without_put_in([one for one in indirect if not _is_tag_of_any(one, speech)])
        verbal = [
            *speech,
            *indirect,
            *find_estimates(reading),
            *find_predicates(reading),
            *find_list_items(reading),
            *find_lost_cues(reading),
            *find_blocks(reading),
        ]
        phrases = without_relaying_phrases(phrases, verbal)
        rests = list(find_rests(reading, [*indirect, *phrases]))
        colons = [one for one in find_colons(reading) if one.rule == TURN or not _holds_speech(one, speech)]
        everything = with_relays_of_turns([*verbal, *find_noun_cues(reading), *phrases, *rests, *colons])
        return Nesting(self._relays).nested(sorted(everything, key=lambda one: one.order))

    # who they are of

    def _resolve(self, attributions: Sequence[Attribution]) -> list[Found]:
        found: list[Found] = []
        for attribution in attributions:
            previous = found[-1] if found else None
            if attribution.continues:
                previous = next((f for f in reversed(found) if f.attribution.cue == attribution.cue), None)
            one = self._resolved(attribution, previous)
            if one is not None:
                found.append(one)
                self._sources.memory.note(attribution.cue[0], one.speaker)
        return found

    def _resolved(self, attribution: Attribution, previous: Found | None) -> Found | None:
        start, end = self._content(attribution)
        is_turned_down = attribution.act in {"deny", "dispute"} and self._reading.text[start:end].lower() in POINTING
        if start < end and not is_turned_down and self._reading.text[start:end].lower() == "this":
            return self._taking_back(attribution)
        if start >= end or (self._is_empty(start, end) and not is_turned_down):
            self._reject(attribution, "nothing is said")
            return None
        if attribution.continues and previous is not None:
            return Found(attribution, previous.speaker, previous.via, start, end)
        if _is_own_correspondent(attribution):
            self._reject(attribution, "the article's own correspondent speaks")
            return None
        speaker, relays = self._voices(attribution)
        if not speaker:
            self._reject(attribution, "nobody is named who says it")
            return None
        if previous is not None and self._is_quoted_on(speaker, previous, start, end):
            speaker, relays = list(previous.speaker), speaker
        via = tuple(dict.fromkeys(actor for actor in relays if actor not in speaker))
        if not via and previous is not None and self._goes_on(attribution, previous, tuple(speaker)):
            via = previous.via
        found = Found(attribution, tuple(speaker), via, start, end)
        if attribution.unsure and not self._is_said(self._doubtful(found)):
            self._reject(attribution, "it is likelier to have been done than said")
            return None
        if self._is_own_voice(speaker):
            self._own_voice.append(found)
            self._reject(attribution, "the article's own outlet speaks")
            return None
        return found

    def _doubtful(self, found: Found) -> Doubtful:
        signs = signs_of(self._reading, found.attribution, self._book[found.speaker[0]].type)
        return Doubtful((found.start, found.end), signs)

    def _reject(self, attribution: Attribution, reason: str, what: str | None = None) -> None:
        what = what or f"cue of the rule “{attribution.rule}”"
        self._reading.trace.reject("statement", attribution.cue, what, reason)

    def _taking_back(self, attribution: Attribution) -> Found | None:
        """Read "Officials disclosed this on Thursday" as said of what the outlet reports in the sentence before."""
        first = attribution.verb.sent.start
        if attribution.act not in {"assert", "announce", "confirm"} or not self._own_voice or not first:
            return None
        reported, sentence = self._own_voice[-1], self._reading.doc[first - 1].sent
        if not sentence.start_char <= reported.start < sentence.end_char:
            return None
        speaker, _ = self._voices(attribution)
        return Found(attribution, tuple(speaker), reported.speaker, reported.start, reported.end) if speaker else None

    def _voices(self, attribution: Attribution) -> tuple[list[str], list[str]]:
        """Return who speaks and who relays; of a report that is nobody's, whoever relays it speaks."""
        source = attribution.source
        if source is None:
            return [], []
        speaker = self._sources.of_turn(source) if attribution.rule == TURN else self._sources.resolve(source)
        relays = [actor for head in self._relays.heads(attribution) for actor in self._sources.resolve(head)]
        if not speaker and relays and source.lemma_.lower() in lexicon.words().reports:
            return relays[:1], relays[1:]
        if not speaker and relays and source.lower_ == "they" and self._book[relays[0]].type not in MEDIA:
            return relays[:1], relays[1:]  # "the captain told us they believed"
        if not speaker and attribution.rule == "according to" and (holder := owner(source) or _reckoner(source)):
            speaker = self._sources.resolve(holder)
        if not speaker and self._needs_somebody(attribution):
            return self._sources.as_described(fuller_before(source) or source), relays
        return speaker, relays

    def _needs_somebody(self, attribution: Attribution) -> bool:
        """Whether a construction is only used of those who can speak, whatever the article calls them.

        One who is pointed at ("the wrestler complained") is somebody spoken of before, and not entered anew; several
        ("the touts complained") are the same as before.
        """
        if attribution.rule in {"according to", "noun cue"}:
            return attribution.rule == "according to"  # "rejected claims that …" are nobody's
        source = attribution.source
        is_known = source is not None and not (is_pointed_at(source) and not is_plural(source))
        return is_known and attribution.verb.lemma_.lower() in lexicon.attribution().human

    def _is_quoted_on(self, speaker: list[str], previous: Found, start: int, end: int) -> bool:
        """Whether an agency goes on quoting somebody ("We continue to be concerned …," Yonhap reported)."""
        if set(speaker).isdisjoint(previous.via) or any(self._book[actor].type not in MEDIA for actor in speaker):
            return False
        return self._kind(start, end) == "direct" and FIRST_PERSON.search(self._reading.text[start:end]) is not None

    def _goes_on(self, attribution: Attribution, previous: Found, speaker: tuple[str, ...]) -> bool:
        """Whether a sentence goes on from one that names a relay: the same speaker, by a pronoun or "added"."""
        if not previous.via or previous.speaker != speaker:
            return False
        earlier, source = previous.attribution, attribution.source
        if self._reading.paragraph(attribution.cue[0]) - self._reading.paragraph(earlier.cue[0]) > 1:
            return False
        is_pronoun = source is not None and source.pos_ == "PRON"
        return is_pronoun or attribution.verb.lemma_ in {"add", "continue"} or attribution.is_in_sentence_of(earlier)

    def _is_own_voice(self, speaker: list[str]) -> bool:
        """Whether it is the article's own outlet that reports, which is no statement of somebody else."""
        outlet = self._reading.article.outlet
        return outlet is not None and all(self._book[actor].name.casefold() == outlet.casefold() for actor in speaker)

    # what they say

    def _content(self, attribution: Attribution) -> Stretch:
        start, end = self._reading.trimmed(*attribution.content)
        if attribution.rule in JOINED_RULES and self._reading.quotation_at(start) is None:
            start = _after_connective(self._reading.text, start, end)
        if attribution.rule in NOUN_RULES:
            return start, end
        that = THAT.match(self._reading.text, start, end)
        return (that.end() if that else start), end

    def _is_empty(self, start: int, end: int) -> bool:
        words = re.findall(r"\w+", self._reading.text[start:end])
        return all(word.lower() in lexicon.attribution().empty for word in words)

    def _kind(self, start: int, end: int) -> QuotationKind:
        for quotation in self._reading.quotations:
            if quotation.start <= start and end <= quotation.outer_end and quotation.start < end:
                return "direct"
            if quotation.overlaps(start, end):
                return "mixed"
        return "indirect"

    def _statement(self, statement_id: str, found: Found, saying: Saying, said_on: SaidOn) -> Statement:
        attribution = found.attribution
        text = self._reading.article.text
        first, last = min(attribution.cue[0], found.start), max(attribution.cue[1], found.end)
        source = attribution.source
        named = [(source.idx, source.idx + len(source))] if source is not None else []
        self._reading.trace.went_by(statement_id, attribution.cue, *named)
        act = self._act_of(saying)
        if act != saying.by_rule:
            self._reject(attribution, f"its act is {act} by the learned choice", f"the act {saying.by_rule} by rule")
        return Statement(
            id=statement_id,
            speaker=found.speaker,
            via=found.via,
            cue=text[slice(*attribution.cue)],
            act=act,
            kind=saying.kind,
            content=saying.content,
            start=found.start,
            end=found.end,
            date=said_on.date(found),
            evidence=self._reading.sentences_around(first, last),
            rule=attribution.rule,
        )


def _is_tag_of_any(indirect: Attribution, speech: Sequence[Attribution]) -> bool:
    """Whether an indirect attribution is the tag of a quotation, or takes the quotation for a clause."""
    length = indirect.content[1] - indirect.content[0]
    for one in speech:
        if one.verb.i == indirect.verb.i and one.rule == "tag after":
            return True
        least = 0 if one.verb.i == indirect.verb.i else SAME * length
        if not one.continues and one.shares_content(indirect) > least:
            return True
    return False


def _reckoner(noun: Token) -> Token | None:
    """Return who is meant by "according to the calculations of military experts"."""
    is_reckoning = noun.lemma_.lower() in lexicon.words().reports | count_words().reckoning
    return next(prepositional_objects(noun, "of"), None) if is_reckoning else None


def _holds_speech(colon: Attribution, speech: Sequence[Attribution]) -> bool:
    return any(colon.shares_content(one) for one in speech)


def _is_own_correspondent(attribution: Attribution) -> bool:
    """ "Our defence editor writes": outside quotations and transcripts, "our" people are the outlet's."""
    source = attribution.source
    if source is None or attribution.relays or attribution.rule in {TURN, "goes on"}:
        return False
    is_ours = any(child.dep_ == "poss" and child.lower_ == "our" for child in source.children)
    return is_ours and source.lemma_.lower() in lexicon.attribution().staff


def _after_connective(text: str, start: int, end: int) -> int:
    """Return where a content begins without the "But" or "In addition," that joins it to the sentence before."""
    if (match := JOINING_WORD.match(text, start, end)) is not None:
        return match.end()
    match = OPENING.match(text, start, end)
    is_known = match is not None and match[1].lower().replace(" ", "-") in lexicon.attribution().connectives
    return match.end() if match is not None and is_known else start
