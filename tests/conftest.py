"""What all tests share: the project's own seed articles as claims and as graphs, without any extraction.

``seed_articles`` are read from the annotations in ``seeds/gold``, so that tests of what comes after extraction neither
load a language model nor change when the extraction does.
"""

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr

from ontology.registry import Entry, Registry
from service.index import Index
from service.logs import identify
from service.model import Actor, Article, Claims, Deployment, Figure, Passage, Statement, Treaty
from service.rdf import article_graph, registry_graph, to_ntriples
from service.settings import Settings
from service.store.embedded import EmbeddedStore
from service.vocabulary import Iris, slug

ROOT = Path(__file__).parents[1]
BASE = "http://localhost:8000/"
TOKEN = "a secret of the tests"
_TERMINAL: list[pytest.TerminalReporter] = []
ACCEPTED = datetime(2025, 5, 2, 12, 0, tzinfo=UTC)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Keep what writes to the terminal; a process that runs tests for another has none."""
    _TERMINAL[:] = filter(None, [session.config.pluginmanager.get_plugin("terminalreporter")])


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Name a failed test when it fails: a run takes long, and may be broken off before it tells at its end."""
    for terminal in _TERMINAL:
        if report.failed:
            terminal.write_line(f"\nFAILED {report.nodeid} ({report.when})")


@pytest.fixture(autouse=True)
def _no_request() -> None:
    """No test begins under the id of a request that one before it has made in the same thread."""
    identify()


@pytest.fixture(scope="session")
def iris() -> Iris:
    return Iris(BASE)


@pytest.fixture(scope="session")
def seed_registry() -> Registry:
    """A registry of a few actors: two that the seeds speak of, and one (Atlantis) that no article mentions."""
    entries = (
        Entry(id="north-korea", type="state", name="North Korea", aliases=("DPRK",), wikidata="Q423"),
        Entry(id="russia", type="state", name="Russia", wikidata="Q159"),
        Entry(id="atlantis", type="state", name="Atlantis"),
    )
    return Registry(actors={entry.id: entry for entry in entries})


@pytest.fixture(scope="session")
def seed_articles() -> tuple[tuple[Article, Claims], ...]:
    """The seeds in the order of their names: analysis, digest, live, tabloid, wire."""
    return read_seeds()


@pytest.fixture(scope="session")
def seed_graphs(
    seed_articles: tuple[tuple[Article, Claims], ...], iris: Iris, seed_registry: Registry
) -> dict[str, bytes]:
    """The named graphs of the seeds and of the registry, as N-Triples by IRI."""
    graphs = {
        str(iris.graph(article.id)): to_ntriples(article_graph(article, claims, iris, ACCEPTED, seed_registry))
        for article, claims in seed_articles
    }
    return graphs | {str(iris.registry_graph): to_ntriples(registry_graph(seed_registry, iris))}


