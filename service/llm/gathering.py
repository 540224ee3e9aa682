"""Takes a model's answers, piece by piece, and keeps what stands in the text; the rest is refused, with a reason.

An actor that is named in several pieces is one actor; so is a treaty of the same name, and a deployment with the same
sender, force and beneficiary.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from spacy.tokens import Doc

from ontology.registry import Registry
from service.llm.answer import (
    ActorAnswer,
    Answer,
    DeploymentAnswer,
    FigureAnswer,
    StatementAnswer,
    TreatyAnswer,
)
from service.llm.pieces import Piece, Stretch
from service.llm.verbatim import holds_number, standing
from service.model import (
    ACTOR_TYPES,
    Actor,
    ActorType,
    Article,
    ClaimKind,
    Claims,
    Deployment,
    Figure,
    Passage,
    Rejection,
    Statement,
    Treaty,
    Why,
)

RULE = "language model"
REGISTRY_SPANS = "registry"


class Gathering:
    """The claims of one article in the making. ``doc`` gives sentences and the registry's names."""

    def __init__(self, article: Article, doc: Doc, registry: Registry) -> None:
        self._article = article
        self._doc = doc
        self._registry = registry
        self._known = {span.text.casefold(): span.kb_id_ for span in doc.spans.get(REGISTRY_SPANS, ())}
        self._actors: dict[str, Actor] = {}
        self._statements: list[Statement] = []
        self._deployments: dict[tuple[str | None, str, str | None], Deployment] = {}
        self._treaties: dict[str, Treaty] = {}
        self._figures: list[Figure] = []
        self._disputes: list[tuple[str, str]] = []
        self._why: dict[str, Why] = {}
        self._rejected: list[Rejection] = []
        self.refused = 0

    def add(self, piece: Piece, answer: Answer) -> None:
        """Take what an answer says of a piece."""
        ids: dict[str, str] = {}  # the answer's ids -> ours; who and what was refused has none
        for actor in answer.actors:
            self._actor(piece, actor, ids)
        for actor in answer.actors:
            self._belonging(actor, ids)
        for treaty in answer.treaties:
            self._treaty(piece, treaty, ids)
        for deployment in answer.deployments:
            self._deployment(piece, deployment, ids)
        for figure in answer.figures:
            self._figure(piece, figure, ids)
        for statement in answer.statements:
            self._statement(piece, statement, ids)
        kept = {one.id for one in self._statements}
        pairs = [(ids.get(first, ""), ids.get(second, "")) for first, second in answer.disputes]
        self._disputes += [pair for pair in pairs if kept.issuperset(pair) and pair[0] != pair[1]]

    def claims(self) -> Claims:
        """Return the claims that stand."""
        return Claims(
            actors=tuple(self._actors.values()),
            statements=tuple(self._statements),
            deployments=tuple(self._deployments.values()),
            treaties=tuple(self._treaties.values()),
            figures=tuple(self._figures),
            disputes=tuple(dict.fromkeys(self._disputes)),
            why=dict(self._why),
            rejected=tuple(self._rejected),
        )

    # who

    def _actor(self, piece: Piece, answer: ActorAnswer, ids: dict[str, str]) -> None:
        places = (standing(piece, number, answer.name) for number in range(1, len(piece.paragraphs) + 1))
        place = next((place for place in places if place is not None), None)
        if place is None:
            self.refused += 1
            return
        passage = self._passage(place)
        key, name, kind, wikidata = self._identity(answer)
        actor_id = self._id_of(key or name)
        known = self._actors.get(actor_id)
        mentions = dict.fromkeys([*(known.mentions if known else ()), passage.exact])
        evidence = dict.fromkeys([*(known.evidence if known else ()), passage])
        self._actors[actor_id] = Actor(
            id=actor_id,
            name=name,
            type=kind,
            mentions=tuple(mentions),
            role=(known.role if known else None) or self._role(piece, answer),
            of=known.of if known else None,
            wikidata=wikidata,
            evidence=tuple(evidence),
            key=key,
        )
        ids[answer.id] = actor_id

    def _belonging(self, answer: ActorAnswer, ids: dict[str, str]) -> None:
        """Note whom somebody's role is held for, once all actors of the answer are known."""
        actor, of = self._one(answer.id, ids), self._one(answer.of, ids)
        if actor is not None and of is not None and actor != of and self._actors[actor].of is None:
            self._actors[actor] = replace(self._actors[actor], of=of)

    def _identity(self, answer: ActorAnswer) -> tuple[str, str, ActorType, str | None]:
        """Return key, name, type and Wikidata number: the registry's where it knows the name, else the model's."""
        entry = self._registry.actors.get(self._known.get(answer.name.casefold(), ""))
        if entry is None:
            return "", answer.name, answer.type, None
        kind = entry.type if entry.type in ACTOR_TYPES else answer.type
        return entry.id, entry.name, kind, entry.wikidata

    def _id_of(self, name: str) -> str:
        folded = "".join(letter if letter.isalnum() else "_" for letter in name.casefold()).strip("_")
        return folded if folded[:1].isalpha() else f"actor_{folded}"

    def _role(self, piece: Piece, answer: ActorAnswer) -> str | None:
        """A role is kept where the piece has it word for word."""
        numbers = range(1, len(piece.paragraphs) + 1)
        stands = answer.role and any(standing(piece, number, answer.role) for number in numbers)
        return answer.role if stands else None

    # what

    def _statement(self, piece: Piece, answer: StatementAnswer, ids: dict[str, str]) -> None:
        content = standing(piece, answer.paragraph, answer.content)
        cue = self._cue(piece, answer)
        if content is None or cue is None:
            return self._refuse("statement", piece, answer.paragraph, answer.content, "it does not stand there")
        speaker, via = self._who(answer.speaker, ids), self._who(answer.via, ids)
        if not speaker or len(speaker) < len(set(answer.speaker)):
            return self._refuse("statement", piece, answer.paragraph, answer.content, "its speaker is not in the text")
        if any((s.start, s.end) == content for s in self._statements):
            return self._refuse("statement", piece, answer.paragraph, answer.content, "it was given before")
        statement = Statement(
            id=f"s{len(self._statements) + 1}",
            speaker=speaker,
            via=tuple(actor for actor in via if actor not in speaker),
            cue=self._article.text[slice(*cue)],
            act=answer.act,
            kind=answer.kind,
            content=self._article.text[slice(*content)],
            start=content[0],
            end=content[1],
            date=answer.date,
            about=tuple(dict.fromkeys(ids[i] for i in answer.about if i in ids and ids[i] not in self._actors)),
            evidence=self._sentences(min(cue[0], content[0]), max(cue[1], content[1])),
            rule=RULE,
        )
        self._statements.append(statement)
        ids[answer.id] = statement.id
        self._why[statement.id] = Why(words=(self._passage(cue),))
        return None

    def _cue(self, piece: Piece, answer: StatementAnswer) -> Stretch | None:
        """Return where the cue stands: in the content's paragraph, else in the one before or behind it."""
        for number in (answer.paragraph, answer.paragraph - 1, answer.paragraph + 1):
            if (place := standing(piece, number, answer.cue)) is not None:
                return place
        return None

    def _deployment(self, piece: Piece, answer: DeploymentAnswer, ids: dict[str, str]) -> None:
        place = standing(piece, answer.paragraph, answer.quote)
        if place is None:
            return self._refuse("deployment", piece, answer.paragraph, answer.quote, "it does not stand there")
        sender, beneficiary = self._one(answer.sender, ids), self._one(answer.beneficiary, ids)
        if sender is None:
            return self._refuse("deployment", piece, answer.paragraph, answer.quote, "its sender is not in the text")
        key = (sender, answer.force, beneficiary)
        known = self._deployments.get(key) or Deployment(
            id=f"d{len(self._deployments) + 1}",
            sender=sender,
            beneficiary=beneficiary,
            adversary=self._one(answer.adversary, ids),
            force=answer.force,
            status=answer.status,
            started=answer.started,
            legal_basis=ids.get(answer.legal_basis or ""),
            rule=RULE,
        )
        named = [name for name in answer.destination if self._stands_anywhere(piece, name)]
        self._deployments[key] = replace(
            known,
            destination=tuple(dict.fromkeys([*known.destination, *named])),
            evidence=tuple(dict.fromkeys([*known.evidence, self._sentences(*place)])),
        )
        ids[answer.id] = known.id
        self._note(known.id, place)
        return None

    def _treaty(self, piece: Piece, answer: TreatyAnswer, ids: dict[str, str]) -> None:
        place = standing(piece, answer.paragraph, answer.name)
        if place is None:
            return self._refuse("treaty", piece, answer.paragraph, answer.name, "it does not stand there")
        known = self._treaties.get(answer.name.casefold()) or Treaty(
            id=f"t{len(self._treaties) + 1}", kind=answer.kind, name=answer.name, signed=answer.signed, rule=RULE
        )
        passage = self._passage(place)
        self._treaties[answer.name.casefold()] = replace(
            known,
            mentions=tuple(dict.fromkeys([*known.mentions, passage.exact])),
            parties=tuple(dict.fromkeys([*known.parties, *self._who(answer.parties, ids)])),
            evidence=tuple(dict.fromkeys([*known.evidence, passage])),
        )
        ids[answer.id] = known.id
        self._note(known.id, place)
        return None

    def _figure(self, piece: Piece, answer: FigureAnswer, ids: dict[str, str]) -> None:
        place = standing(piece, answer.paragraph, answer.span)
        if place is None:
            return self._refuse("figure", piece, answer.paragraph, answer.span, "it does not stand there")
        if not holds_number(answer.span, answer.low, answer.high):
            return self._refuse("figure", piece, answer.paragraph, answer.span, f"{answer.low} is not its number")
        if answer.high is not None and answer.high < answer.low:
            return self._refuse("figure", piece, answer.paragraph, answer.span, "its upper end is below its lower one")
        source = self._who(answer.source, ids)
        if len(source) < len(set(answer.source)):
            return self._refuse("figure", piece, answer.paragraph, answer.span, "its source is not in the text")
        figure = Figure(
            id=f"f{len(self._figures) + 1}",
            measure=answer.measure,
            low=answer.low,
            high=answer.high,
            qualifier=answer.qualifier,
            of=self._one(answer.of, ids),
            source=source,
            via=tuple(actor for actor in self._who(answer.via, ids) if actor not in source),
            span=self._article.text[slice(*place)],
            start=place[0],
            end=place[1],
            evidence=self._sentences(*place),
            rule=RULE,
        )
        self._figures.append(figure)
        ids[answer.id] = figure.id
        self._note(figure.id, place)
        return None

    # where

    def _who(self, names: Iterable[str], ids: dict[str, str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(ids[name] for name in names if ids.get(name) in self._actors))

    def _one(self, name: str | None, ids: dict[str, str]) -> str | None:
        return next(iter(self._who([name], ids)), None) if name else None

    def _stands_anywhere(self, piece: Piece, words: str) -> bool:
        return any(standing(piece, number, words) for number in range(1, len(piece.paragraphs) + 1))

    def _note(self, claim_id: str, place: Stretch) -> None:
        words = self._why[claim_id].words if claim_id in self._why else ()
        self._why[claim_id] = Why(words=(*words, self._passage(place)))

    def _passage(self, place: Stretch) -> Passage:
        return Passage(*place, self._article.text[slice(*place)])

    def _sentences(self, start: int, end: int) -> Passage:
        """Return the sentences that a stretch lies in."""
        span = self._doc.char_span(start, end, alignment_mode="expand")
        text = self._article.text
        if span is not None:
            start, end = min(start, span[0].sent.start_char), max(end, span[-1].sent.end_char)
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        return self._passage((start, end))

    def _refuse(self, kind: ClaimKind, piece: Piece, paragraph: int, words: str, reason: str) -> None:
        """Count what is refused, and note it beside the paragraph that the model named."""
        self.refused += 1
        place = piece.paragraphs[min(paragraph, len(piece.paragraphs)) - 1]
        self._rejected.append(Rejection(kind, f"the model's “{words[:80]}”", reason, self._passage(place)))
