"""The actors of one article: everybody is entered once, under whatever names the article speaks of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from spacy.tokens import Span, Token

from ontology.registry import Entry
from service.extract.lexicon import actor_type
from service.extract.reading import Reading
from service.model import Actor, ActorType, Passage

MOST_MENTIONS = 12
# words before a role that say nothing of what it is
PASSING = {"former", "acting", "then", "new", "outgoing", "incoming", "ex", "late", "interim", "current", "veteran"}


@dataclass(slots=True)
class Draft:
    """An actor in the making; ``mentions`` by string, each with the place where it first stands."""

    id: str
    name: str
    type: ActorType
    key: str = ""
    role: str | None = None
    of: str | None = None
    wikidata: str | None = None
    mentions: dict[str, Passage] = field(default_factory=dict)


class ActorBook:
    """Enters actors and gives their local ids."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._drafts: dict[str, Draft] = {}
        self._by_name: dict[tuple[str, str | None], str] = {}

    def __getitem__(self, actor_id: str) -> Draft:
        return self._drafts[actor_id]

    def __contains__(self, actor_id: str) -> bool:
        return actor_id in self._drafts

    def registered(self, entry_id: str) -> str:
        """Enter an actor of the registry; returns its local id."""
        actor_id = entry_id.replace("-", "_")
        if actor_id not in self._drafts:
            entry = self._reading.registry.actors[entry_id]
            self._drafts[actor_id] = Draft(
                actor_id, entry.name, actor_type(entry.type), key=entry.id, wikidata=entry.wikidata
            )
            if entry.of and entry.type != "person" and entry.of in self._reading.registry.actors:
                self._drafts[actor_id].of = self.registered(entry.of)
        return actor_id

    def entry(self, actor_id: str) -> Entry | None:
        """Return the registry's entry of an actor, None for one that it does not know."""
        return self._reading.registry.actors.get(self._drafts[actor_id].key)

    def named(self, name: str, type_: ActorType, *, of: str | None = None, role: str | None = None) -> str:
        """Enter an actor that the registry does not know, by name and owner; returns its local id."""
        folded = (fold(name), of)
        if folded not in self._by_name:
            actor_id = self._free_id(name, of)
            self._drafts[actor_id] = Draft(actor_id, name, type_, of=of, role=role)
            self._by_name[folded] = actor_id
        return self._by_name[folded]

    def mention(self, actor_id: str, tokens: Iterable[Token] | Span) -> None:
        """Note that an actor is mentioned by these words."""
        listed = list(tokens)
        start, end = listed[0].idx, listed[-1].idx + len(listed[-1])
        text = self._reading.text[start:end]
        stripped = re.sub(r"[’']s?$", "", text).strip()
        start += len(text) - len(text.lstrip())
        if len(stripped) > 1 and "\n" not in stripped and len(self._drafts[actor_id].mentions) < MOST_MENTIONS:
            self._drafts[actor_id].mentions.setdefault(stripped, self._reading.passage(start, start + len(stripped)))

    def describe(self, actor_id: str, role: str | None, of: str | None) -> None:
        """Note the role that the article gives somebody, the first one only."""
        draft = self._drafts[actor_id]
        if role and draft.role is None:
            draft.role = role
        if of and draft.of is None and of != actor_id:
            draft.of = of

    def with_role(self, noun: str, of: str | None, before: frozenset[str] = frozenset()) -> list[str]:
        """Return the persons whose role, by article or registry, has this noun (and belongs to this actor).

        ``before`` are the words before the noun, in small letters, which the role must not contradict: a "foreign"
        minister is no "Prime Minister".
        """
        found = []
        for actor_id, draft in self._drafts.items():
            if draft.type != "person" or not draft.mentions:
                continue
            roles = [(draft.role or "", draft.of)]
            entry = self.entry(actor_id)
            if entry is not None:
                roles += [(office.role, office.of.replace("-", "_")) for office in entry.offices]
            if any(
                is_role(role, noun, before, strict=of is not None and owner is None)
                and (of is None or owner is None or owner == of)
                for role, owner in roles
            ):
                found.append(actor_id)
        return found

    def actors(self, active: set[str]) -> tuple[Actor, ...]:
        """Return the actors that take part in a claim, those they belong to, and every known one that is mentioned."""
        wanted = set(active)
        for actor_id in list(wanted):
            owner = self._drafts[actor_id].of
            while owner is not None and owner not in wanted:
                wanted.add(owner)
                owner = self._drafts[owner].of
        wanted |= {actor_id for actor_id, draft in self._drafts.items() if draft.mentions and draft.key}
        for actor_id in list(wanted):
            owner = self._drafts[actor_id].of
            if owner is not None:
                wanted.add(owner)
        return tuple(_actor(draft) for actor_id, draft in self._drafts.items() if actor_id in wanted)

    def _free_id(self, name: str, of: str | None) -> str:
        plain = unicodedata.normalize("NFKD", fold(name)).encode("ascii", "ignore").decode()
        stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "actor"
        if not stem[0].isalpha():
            stem = f"actor_{stem}"
        candidates = [stem, f"{of}_{stem}" if of else stem]
        number = 2
        while candidates:
            candidate = candidates.pop(0)
            if candidate not in self._drafts:
                return candidate
            if not candidates:
                candidates.append(f"{stem}_{number}")
                number += 1
        raise AssertionError("unreachable")


def is_role(role: str, noun: str, before: frozenset[str], *, strict: bool = False) -> bool:
    """Whether a role may be what a noun and the words before it name: a "foreign minister" is no "Prime Minister".

    ``strict``: the words before the noun have to say the same of both, as nothing else does.
    """
    words = [word.replace("defense", "defence") for word in role.casefold().replace("-", " ").split()]
    if noun not in words:
        return False
    own = set(words[: words.index(noun)]) - PASSING
    asked = {word.replace("defense", "defence") for word in before} - PASSING
    if strict and bool(own) != bool(asked):
        return False
    return not own or not asked or bool(own & asked)


@lru_cache(maxsize=5_000)
def fold(name: str) -> str:
    """Reduce a name to what identifies it: case, articles, possessives and punctuation go."""
    name = re.sub(r"[’']s\b", "", name.casefold())
    name = re.sub(r"[^\w\s]", " ", name)
    return " ".join(word for word in name.split() if word not in {"the", "a", "an"})


def _actor(draft: Draft) -> Actor:
    return Actor(
        id=draft.id,
        name=draft.name,
        type=draft.type,
        mentions=tuple(draft.mentions),
        role=draft.role,
        of=draft.of,
        wikidata=draft.wikidata,
        evidence=tuple(sorted(draft.mentions.values())),
        key=draft.key,
    )