@pytest.fixture(scope="session")
def seeded_data(seed_graphs: dict[str, bytes], iris: Iris, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the seeds and the small registry in store and index. For reading only."""
    data = tmp_path_factory.mktemp("seeded")
    store, index = EmbeddedStore(data), Index.open(data, read_only=False)
    store.replace_graphs(dict(seed_graphs))
    index.put(seed_graphs, iris, revision=store.prepare())
    store.commit()
    index.close()
    store.close()
    return data


@pytest.fixture(scope="session")
def app(seeded_data: Path) -> Iterator[Flask]:
    """The web application on the seeds, with no token and no writer."""
    from service.app import close, create_app

    app = create_app(Settings(data=seeded_data, query_timeout=5))
    yield app
    close(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def writing_client(tmp_path: Path) -> Iterator[FlaskClient]:
    """A client of an empty service with a token and a writer (on a pipeline that finds no claims) in a thread."""
    from service.app import close, create_app
    from tests.jobs.stubs import open_stub_writer

    stop = threading.Event()
    with open_stub_writer(tmp_path) as writer:
        thread = threading.Thread(target=writer.run, args=(stop,))
        thread.start()
        app = create_app(Settings(data=tmp_path, token=SecretStr(TOKEN), max_body_bytes=100_000))
        client = app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {TOKEN}"
        yield client
        close(app)
        stop.set()
        thread.join()


def read_seeds() -> tuple[tuple[Article, Claims], ...]:
    """Return the seeds with what their annotations claim, in the order of their names."""
    return tuple(_annotated(path) for path in sorted((ROOT / "seeds/gold").glob("*.json")))


def _annotated(path: Path) -> tuple[Article, Claims]:
    gold = json.loads(path.read_text(encoding="utf-8"))
    text = (ROOT / "seeds" / gold["text_file"]).read_text(encoding="utf-8")
    article = Article(
        id=slug(gold["id"]),
        text=text,
        title=text.strip().splitlines()[0],
        url=f"https://example.org/{gold['id']}",
        outlet=gold["outlet"],
        agency=gold["agency"],
        published=gold["published"],
        boilerplate=tuple(_passage(text, exact) for exact in gold["boilerplate"]),
    )
    return article, _claims(article, gold)


def _claims(article: Article, gold: dict[str, Any]) -> Claims:
    keys = {actor["id"]: slug(actor["name"]) for actor in gold["actors"]}
    deployments = tuple(_deployment(article.text, entry, keys) for entry in gold["deployments"])
    statements = tuple(_statement(article, entry) for entry in gold["statements"])
    return Claims(
        actors=tuple(_actor(article.text, entry, keys) for entry in gold["actors"]),
        statements=statements,
        deployments=deployments,
        treaties=tuple(_treaty(article.text, entry, keys) for entry in gold["treaties"]),
        figures=tuple(_figure(article, entry, deployments) for entry in gold["figures"]),
        disputes=tuple((first, second) for first, second in gold["disputes"]),
        extractor="gold 1",
    )


def _actor(text: str, entry: dict[str, Any], keys: dict[str, str]) -> Actor:
    mentions = tuple(entry.pop("mentions"))
    evidence = (_passage(text, mentions[0]),) if mentions else ()
    return Actor(**entry, mentions=mentions, evidence=evidence, key=keys[entry["id"]])


def _statement(article: Article, entry: dict[str, Any]) -> Statement:
    content = _passage(article.text, entry["content"])
    lists = {name: tuple(entry.pop(name)) for name in ("speaker", "via", "about")}
    return Statement(
        **entry,
        **lists,
        start=content.start,
        end=content.end,
        evidence=_paragraph(article.text, content),
        rule="gold",
        key=f"{article.id}-{content.start}-{content.end}",
    )


def _deployment(text: str, entry: dict[str, Any], keys: dict[str, str]) -> Deployment:
    places = tuple(entry["destination"])
    target = keys[entry["beneficiary"]] if entry["beneficiary"] else "".join(map(slug, places[:1]))
    deployment = Deployment(
        **{name: value for name, value in entry.items() if name != "destination"},
        destination=places,
        evidence=(_passage(text, places[0]),) if places else (),
    )
    return replace(deployment, key=slug(f"{keys.get(entry['sender'], '')} {entry['force']} {target}"))


def _treaty(text: str, entry: dict[str, Any], keys: dict[str, str]) -> Treaty:
    mentions, parties = tuple(entry.pop("mentions")), tuple(entry.pop("parties"))
    key = slug(" ".join([entry["kind"], *sorted(keys[party] for party in parties)]))
    return Treaty(**entry, mentions=mentions, parties=parties, evidence=(_passage(text, entry["name"]),), key=key)


def _figure(article: Article, entry: dict[str, Any], deployments: tuple[Deployment, ...]) -> Figure:
    span = _passage(article.text, entry["span"])
    lists = {name: tuple(entry.pop(name)) for name in ("source", "via")}
    entry.pop("vague", None)
    sent = (deployment.id for deployment in deployments if deployment.sender == entry["of"])
    return Figure(
        **entry,
        **lists,
        start=span.start,
        end=span.end,
        deployment=next(sent, None),
        evidence=_paragraph(article.text, span),
        key=f"{article.id}-{span.start}-{span.end}-{slug(entry['measure'])}-{entry['low']}",
    )


def _passage(text: str, exact: str) -> Passage:
    start = text.index(exact)
    return Passage(start, start + len(exact), exact)


def _paragraph(text: str, inner: Passage) -> Passage:
    breaks = [0, *(match.end() for match in re.finditer(r"\n+", text)), len(text)]
    start = max(place for place in breaks if place <= inner.start)
    end = min(place for place in breaks if place >= inner.end)
    exact = text[start:end].strip()
    return Passage(text.index(exact, start), text.index(exact, start) + len(exact), exact)
