"""From attributions to statements: sources resolved, relays found, contents trimmed, acts, kinds and dates worked out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Token

from service.extract.actors import ActorBook
from service.extract.acts import act_of
from service.extract import lexicon
from service.extract.attribution import SPEECH_VERBS, Attribution, find_indirect, governs, has_as
from service.extract.dates import Calendar
from service.extract.nominal import find_according_to, find_colons, find_estimates, find_noun_cues
from service.extract.reading import Reading
from service.extract.sources import SourceResolver
from service.extract.speech import find_speech, relays_of_quoting
from service.extract.syntax import children, noun_phrase, prepositional_objects
from service.model import QuotationKind, Statement

MEDIA = {"news_agency", "news_outlet"}
PUBLISHING = {
    "release",
    "publish",
    "carry",
    "issue",
    "quote",
    "cite",
    "report",
    "broadcast",
    "air",
    "post",
    "distribute",
    "relay",
    "print",
    "run",
}
VENUES = {
    "report",
    "article",
    "interview",
    "dispatch",
    "bulletin",
    "editorial",
    "broadcast",
    "despatch",
    "programme",
    "program",
    "statement",
    "comment",
    "remark",
    "email",
    "commentary",
}
FIRST_PERSON = re.compile(r"\b(?:[Ww]e|[Oo]ur|I|[Mm]y|us)\b")
EMPTY = {
    "this",
    "that",
    "it",
    "so",
    "them",
    "him",
    "her",
    "nothing",
    "something",
    "which",
    "what",
    "these",
    "those",
    "more",
    "much",
}


@dataclass(slots=True)
class Found:
    """A statement in the making: an attribution with its actors."""

    attribution: Attribution
    speaker: tuple[str, ...]
    via: tuple[str, ...]
    start: int
    end: int

    @property
    def length(self) -> int:
        """Number of characters of the content."""
        return self.end - self.start


class StatementFinder:
    """Finds the statements of one article."""

    def __init__(self, reading: Reading, book: ActorBook, sources: SourceResolver, calendar: Calendar) -> None:
        self._reading = reading
        self._book = book
        self._sources = sources
        self._calendar = calendar

    def find(self) -> tuple[Statement, ...]:
        """Return the statements in text order."""
        attributions = self._attributions()
        found = self._resolve(attributions)
        found = _without_doubles(found)
        return tuple(self._statement(number, one, found) for number, one in enumerate(found, start=1))

    # which attributions there are

    def _attributions(self) -> list[Attribution]:
        speech = list(find_speech(self._reading))
        indirect = self._put_in([one for one in find_indirect(self._reading) if not _covered(one, speech)])
        estimates = list(find_estimates(self._reading))
        nouns = list(find_noun_cues(self._reading))
        verbal = [*speech, *indirect, *estimates]
        phrases = [one for one in find_according_to(self._reading) if not self._relays_for(one, verbal)]
        colons = [one for one in find_colons(self._reading) if not any(_shares(one, other) for other in speech)]
        everything = sorted([*verbal, *nouns, *phrases, *colons], key=lambda one: one.order)
        return self._nested(everything)

    def _relays_for(self, phrase: Attribution, verbal: Iterable[Attribution]) -> bool:
        """ "Kim said …, according to KCNA": the phrase names the relay of the sentence's own statements."""
        relayed = [
            one for one in verbal
            if phrase.source is not None and _same_sentence(self._reading, one, phrase) and not one.continues and one.rule != "noun cue"
            and not (phrase.content[0] <= one.cue[0] and one.clause is not None and phrase.verb in one.clause.subtree and phrase.verb.i < one.verb.i)
        ]  # fmt: skip
        for one in relayed:
            if phrase.source is not None and phrase.verb.i != one.verb.i:
                one.relays.append(phrase.source)
        return bool(relayed)

    def _nested(self, attributions: list[Attribution]) -> list[Attribution]:
        """Make one statement of a relay and what it relays: the outer source becomes the relay of the inner one."""
        outer_ones: set[int] = set()
        for inner in attributions:
            for position, outer in enumerate(attributions):
                if outer is not inner and not outer.continues and governs(outer, inner) and self._relays_speech(outer, inner):
                    relays = [outer.source] if outer.source is not None else []
                    inner.relays.extend([*relays, *outer.relays])
                    outer_ones.add(position)
        kept = [one for position, one in enumerate(attributions) if position not in outer_ones]
        for one in kept:
            if one.verb.tag_ == "VBG" and one.source is not None and not one.relays:
                heads = [o for o in kept if o is not one and o.relays and o.source is not None and o.source.i == one.source.i]
                one.relays.extend(heads[0].relays if heads else [])
        return kept

    def _put_in(self, attributions: list[Attribution]) -> list[Attribution]:
        """"North Korea said, as reported by KCNA, that …": who is named by "as" relays what the sentence's own cue says."""
        kept = []
        for one in attributions:
            host = next((o for o in attributions if o is not one and one.verb.dep_ == "advcl" and one.verb.head.i == o.verb.i), None)
            if host is not None and has_as(one.verb) and one.source is not None:
                host.relays.append(one.source)
            else:
                kept.append(one)
        return kept

    def _relays_speech(self, outer: Attribution, inner: Attribution) -> bool:
        """Whether the outer source only passes on what the inner one says, rather than saying something about it."""
        if inner.verb.lemma_ in SPEECH_VERBS:
            return True
        source = outer.source
        return source is not None and (self._is_media(source) or source.lemma_.lower() in lexicon.words().reports)

    # who they are of

    def _resolve(self, attributions: list[Attribution]) -> list[Found]:
        found: list[Found] = []
        previous: Found | None = None
        for attribution in attributions:
            begun = next((f for f in reversed(found) if f.attribution.cue == attribution.cue), previous)
            one = self._resolved(attribution, begun if attribution.continues else previous)
            if one is None:
                continue
            found.append(one)
            self._sources.memory.note(attribution.cue[0], one.speaker)
            previous = one
        return found

    def _resolved(self, attribution: Attribution, previous: Found | None) -> Found | None:
        start, end = self._content(attribution)
        if start >= end or self._is_empty(start, end):
            return None
        if attribution.continues and previous is not None:
            return Found(attribution, previous.speaker, previous.via, start, end)
        if attribution.source is None:
            return None
        speaker = self._sources.resolve(attribution.source)
        relays = [actor for token in self._relay_heads(attribution) for actor in self._sources.resolve(token)]
        if not speaker and relays and attribution.source.lemma_.lower() in lexicon.words().reports:
            speaker, relays = relays[:1], relays[1:]
        if not speaker:
            return None
        if previous is not None and self._is_quoted_on(speaker, previous, start, end):
            speaker, relays = list(previous.speaker), speaker
        via = tuple(dict.fromkeys(actor for actor in relays if actor not in speaker))
        if not via and previous is not None and self._goes_on(attribution, previous, tuple(speaker)):
            via = previous.via
        if self._is_own_voice(speaker):
            return None
        return Found(attribution, tuple(speaker), via, start, end)

    def _is_quoted_on(self, speaker: list[str], previous: Found, start: int, end: int) -> bool:
        """Whether an agency goes on quoting somebody ("We continue to be concerned …," Yonhap reported)."""
        is_relay = all(self._book[actor].type in MEDIA for actor in speaker) and set(speaker) & set(previous.via)
        return bool(is_relay) and self._kind(start, end) == "direct" and bool(FIRST_PERSON.search(self._reading.text[start:end]))

    def _is_own_voice(self, speaker: list[str]) -> bool:
        """Whether it is the article's own outlet that reports, which is no statement of somebody else."""
        outlet = self._reading.article.outlet
        return outlet is not None and all(self._book[actor].name.casefold() == outlet.casefold() for actor in speaker)

    def _goes_on(self, attribution: Attribution, previous: Found, speaker: tuple[str, ...]) -> bool:
        """Whether a sentence goes on from one that names a relay: the same speaker, taken up by a pronoun or "added"."""
        if not previous.via or previous.speaker != speaker:
            return False
        near = self._reading.paragraph(attribution.cue[0]) - self._reading.paragraph(previous.attribution.cue[0]) <= 1
        source = attribution.source
        same_sentence = _same_sentence(self._reading, attribution, previous.attribution)
        pronoun = source is not None and source.pos_ == "PRON"
        return near and (same_sentence or pronoun or attribution.verb.lemma_ in {"add", "continue"})

    def _relay_heads(self, attribution: Attribution) -> list[Token]:
        """The heads of the noun phrases that relay: addressees that are media, "through its agency", "in the KCNA report"."""
        verb = attribution.verb
        heads = [*relays_of_quoting(attribution), *self._addressees(verb)]
        for preposition in children(verb, "prep", "agent", "dative"):
            for noun in children(preposition, "pobj"):
                heads.extend(self._relay_in(preposition, noun))
        source = attribution.source
        if source is not None:
            for participle in children(source, "acl", "relcl"):
                if participle.lemma_ in PUBLISHING:
                    heads.extend(prepositional_objects(participle, "by"))
        return [*heads, *attribution.relays]

    def _addressees(self, verb: Token) -> list[Token]:
        return (
            [token for token in children(verb, "dobj", "dative") if self._is_media(token)]
            if verb.lemma_ == "tell"
            else []
        )

    def _relay_in(self, preposition: Token, noun: Token) -> list[Token]:
        word = preposition.lower_
        if word in {"through", "via", "on"} and self._is_media(noun):
            return [_named_medium(noun)]
        if word in {"to", "with", "by"} and self._is_media(noun):
            return [_named_medium(noun)]
        if word in {"in", "to", "during", "for"} and noun.lemma_.lower() in VENUES:
            return self._relay_of_venue(noun)
        return []

    def _relay_of_venue(self, noun: Token) -> list[Token]:
        for participle in children(noun, "acl", "relcl"):
            if participle.lemma_ in PUBLISHING:
                return list(prepositional_objects(participle, "by", "on"))
        for found in prepositional_objects(noun, "to", "with", "on", "for", "by"):
            if self._is_media(found):
                return [_named_medium(found)]
        owners = [t for t in [*children(noun, "poss", "compound", "nmod", "amod")] if self._is_media(t)]
        return owners[-1:]

    def _is_media(self, token: Token) -> bool:
        span = self._reading.registered.get(token.i)
        if span is not None:
            return span.label_ in MEDIA
        if token.lower_ in {
            "media",
            "television",
            "broadcaster",
            "newspaper",
            "agency",
            "tv",
            "radio",
            "magazine",
            "website",
            "newswire",
        }:
            return any(True for _ in token.lefts)
        entity = self._reading.entities.get(token.i)
        name = entity.text if entity is not None else " ".join(t.text for t in noun_phrase(token))
        return bool(
            re.search(
                r"\b(?:News|Times|Post|Daily|TV|Radio|Herald|Tribune|Gazette|Journal|Press|Agency|Courier|Broadcasting)\b",
                name,
            )
        ) and (token.pos_ == "PROPN")

    # what they say

    def _content(self, attribution: Attribution) -> tuple[int, int]:
        start, end = self._reading.trimmed(*attribution.content)
        return _without_that(self._reading, start, end)

    def _is_empty(self, start: int, end: int) -> bool:
        words = re.findall(r"\w+", self._reading.text[start:end])
        return not words or (len(words) == 1 and words[0].lower() in EMPTY)

    def _kind(self, start: int, end: int) -> QuotationKind:
        for quotation in self._reading.quotations:
            if quotation.start <= start and end <= quotation.outer_end and quotation.start < end:
                return "direct"
            if quotation.overlaps(start, end):
                return "mixed"
        return "indirect"

    def _statement(self, number: int, found: Found, others: list[Found]) -> Statement:
        attribution = found.attribution
        text = self._reading.article.text
        content = text[found.start : found.end]
        first, last = min(attribution.cue[0], found.start), max(attribution.cue[1], found.end)
        return Statement(
            id=f"s{number}",
            speaker=found.speaker,
            via=found.via,
            cue=text[attribution.cue[0] : attribution.cue[1]],
            act=act_of(attribution.act, content, attribution.verb),
            kind=self._kind(found.start, found.end),
            content=content,
            start=found.start,
            end=found.end,
            date=self._date(found, others),
            evidence=self._reading.sentences_around(first, last),
            rule=attribution.rule,
        )

    def _date(self, found: Found, others: list[Found]) -> str | None:
        """When it was said: a date that hangs on the cue, else the one of what this source said just before."""
        own = self._own_date(found, others)
        verb = found.attribution.verb
        if own is not None or any(c.lemma_ == "have" and c.dep_ == "aux" for c in verb.children):
            return own
        for earlier in reversed(others):
            if earlier.attribution.order >= found.attribution.order:
                continue
            same_voice = earlier.speaker == found.speaker or (found.via and earlier.via == found.via) or set(earlier.via) & set(found.speaker)
            if same_voice and (date := self._own_date(earlier, others)) is not None:
                return date if len(date) == len("2025-04-28") else None
        return None

    def _own_date(self, found: Found, others: list[Found]) -> str | None:
        """The first date in the cue's sentence that is in nobody's content and hangs on the cue or what governs it."""
        verb = found.attribution.verb
        governors = {verb.i, *(t.i for t in verb.ancestors if t.sent == verb.sent)}
        contents = [(o.start, o.end) for o in others]
        words = []
        for token in verb.sent:
            hidden = any(start <= token.idx < end for start, end in contents)
            rival = token.pos_ == "VERB" and token.i not in governors and any(o.attribution.verb.i == token.i for o in others)
            if hidden or rival:
                words.append("|")
            elif self._hangs_on(token, governors, others):
                words.append(token.text_with_ws)
        return self._calendar.find("".join(words))

    def _hangs_on(self, token: Token, governors: set[int], others: list[Found]) -> bool:
        rivals = {o.attribution.verb.i for o in others} - governors
        head = token
        while head.i not in governors:
            if head.i in rivals or head.head.i == head.i:
                return False
            head = head.head
        return True


