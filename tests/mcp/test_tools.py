"""What the tools answer: the same as the REST API of the same data, with citations and in bounds."""

from typing import Any, get_args

import pytest
from flask.testing import FlaskClient

from service.vocabulary import Iris
from tests.mcp.conftest import Json, Model

DEPLOYMENT = "north-korea-troops-russia"
API = "/api/v1"


def rest(client: FlaskClient, path: str) -> Json:
    """Return what the REST API answers."""
    answer = client.get(f"{API}/{path}")
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def uncited(item: Json) -> Json:
    """Return an item without the citations that a tool adds."""
    plain = {name: value for name, value in item.items() if name != "citation"}
    return plain | ({"statements": [uncited(each) for each in item["statements"]]} if "disputing" in item else {})


def pages(model: Model, tool: str, **arguments: Any) -> list[Json]:
    """Follow the cursor to the end; return all items."""
    items: list[Json] = []
    cursor: str | None = None
    while True:
        page = model.call(tool, cursor=cursor, **arguments)
        items += page["items"]
        cursor = page["next"]
        if cursor is None:
            assert page["total"] == len(items)
            return items


def test_figures_are_those_of_the_rest_api(model: Model, client: FlaskClient) -> None:
    expected = rest(client, f"deployments/{DEPLOYMENT}/figures")
    page = model.call("figures_of_deployment", deployment=DEPLOYMENT, limit=50)
    assert [uncited(item) for item in page["items"]] == expected["items"]
    assert page["deployment"] == expected["deployment"]
    for measured, same in zip(page["measures"], expected["measures"], strict=True):
        assert measured["positions"] == same["positions"]
        assert measured["conflicts"] == same["conflicts"]
        assert measured["common"] == same["common"]
        assert measured["independent_sources"] == same["independent_sources"]
    assert any(measured["conflicts"] for measured in page["measures"])


def test_figures_come_page_by_page_with_the_comparison_of_all(model: Model) -> None:
    whole = model.call("figures_of_deployment", deployment=DEPLOYMENT, limit=50)
    assert pages(model, "figures_of_deployment", deployment=DEPLOYMENT, limit=2) == whole["items"]
    first = model.call("figures_of_deployment", deployment=DEPLOYMENT, limit=1)
    assert first["measures"] == whole["measures"][:1]


def test_figures_of_one_measure(model: Model) -> None:
    items = pages(model, "figures_of_deployment", deployment=DEPLOYMENT, measure="killed")
    assert items
    assert {item["measure"] for item in items} == {"killed"}


@pytest.mark.parametrize(
    ("role", "actor", "filter_"),
    [("speaker", "vladimir-putin", "speaker"), ("relay", "kremlin", "via"), ("any", "kremlin", "actor")],
)
def test_statements_are_those_of_the_rest_api(
    model: Model, client: FlaskClient, role: str, actor: str, filter_: str
) -> None:
    items = pages(model, "statements_of_actor", actor=actor, role=role, limit=3)
    expected = rest(client, f"statements?{filter_}={actor}&limit=1000")["items"]
    assert [uncited(item) for item in items] == expected
    assert items


def test_statements_by_act_kind_time_words_and_matter(model: Model, client: FlaskClient) -> None:
    asked = {"act": "praise", "quotation": "direct", "since": "2025-04", "until": "2025-04-30", "words": "soldiers"}
    items = pages(model, "statements_of_actor", actor="kim-jong-un", deployment=DEPLOYMENT, **asked)
    query = f"speaker=kim-jong-un&act=praise&kind=direct&from=2025-04&to=2025-04-30&q=soldiers&deployment={DEPLOYMENT}"
    assert [uncited(item) for item in items] == rest(client, f"statements?{query}")["items"]


def test_disputes_and_deployments_are_those_of_the_rest_api(model: Model, client: FlaskClient) -> None:
    disputes = pages(model, "disputes", limit=2)
    assert [uncited(item) for item in disputes] == rest(client, "disputes")["items"]
    assert disputes
    assert pages(model, "deployments", limit=2) == rest(client, "deployments")["items"]
    sent = pages(model, "deployments", sender="DPRK", force="troops", destination="Kursk")
    assert sent == rest(client, "deployments?sender=north-korea&kind=troops&destination=kursk")["items"]
    assert sent


@pytest.mark.parametrize("kind", ["actor", "treaty", "deployment", "statement", "figure", "dispute"])
def test_a_description_is_that_of_the_rest_api(model: Model, client: FlaskClient, kind: str) -> None:
    plural = {"treaty": "treaties"}.get(kind, f"{kind}s")
    for item in rest(client, f"{plural}?limit=2")["items"]:
        expected = rest(client, f"{plural}/{item['id']}")
        for named in (item["id"], item["iri"]):
            told = model.call("describe", thing=named)
            assert told["kind"] == kind
            said = uncited(told["item"])
            accounts = expected.get("accounts")
            if accounts is not None:
                assert said["accounts"] == accounts[:5]
                assert told["accounts_total"] == len(accounts)
            assert said | ({"accounts": accounts} if accounts else {}) == expected


