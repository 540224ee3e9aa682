"""What is read of a source, what of its claims is kept, and in which order articles come out."""

from datetime import UTC, datetime

import pytest

from service.errors import InvalidInputError
from service.grounding import grounded
from service.model import Actor, Article, Claims, Deployment, Figure, Given, Passage, Statement, Treaty
from service.pipeline import Source
from tests.jobs.stubs import stub_pipeline

TEXT = "The minister said that 300 soldiers had left for Goma. Nobody else did."
ARTICLE = Article(id="a", text=TEXT)


def passage(exact: str) -> Passage:
    start = TEXT.index(exact)
    return Passage(start, start + len(exact), exact)


def statement(name: str, words: Passage, evidence: Passage | None = None, about: tuple[str, ...] = ()) -> Statement:
    return Statement(
        id=name,
        speaker=("x",),
        cue="said",
        act="assert",
        kind="indirect",
        content=words.exact,
        start=words.start,
        end=words.end,
        evidence=evidence,
        about=about,
    )


def figure(name: str, span: Passage, deployment: str) -> Figure:
    return Figure(
        id=name,
        measure="deployed",
        low=300,
        qualifier="exactly",
        of="x",
        span=span.exact,
        start=span.start,
        end=span.end,
        deployment=deployment,
    )


GOOD = passage("300 soldiers had left for Goma")
WRONG = [
    Passage(GOOD.start + 1, GOOD.end + 1, GOOD.exact),
    Passage(GOOD.start, GOOD.end, "500 soldiers had left for Goma"),
    Passage(GOOD.start - len(TEXT), GOOD.end - len(TEXT), GOOD.exact),
    Passage(5, 5, ""),
    Passage(len(TEXT), len(TEXT) + 3, "abc"),
]


def test_claims_that_stand_in_the_text_are_kept_as_they_are() -> None:
    claims = Claims(
        actors=(Actor(id="x", name="minister", type="officials", evidence=(passage("The minister"),)),),
        statements=(statement("s1", GOOD, passage(TEXT[:54]), ("d1", "f1")),),
        deployments=(Deployment(id="d1", sender="x", evidence=(GOOD,), legal_basis="t1"),),
        treaties=(Treaty(id="t1", kind="other", name="treaty"),),
        figures=(figure("f1", passage("300 soldiers"), "d1"),),
    )
    assert grounded(ARTICLE, claims) == (claims, 0)


@pytest.mark.parametrize("wrong", WRONG)
def test_claims_that_do_not_are_dropped_and_nothing_refers_to_them(wrong: Passage) -> None:
    claims = Claims(
        actors=(Actor(id="x", name="minister", type="officials", evidence=(wrong, passage("The minister"))),),
        statements=(
            statement("s1", wrong),
            statement("s2", GOOD, wrong),
            statement("s3", GOOD, about=("d1", "d2", "f1")),
        ),
        deployments=(
            Deployment(id="d1", sender="x", evidence=(wrong,)),
            Deployment(id="d2", sender="x", evidence=(wrong, GOOD), legal_basis="t1"),
        ),
        treaties=(Treaty(id="t1", kind="other", name="treaty", evidence=(wrong,)),),
        figures=(figure("f1", wrong, "d2"), figure("f2", GOOD, "d1")),
        disputes=(("s1", "s3"),),
    )
    kept, dropped = grounded(ARTICLE, claims)
    assert dropped == 5
    assert [s.id for s in kept.statements] == ["s3"]
    assert kept.statements[0].about == ("d2",)
    assert [(d.id, d.evidence, d.legal_basis) for d in kept.deployments] == [("d2", (GOOD,), None)]
    assert [(f.id, f.deployment) for f in kept.figures] == [("f2", None)]
    assert (kept.treaties, kept.disputes) == ((), ())
    assert kept.actors[0].evidence == (passage("The minister"),)
    assert all(TEXT[p.start : p.end] == p.exact for p in kept.passages())


def test_articles_come_out_in_order_read_or_not() -> None:
    pipeline = stub_pipeline()
    articles = [pipeline.read(Source(text)) for text in ("one", "foreign two", "three")]
    results = list(pipeline.process(articles))
    assert [article.text for article, _ in results] == ["one", "foreign two", "three"]
    assert {claims.extractor for _, claims in results} == {"stub 1"}
    assert b"three" in pipeline.graph(*results[2], datetime.now(UTC))


@pytest.mark.parametrize(
    "source",
    [
        Source("text"),
        Source("<p>page</p>", is_html=True),
        Source("Überall", given=Given(title="T", url="https://example.org/", published="2025-05-02", language="en")),
        Source(b"\xff\x00 a page in bytes", is_html=True, charset="latin-1"),
    ],
)
def test_a_source_survives_the_queue(source: Source) -> None:
    assert Source.from_json(source.to_json()) == source


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "JSON object"),
        ({}, "either"),
        ({"text": None}, "either"),
        ({"text": "a", "html": "b"}, "either"),
        ({"text": 5}, '"text" has to be a string'),
        ({"text": "a", "title": ["b"]}, '"title" has to be a string'),
        ({"text": "half \ud800"}, "surrogate"),
        ({"text": "a", "url": "\udfff"}, "surrogate"),
        ({"html_base64": "?"}, "base64"),
    ],
)
def test_what_is_no_source_is_refused(value: object, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        Source.from_json(value)
