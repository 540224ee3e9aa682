"""A small made-up world: two articles with their claims, one that is not read, and a registry that knows some of it.

The articles are worded for these tests; between them their claims use every property there is.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ontology.registry import Entry, Office, Registry
from service.model import Actor, Article, Claims, Deployment, Figure, Passage, Statement, Treaty
from service.vocabulary import Iris

IRIS = Iris("http://localhost:8000/")
CREATED = datetime(2025, 4, 30, 8, 15, 30, tzinfo=UTC)

_ACTORS = (
    Entry(
        id="north-korea",
        type="state",
        name="North Korea",
        aliases=("DPRK",),
        adjectives=("North Korean",),
        demonyms=("North Koreans",),
        seats=("Pyongyang",),
        wikidata="Q423",
        geonames=1873107,
        source="made up",
    ),
    Entry(id="russia", type="state", name="Russia", wikidata="Q159", geonames=2017370),
    Entry(id="ukraine", type="state", name="Ukraine", wikidata="Q212", geonames=690791),
    Entry(id="south-korea", type="state", name="South Korea", wikidata="Q884", geonames=1835841),
    Entry(
        id="kim-jong-un",
        type="person",
        name="Kim Jong Un",
        wikidata="Q56226",
        offices=(
            Office(role="leader", of="north-korea", since="2011-12"),
            Office(role="chairman", of="north-korea", since="2012", until="2016-06-29"),
        ),
    ),
    Entry(
        id="kcna",
        type="news_agency",
        name="Korean Central News Agency",
        aliases=("KCNA",),
        of="north-korea",
        url="http://kcna.kp/",
    ),
    Entry(id="afp", type="news_agency", name="Agence France-Presse", aliases=("AFP",)),
    Entry(id="example-herald", type="news_outlet", name="Example Herald", aliases=("The Herald",)),
)
_KURSK = Entry(
    id="kursk-oblast",
    type="place",
    name="Kursk Oblast",
    aliases=("Kursk",),
    kind="region",
    of="russia",
    wikidata="Q3178",
    geonames=538555,
)
REGISTRY = Registry(actors={entry.id: entry for entry in _ACTORS}, places={_KURSK.id: _KURSK})

HERALD_TEXT = """Pyongyang owns up

Menu | Subscribe

Pyongyang acknowledged on Monday that its troops are in Kursk. “They keep the word we gave,” Kim Jong Un said in \
remarks carried by KCNA, and the leader put the mission down to the mutual aid treaty that he and Russia signed in \
June 2024.

