"""Marks in an article's text nest, every claim is explained, and nothing is quoted at length."""

from service.cli.marked import LONGEST, marked
from service.model import Article, Claims, Deployment, Passage, Rejection, Statement, Why

TEXT = "Peru will pay.\n\nLima said so."


def shown(claims: Claims, text: str = TEXT) -> list[str]:
    return [part.plain for part in marked(Article(id="x", text=text), claims)]


def test_identical_stretches_close_in_reverse_order() -> None:
    whole = Passage(0, 14, "Peru will pay.")
    deployments = tuple(Deployment(id=f"d{n}", sender=None, evidence=(whole,)) for n in (1, 2))
    statement = Statement(
        id="s1", speaker=(), cue="said", act="assert", kind="direct", content=whole.exact, start=0, end=14
    )
    (line,) = [line for line in shown(Claims(deployments=deployments, statements=(statement,))) if "[s1" in line]
    assert line == "[s1: [d1: [d2: Peru will pay. :d2] :d1] :s1]"


def test_a_claim_that_stands_in_no_paragraph_is_explained_at_the_end() -> None:
    between = Deployment(id="d1", sender=None, evidence=(Passage(14, 15, "\n"),))
    nowhere = Deployment(id="d2", sender=None)
    lines = shown(Claims(deployments=(between, nowhere)))
    assert [line.split()[0] for line in lines[-2:]] == ["d1", "d2"]


def test_a_claim_that_begins_before_a_paragraph_is_explained_once_below_it() -> None:
    running = Deployment(id="d1", sender=None, evidence=(Passage(14, 20, TEXT[14:20]), Passage(0, 4, "Peru")))
    lines = shown(Claims(deployments=(running,)))
    assert sum("rule: " in line for line in lines) == 1


def test_long_passages_are_shortened() -> None:
    text = "word " * 1_000
    passage = Passage(0, len(text), text)
    rejection = Rejection("statement", "it", "because", passage)
    claims = Claims(
        deployments=(Deployment(id="d1", sender=None, evidence=(passage,)),),
        why={"d1": Why(words=(passage,), rejected=(rejection,))},
        rejected=(rejection,),
    )
    for line in "\n".join(shown(claims, text)).splitlines():
        if "rule: " in line or "because" in line:
            assert len(line) < LONGEST + 80