def _named_medium(noun: Token) -> Token:
    """Of "the national broadcaster SSBC" the name rather than the kind of medium."""
    if noun.pos_ == "PROPN":
        return noun
    for apposition in children(noun, "appos"):
        if apposition.pos_ == "PROPN":
            return apposition
    after = noun.nbor(1) if noun.i + 1 < noun.sent.end else noun
    return after if after.pos_ == "PROPN" else noun


def _covered(indirect: Attribution, speech: list[Attribution]) -> bool:
    """Whether an indirect attribution is the tag of a quotation, or takes the quotation for a clause."""
    for one in speech:
        if one.continues:
            continue
        same_verb = one.verb.i == indirect.verb.i
        overlap = min(one.content[1], indirect.content[1]) - max(one.content[0], indirect.content[0])
        if same_verb and overlap > 0:
            return True
        if overlap > 0.5 * (indirect.content[1] - indirect.content[0]) and not same_verb:
            return True
    return False


def _shares(first: Attribution, second: Attribution) -> bool:
    return min(first.content[1], second.content[1]) > max(first.content[0], second.content[0])


def _same_sentence(reading: Reading, first: Attribution, second: Attribution) -> bool:
    return first.verb.sent.start == second.verb.sent.start


def _without_that(reading: Reading, start: int, end: int) -> tuple[int, int]:
    match = re.match(r"that\s+", reading.text[start:end])
    return (start + match.end(), end) if match else (start, end)


def _without_doubles(found: list[Found]) -> list[Found]:
    """Drop statements whose content lies within another's, unless the shorter is quoted or the cues differ in rank.

    Of two that overlap, the one whose cue governs wins: it holds more of what was said.
    """
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (-f.length, f.start)):
        inside = [
            other for other in kept
            if min(other.end, one.end) - max(other.start, one.start) > 0.5 * one.length
        ]  # fmt: skip
        if not inside or all(_may_stand_beside(one, other) for other in inside):
            kept.append(one)
    return sorted(kept, key=lambda f: (min(f.attribution.cue[0], f.start), f.start))


def _may_stand_beside(inner: Found, outer: Found) -> bool:
    """Whether a statement may lie inside another one's content."""
    return False
