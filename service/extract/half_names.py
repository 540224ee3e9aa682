"""States that are named by half: "Korean soldiers" where North Korea is told of, "the republic"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

from spacy.tokens import Token

from service.extract.lexicon.counts import count_words
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.syntax import children, noun_phrase

NAME_STEM = 5  # letters that the adjective of a name shares with it: "Korean"


class HalfNames:
    """Answers for one article; actors are local ids."""

    def __init__(self, reading: Reading, sides: Sides, senders: Iterable[str | None]) -> None:
        """``senders`` of deployments, each as often as it sends any: who sends most is the likeliest."""
        self._reading = reading
        self._sides = sides
        self._senders = Counter(senders)
        self._words = count_words()

    def of(self, noun: Token) -> str | None:
        """Return the state that a noun phrase names by half, None where it names none so."""
        return self._by_adjective(noun) or self._by_form(noun)

    def alike(self, noun: Token) -> Sequence[str]:
        """Return the states with a word in their names such as the phrase has, the likeliest first."""
        stems = {
            t.text[:NAME_STEM]
            for t in noun_phrase(noun)
            if len(t) > NAME_STEM and t.text[0].isupper() and t.i not in self._reading.registered
        }
        return [state for state in self._ranked if self._words_of(state) & stems] if stems else []

    def _by_adjective(self, noun: Token) -> str | None:
        return next(iter(self.alike(noun)), None)

    def _by_form(self, noun: Token) -> str | None:
        """ "the republic would send 5,000 builders": the state named last that the sentence does not name."""
        is_form = noun.lemma_.lower() in self._words.owning["forms"] and noun.pos_ in {"NOUN", "PROPN"}
        if not is_form or noun.n_lefts != 1 or not children(noun, "det") or noun.i in self._reading.registered:
            return None
        here = {span.kb_id_ for span in self._reading.names_in(list(noun.sent))}
        before = (s for s in reversed(self._reading.registry_spans) if s.end <= noun.i and s.label_ == "state")
        form = noun.lemma_.lower()
        fitting = (s for s in before if s.kb_id_ not in here and self._is_called(s.kb_id_, form))
        return next((self._sides.of_span(span) for span in fitting), None)

    def _is_called(self, state: str, form: str) -> bool:
        """Whether a state has such a word in one of its names: "Democratic People's Republic of Korea"."""
        return any(form in name.lower().split() for name in self._reading.registry.actors[state].names)

    @cached_property
    def _ranked(self) -> Sequence[str]:
        """The states that the article names, those that send most first, then those named most."""
        spans = [span for span in self._reading.registry_spans if span.label_ == "state"]
        named = Counter(side for span in spans if (side := self._sides.of_span(span)) is not None)
        return sorted(named, key=lambda state: (-self._senders[state], -named[state]))

    def _words_of(self, state: str) -> set[str]:
        return {word[:NAME_STEM] for word in self._sides.name(state).split() if len(word) >= NAME_STEM}
