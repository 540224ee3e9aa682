"""The sides of a conflict: which state, alliance or armed group somebody acts for, or a phrase stands for."""

from __future__ import annotations

from spacy.tokens import Span, Token

from service.extract.actors import ActorBook
from service.extract.lexicon.counts import count_words
from service.extract.lexicon.forces import force_words
from service.extract.reading import Reading
from service.extract.sources import SourceResolver
from service.extract.syntax import children, noun_phrase

SIDES = frozenset({"state", "intergovernmental_organisation", "organisation", "armed_force"})
NO_SIDES = frozenset({"person", "news_agency", "news_outlet"})  # "AFP officers" are no Frenchmen
LONGEST_CHAIN = 5
Bound = frozenset[frozenset[str]]  # pairs of sides with a treaty between them
DASHES = frozenset({"-", "‑", "–"})
JOINED = 2  # dash and word
UNITS = frozenset(
    {"brigade", "regiment", "division", "battalion", "squadron", "fleet", "company", "wing", "platoon", "infantry"}
    | {"artillery", "cavalry", "unit", "flotilla"}
)
SERVICES = frozenset({"defence", "defense", "force", "forces", "army", "navy", "air", "coast", "guard", "marine"})


class Sides:
    """Answers for one article who belongs to whom; actors are local ids."""

    def __init__(
        self,
        reading: Reading,
        book: ActorBook,
        sources: SourceResolver,
        *,
        keep_missions: bool = False,
        counting: bool = False,
    ) -> None:
        """``keep_missions``: KFOR stands for itself, not for NATO, and the Africa Corps for Russia."""
        self._counting = counting
        self._keep_missions = keep_missions
        self._reading = reading
        self._book = book
        self._sources = sources

    def state_of(self, actor_id: str) -> str | None:
        """Return the state, organisation or armed group that somebody acts for, None when it is not known."""
        for _ in range(LONGEST_CHAIN):
            draft = self._book[actor_id]
            flag = force_words().flags.get(draft.name.split()[0]) if not draft.key and draft.name else None
            if flag is not None:
                return self.registered(flag)  # "USS Decatur"
            is_on_own = draft.key in force_words().own_account
            if self._keep_missions and draft.key in force_words().people["state_run"]:
                is_on_own = False
            if self._counting and not is_on_own and draft.type == "organisation" and draft.key:
                return None  # institutes and charities have no soldiers
            if self._counting and draft.key in force_words().councils and draft.of is not None:
                actor_id = draft.of
                continue
            if is_on_own or draft.type in SIDES - {"armed_force"}:
                return actor_id if draft.key or _is_proper(draft.name) else None
            if draft.type == "news_outlet" or draft.key in force_words().wires:
                return None  # what the BBC reports, it reports for itself
            owner = draft.of or self._office_of(actor_id)
            is_mission = owner is not None and self._book[owner].type == "intergovernmental_organisation"
            if self._keep_missions and is_mission and draft.type == "armed_force":
                return actor_id
            if owner is None:
                is_group = draft.key or (_is_proper(draft.name) and not _is_unit(draft.name))
                return actor_id if draft.type == "armed_force" and is_group else None
            actor_id = owner
        return None

    def counting(self) -> Sides:
        """Return the same for those who own what is counted: missions for themselves, for what it runs the state."""
        return Sides(self._reading, self._book, self._sources, keep_missions=True, counting=True)

    def keeping_missions(self) -> Sides:
        """Return the same, but with missions standing for themselves."""
        return Sides(self._reading, self._book, self._sources, keep_missions=True)

    def name(self, actor_id: str) -> str:
        """Return what an actor is called."""
        return self._book[actor_id].name

    def names(self, actor_id: str) -> tuple[str, ...]:
        """Return what an actor is called, and what else the article calls it."""
        draft = self._book[actor_id]
        return (draft.name, *draft.mentions)

    def key(self, actor_id: str) -> str:
        """Return the registry's id of an actor, '' where it does not know it."""
        return self._book[actor_id].key or ""

    def is_known(self, actor_id: str) -> bool:
        """Whether the registry knows an actor."""
        return bool(self._book[actor_id].key)

    def is_state(self, actor_id: str) -> bool:
        """Whether an actor is a state."""
        return self._book[actor_id].type == "state"

    def is_organisation_of_states(self, actor_id: str) -> bool:
        """Whether an actor is an organisation of states."""
        return self._book[actor_id].type == "intergovernmental_organisation"

    def is_mission(self, actor_id: str) -> bool:
        """Whether an actor is the force of an organisation of states: KFOR."""
        owner = self._book[actor_id].of
        return self.is_force(actor_id) and owner is not None and self.is_organisation_of_states(owner)

    def is_joint(self, actor_id: str) -> bool:
        """Whether an actor is what several states do together: KFOR, or by its name a mission or operation."""
        is_named_so = not count_words().owning["missions"].isdisjoint(self.name(actor_id).lower().split())
        return self.is_mission(actor_id) or (is_named_so and not self.is_state(actor_id) and not self.owner(actor_id))

    def owner(self, actor_id: str) -> str | None:
        """Return whose an actor is."""
        return self._book[actor_id].of

    def belongs_to(self, actor_id: str, owner: str) -> bool:
        """Whether an actor is another one's."""
        return self._book[actor_id].of == owner

    def is_fighting(self, actor_id: str) -> bool:
        """Whether an actor is a state or an armed group, rather than an organisation of states."""
        return self._book[actor_id].type in {"state", "armed_force", "organisation"}

    def may_send(self, actor_id: str) -> bool:
        """Whether an actor may have sent a force: one that is known, or a group under arms."""
        return self.is_known(actor_id) or self._book[actor_id].type in {"state", "armed_force"}

    def may_lead(self, actor_id: str) -> bool:
        """Whether an actor may have a force of its own: no charity, and not the Security Council."""
        draft = self._book[actor_id]
        is_council = draft.key in force_words().councils
        return not is_council and (draft.type != "organisation" or draft.key in force_words().own_account)

    def is_force(self, actor_id: str) -> bool:
        """Whether an actor is an armed force or group."""
        return self._book[actor_id].type == "armed_force"

    def is_service(self, actor_id: str) -> bool:
        """Whether an actor's name is what any state's army or navy is called: "Defence Force", "Infantry"."""
        return (SERVICES | UNITS).issuperset(self.name(actor_id).lower().split())

    def is_media(self, noun: Token) -> bool:
        """Whether a noun names an outlet or agency: these have a state, but send nobody."""
        span = self._reading.registered.get(noun.i)
        entry = self._reading.registry.actors.get(span.kb_id_) if span is not None else None
        return entry is not None and entry.type in {"news_agency", "news_outlet"}

    def registered(self, entry_id: str) -> str | None:
        """Return the actor of a registry entry, None where the registry has none with that id."""
        return self._book.registered(entry_id) if entry_id in self._reading.registry.actors else None

    def of_span(self, span: Span) -> str | None:
        """Return the side that a match of the registry stands for; a place stands for none."""
        if span.label_ == "place":
            return None
        return self.state_of(self._book.registered(span.kb_id_))

    def among(self, tokens: list[Token]) -> list[str]:
        """Return the sides named among some tokens, in text order."""
        found = [self.of_span(span) for span in self._reading.names_in(tokens) if span.label_ not in NO_SIDES]
        return [side for side in dict.fromkeys(found) if side is not None]

    def of_noun(self, noun: Token) -> str | None:
        """Return the side that a noun phrase stands for: "the Congolese army", "Kinshasa's forces", "it"."""
        own = self._reading.registered.get(noun.i) or self._reading.registered.get(noun.i - 1)
        owners = children(noun, "poss")
        if owners and (found := self._resolved(owners[0])) is not None:
            return found  # "Russia's Wagner group" is Russia's
        if own is not None and own.kb_id_ in force_words().own_account and own.start >= noun.left_edge.i:
            return self.state_of(self._book.registered(own.kb_id_))
        named = self.among([t for t in noun_phrase(noun) if not is_maker(t)])
        if named:
            return named[-1]
        return self._resolved(noun)

    def host(self, span: Span) -> str | None:
        """Return the state that a place lies in (of a state: itself), None when the registry does not tell."""
        if span.label_ == "state" or (span.kb_id_ in self._reading.registry.actors and span.label_ == "place"):
            return self._book.registered(span.kb_id_)  # "northern Syria" is a place, but of a state's name
        place = self._reading.registry.places.get(span.kb_id_)
        for _ in range(LONGEST_CHAIN):
            if place is None or place.of is None:
                return None
            if place.of in self._reading.registry.actors:
                return self._book.registered(place.of)
            place = self._reading.registry.places.get(place.of)
        return None

    def _resolved(self, noun: Token) -> str | None:
        found = [side for actor in self._sources.resolve(noun) if (side := self.state_of(actor)) is not None]
        return found[0] if found else None

    def _office_of(self, actor_id: str) -> str | None:
        entry = self._book.entry(actor_id)
        if entry is not None and entry.offices and entry.offices[0].of in self._reading.registry.actors:
            return self._book.registered(entry.offices[0].of)
        return None


def _is_unit(name: str) -> bool:
    """Whether a name is that of a state's army or a part of it, but not which: "92nd Brigade", "Defence Force"."""
    words = name.lower().split()
    return not UNITS.isdisjoint(words) or SERVICES.issuperset(words) or words[-2:] == ["defence", "forces"]


def _is_proper(name: str) -> bool:
    """Whether a name is one: "Azawad Front", not "hermit state"."""
    words = [word for word in name.split() if word.lower() not in {"of", "the", "for", "and", "de", "la", "el", "al"}]
    return bool(words) and all(word[0].isupper() for word in words)


def is_maker(token: Token) -> bool:
    """ "Chinese-made drones", "a Soviet-era tank": of who made them nobody says that he sent them."""
    if token.i + JOINED >= len(token.doc) or token.nbor(1).text not in DASHES:
        return False
    return token.nbor(JOINED).lower_ in force_words().people["made"]