South Korea's spy agency says about 10,000 soldiers were sent and at least 300 of them were killed. Moscow called the \
count “a fable”.
"""
COURIER_TEXT = """Between 12,000 and 14,000 North Koreans have gone to Russia since October, Ukrainian officials told \
the Courier. Up to 4,000 were killed or wounded, Kyiv estimated. Two North Korean soldiers sit in a cell near the \
front. Russia thanked its friends for coming. Shells were promised too.
"""
GAZETTE_TEXT = "La Corée du Nord a envoyé des soldats en Russie, selon des responsables."


def at(text: str, exact: str) -> Passage:
    """Return the first passage of a text that reads ``exact``."""
    start = text.index(exact)
    return Passage(start, start + len(exact), exact)


def statement(article: Article, local_id: str, content: str, sentence: str, **fields: Any) -> Statement:
    """Return a statement whose offsets, evidence and key come from where its content and sentence stand."""
    start, end = at(article.text, content).start, at(article.text, content).end
    return Statement(
        id=local_id,
        content=content,
        start=start,
        end=end,
        evidence=at(article.text, sentence),
        key=f"{article.id}-{start}-{end}",
        **fields,
    )


def figure(article: Article, local_id: str, span: str, sentence: str, **fields: Any) -> Figure:
    """Return a figure whose offsets, evidence and key come from where its span and sentence stand."""
    start, end = at(article.text, span).start, at(article.text, span).end
    return Figure(
        id=local_id,
        span=span,
        start=start,
        end=end,
        evidence=at(article.text, sentence),
        key=f"{article.id}-{start}-{end}-{fields['measure']}-{fields['low']}",
        **fields,
    )


def actor(
    article: Article, local_id: str, name: str, actor_type: Any, key: str, *mentions: str, **fields: Any
) -> Actor:
    """Return an actor whose evidence is the first passage of each mention."""
    evidence = tuple(at(article.text, mention) for mention in mentions)
    return Actor(id=local_id, name=name, type=actor_type, key=key, mentions=mentions, evidence=evidence, **fields)


HERALD = Article(
    id="00000000000a11ce",
    text=HERALD_TEXT,
    title="Pyongyang owns up",
    url="https://herald.example/2025/pyongyang owns up",
    outlet="The Herald",
    agency="AFP",
    author="A. Writer",
    published="2025-04-29",
    boilerplate=(at(HERALD_TEXT, "Menu | Subscribe"),),
)
COURIER = Article(id="00000000000c0de5", text=COURIER_TEXT)
GAZETTE = Article(id="0000000000009a2e", text=GAZETTE_TEXT, language="fr", outlet="La Gazette d'exemple")


def herald_claims() -> Claims:
    """Return what the Herald says: a confirmation, a quotation through an agency, two figures, and a dispute."""
    admitted = "Pyongyang acknowledged on Monday that its troops are in Kursk."
    quoted = "“They keep the word we gave,” Kim Jong Un said in remarks carried by KCNA"
    counted = "South Korea's spy agency says about 10,000 soldiers were sent and at least 300 of them were killed."
    treaty = at(HERALD_TEXT, "mutual aid treaty")
    return Claims(
        extractor="made-up-rules 0.1.0",
        actors=(
            actor(HERALD, "nk", "North Korea", "state", "north-korea", "Pyongyang"),
            actor(HERALD, "ru", "Russia", "state", "russia", "Russia", "Moscow"),
            actor(HERALD, "kim", "Kim", "person", "kim-jong-un", "Kim Jong Un", role="leader", of="nk"),
            actor(HERALD, "kcna", "KCNA", "news_agency", "kcna", "KCNA"),
            actor(HERALD, "sk", "South Korea", "state", "south-korea"),
            actor(
                HERALD,
                "spies",
                "South Korean spy agency",
                "government_body",
                "south-korea-spy-agency",
                "South Korea's spy agency",
                of="sk",
            ),
        ),
        treaties=(
            Treaty(
                id="t1",
                kind="mutual_defence",
                name="mutual aid treaty",
                mentions=("mutual aid treaty",),
                parties=("nk", "ru"),
                signed="2024-06",
                evidence=(treaty,),
                key="defence-north-korea-russia",
            ),
        ),
        deployments=(
            Deployment(
                id="d1",
                sender="nk",
                beneficiary="ru",
                destination=("Kursk",),
                places=("kursk-oblast",),
                status="confirmed",
                legal_basis="t1",
                evidence=(at(HERALD_TEXT, admitted),),
                key="north-korea-troops-russia",
            ),
        ),
        statements=(
            statement(
                HERALD,
                "s1",
                "its troops are in Kursk",
                admitted,
                speaker=("nk",),
                cue="acknowledged",
                act="confirm",
                kind="indirect",
                date="2025-04-28",
                about=("d1",),
                rule="verb",
            ),
            statement(
                HERALD,
                "s2",
                "They keep the word we gave",
                quoted,
                speaker=("kim",),
                via=("kcna",),
                cue="said",
                act="praise",
                kind="direct",
                about=("d1", "t1"),
            ),
            statement(
                HERALD,
                "s3",
                "about 10,000 soldiers were sent and at least 300 of them were killed",
                counted,
                speaker=("spies",),
                cue="says",
                act="estimate",
                kind="indirect",
                about=("d1", "f1", "f2"),
            ),
            statement(
                HERALD,
                "s4",
                "the count “a fable”",
                "Moscow called the count “a fable”.",
                speaker=("ru",),
                cue="called",
                act="dispute",
                kind="mixed",
                date="2025",
                about=("f1",),
            ),
        ),
        figures=(
            figure(
                HERALD,
                "f1",
                "about 10,000 soldiers were sent",
                counted,
                measure="deployed",
                low=10000,
                qualifier="about",
                of="nk",
                source=("spies",),
                deployment="d1",
            ),
            figure(
                HERALD,
                "f2",
                "at least 300 of them were killed",
                counted,
                measure="killed",
                low=300,
                qualifier="at_least",
                of="nk",
                source=("spies",),
                deployment="d1",
            ),
        ),
        disputes=(("s3", "s4"),),
    )


def courier_claims() -> Claims:
    """Return what the Courier says, which names neither its outlet nor an agency: a range, and a figure of its own."""
    sent = (
        "Between 12,000 and 14,000 North Koreans have gone to Russia since October, "
        "Ukrainian officials told the Courier."
    )
    lost = "Up to 4,000 were killed or wounded, Kyiv estimated."
    held = "Two North Korean soldiers sit in a cell near the front."
    return Claims(
        extractor="made-up-rules 0.1.0",
        actors=(
            actor(COURIER, "nk", "North Korea", "state", "north-korea", "North Koreans"),
            actor(COURIER, "ru", "Russia", "state", "russia", "Russia"),
            actor(COURIER, "ua", "Ukraine", "state", "ukraine", "Kyiv"),
            actor(
                COURIER, "off", "Ukrainian officials", "officials", "ukraine-officials", "Ukrainian officials", of="ua"
            ),
            actor(COURIER, "courier", "Courier", "news_outlet", "courier", "Courier"),
        ),
        deployments=(
            Deployment(
                id="d1",
                sender="nk",
                beneficiary="ru",
                adversary="ua",
                destination=("Russia", "the front"),
                places=("russia", ""),
                started="2024-10",
                evidence=(at(COURIER_TEXT, sent),),
                key="north-korea-troops-russia",
            ),
            Deployment(
                id="d2",
                sender=None,
                destination=("the front",),
                force="weapons",
                status="planned",
                evidence=(at(COURIER_TEXT, "Shells were promised too."),),
                key="unknown-weapons-the-front",
            ),
        ),
        statements=(
            statement(
                COURIER,
                "s1",
                "Between 12,000 and 14,000 North Koreans have gone to Russia since October",
                sent,
                speaker=("off",),
                via=("courier",),
                cue="told",
                act="assert",
                kind="indirect",
                about=("d1", "f1"),
            ),
            statement(
                COURIER,
                "s2",
                "its friends for coming",
                "Russia thanked its friends for coming.",
                speaker=("ru",),
                cue="thanked",
                act="thank",
                kind="indirect",
                date="2025-04",
                about=("d1",),
            ),
        ),
        figures=(
            figure(
                COURIER,
                "f1",
                "Between 12,000 and 14,000 North Koreans",
                sent,
                measure="deployed",
                low=12000,
                high=14000,
                qualifier="range",
                of="nk",
                source=("off",),
                via=("courier",),
                deployment="d1",
            ),
            figure(
                COURIER,
                "f2",
                "Up to 4,000 were killed or wounded",
                lost,
                measure="killed_or_injured",
                low=4000,
                qualifier="at_most",
                of="nk",
                source=("ua",),
                deployment="d1",
            ),
            figure(
                COURIER,
                "f3",
                "Two North Korean soldiers",
                held,
                measure="captured",
                low=2,
                qualifier="exactly",
                of="nk",
                deployment="d1",
            ),
        ),
    )


def articles() -> list[tuple[Article, Claims]]:
    """Return every made-up article with its claims."""
    return [(HERALD, herald_claims()), (COURIER, courier_claims()), (GAZETTE, Claims(extractor="made-up-rules 0.1.0"))]
