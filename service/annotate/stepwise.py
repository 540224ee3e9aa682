"""Parser and entity recogniser of a spaCy model, moved on step by step from here.

spaCy's own loop gives up the interpreter's lock and takes it again for every move that it looks at, some hundred for
each word, which is most of the time that they take. Here the lock is kept, and the states of many Docs move on
together. The moves are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

_MOST_TOKENS = 10_000  # in Docs that move on together: what is computed beforehand takes 4 KB a token


class Stepwise:
    """A component that does what a transition-based one does."""

    def __init__(self, component: Any) -> None:
        self._component = component

    def __call__(self, doc: Doc) -> Doc:
        """Annotate a Doc."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = 16) -> Iterator[Doc]:
        """Annotate Docs and yield them in order."""
        unread = iter(docs)
        while batch := list(islice(unread, batch_size)):
            for some in _portions(batch):
                self._component.set_annotations(some, self._states(some))
            yield from batch

    def _states(self, docs: list[Doc]) -> Any:
        """Return the states of Docs after their last move."""
        component = self._component
        states = component.moves.init_batch(docs)
        moving = [state for state in states if not state.is_final()]
        if not moving:
            return states
        model = component.model.predict(docs)
        weights, bias = model.vec2scores.get_param("W").T.copy(), model.vec2scores.get_param("b")
        while moving:
            vectors, _ = model.state2vec(model.get_token_ids(moving), False)
            moving = component.transition_states(moving, vectors @ weights + bias)
        model.clear_memory()
        return states


@Language.factory("onrecord_stepwise", default_config={"of": ""})
def _stepwise(nlp: Language, name: str, of: str) -> Stepwise:  # noqa: ARG001 (spaCy gives the name)
    return Stepwise(nlp.get_pipe(of))


def move_stepwise(nlp: Language, name: str) -> None:
    """Have a component of a pipeline moved on from here; one of another make is left as it is."""
    component: Any = nlp.get_pipe(name)
    attributes = component.model.attrs
    if component.cfg["beam_width"] == 1 and attributes["has_upper"] and not attributes["unseen_classes"]:
        nlp.add_pipe("onrecord_stepwise", name=f"onrecord_{name}", after=name, config={"of": name})
        nlp.disable_pipe(name)


def _portions(docs: Iterable[Doc]) -> Iterator[list[Doc]]:
    """Yield Docs of so many tokens together, of more only where one Doc has them."""
    some: list[Doc] = []
    for doc in docs:
        if some and sum(map(len, some)) + len(doc) > _MOST_TOKENS:
            yield some
            some = []
        some.append(doc)
    yield some
