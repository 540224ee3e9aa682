"""Treaties: which agreements an article speaks of, between whom, of what kind, signed when.

A treaty that goes by several names in an article is one treaty: mentions are joined when their kinds belong together
and their parties do not exclude each other. Where no parties stand beside its names, the deployments told with it give
them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from spacy.tokens import Token

from service.extract.dates import YEAR_ALONE, Calendar
from service.extract.lexicon.treaties import treaty_words
from service.extract.reading import Reading
from service.extract.sides import Bound, Sides
from service.extract.syntax import children, prepositional_objects
from service.extract.treaty_mentions import DASHES, Mention, MentionFinder
from service.model import Deployment, Passage, Treaty, TreatyKind

DEFENCE_FAMILY: frozenset[TreatyKind] = frozenset(
    {"mutual_defence", "strategic_partnership", "cooperation_agreement", "status_of_forces", "other"}
)
TWO = 2
NAME_LENGTH = 3  # words; a name as long as that needs no describing
DESCRIBING = frozenset({"prep", "relcl", "acl"})  # what tells which treaty it is
OFTEN = 3  # mentions of each of the two that an article is about
TELLING: tuple[TreatyKind, ...] = (
    "mutual_defence", "status_of_forces", "arms_control", "ceasefire", "strategic_partnership", "cooperation_agreement",
    "un_resolution", "other",
)  # fmt: skip


@dataclass(slots=True)
class Draft:
    """A treaty in the making."""

    kind: TreatyKind
    mentions: list[Mention] = field(default_factory=list)
    parties: tuple[str, ...] = ()
    signed: str | None = None

    def enter(self, mention: Mention) -> None:
        """Add a mention and what it tells."""
        self.mentions.append(mention)
        if len(self.parties) < TWO:
            self.parties = tuple(dict.fromkeys([*self.parties, *mention.parties]))
        self.signed = self.signed or mention.signed
        if mention.kind != "other" or self.kind == "other":
            self.kind = min(self.kind, mention.kind, key=TELLING.index)

    def heads(self) -> set[str]:
        """Return the nouns that it is called by."""
        return {m.head.lemma_.lower() for m in self.mentions}


class TreatyFinder:
    """Finds the treaties of one article."""

    def __init__(self, reading: Reading, sides: Sides, calendar: Calendar) -> None:
        self._reading = reading
        self._sides = sides
        self._mentions = MentionFinder(reading, sides, calendar)
        self._told = tuple(self._mentions.find())
        self._words = treaty_words()

    @property
    def bound(self) -> Bound:
        """The pairs that have a treaty by the article, be it of defence, partnership or cooperation."""
        told = (m.parties for m in self._told if m.kind in DEFENCE_FAMILY)
        return frozenset(frozenset(pair) for parties in told for pair in combinations(parties, TWO))

    def find(self, deployments: tuple[Deployment, ...]) -> tuple[Treaty, ...]:
        """Return the treaties in the order of their first mention."""
        drafts: list[Draft] = []
        waiting: list[Mention] = []
        for mention in self._told:
            if not self._enter(mention, drafts):
                waiting.append(mention)
        for mention in waiting:  # "the deal" before it is named
            self._enter(mention, drafts)
        for draft in drafts:
            self._complete(draft, deployments)
        told = [d for d in drafts if d.parties or any(m.is_named for m in d.mentions)]
        for mention in (m for d in drafts if d not in told for m in d.mentions):
            passage = self._passage(mention)
            self._reading.trace.reject("treaty", (passage.start, passage.end), "agreement", "it has no name or parties")
        return tuple(self._treaty(number, draft) for number, draft in enumerate(told, start=1))

    def _enter(self, mention: Mention, drafts: list[Draft]) -> bool:
        """Put a mention to its treaty; one that only takes up another ("the agreement") makes no treaty of its own."""
        if mention.is_further:
            mention.parties = mention.parties or self._parties_before(mention, drafts)
            draft = None
        else:
            draft = self._taken_up(mention, drafts) if mention.is_general else self._same(mention, drafts)
        if draft is None:
            if mention.is_general and mention.kind != "ceasefire" and not mention.parties:
                return False
            if mention.head.dep_ == "compound" and not mention.parties and not mention.is_named:
                return False  # "truce monitors"
            draft = Draft(mention.kind)
            drafts.append(draft)
        draft.enter(mention)
        return True

    def _parties_before(self, mention: Mention, drafts: list[Draft]) -> tuple[str, ...]:
        """Of "a second agreement" the parties of the treaty told in the sentence before."""
        if not drafts or drafts[-1].kind == "un_resolution":
            return ()
        last = drafts[-1].mentions[-1].head.sent.end
        between = [t for t in self._reading.doc[last : mention.head.sent.start] if not t.is_space]
        return () if between else drafts[-1].parties

    def _taken_up(self, mention: Mention, drafts: list[Draft]) -> Draft | None:
        """Of "the treaty" the last one called so, else the last that may be."""
        head = mention.head.lemma_.lower()
        is_vague = len(mention.parties) < TWO  # "Turkey signed the deal as a guarantor"
        able = [d for d in drafts if self._compatible(mention, d, of_any=is_vague)]
        called = [d for d in able if head in d.heads()]
        if called:
            return called[-1]
        if head in {"statement", "declaration", "convention"}:
            return None
        if mention.kind == "ceasefire":
            return next((d for d in reversed(able) if d.kind == "ceasefire"), None)
        loose = head in {"deal", "agreement", "accord"}
        fitting = [d for d in able if d.kind in DEFENCE_FAMILY or (loose and d.kind == "ceasefire")]
        return fitting[-1] if fitting else None

    def _same(self, mention: Mention, drafts: list[Draft]) -> Draft | None:
        for draft in reversed(drafts):
            if draft.kind == "un_resolution" or mention.kind == "un_resolution":
                numbers = {n for m in draft.mentions for n in _numbers(m)}
                if draft.kind == mention.kind and _numbers(mention) == numbers:
                    return draft
                continue
            if any(m.head.i in {t.i for t in mention.head.conjuncts} for m in draft.mentions):
                continue  # "a partnership in 2009 and a protocol in 2022"
            related = draft.kind == mention.kind or {draft.kind, mention.kind} <= DEFENCE_FAMILY
            if related and self._compatible(mention, draft) and not self._are_two(mention, draft):
                return draft
        return None

    def _are_two(self, mention: Mention, draft: Draft) -> bool:
        """Whether they are papers of different sorts or names: a protocol, a treaty, the Minsk one, the Dayton one."""
        head, sorts = mention.head.lemma_.lower(), self._words.sorts
        if (head in sorts or draft.heads() & sorts) and head not in draft.heads():
            return True
        places = {m.place for m in draft.mentions} - {None}
        if (mention.place is not None or places) and mention.place not in places:
            return True
        organisations = {p for p in mention.parties if not self._sides.is_state(p)}
        if organisations and not organisations & set(draft.parties) and any(m.signed for m in draft.mentions):
            return True
        is_new = any(c.lower_ in {"a", "an"} for c in mention.head.lefts) and mention.signed is not None
        is_known = draft.signed is not None or any(m.is_named for m in draft.mentions)
        return (is_new and is_known and mention.signed != draft.signed) or _are_two_names(mention, draft)

    def _compatible(self, mention: Mention, draft: Draft, *, of_any: bool = False) -> bool:
        """Whether years and parties do not exclude each other; ``of_any``: whatever its parties."""
        if mention.signed and draft.signed and mention.signed[:4] != draft.signed[:4]:
            return False
        ours, theirs = set(mention.parties), set(draft.parties)
        return of_any or not ours or not theirs or ours <= theirs or theirs <= ours

    # parties that are not named beside it

    def _complete(self, draft: Draft, deployments: tuple[Deployment, ...]) -> None:
        """Give a treaty the sides of the deployment it is told with, and a ceasefire those at war."""
        if len(draft.parties) >= TWO or draft.kind == "un_resolution" or self._is_multilateral(draft):
            return
        pairs = self._fighting(deployments) if draft.kind == "ceasefire" else self._sending(draft, deployments)
        for pair in pairs:
            if set(draft.parties) <= set(pair):
                draft.parties = pair
                return
        if not draft.parties:
            draft.parties = self._of_sentence(draft) or self._of_article(draft)

    def _is_multilateral(self, draft: Draft) -> bool:
        """Conventions are of many, as some treaties known by name; a party that is an organisation speaks for all."""
        if "convention" in draft.heads() or any(not self._sides.is_state(p) for p in draft.parties):
            return True
        names = (self._mentions.text(m.tail) for m in draft.mentions)
        return any(self._words.multilateral.search(name) for name in names)

    def _sending(self, draft: Draft, deployments: tuple[Deployment, ...]) -> list[tuple[str, ...]]:
        """The sides of deployments, those first that its sentences name, then those told nearest.

        Treaties of other fields without parties are not theirs. One signed in Hale is of the state of Hale.
        """
        if draft.kind not in DEFENCE_FAMILY - (set() if draft.parties else {"other"}):
            return []
        place = draft.mentions[0].head.idx
        beside, host = self._named_beside(draft), self._signed_in(draft)
        found = [
            (len({d.sender, d.beneficiary} & beside), -min(abs(p.start - place) for p in d.evidence), pair)
            for d in deployments
            if d.sender is not None and d.beneficiary not in {None, d.sender} and d.evidence
            for pair in [(d.sender, d.beneficiary)]
        ]
        pairs: list[tuple[str, ...]] = [pair for *_, pair in sorted(found, key=lambda one: one[:2], reverse=True)]
        return [pair for pair in pairs if host in pair] or (pairs if host is None else [])

    def _named_beside(self, draft: Draft) -> set[str | None]:
        """The sides that the sentences of its mentions name."""
        spans = [span for m in draft.mentions for span in self._reading.names_in(list(m.head.sent))]
        return {self._sides.of_span(span) for span in spans} - {None}

    def _signed_in(self, draft: Draft) -> str | None:
        """The state of the city in "signed in Pyongyang"."""
        for mention in draft.mentions:
            for verb in (t for t in mention.head.subtree if t.lemma_.lower() in self._words.signing):
                for span in self._reading.names_in([*prepositional_objects(verb, "in")]):
                    if span.id_ == "seat":
                        return self._sides.of_span(span)
        return None

    def _fighting(self, deployments: tuple[Deployment, ...]) -> list[tuple[str, ...]]:
        return [(d.adversary, d.beneficiary) for d in deployments if d.adversary and d.beneficiary]

    def _of_sentence(self, draft: Draft) -> tuple[str, ...]:
        """The two sides that the sentence of its first mention speaks of most, if they are two."""
        for mention in draft.mentions:
            spans = self._reading.names_in(list(mention.head.sent))
            sides = Counter(
                s for span in spans if span.label_ in {"state", "armed_force"} and (s := self._sides.of_span(span))
            )
            if len(sides) == TWO:
                return tuple(sides)
        return ()

    def _of_article(self, draft: Draft) -> tuple[str, ...]:
        """The two sides that the article is about, where a treaty is told without any; one of a place is of many."""
        if any(t.lower_ == "of" and t.nbor(1).ent_type_ == "GPE" for m in draft.mentions for t in m.tail[:-1]):
            return ()
        kinds = {"state", "armed_force"} if draft.kind == "ceasefire" else {"state"}
        spans = [span for span in self._reading.registry_spans if span.label_ in kinds]
        sides = Counter(side for span in spans if (side := self._sides.of_span(span)) is not None)
        most = [side for side, _ in sides.most_common(TWO)]
        rest = sum(sides.values()) - sum(sides[side] for side in most)
        # the others in an article on a ceasefire in force are those who mediate and watch
        is_in_force = draft.kind == "ceasefire" and any(m.is_named for m in draft.mentions)
        is_theirs = len(most) == TWO and sides[most[1]] >= OFTEN and (is_in_force or rest <= sides[most[1]])
        return tuple(most) if is_theirs else ()

    def _treaty(self, number: int, draft: Draft) -> Treaty:
        named = [m for m in draft.mentions if not m.is_general] or draft.mentions
        names = [self._mentions.text(t) for m in draft.mentions for t in _names(m)]
        return Treaty(
            id=f"t{number}",
            kind=draft.kind,
            name=self._mentions.text(named[0].tail),
            mentions=tuple(dict.fromkeys(names)),
            parties=draft.parties,
            signed=draft.signed,
            evidence=tuple(self._passage(m) for m in draft.mentions),
            rule="named treaty" if any(m.is_named for m in draft.mentions) else "agreement of named parties",
        )

    def _passage(self, mention: Mention) -> Passage:
        first, last = mention.phrase[0], mention.tail[-1]
        return self._reading.passage(first.idx, last.idx + len(last))


def _names(mention: Mention) -> tuple[list[Token], ...]:
    """How a mention calls its treaty: with all that belongs to it, without its date, and with the year before it."""
    first = min(mention.phrase, key=lambda token: token.i)
    year = [first.nbor(-1)] if first.i and YEAR_ALONE.fullmatch(first.nbor(-1).text) else []
    return mention.tail, _undated(mention.tail), mention.phrase, [*year, *mention.tail], *_described(mention)


def _described(mention: Mention) -> Iterator[list[Token]]:
    """How a treaty is called by whose it is or with whom: "treaty with Oslo", "its treaty with Oslo"."""
    last = max(mention.tail, key=lambda token: token.i)
    behind = [c for c in (*mention.head.rights, *last.rights) if c.i == last.i + 1 and c.dep_ in DESCRIBING]
    called = [[*mention.tail, *_up_to_comma(c)] for c in behind if len(mention.phrase) < NAME_LENGTH]
    whose = [t for p in children(mention.head, "poss") for t in p.subtree]
    yield from called
    if whose and max(t.i for t in whose) < min(t.i for t in mention.phrase):
        yield from ([*whose, *tokens] for tokens in (mention.tail, *called))


def _up_to_comma(head: Token) -> list[Token]:
    """A phrase or clause without what a comma cuts off."""
    tokens = list(head.subtree)
    end = next((p for p, t in enumerate(tokens) if (t.is_punct and t.text not in DASHES) or t.is_space), len(tokens))
    return tokens[:end]


def _undated(tail: list[Token]) -> list[Token]:
    """Of "Treaty of Rarotonga of 1985" what goes before the date."""
    last = next((p for p, t in enumerate(tail) if p and t.lower_ == "of" and _is_date(tail[p + 1 :])), len(tail))
    return tail[:last]


def _is_date(tokens: list[Token]) -> bool:
    return bool(tokens) and all(t.ent_type_ == "DATE" or t.is_digit for t in tokens)


def _numbers(mention: Mention) -> set[str]:
    return {t.text for t in mention.phrase if re.fullmatch(r"\d{3,4}", t.text)}


def _are_two_names(mention: Mention, draft: Draft) -> bool:
    """Two names in capitals with different words are two treaties: the Cooperation Agreement, the Defense Treaty."""
    words = {t.lower_ for t in mention.phrase if t.pos_ == "PROPN"}
    for known in draft.mentions:
        other = {t.lower_ for t in known.phrase if t.pos_ == "PROPN"}
        if len(words) > 1 and len(other) > 1 and words != other and known.head.lemma_ != mention.head.lemma_:
            return True
    return False
