"""Takes a model's answers, piece by piece, and keeps what stands in the text; the rest is refused, with a reason.

A treaty that is named in several pieces is one; so is a deployment with the same sender, force and beneficiary.
"""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Doc

from ontology.registry import Registry
from service.llm.answer import Answer, DeploymentAnswer, FigureAnswer, StatementAnswer, TreatyAnswer
from service.llm.cast import Cast
from service.llm.pieces import Piece, Stretch
from service.llm.record import Named, Record, paragraph_named
from service.llm.verbatim import first_untaken, holds_numbers, nearest_outside, place_anywhere, places
from service.model import Actor, Article, ClaimKind, Claims, Deployment, Figure, Passage, Statement, Treaty

RULE = "language model"
ABSENT = "it does not stand there"
TAKEN = "it was given before"


class Gathering:
    """The claims of one article in the making. ``doc`` gives sentences and the registry's names."""

    def __init__(self, article: Article, doc: Doc, registry: Registry) -> None:
        self._article = article
        self._doc = doc
        self._record = Record(article)
        self._cast = Cast(doc, registry, self._record)
        self._statements: dict[Stretch, Statement] = {}
        self._deployments: dict[tuple[str | None, str, str | None], Deployment] = {}
        self._treaties: dict[str, Treaty] = {}
        self._figures: dict[tuple[str, Stretch], Figure] = {}
        self._disputes: dict[frozenset[str], tuple[str, str]] = {}

    @property
    def actors(self) -> tuple[Actor, ...]:
        """The actors so far, whose ids later answers may use."""
        return self._cast.actors

    @property
    def refused(self) -> int:
        """How many claims, actors and references to them were refused."""
        return len(self._record.rejected)

    def add(self, piece: Piece, answer: Answer) -> None:
        """Take what an answer says of a piece."""
        ids = Named(actors=self._cast.add(piece, answer.actors))
        for treaty in answer.treaties:
            self._treaty(piece, treaty, ids)
        for deployment in answer.deployments:
            self._deployment(piece, deployment, ids)
        for figure in answer.figures:
            self._figure(piece, figure, ids)
        for statement in answer.statements:
            self._statement(piece, statement, ids)
        for dispute in answer.disputes:
            self._dispute(piece, dispute.disputed, dispute.disputing, ids)

    def claims(self) -> Claims:
        """Return the claims that stand."""
        return Claims(
            actors=self._cast.actors,
            statements=tuple(self._statements.values()),
            deployments=tuple(self._deployments.values()),
            treaties=tuple(self._treaties.values()),
            figures=tuple(self._figures.values()),
            disputes=tuple(self._disputes.values()),
            why=self._record.why,
            rejected=tuple(self._record.rejected),
        )

    def _statement(self, piece: Piece, answer: StatementAnswer, ids: Named) -> None:
        candidates = places(piece, answer.paragraph, answer.content)
        content = first_untaken(candidates, self._statements)
        if content is None:
            reason = TAKEN if candidates else ABSENT
            return self._refuse("statement", piece, answer.paragraph, answer.content, reason)
        cue = _cue(piece, answer, content)
        if cue is None:
            return self._refuse("statement", piece, answer.paragraph, answer.cue, "no such cue stands beside it")
        if not ids.actors.keys() >= set(answer.speaker):
            return self._refuse("statement", piece, answer.paragraph, answer.content, "its speaker is not in the text")
        speaker = self._record.resolve(answer.speaker, ids.actors, "statement", content, "speaker")
        via = self._record.resolve(answer.via, ids.actors, "statement", content, "relay")
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
            about=self._record.resolve(answer.about, ids.topics, "statement", content, "topic"),
            evidence=self._sentences(min(cue[0], content[0]), max(cue[1], content[1])),
            rule=RULE,
        )
        self._statements[content] = statement
        ids.statements[answer.id] = statement.id
        self._record.went_by(statement.id, cue)
        return None

    def _deployment(self, piece: Piece, answer: DeploymentAnswer, ids: Named) -> None:
        place = first_untaken(places(piece, answer.paragraph, answer.quote), ())
        if place is None:
            return self._refuse("deployment", piece, answer.paragraph, answer.quote, ABSENT)
        if answer.sender not in ids.actors:
            return self._refuse("deployment", piece, answer.paragraph, answer.quote, "its sender is not in the text")
        sender = ids.actors[answer.sender]
        beneficiary = self._one(answer.beneficiary, ids.actors, place, "beneficiary")
        key = (sender, answer.force, beneficiary)
        known = self._deployments.get(key) or Deployment(
            id=f"d{len(self._deployments) + 1}",
            sender=sender,
            beneficiary=beneficiary,
            adversary=self._one(answer.adversary, ids.actors, place, "adversary"),
            force=answer.force,
            status=answer.status,
            started=answer.started,
            legal_basis=self._one(answer.legal_basis, ids.treaties, place, "legal basis"),
            rule=RULE,
        )
        self._deployments[key] = replace(
            known,
            destination=tuple(dict.fromkeys([*known.destination, *self._destinations(piece, answer, place)])),
            evidence=tuple(dict.fromkeys([*known.evidence, self._sentences(*place)])),
        )
        ids.deployments[answer.id] = known.id
        self._record.went_by(known.id, place)
        return None

    def _destinations(self, piece: Piece, answer: DeploymentAnswer, place: Stretch) -> list[str]:
        """Return the places that the text names, as it names them."""
        found = []
        for name in answer.destination:
            if (named := place_anywhere(piece, name)) is not None:
                found.append(self._article.text[slice(*named)])
            else:
                self._record.refuse("deployment", place, name, "its destination is not in the text")
        return found

    def _treaty(self, piece: Piece, answer: TreatyAnswer, ids: Named) -> None:
        place = first_untaken(places(piece, answer.paragraph, answer.name), ())
        if place is None:
            return self._refuse("treaty", piece, answer.paragraph, answer.name, ABSENT)
        passage = self._record.passage(place)
        key = passage.exact.casefold()
        known = self._treaties.get(key) or Treaty(
            id=f"t{len(self._treaties) + 1}", kind=answer.kind, name=passage.exact, signed=answer.signed, rule=RULE
        )
        parties = self._record.resolve(answer.parties, ids.actors, "treaty", place, "party")
        self._treaties[key] = replace(
            known,
            mentions=tuple(dict.fromkeys([*known.mentions, passage.exact])),
            parties=tuple(dict.fromkeys([*known.parties, *parties])),
            evidence=tuple(dict.fromkeys([*known.evidence, passage])),
        )
        ids.treaties[answer.id] = known.id
        self._record.went_by(known.id, place)
        return None

    def _figure(self, piece: Piece, answer: FigureAnswer, ids: Named) -> None:
        candidates = places(piece, answer.paragraph, answer.span)
        place = first_untaken(candidates, [place for measure, place in self._figures if measure == answer.measure])
        if place is None:
            return self._refuse("figure", piece, answer.paragraph, answer.span, TAKEN if candidates else ABSENT)
        problem = _problem(answer)
        if not ids.actors.keys() >= set(answer.source):
            problem = "its source is not in the text"
        if problem is not None:
            return self._refuse("figure", piece, answer.paragraph, answer.span, problem)
        source = self._record.resolve(answer.source, ids.actors, "figure", place, "source")
        via = self._record.resolve(answer.via, ids.actors, "figure", place, "relay")
        figure = Figure(
            id=f"f{len(self._figures) + 1}",
            measure=answer.measure,
            low=answer.low,
            high=answer.high,
            qualifier=answer.qualifier,
            of=next(iter(self._record.resolve([answer.of], ids.actors, "figure", place, "owner")), None),
            source=source,
            via=tuple(actor for actor in via if actor not in source),
            span=self._article.text[slice(*place)],
            start=place[0],
            end=place[1],
            evidence=self._sentences(*place),
            rule=RULE,
        )
        self._figures[answer.measure, place] = figure
        ids.figures[answer.id] = figure.id
        self._record.went_by(figure.id, place)
        return None

    def _dispute(self, piece: Piece, disputed: str, disputing: str, ids: Named) -> None:
        """Keep which statement contradicts which: of two the same way round or the other, the first."""
        found = self._record.resolve([disputed, disputing], ids.statements, "statement", piece.paragraphs[0], "dispute")
        if len(found) == len((disputed, disputing)):
            self._disputes.setdefault(frozenset(found), (found[0], found[1]))

    def _one(self, name: str | None, ids: dict[str, str], place: Stretch, part: str) -> str | None:
        return next(iter(self._record.resolve([name], ids, "deployment", place, part)), None)

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
        return self._record.passage((start, end))

    def _refuse(self, kind: ClaimKind, piece: Piece, paragraph: int, words: str, reason: str) -> None:
        self._record.refuse(kind, paragraph_named(piece, paragraph), words, reason)


def _cue(piece: Piece, answer: StatementAnswer, content: Stretch) -> Stretch | None:
    """Return where the cue stands: in the content's paragraph, else in the one before or behind it."""
    for number in (answer.paragraph, answer.paragraph - 1, answer.paragraph + 1):
        if (place := nearest_outside(places(piece, number, answer.cue), content)) is not None:
            return place
    return None


def _problem(answer: FigureAnswer) -> str | None:
    """Return what is wrong with a figure's numbers."""
    if not holds_numbers(answer.span, answer.low, answer.high):
        said = " to ".join(str(number) for number in (answer.low, answer.high) if number is not None)
        return f"{said or 'none'} is not its number"
    if answer.low is not None and answer.high is not None and answer.high < answer.low:
        return "its upper end is below its lower one"
    return None
