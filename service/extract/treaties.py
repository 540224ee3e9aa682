"""Treaties: which agreements an article speaks of, between whom, of what kind, signed when.

A treaty that goes by several names in an article is one treaty: mentions are joined when their kinds belong together and their
parties do not exclude each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from spacy.tokens import Span, Token

from service.extract.actors import ActorBook
from service.extract.dates import Calendar
from service.extract.reading import Reading
from service.extract.sources import SourceResolver
from service.extract.syntax import children, coordinated, noun_phrase, subject
from service.model import Passage, Treaty, TreatyKind

HEADS = frozenset(
    "treaty pact agreement accord ceasefire cease-fire truce armistice convention memorandum protocol charter resolution "
    "deal concordat compact settlement".split()
)
SIGNING = {"sign", "conclude", "ratify", "ink", "initial", "seal", "reach", "strike", "agree", "enter"}
ALWAYS = {"treaty", "pact", "armistice", "ceasefire", "cease-fire", "truce", "accord", "accords"}
# What a general noun ("agreement", "deal") must have before it to be a treaty of this field.
MODIFIERS = re.compile(
    r"\b(?:defen[cs]e|mutual|security|military|strategic|partnership|co-?operation|peace|status|forces|arms|nuclear|access|"
    r"basing|base|bases|hostage|ceasefire|truce|disarmament|withdrawal|disengagement|framework|bilateral|trilateral|assistance|"
    r"border|visiting|non-?proliferation|reciprocal|grain|friendship|alliance|peacekeeping|prisoner|transition|political)\b",
    re.I,
)  # fmt: skip
KINDS: tuple[tuple[TreatyKind, re.Pattern[str]], ...] = (
    ("un_resolution", re.compile(r"\bresolutions?\b", re.I)),
    ("ceasefire", re.compile(r"\b(?:cease-?fires?|truces?|armistice|cessation of hostilities)\b", re.I)),
    ("status_of_forces", re.compile(r"\b(?:status[- ]of[- ]forces|SOFA|visiting forces|reciprocal access|bas(?:e|es|ing)|host[- ]nation|enhanced defense cooperation)\b", re.I)),
    ("arms_control", re.compile(r"\b(?:arms[- ]control|non-?proliferation|START|INF|test[- ]ban|chemical weapons|biological weapons|disarmament|(?:mine|cluster)[- ]?(?:ban|munitions)?|Ottawa (?:Treaty|Convention)|nuclear deal|JCPOA|intermediate-range)\b")),
    ("mutual_defence", re.compile(r"\b(?:mutual[- ](?:\w+ )?defen[cs]e|mutual[- ](?:military[- ])?assistance|collective[- ](?:defen[cs]e|security)|defen[cs]e pact|defen[cs]e treaty|defensive|alliance|North Atlantic|Washington) ?", re.I)),
    ("strategic_partnership", re.compile(r"\bstrategic\b.*\b(?:partnership|pact|treaty|agreement)\b|\bstrategic partnership\b|\bpartnership (?:treaty|agreement|pact)\b|\bfriendship\b", re.I)),
    ("cooperation_agreement", re.compile(r"\b(?:co-?operation|memorand(?:um|a)|military (?:agreement|accord|deal|pact)|security (?:agreement|pact|deal|accord)|defen[cs]e (?:agreement|deal|accord)|technical|training)\b", re.I)),
)  # fmt: skip
ASSISTANCE = re.compile(
    r"\b(?:assist|defend|come to|aid|help|support)\b[^.]{0,40}\b(?:each other|one another|the other|assistance|in case of|in the event|if attacked|event of)\b"
    r"|each other[’']s (?:assistance|aid|defen[cs]e)|one another[’']s|attack on (?:one|either)|armed attack",
    re.I,
)
DEFENCE_FAMILY = {"mutual_defence", "strategic_partnership", "cooperation_agreement", "other"}


@dataclass(slots=True)
class Mention:
    """One place where the article speaks of a treaty."""

    head: Token
    phrase: list[Token]
    kind: TreatyKind
    parties: tuple[str, ...]
    signed: str | None
    is_general: bool


@dataclass(slots=True)
class Draft:
    """A treaty in the making."""

    kind: TreatyKind
    mentions: list[Mention] = field(default_factory=list)
    parties: tuple[str, ...] = ()
    signed: str | None = None


class TreatyFinder:
    """Finds the treaties of one article."""

    def __init__(self, reading: Reading, book: ActorBook, sources: SourceResolver, calendar: Calendar) -> None:
        self._reading = reading
        self._book = book
        self._sources = sources
        self._calendar = calendar

    def find(self) -> tuple[Treaty, ...]:
        """Return the treaties in the order of their first mention."""
        drafts: list[Draft] = []
        for token in self._reading.doc:
            mention = self._mention(token)
            if mention is not None:
                self._enter(mention, drafts)
        return tuple(self._treaty(number, draft) for number, draft in enumerate(drafts, start=1))

    # one mention

    def _mention(self, head: Token) -> Mention | None:
        lemma = head.lemma_.lower()
        if (lemma not in HEADS and head.lower_ not in ALWAYS) or head.pos_ not in {"NOUN", "PROPN"}:
            return None
        if head.dep_ in {"compound", "nmod", "amod"} and head.head.lemma_.lower() in HEADS:
            return None
        phrase = self._phrase(head)
        text = self._text(phrase)
        definite = any(t.dep_ == "det" and t.lower_ in {"the", "this", "that"} for t in head.children)
        bare = len(phrase) == 1
        if any(
            t.lower_
            in {"no", "any", "every", "such", "trade", "climate", "peace-loving", "prenuptial", "tax", "transfer"}
            for t in [*phrase, *head.children]
        ):
            return None
        if lemma == "resolution":
            return self._resolution(head, phrase)
        if lemma in {
            "agreement",
            "deal",
            "accord",
            "memorandum",
            "protocol",
            "convention",
            "charter",
            "settlement",
            "compact",
            "concordat",
        }:
            named = any(t.pos_ == "PROPN" for t in phrase[:-1]) or head.pos_ == "PROPN"
            context = self._text([*phrase, *self._after(head)])
            if (
                not MODIFIERS.search(context)
                and not (
                    named
                    and lemma in {"agreement", "accord", "memorandum", "protocol", "convention"}
                    and head.text[:1].isupper()
                )
                and not (bare and definite)
            ):
                return None
        kind = self._kind(head, text)
        return Mention(head, phrase, kind, self._parties(head, phrase), self._signed(head, phrase), bare)

    def _phrase(self, head: Token) -> list[Token]:
        phrase = [t for t in noun_phrase(head) if t.dep_ != "poss" and t.dep_ != "case" and not t.is_space]
        possessors = {t.i for p in children(head, "poss") for t in p.subtree}
        phrase = [t for t in phrase if t.i not in possessors]
        return phrase or [head]

    def _after(self, head: Token) -> list[Token]:
        return [t for c in head.rights if c.dep_ in {"prep", "acl", "relcl", "appos"} for t in c.subtree][:25]

    def _kind(self, head: Token, text: str) -> TreatyKind:
        named = (
            f"{text} {self._text([t for t in self._after(head) if t.i < head.i + 7])}"
            if head.lemma_.lower() in {"memorandum", "protocol", "agreement", "treaty"}
            else text
        )
        kind: TreatyKind = next((kind for kind, pattern in KINDS if pattern.search(text)), "other")
        if kind == "other":
            kind = next((kind for kind, pattern in KINDS[1:] if pattern.search(named)), "other")
        if kind in {"strategic_partnership", "other", "cooperation_agreement"} and ASSISTANCE.search(head.sent.text):
            return "mutual_defence"
        return kind

    def _resolution(self, head: Token, phrase: list[Token]) -> Mention | None:
        text = self._text([*phrase, *self._after(head)])
        number = re.search(r"\b(?:[1-9]\d{2,3})\b", self._reading.text[head.idx : head.idx + 30])
        if not number and not re.search(
            r"\b(?:U\.?N\.?|United Nations|Security Council|General Assembly|Council)\b", text
        ):
            return None
        following = self._reading.doc[head.i + 1 : head.i + 2]
        if number and following and following[0].text == number.group():
            phrase = [*phrase, following[0]]
        if "unsc" in self._book:
            parties: tuple[str, ...] = ("unsc",)
        else:
            council = next(
                (
                    i
                    for i in self._reading.registry.actors
                    if i in {"united-nations-security-council", "unsc", "un-security-council"}
                ),
                None,
            )
            parties = (self._book.registered(council),) if council else ()
        if parties:
            names = [t for t in phrase if t.lower_ not in {"resolution", "resolutions"} and not t.is_digit]
            if names and not self._book[parties[0]].mentions:
                self._book.mention(parties[0], names)
        return Mention(head, phrase, "un_resolution", parties, None, is_general=False)

    def _parties(self, head: Token, phrase: list[Token]) -> tuple[str, ...]:
        named = self._between(head) or self._by_name(head, phrase)
        if len(named) >= 2:
            return named
        others = self._with(head, named)
        return tuple(dict.fromkeys([*named, *others]))

    def _between(self, head: Token) -> tuple[str, ...]:
        for preposition in children(head, "prep"):
            if preposition.lower_ in {"between", "among"}:
                objects = children(preposition, "pobj")
                tokens = [t for o in objects for t in coordinated(o)]
                found = [actor for token in tokens for actor in self._states_of(token)]
                if any(
                    t.lemma_ in {"nation", "country", "side", "state", "party", "neighbour", "neighbor", "capital"}
                    for t in tokens
                ):
                    return self._both(head)
                return tuple(dict.fromkeys(found))
        if any(t.lemma_ in {"nation", "country", "side"} for p in children(head, "poss") for t in p.subtree):
            return self._both(head)
        return ()

    def _both(self, head: Token) -> tuple[str, ...]:
        """ "the two nations": those that the sentence, or what goes before it, speaks of together."""
        spans = [s for s in self._reading.names_in(list(self._reading.doc[: head.i])) if s.label_ == "state"]
        found: list[str] = []
        for span in reversed(spans):
            actor = self._book.registered(span.kb_id_)
            if actor not in found:
                found.append(actor)
            if len(found) == 2:
                break
        return tuple(reversed(found))

    def _by_name(self, head: Token, phrase: list[Token]) -> tuple[str, ...]:
        """ "the Russia–North Korea treaty", "Tokyo's pact with Manila"."""
        owners = [o for o in children(head, "poss")]
        found = [actor for o in owners for t in coordinated(o) for actor in self._states_of(t)]
        found += [self._book.registered(span.kb_id_) for span in self._reading.states_in(phrase)]
        return tuple(dict.fromkeys(found))

    def _with(self, head: Token, named: tuple[str, ...]) -> list[str]:
        """The other side: "with Russia", and who signed or invoked it."""
        found: list[str] = []
        for preposition in children(head, "prep"):
            if preposition.lower_ == "with":
                found += [a for o in children(preposition, "pobj") for t in coordinated(o) for a in self._states_of(t)]
        verb = head.head
        while (
            verb.dep_ in {"prep", "pobj", "appos", "conj", "compound"}
            and verb.head.i != verb.i
            and verb.pos_ not in {"VERB", "AUX"}
        ):
            verb = verb.head
        if verb.pos_ == "VERB" and verb.lemma_ in SIGNING | {"have"}:
            doer = subject(verb)
            if doer is not None and doer.i != head.i:
                found = [a for t in coordinated(doer) for a in self._states_of(t)] + found
            for preposition in children(verb, "prep"):
                if preposition.lower_ == "with":
                    found += [
                        a for o in children(preposition, "pobj") for t in coordinated(o) for a in self._states_of(t)
                    ]
            for agent in children(verb, "agent"):
                found += [a for o in children(agent, "pobj") for t in coordinated(o) for a in self._states_of(t)]
        for participle in children(head, "acl", "relcl"):
            if participle.lemma_ in SIGNING:
                found += [
                    a
                    for c in children(participle, "agent")
                    for o in children(c, "pobj")
                    for t in coordinated(o)
                    for a in self._states_of(t)
                ]
                doer = next((c for c in participle.children if c.dep_ == "nsubj"), None)
                if doer is not None and doer.tag_ not in {"WDT", "WP"}:
                    found += [a for t in coordinated(doer) for a in self._states_of(t)]
        return [actor for actor in dict.fromkeys(found) if actor not in named]

    def _states_of(self, token: Token) -> list[str]:
        """The states that a noun phrase stands for: of leaders, the states they lead."""
        span = self._reading.registered.get(token.i)
        if span is not None and span.label_ in {"state", "intergovernmental_organisation"}:
            return [self._book.registered(span.kb_id_)]
        found = []
        for actor in self._sources.resolve(token):
            state = self.state_of(actor)
            if state is not None:
                found.append(state)
        return found

    def state_of(self, actor_id: str) -> str | None:
        """Return the state (or party to a conflict) that somebody acts for, None when it is not known."""
        for _ in range(5):
            draft = self._book[actor_id]
            if draft.type in {"state", "intergovernmental_organisation", "organisation", "armed_force"} and (
                draft.type != "armed_force" or draft.of is None
            ):
                return actor_id
            of = draft.of
            entry = self._book.entry(actor_id)
            if (
                of is None
                and entry is not None
                and entry.offices
                and entry.offices[0].of in self._reading.registry.actors
            ):
                of = self._book.registered(entry.offices[0].of)
            if of is None:
                return None
            actor_id = of
        return None

    def _signed(self, head: Token, phrase: list[Token]) -> str | None:
        for token in phrase:
            if re.fullmatch(r"(?:19|20)\d\d", token.text) and token.i != head.i:
                return token.text
        verbs = [c for c in children(head, "acl", "relcl") if c.lemma_ in SIGNING]
        if head.head.lemma_ in SIGNING and head.dep_ in {"dobj", "nsubjpass"}:
            verbs.append(head.head)
        for verb in verbs:
            stretch = [t for t in verb.subtree]
            found = self._calendar.find(self._reading.text[stretch[0].idx : stretch[-1].idx + len(stretch[-1])])
            if found is not None:
                return found
        following = self._reading.text[head.idx : head.idx + 12]
        match = re.match(
            r"\w+,? (?:of|in) ((?:19|20)\d\d)", following + self._reading.text[head.idx + 12 : head.idx + 30]
        )
        return match[1] if match else None

    # joining mentions

    def _enter(self, mention: Mention, drafts: list[Draft]) -> None:
        draft = self._same(mention, drafts)
        if draft is None:
            if (
                mention.is_general
                and mention.head.lemma_.lower() not in {"ceasefire", "cease-fire", "truce", "armistice"}
                and not mention.parties
            ):
                return
            draft = Draft(mention.kind)
            drafts.append(draft)
        draft.mentions.append(mention)
        draft.parties = (
            tuple(dict.fromkeys([*draft.parties, *mention.parties]))
            if not draft.parties or len(draft.parties) < 2
            else draft.parties
        )
        draft.signed = draft.signed or mention.signed
        if draft.kind != mention.kind:
            draft.kind = _stronger(draft.kind, mention.kind)

    def _same(self, mention: Mention, drafts: list[Draft]) -> Draft | None:
        for draft in reversed(drafts):
            if draft.kind == "un_resolution" or mention.kind == "un_resolution":
                if draft.kind == mention.kind and _numbers(mention) == {n for m in draft.mentions for n in _numbers(m)}:
                    return draft
                continue
            if mention.is_general and mention.kind == "other":
                return draft
            related = draft.kind == mention.kind or {draft.kind, mention.kind} <= DEFENCE_FAMILY
            if related and self._compatible(mention, draft):
                return draft
        return None

    def _compatible(self, mention: Mention, draft: Draft) -> bool:
        if mention.signed and draft.signed and mention.signed[:4] != draft.signed[:4]:
            return False
        ours, theirs = set(mention.parties), set(draft.parties)
        if not ours or not theirs:
            return True
        return ours <= theirs or theirs <= ours

    def _treaty(self, number: int, draft: Draft) -> Treaty:
        mentions = list(dict.fromkeys(self._text(m.phrase) for m in draft.mentions))
        named = [m for m in draft.mentions if not m.is_general] or draft.mentions
        evidence = tuple(self._passage(m.phrase) for m in draft.mentions)
        return Treaty(
            id=f"t{number}",
            kind=draft.kind,
            name=self._text(named[0].phrase),
            mentions=tuple(mentions),
            parties=draft.parties,
            signed=draft.signed,
            evidence=evidence,
        )

    def _text(self, tokens: list[Token]) -> str:
        if not tokens:
            return ""
        ordered = sorted(tokens, key=lambda t: t.i)
        return self._reading.text[ordered[0].idx : ordered[-1].idx + len(ordered[-1])]

    def _passage(self, tokens: list[Token]) -> Passage:
        return self._reading.passage(tokens[0].idx, tokens[-1].idx + len(tokens[-1]))


def _numbers(mention: Mention) -> set[str]:
    return {t.text for t in mention.phrase if re.fullmatch(r"\d{3,4}", t.text)}


def _stronger(first: TreatyKind, second: TreatyKind) -> TreatyKind:
    """Of two kinds that one treaty is called by, the more telling one."""
    order: tuple[TreatyKind, ...] = (
        "mutual_defence", "status_of_forces", "arms_control", "ceasefire", "strategic_partnership", "cooperation_agreement", "un_resolution", "other",
    )  # fmt: skip
    return min(first, second, key=order.index)


def mentions_treaty(treaty: Treaty, start: int, end: int) -> bool:
    """Whether a stretch of text speaks of a treaty."""
    return any(start <= p.start < end for p in treaty.evidence)


def span_of(tokens: list[Token]) -> Span:
    """Return adjacent tokens as a span."""
    return tokens[0].doc[tokens[0].i : tokens[-1].i + 1]
