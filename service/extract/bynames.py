"""What people without a name are called: by a name that they give themselves, or by another noun beside the first."""

from __future__ import annotations

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.noun_phrases import is_plural, lemma_of
from service.extract.scene import Scene
from service.extract.syntax import children, noun_phrase

KINDS_OF_NAME = {"sign", "name", "nickname", "callsign", "pseudonym", "alias"}
BEFORE_GIVEN_NAME = {"as", "of", "called", "named", "by", "himself", "herself"}


class Bynames:
    """Knows who gave which name, and who was described by which noun beside another one."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._aliases: dict[str, list[tuple[int, str]]] = {}

    def given(self, head: Token) -> str | None:
        """Return who is meant by "a farmer who gave his name only as Tomo", "one of them, who goes by Grom"."""
        for clause in children(head, "relcl", "acl"):
            words = list(clause.subtree)
            if not any(token.lemma_.lower() in lexicon.sources().names["naming"] for token in words):
                continue
            for token in words:
                if token.pos_ == "PROPN" and _follows_naming(token) and token.i not in self._scene.reading.registered:
                    return self._given_name(token)
        return None

    def _given_name(self, first: Token) -> str:
        if (known := self._scene.people.at(first)) is not None:
            return known
        end = first.i + 1
        while end < first.sent.end and first.doc[end].text[:1].isupper():
            end += 1
        name = list(first.doc[first.i : end])
        actor_id = self._scene.book.named(self._scene.text_of(name), "person")
        self._scene.book.mention(actor_id, name)
        return actor_id

    def note(self, actor_id: str, head: Token) -> None:
        """Note what else is said right beside a description: "her neighbour, a teacher", "the older man, a sniper"."""
        for noun in children(head, "appos"):
            if noun.pos_ == "NOUN" and not is_plural(noun) and self._scene.people.at(noun) is None:
                self._scene.mention(actor_id, noun, noun_phrase(noun))
                self._scene.book.mention(actor_id, noun_phrase(noun)[-1:])
                self._scene.book.describe(actor_id, noun.lemma_, None)
                self._aliases.setdefault(noun.lemma_.lower(), []).append((noun.i, actor_id))

    def taken_up(self, head: Token) -> str | None:
        """Return who was described by this noun beside another description: "the sniper" after "the man, a sniper"."""
        before = [actor_id for position, actor_id in self._aliases.get(lemma_of(head), []) if position < head.i]
        return before[-1] if before else None


def _follows_naming(token: Token) -> bool:
    """Whether a word is given as a name: "as Tomo", "by his call sign, Grom"."""
    if token.i == 0:
        return False
    before = token.nbor(-1)
    if before.text == "," and before.i > token.sent.start:
        return before.nbor(-1).lower_ in KINDS_OF_NAME
    return before.lower_ in BEFORE_GIVEN_NAME | KINDS_OF_NAME
