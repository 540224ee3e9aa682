"""What of an answer becomes claims; whatever a model answers, what is kept can be stored."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from ontology.registry import load
from service.annotate import Annotator
from service.grounding import grounded
from service.link import assign_keys
from service.llm.answer import read
from service.llm.gathering import Gathering
from service.llm.pieces import pieces
from service.model import ACTOR_TYPES, Article, Claims, Given
from service.rdf import article_triples, to_ntriples
from service.text import read_plain
from service.vocabulary import Iris
from tests.llm.conftest import answer

TEXT = """Chile says its ships sail

Chile said 2,400 sailors had left. "They told us so," Ana Rojas said, and the minister said: "They told us so."

Arica waits.

Peru denied it, citing the Lima Pact of March. It warned us and the United States of 10 to 15 thousand guards.
"""
CHILE = {"id": "c", "name": "Chile", "type": "state"}
PERU = {"id": "p", "name": "Peru", "type": "state"}
SAID = {
    "id": "x", "speaker": ["c"], "cue": "said", "act": "assert", "kind": "indirect", "paragraph": 2,
    "content": "2,400 sailors had left",
}  # fmt: skip
DENIED = SAID | {"id": "y", "speaker": ["p"], "cue": "denied", "act": "deny", "content": "it", "paragraph": 4}
QUOTED = SAID | {"id": "z", "content": "They told us so", "kind": "direct"}
SENT = {
    "id": "d", "sender": "c", "force": "ships", "status": "under_way", "quote": "2,400 sailors had left",
    "paragraph": 2,
}  # fmt: skip
PACT = {"id": "t", "kind": "other", "name": " Lima Pact", "paragraph": 4}
COUNT = {
    "id": "f",
    "measure": "deployed",
    "low": 2_400,
    "qualifier": "exactly",
    "span": "2,400 sailors",
    "paragraph": 2,
}


@lru_cache(maxsize=1)
def annotated() -> tuple[Article, Doc]:
    article = read_plain(TEXT, Given(), max_chars=10_000)
    return article, next(Annotator(load()).annotate([article]))


def gathered(*words: str) -> tuple[Claims, int]:
    """Return the claims of these answers on the text, and how many were refused."""
    article, doc = annotated()
    gathering = Gathering(article, doc, load())
    (piece,) = pieces(article, 10_000)
    out_of_shape = 0
    for each in words:
        given_answer, left_out = read(each)
        gathering.add(piece, given_answer)
        out_of_shape += left_out
    return gathering.claims(), gathering.refused + out_of_shape


def test_of_equal_quotations_each_has_its_place_and_the_cue_nearest_to_it() -> None:
    claims, _ = gathered(answer(actors=[CHILE], statements=[QUOTED, QUOTED | {"id": "w"}, QUOTED | {"id": "v"}]))
    first, second = claims.statements
    text = annotated()[0].text
    assert text[first.start : first.end] == text[second.start : second.end] == "They told us so"
    assert first.start < second.start
    cues = [claims.why[s.id].words[0].start for s in (first, second)]
    assert first.end < cues[0] < cues[1] < second.start


@pytest.mark.parametrize("name", ["us", "They", "It"])
def test_a_pronoun_is_no_name(name: str) -> None:
    claims, refused = gathered(answer(actors=[CHILE | {"name": name}]))
    assert (claims.actors, refused) == ((), 1)
    assert claims.rejected[0].kind == "actor"


def test_disputes_keep_their_direction_and_are_kept_once() -> None:
    pair = {"disputed": "x", "disputing": "y"}
    back = {"disputed": "y", "disputing": "x"}
    claims, refused = gathered(answer(actors=[CHILE, PERU], statements=[DENIED, SAID], disputes=[pair, back, pair]))
    assert [s.cue for s in claims.statements] == ["denied", "said"]
    assert (claims.disputes, refused) == ((("s2", "s1"),), 0)


@pytest.mark.parametrize("date", ["2025-13-99", "0000", "2025-02-30", "٢٠٢٥", "2025-2-3", "25", "2025-01-01T00:00"])
def test_a_date_that_no_calendar_has_is_refused(date: str) -> None:
    claims, refused = gathered(answer(actors=[CHILE], statements=[SAID | {"date": date}]))
    assert (claims.statements, refused) == ((), 1)


@pytest.mark.parametrize("date", ["2024", "2024-12", "2024-02-29"])
def test_a_date_of_the_calendar_is_kept(date: str) -> None:
    claims, _ = gathered(answer(actors=[CHILE], statements=[SAID | {"date": date}]))
    assert claims.statements[0].date == date


@pytest.mark.parametrize(
    "changed",
    [
        {"statements": [SAID, DENIED | {"about": ["x"]}]},
        {"statements": [SAID | {"about": ["c"]}]},
        {"statements": [SAID | {"about": ["nothing"]}]},
        {"statements": [SAID | {"via": ["nobody"]}]},
        {"deployments": [SENT, SENT | {"id": "e", "force": "troops", "legal_basis": "d"}]},
        {"deployments": [SENT | {"beneficiary": "nobody"}]},
        {"deployments": [SENT | {"adversary": "nobody"}]},
        {"deployments": [SENT | {"destination": ["Valparaiso"]}]},
        {"treaties": [PACT | {"parties": ["c", "nobody"]}]},
        {"figures": [COUNT | {"of": "nobody"}]},
        {"figures": [COUNT, COUNT]},
        {"actors": [CHILE | {"role": "king"}]},
        {"actors": [CHILE | {"of": "nobody"}]},
        {"disputes": [{"disputed": "x", "disputing": "nothing"}], "statements": [SAID]},
    ],
)
def test_a_reference_that_leads_nowhere_is_left_out_and_counted(changed: dict[str, Any]) -> None:
    claims, refused = gathered(answer(**({"actors": [CHILE, PERU]} | changed)))
    assert refused == len(claims.rejected) == 1
    storable(claims)


def test_what_is_stored_is_the_articles_words() -> None:
    claims, _ = gathered(
        answer(actors=[CHILE], treaties=[PACT], deployments=[SENT | {"destination": ["Arica ", "Arica"]}])
    )
    assert claims.treaties[0].name == "Lima Pact"
    assert claims.deployments[0].destination == ("Arica",)


def test_words_by_which_a_claim_was_made_are_noted_once() -> None:
    claims, _ = gathered(*2 * [answer(actors=[CHILE], deployments=[SENT])])
    assert [passage.exact for passage in claims.why["d1"].words] == ["2,400 sailors had left"]


def storable(claims: Claims) -> None:
    article, _ = annotated()
    kept, dropped = grounded(article, claims)
    assert dropped == 0
    linked = assign_keys(article, kept)
    created = datetime(2025, 5, 2, tzinfo=UTC)
    to_ntriples(article_triples(article, linked, Iris("http://localhost/"), created, load()))


ID = st.sampled_from(["a", "b", "c", "chile", "s1"])
IDS = st.lists(ID, max_size=3)
NAMES = [
    "Chile", "Peru", "United States", "us", "said", "denied", "Ana Rojas", "minister", "They told us so",
    "2,400 sailors", "Lima Pact", "guards", "Arica", "10 to 15 thousand guards", ":", " ", ",", "nowhere",
    "2,400 sailors had left", "It",
]  # fmt: skip
WORDS = st.sampled_from(NAMES)
DATE = st.sampled_from([None, "2025", "2025-02", "2025-02-29", "0000", "2024-02-29", "9999"])
PARAGRAPH = st.integers(0, 5)
COUNTS = st.sampled_from([None, 0, 10_000, 15_000, 2_400, 10**30])
ANSWERS = st.fixed_dictionaries(
    {
        "actors": st.lists(
            st.fixed_dictionaries(
                {"id": ID, "name": WORDS, "type": st.sampled_from(ACTOR_TYPES), "role": WORDS | st.none(), "of": ID}
            ),
            max_size=5,
        ),
        "statements": st.lists(
            st.fixed_dictionaries(
                {"id": ID, "speaker": IDS, "via": IDS, "cue": WORDS, "content": WORDS, "paragraph": PARAGRAPH}
                | {"date": DATE, "about": IDS, "act": st.just("deny"), "kind": st.just("mixed")}
            ),
            max_size=5,
        ),
        "deployments": st.lists(
            st.fixed_dictionaries(
                {"id": ID, "sender": ID, "beneficiary": ID, "adversary": ID, "legal_basis": ID, "quote": WORDS}
                | {"destination": st.lists(WORDS, max_size=2), "started": DATE, "paragraph": PARAGRAPH}
                | {"force": st.sampled_from(["ships", "troops"]), "status": st.just("planned")}
            ),
            max_size=4,
        ),
        "treaties": st.lists(
            st.fixed_dictionaries(
                {"id": ID, "kind": st.just("other"), "name": WORDS, "parties": IDS, "signed": DATE}
                | {"paragraph": PARAGRAPH}
            ),
            max_size=3,
        ),
        "figures": st.lists(
            st.fixed_dictionaries(
                {"id": ID, "measure": st.just("killed"), "low": COUNTS, "high": COUNTS, "of": ID, "source": IDS}
                | {"via": IDS, "span": WORDS, "qualifier": st.just("about"), "paragraph": PARAGRAPH}
            ),
            max_size=4,
        ),
        "disputes": st.lists(st.fixed_dictionaries({"disputed": ID, "disputing": ID}) | IDS, max_size=4),
    }
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ANSWERS, min_size=1, max_size=2))
def test_whatever_is_answered_what_is_kept_can_be_stored(answers: list[dict[str, Any]]) -> None:
    claims, _ = gathered(*(answer(**each) for each in answers))
    storable(claims)
