"""What an analyst asks of the five real articles, answered right by one SPARQL query and by REST."""

from collections import Counter
from pathlib import Path

import ontology
from tests.acceptance.conftest import Json, Service

DEPLOYMENT = "north-korea-troops-russia"
TREATY = "defence-north-korea-russia"
BASE = "http://localhost:8000/"

Number = tuple[str, int, str]


def _numbers_in(gold: list[Json], measures: set[str]) -> Counter[Number]:
    """Every number that the annotations give for North Korea's people: measure, number, qualifier."""
    return Counter(
        (figure["measure"], figure["low"], figure["qualifier"])
        for annotation in gold
        for figure in annotation["figures"]
        if figure["of"] == "north_korea" and figure["measure"] in measures
    )


def _question(name: str) -> str:
    return next(q.query for q in ontology.competency_questions() if q.name == name)


def _term(iri: str) -> str:
    from service.vocabulary import concept_name

    return concept_name(iri)


def _numbers_by_rest(service: Service, measures: set[str]) -> Counter[Number]:
    figures = service.get("/figures", deployment=DEPLOYMENT, limit="100")["items"]
    return Counter((f["measure"], f["low"], f["qualifier"]) for f in figures if f["measure"] in measures)


def _numbers_by_sparql(service: Service, name: str) -> Counter[Number]:
    rows = service.select(_question(name))
    return Counter((_term(row["measure"]), int(row["low"]), _term(row["qualifier"])) for row in rows)


def test_there_is_one_deployment_of_troops_and_one_treaty(service: Service) -> None:
    troops = [d for d in service.get("/deployments")["items"] if d["force"] == "troops"]
    assert [deployment["id"] for deployment in troops] == [DEPLOYMENT]
    assert troops[0]["counts"]["articles"] == 5
    bilateral = [t for t in service.get("/treaties")["items"] if "North Korea" in {p["label"] for p in t["parties"]}]
    assert [treaty["id"] for treaty in bilateral] == [TREATY]


def test_every_number_of_those_sent_is_there_with_its_source(service: Service, gold: list[Json]) -> None:
    sent = _numbers_in(gold, {"deployed", "reinforcements"})
    assert _numbers_by_rest(service, {"deployed", "reinforcements"}) == sent
    assert _numbers_by_sparql(service, "01-soldiers-sent") == sent


def test_every_number_of_those_killed_or_wounded_is_there(service: Service, gold: list[Json]) -> None:
    losses = {"killed", "injured", "killed_or_injured", "captured"}
    assert _numbers_by_rest(service, losses) == _numbers_in(gold, losses)
    assert _numbers_by_sparql(service, "02-killed-and-wounded") == _numbers_in(gold, losses)


def test_the_figures_of_a_deployment_stand_side_by_side_with_who_vouches(service: Service) -> None:
    told_of = service.get(f"/deployments/{DEPLOYMENT}/figures")["items"]
    figures = {(figure["measure"], figure["low"]): figure for figure in told_of}
    told = figures["deployed", 11000]
    assert [actor["label"] for actor in told["source"]] == ["Western officials"]
    assert [actor["label"] for actor in told["via"]] == ["BBC"]
    assert told["article"]["outlet"]["label"] == "The ICIR"
    assert {actor["label"] for actor in figures["deployed", 12000]["source"]} == {
        "US officials", "Ukrainian officials", "South Korean officials",
    }  # fmt: skip


def test_who_has_confirmed_the_deployment(service: Service) -> None:
    confirmations = service.get("/statements", act="confirm", deployment=DEPLOYMENT, limit="100")["items"]
    speakers = {actor["id"] for statement in confirmations for actor in statement["speaker"]}
    assert {"north-korea", "russia"} <= speakers
    assert any(statement["said_on"] == "2025-04-28" for statement in confirmations)
    rows = service.select(_question("03-confirmations"))
    assert {statement["content"] for statement in confirmations} == {row["content"] for row in rows}


def test_under_which_treaty_it_stands(service: Service) -> None:
    treaty = service.get(f"/treaties/{TREATY}")
    assert {party["id"] for party in treaty["parties"]} == {"north-korea", "russia"}
    # one article names the year, another says "June of last year" without a date of its own to count from
    assert treaty["signed"] == "2024"
    rows = service.select(_question("04-legal-basis"))
    assert {row["treaty"] for row in rows} == {f"{BASE}treaty/{TREATY}"}
    speakers = {name for row in rows for name in row.get("invokedBy", "").split("; ")}
    assert {"Kim Jong Un", "Dmitry Peskov", "Korean Central News Agency"} <= speakers


def test_which_statements_dispute_each_other(service: Service, gold: list[Json]) -> None:
    disputes = service.get("/disputes")["items"]
    assert len(disputes) == sum(len(annotation["disputes"]) for annotation in gold)
    assert len(service.select(_question("05-disputes"))) == len(disputes)


def test_everything_kim_is_quoted_with_and_through_which_agency(service: Service) -> None:
    quoted = service.get("/statements", speaker="kim-jong-un", kind="direct", limit="100")["items"]
    through = {actor["id"] for statement in quoted for actor in statement["via"]}
    assert "kcna" in through
    contents = {row["content"] for row in service.select(_question("06-quotations-of-a-person"))}
    assert {statement["content"] for statement in quoted} <= contents


def test_every_answer_leads_to_its_sentence(service: Service) -> None:
    for statement in service.get("/statements", limit="200")["items"]:
        assert any(statement["content"] in passage["exact"] for passage in statement["evidence"])
    assert service.select(_question("14-ungrounded-passages")) == []


def test_the_same_five_again_change_nothing_and_one_taken_out_takes_only_its_own(
    service: Service, gold: list[Json], tmp_path: Path
) -> None:
    from tests.acceptance.conftest import SHARED

    def quads(name: str) -> list[str]:
        service.run("export", str(tmp_path / name))
        return sorted((tmp_path / name).read_text(encoding="utf-8").splitlines())

    before = quads("before.nq")
    paths = [str(SHARED / "seeds" / annotation["text_file"]) for annotation in gold]
    assert "5 known" in service.run("ingest", *paths)
    assert quads("again.nq") == before

    article = service.get("/articles", publisher="dawn")["items"][0]["id"]
    assert service.delete(f"/articles/{article}") == 204
    graph = f"<{BASE}graph/article/{article}> ."
    assert quads("without.nq") == [quad for quad in before if not quad.endswith(graph)]
    assert service.get(f"/deployments/{DEPLOYMENT}")["counts"]["articles"] == 4
    assert "1 new" in service.run("ingest", *paths)
