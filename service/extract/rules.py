"""The rule extractor: reads the claims off spaCy's parse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from spacy.tokens import Doc

from ontology.registry import Registry
from service.extract.act_choice import chosen_act
from service.extract.actors import ActorBook
from service.extract.dates import Calendar
from service.extract.deployments import DeploymentFinder
from service.extract.disputes import Judge, by_weight, find_disputes
from service.extract.figures import FigureFinder
from service.extract.hosting import HostJudge
from service.extract.hosting import by_weight as likeliest_host
from service.extract.measure_choice import MeasureOf, chosen_measure
from service.extract.naming import placed
from service.extract.owner_choice import OwnerJudge, likeliest_owner
from service.extract.people import People
from service.extract.plain_doc import plain
from service.extract.reading import Reading
from service.extract.said_choice import Doubtful, is_said
from service.extract.sayings import Saying
from service.extract.sending import SenderJudge, likeliest_sender
from service.extract.sides import Sides
from service.extract.sources import SourceResolver
from service.extract.statements import StatementFinder
from service.extract.ties import with_deployments, with_legal_bases
from service.extract.topics import Topics
from service.extract.treaties import TreatyFinder
from service.model import Act, Article, Claims, Deployment, Figure, Statement, Treaty


class RuleExtractor:
    """Extracts claims by rules over the parse; one for a whole process, without state between articles."""

    def __init__(
        self,
        registry: Registry,
        *,
        act_of: Callable[[Saying], Act] = chosen_act,
        is_said: Callable[[Doubtful], bool] = is_said,
        judge: Judge = by_weight,
        host_of: HostJudge = likeliest_host,
        sender_of: SenderJudge = likeliest_sender,
        measure_of: MeasureOf = chosen_measure,
        owner_of: OwnerJudge = likeliest_owner,
        name: str = "rules",
    ) -> None:
        """``act_of`` tells the act of what somebody says, ``is_said`` whether what is in doubt has been said at all,
        ``judge`` which statements dispute each other, ``host_of`` whom a deployment is for of which the article does
        not say so, ``sender_of`` who sent it likewise, ``measure_of`` what a number counts, ``owner_of`` whose those
        are of whom nothing tells it plainly. ``name`` is what claims say of who made them.
        """
        self.name = name
        self._registry = registry
        self._act_of = act_of
        self._is_said = is_said
        self._judge = judge
        self._host_of = host_of
        self._sender_of = sender_of
        self._measure_of = measure_of
        self._owner_of = owner_of

    def extract(self, article: Article, doc: Doc) -> Claims:
        """Return the claims of an article; ``doc`` is its annotation. An article that is not read has none."""
        if not article.is_read:
            return Claims(extractor=self.name)
        reading = Reading(article, plain(doc), self._registry)
        book = ActorBook(reading)
        for span in reading.registry_spans:
            if span.label_ not in {"place", "person"}:
                book.mention(book.registered(span.kb_id_), span)
                book.mention(book.registered(span.kb_id_), placed(span))
        sources = SourceResolver(reading, book, People(reading, book))
        calendar = Calendar(reading.text, article.published, [passage.exact for passage in article.boilerplate])
        statements = StatementFinder(reading, book, sources, calendar, self._act_of, self._is_said).find()
        sides = Sides(reading, book, sources)
        agreed = TreatyFinder(reading, sides, calendar)
        finder = DeploymentFinder(reading, sides, agreed.bound, sources, calendar, self._host_of, self._sender_of)
        deployments = finder.find(statements)
        treaties = agreed.find(deployments)
        deployments = with_legal_bases(deployments, treaties)
        counter = FigureFinder(reading, book, sources, sides, self._measure_of, self._owner_of)
        figures = counter.find(statements, deployments)
        figures = with_deployments(figures, deployments)
        topics = Topics(reading, sides, deployments, treaties, figures, finder.anchors)
        statements = tuple(replace(s, about=topics.of(s)) for s in statements)
        active = _active(statements, deployments, treaties, figures)
        claims = Claims(
            actors=book.actors(active),
            statements=statements,
            deployments=deployments,
            treaties=treaties,
            figures=figures,
            disputes=find_disputes(reading, book, sides, statements, figures, self._judge),
            extractor=self.name,
        )
        return reading.trace.explained(claims)


def _active(
    statements: tuple[Statement, ...],
    deployments: tuple[Deployment, ...],
    treaties: tuple[Treaty, ...],
    figures: tuple[Figure, ...],
) -> set[str]:
    active = {actor for s in statements for actor in (*s.speaker, *s.via)}
    active |= {actor for f in figures for actor in (*f.source, *f.via, f.of) if actor}
    active |= {actor for d in deployments for actor in (d.sender, d.beneficiary, d.adversary) if actor}
    return active | {actor for t in treaties for actor in t.parties}
