"""/metrics of a running service: what every process counts, added up, and kept when one is killed."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import urllib3
from prometheus_client import Metric
from prometheus_client.metrics import MetricWrapperBase
from prometheus_client.parser import text_string_to_metric_families

from service.metrics import FOLDER, Metrics, metrics
from service.serve.counts import shared_folder
from tests.observe.conftest import TEXT, Running
from tests.project.readme import OPERATIONS
from tests.servers import wait_until

_STAGES = {"text", "annotate", "extract", "link", "rdf", "store", "commit", "index"}


def families(running: Running) -> Mapping[str, Metric]:
    answer = running.ask("GET", "/metrics")
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    return {family.name: family for family in text_string_to_metric_families(answer.data.decode())}


def value(running: Running, sample: str, **labels: str) -> float:
    """Return the sum of the samples of this name that have these labels."""
    return sum(
        each.value
        for family in families(running).values()
        for each in family.samples
        if each.name == sample and labels.items() <= each.labels.items()
    )


def test_names_and_kinds_are_as_prometheus_has_them(running: Running) -> None:
    own = {name: family for name, family in families(running).items() if name.startswith("onrecord_")}
    assert all(family.documentation and family.type in ("counter", "gauge", "histogram") for family in own.values())
    assert not [name for name in own if re.search(r"_(ms|millis|minutes|kb|mb|count|sum|bucket)$", name)]
    timed = {name for name, family in own.items() if family.type == "histogram"}
    assert all(name.endswith("_seconds") for name in timed)
    assert all(any(s.labels.get("le") == "+Inf" for s in own[name].samples) for name in timed if own[name].samples)


def test_the_writer_tells_of_articles_words_tasks_and_stages(running: Running) -> None:
    before = {
        name: value(running, name)
        for name in ("onrecord_ingested_words_total", "onrecord_ingested_articles_total", "onrecord_tasks_total")
    }
    text = f"{TEXT} It was counted."
    running.post(text)
    line = json.dumps({"text": text})
    sent = running.ask("POST", "/api/v1/articles/bulk", body=line, headers={"Content-Type": "application/x-ndjson"})
    wait_until(lambda: running.job(sent.json()["id"])["state"] == "done")
    assert value(running, "onrecord_ingested_words_total") - before["onrecord_ingested_words_total"] == len(
        text.split()
    )
    assert value(running, "onrecord_ingested_articles_total") - before["onrecord_ingested_articles_total"] == 2
    assert value(running, "onrecord_ingested_articles_total", outcome="known") >= 1
    assert value(running, "onrecord_tasks_total", kind="ingest", outcome="done") >= 2
    assert value(running, "onrecord_task_seconds_count", kind="ingest") >= 2
    assert {stage for stage in _STAGES if value(running, "onrecord_stage_seconds_count", stage=stage) > 0} == _STAGES


def test_queries_are_told_apart_by_outcome(running: Running) -> None:
    def counted(outcome: str) -> float:
        return value(running, "onrecord_queries_total", outcome=outcome)

    before = {outcome: counted(outcome) for outcome in ("answered", "invalid", "rows")}
    hits = value(running, "onrecord_query_cache_hits_total")
    for query in (
        "SELECT (1 AS ?metrics) {}",
        "SELECT (1 AS ?metrics) {}",
        "SELEC",
        "SELECT * { ?a ?b ?c . ?d ?e ?f }",
    ):
        for _ in range(4):  # there are two web processes, each with answers of its own
            running.ask("GET", "/sparql", fields={"query": query})
    assert counted("answered") - before["answered"] in (1, 2)
    assert value(running, "onrecord_query_cache_hits_total") - hits >= 6
    assert counted("invalid") - before["invalid"] == 4
    assert counted("rows") - before["rows"] == 4
    assert value(running, "onrecord_query_seconds_count", outcome="rows") >= 4
    assert value(running, "onrecord_limits_reached_total", setting="ONRECORD_QUERY_ROWS") >= 4


def test_refusals_are_counted(running: Running) -> None:
    before = value(running, "onrecord_refused_requests_total", status="401")
    with urllib3.PoolManager() as http:
        assert http.request("POST", f"{running.url}/api/v1/articles", json={"text": TEXT}).status == 401
    assert value(running, "onrecord_refused_requests_total", status="401") == before + 1


def test_what_the_web_server_refuses_is_counted(running: Running) -> None:
    limit = {"setting": "ONRECORD_MAX_REQUEST_LINE"}
    before = value(running, "onrecord_limits_reached_total", **limit)
    assert running.ask("GET", "/" + "x" * 9000).status == 414
    assert value(running, "onrecord_limits_reached_total", **limit) == before + 1


def test_parts_and_processes_are_told(running: Running) -> None:
    running.post(f"{TEXT} There is something to store.")
    assert value(running, "onrecord_queue_tasks", state="queued") == 0
    assert value(running, "onrecord_open_jobs") == 0
    assert value(running, "onrecord_things", kind="article") >= 1
    assert all(value(running, "onrecord_store_bytes", part=part) > 0 for part in ("checkpoint", "index", "queue"))
    assert value(running, "onrecord_checkpoint_age_seconds") < 3600
    assert value(running, "onrecord_disk_bytes") > value(running, "onrecord_disk_free_bytes") > 0
    numbers = {"supervisor": 1, "web server": 1, "web": 2, "writer": 1, "extraction": 1, "query server": 1}
    for process, number in numbers.items():
        assert value(running, "onrecord_processes", process=process) == number
        assert value(running, "onrecord_process_memory_bytes", process=process) > 1_000_000
        assert value(running, "onrecord_process_open_files", process=process) > 2


def test_counts_outlive_the_processes_that_made_them(running: Running) -> None:
    running.post(f"{TEXT} Before the kill.")
    requests = value(running, "onrecord_requests_total")
    stored = value(running, "onrecord_ingested_articles_total", outcome="stored")
    for kind in ("web", "extraction", "writer"):
        pid = [line["pid"] for line in running.lines() if line["process"] == kind][-1]
        before = value(running, "onrecord_process_restarts_total", process=kind)
        os.kill(pid, signal.SIGKILL)
        if kind == "extraction":  # which is noticed when there is something to extract
            running.post(f"{TEXT} For the next one.")
        wait_until(lambda: value(running, "onrecord_process_restarts_total", process=kind) == before + 1)  # noqa: B023
        wait_until(lambda: running.ask("GET", "/health/ready").status == 200)
    running.post(f"{TEXT} After the kill.")
    assert value(running, "onrecord_ingested_articles_total", outcome="stored") >= stored + 2
    assert value(running, "onrecord_requests_total") > requests
    assert value(running, "onrecord_processes", process="web") == 2


def test_rules_and_panels_of_the_operators_page_ask_for_what_there_is(running: Running) -> None:
    section = OPERATIONS.split("## Watching\n")[1].split("\n## ")[0]
    asked = re.findall(r"(onrecord_[a-z_]+)(?:\{([^}]*)\})?[\[ )<=>]", section)
    assert len(asked) > 10
    there = {name: set(family.samples[0].labels) for name, family in families(running).items() if family.samples}
    for metric in vars(Metrics()).values():
        if isinstance(metric, MetricWrapperBase):
            there[next(iter(metric.describe())).name] = set(metric._labelnames)
    for name, selectors in asked:
        labels = re.findall(r"(\w+)(?:=|!=|=~|!~)\"", selectors)
        assert set(labels) <= there[re.sub(r"_(total|bucket|count|sum)$", "", name)], name


def test_a_command_leaves_nothing_in_the_folder_of_a_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = "from service.metrics import metrics; metrics().words.inc(); print(metrics().words._value.get())"
    environment = os.environ | {FOLDER: str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", command], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "1.0\n"
    assert list(tmp_path.iterdir()) == []


def test_the_folder_begins_empty_and_ends_with_the_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    with shared_folder(tmp_path) as folder:
        places = sorted(file.name for file in folder.glob("*.db"))
        assert places == ["counter_supervisor-1.db", "histogram_supervisor-1.db"]
        (folder / "counter_web-7.db").write_bytes(b"of a service that was killed")
    assert not folder.exists()
    folder.mkdir()
    (folder / "counter_web-7.db").write_bytes(b"of a service that was killed")
    with shared_folder(tmp_path):
        assert not (folder / "counter_web-7.db").exists()
    assert FOLDER not in os.environ


def test_who_counted_before_a_folder_was_shared_goes_on_when_it_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    before = metrics()
    with shared_folder(tmp_path):
        pass
    before.requests.labels("GET", "/of/this/test", "404").inc()
    assert before.registry.get_sample_value(
        "onrecord_requests_total", {"method": "GET", "route": "/of/this/test", "status": "404"}
    )
