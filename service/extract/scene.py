"""What the parts of the source resolver share: the article, its actors and persons, and who spoke before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from spacy.tokens import Span, Token

from service.extract.actors import ActorBook
from service.extract.names import Names
from service.extract.noun_phrases import wordings
from service.extract.people import People
from service.extract.reading import Reading


@dataclass(slots=True)
class Memory:
    """Who spoke before, for pronouns and definite descriptions."""

    _speakers: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)

    def note(self, offset: int, actor_ids: tuple[str, ...]) -> None:
        """Remember that these actors spoke at this character offset."""
        self._speakers.append((offset, actor_ids))

    def before(self, offset: int) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield offset and actors of what was said before an offset, the latest first."""
        return ((position, actor_ids) for position, actor_ids in reversed(self._speakers) if position < offset)

    def last(self, offset: int) -> tuple[str, ...]:
        """Return who spoke last before an offset, nobody when no one did."""
        return next((actor_ids for _, actor_ids in self.before(offset)), ())


@dataclass(frozen=True, slots=True)
class Scene:
    """One article and what is known of its actors so far; ``resolve`` gives the actors that a noun stands for."""

    reading: Reading
    book: ActorBook
    people: People
    names: Names
    memory: Memory
    resolve: Callable[[Token], list[str]]

    def enter(self, span: Span, phrase: list[Token] | None = None) -> str:
        """Enter the actor of a registry match, mentioned by the match or by a longer phrase; returns its local id."""
        actor_id = self.book.registered(span.kb_id_)
        self.book.mention(actor_id, phrase or span)
        return actor_id

    def mention(self, actor_id: str, head: Token, phrase: list[Token]) -> None:
        """Note that an actor is mentioned by a noun phrase, in each of its wordings."""
        for wording in wordings(head, phrase):
            self.book.mention(actor_id, wording)

    def bodies_in(self, tokens: list[Token]) -> list[Span]:
        """Return the registry matches among some tokens that are neither places nor persons."""
        return [span for span in self.reading.names_in(tokens) if span.label_ not in {"place", "person"}]

    def adjective(self, span: Span) -> str:
        """Return the usual adjective of a state, as names of its bodies begin."""
        entry = self.reading.registry.actors.get(span.kb_id_)
        if entry is None:
            return span.text
        return entry.adjectives[0] if entry.adjectives else entry.name

    def text_of(self, phrase: list[Token]) -> str:
        """Return a phrase as the article prints it, white space folded."""
        return " ".join(self.reading.text[phrase[0].idx : phrase[-1].idx + len(phrase[-1])].split())

    def name_of(self, phrase: list[Token]) -> str:
        """Return a phrase as a name: a common noun that begins a sentence in small letters ("analysts")."""
        text, first = self.text_of(phrase), phrase[0]
        opens = first.pos_ == "NOUN" and first.text[1:].islower() and first.i not in self.reading.registered
        return text[0].lower() + text[1:] if opens and not first.ent_type_ else text