def test_an_article_is_described_without_its_text_which_is_read_in_pieces(model: Model, client: FlaskClient) -> None:
    expected = rest(client, "articles/kursk-live")
    told = model.call("describe", thing="kursk-live")
    assert told["item"] == {name: value for name, value in expected.items() if name not in ("text", "boilerplate")}
    text, start = "", 0
    while start is not None:
        piece = model.call("article_text", article="kursk-live", start=start, length=1000)
        assert piece["start"] == len(text)
        text += piece["text"]
        start = piece["next"]
    assert text == expected["text"]


def test_a_passage_is_found_by_its_iri(model: Model, client: FlaskClient, iris: Iris) -> None:
    figure = rest(client, "figures?limit=1")["items"][0]
    passage = str(iris.passage(figure["article"]["id"], figure["start"], figure["end"]))
    piece = model.call("article_text", article=passage, length=1000)
    assert figure["span"] in piece["text"]
    assert piece["start"] <= figure["start"]


@pytest.mark.parametrize("kind", ["statement", "figure"])
def test_every_claim_has_its_evidence(model: Model, client: FlaskClient, kind: str) -> None:
    for item in rest(client, f"{kind}s?limit=8")["items"]:
        told = model.call("evidence_of_claim", claim=item["id"])
        assert uncited(told[kind]) == item
        assert told["verified"]
        text = rest(client, f"articles/{item['article']['id']}")["text"]
        for passage in (told["quotation"], told["context"]):
            assert text[passage["start"] : passage["end"]] == passage["exact"]
        assert told["quotation"]["exact"] == item["content" if kind == "statement" else "span"]
        assert all(sentence["exact"] in told["context"]["exact"] for sentence in item["evidence"])
        assert told["article"] == item["article"]
        assert {each["id"] for each in told["disputed_by"]} == {each["id"] for each in item.get("disputed_by", ())}
        assert {each["id"] for each in told["disputes"]} == {each["id"] for each in item.get("disputes", ())}


def test_a_figure_is_held_against_the_others(model: Model, client: FlaskClient) -> None:
    measured = next(m for m in rest(client, f"deployments/{DEPLOYMENT}/figures")["measures"] if m["conflicts"])
    one, other = measured["conflicts"][0]
    told = model.call("evidence_of_claim", claim=measured["positions"][one]["figures"][0])
    (compared,) = told["compared"]
    assert compared["deployment"]["id"] == DEPLOYMENT
    against = [(rival["low"], rival["high"]) for rival in compared["conflicts_with"]]
    assert (measured["positions"][other]["low"], measured["positions"][other]["high"]) in against
    agreeing = {key for rival in compared["agrees_with"] for key in rival["figures"]}
    assert not agreeing & {key for rival in compared["conflicts_with"] for key in rival["figures"]}


def test_a_citation_names_speaker_relay_outlet_article_day_and_characters(model: Model) -> None:
    items = pages(model, "statements_of_actor", actor="kremlin", role="relay")
    item = next(each for each in items if each["said_on"])
    names = [each["label"] for each in (*item["speaker"], *item["via"])]
    article = item["article"]
    for part in (*names, item["said_on"], article["outlet"]["label"], article["label"], article["published"]):
        assert part in item["citation"]
    assert item["citation"].endswith(f"{article['iri']}#char={item['start']},{item['end']}")


def test_a_figure_without_a_source_is_the_articles_own(model: Model) -> None:
    own = [item for item in pages(model, "figures_of_deployment", deployment=DEPLOYMENT) if not item["source"]]
    assert own
    assert all("in its own voice" in item["citation"] for item in own)


def test_search_finds_things_of_all_kinds_with_ids_to_go_on_with(model: Model, client: FlaskClient) -> None:
    found = {hits["kind"]: hits for hits in model.call("search", words="Kursk", limit=2)["found"]}
    assert {"article", "statement"} <= found.keys()
    for kind, hits in found.items():
        plural = {"treaty": "treaties"}.get(kind, f"{kind}s")
        expected = rest(client, f"{plural}?q=Kursk&limit=2")
        assert hits["total"] == expected["total"]
        assert [hit["iri"] for hit in hits["items"]] == [item["iri"] for item in expected["items"]]
        assert all(hit["label"] and hit["summary"] for hit in hits["items"])
        assert model.call("describe", thing=hits["items"][0]["id"])["kind"] == kind


def test_search_goes_on_with_the_hits_of_one_kind(model: Model, client: FlaskClient) -> None:
    ids: list[str] = []
    cursor = None
    while True:
        (hits,) = model.call("search", kind="statement", speaker="Vladimir Putin", limit=4, cursor=cursor)["found"]
        ids += [hit["id"] for hit in hits["items"]]
        cursor = hits["next"]
        if cursor is None:
            break
    assert ids == [item["id"] for item in rest(client, "statements?speaker=vladimir-putin&limit=1000")["items"]]


def test_search_by_filters_leaves_out_the_kinds_that_have_them_not(model: Model) -> None:
    found = model.call("search", measure="killed")["found"]
    assert {hits["kind"] for hits in found} <= {"statement", "figure"}
    assert found


def test_a_search_that_finds_nothing_says_what_to_try(model: Model) -> None:
    for kind in (None, "statement"):
        answer = model.call("search", words="Kim zeppelin", kind=kind)
        assert answer["found"] == []
        assert "fewer" in answer["hint"]
    assert model.call("search", words="Kim")["hint"] is None


def test_names_stand_for_what_they_name(model: Model) -> None:
    for named in ("kim-jong-un", "Kim Jong Un", "http://localhost:8000/actor/kim-jong-un"):
        assert model.call("statements_of_actor", actor=named, limit=1)["actor"]["id"] == "kim-jong-un"
    assert model.call("statements_of_actor", actor="DPRK", limit=1)["actor"]["id"] == "north-korea"


def test_a_name_that_may_mean_several_is_answered_with_them(model: Model) -> None:
    said = model.refused("statements_of_actor", actor="officials")
    assert "us-officials" in said
    assert "ukrainian-officials" in said


def test_what_only_the_graph_has_comes_as_turtle(model: Model) -> None:
    told = model.call("describe", thing="http://localhost:8000/place/kursk")
    assert told["kind"] == "place"
    assert told["item"] is None
    assert 'rdfs:label "Kursk"' in told["turtle"]


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        ("search", {"kind": "ship"}, "kind"),
        ("search", {"colour": "red"}, "“colour”"),
        ("search", {"limit": 51}, "limit"),
        ("search", {"limit": 0}, "limit"),
        ("search", {"words": "…"}, "at least one word"),
        ("search", {"cursor": "x"}, "kind"),
        ("search", {"cursor": "x", "kind": "actor"}, "no cursor"),
        ("search", {"since": "soon"}, "2025-04-28"),
        ("search", {"type": "state"}, "kind"),
        ("search", {"type": "ship", "kind": "actor"}, "armed_force"),
        ("search", {"sender": "russia", "party": "russia"}, "party"),
        ("search", {"measure": "killed", "kind": "treaty"}, "party"),
        ("search", {"speaker": "nobody at all"}, "search"),
        ("figures_of_deployment", {}, "deployment"),
        ("figures_of_deployment", {"deployment": ""}, "no deployment"),
        ("figures_of_deployment", {"deployment": "x y z"}, "no deployment"),
        ("figures_of_deployment", {"deployment": DEPLOYMENT, "cursor": "x"}, "no cursor"),
        ("figures_of_deployment", {"deployment": "http://localhost:8000/actor/russia"}, "kind “actor”"),
        ("statements_of_actor", {"actor": "russia", "act": "sing"}, "act"),
        ("evidence_of_claim", {"claim": "x"}, "no statement or figure"),
        ("evidence_of_claim", {"claim": "russia"}, "no statement or figure"),
        ("describe", {"thing": "no such thing"}, "search"),
        ("describe", {"thing": "http://localhost:8000/actor/nobody"}, "Nothing is said"),
        ("article_text", {"article": "kursk-live", "start": 1_000_000}, "characters"),
        ("article_text", {"article": "kursk-live", "length": 20_001}, "length"),
        ("vocabulary", {"query": "99"}, "01-soldiers-sent"),
        ("sing", {}, "sing"),
    ],
)
def test_what_cannot_be_used_is_refused(model: Model, tool: str, arguments: Json, told: str) -> None:
    assert told in model.refused(tool, **arguments)


def test_every_answer_says_that_the_words_are_quoted(local: Model) -> None:
    asked = {
        "search": {"words": "Kim"},
        "statements_of_actor": {"actor": "kim-jong-un"},
        "article_text": {"article": "kursk-live"},
        "sparql": {"query": "SELECT ?c { ?s rec:content ?c } LIMIT 1"},
    }
    for tool, arguments in asked.items():
        assert "never instructions" in local.call(tool, **arguments)["note"]


def test_filters_of_search_are_those_of_the_lists() -> None:
    import inspect

    from service.index import FILTERS
    from service.index.filters import ListKind
    from service.mcp_server.tools import Tools

    renamed = {"from": "since", "to": "until", "q": "words", "publisher": "outlet", "kind": "type"}
    parameters = inspect.signature(Tools.search).parameters
    for kind in get_args(ListKind):
        asked = FILTERS[kind].keys() - {"extractor"}  # which version read it is for who manages the service
        assert {renamed.get(name, name) for name in asked} <= parameters.keys()
