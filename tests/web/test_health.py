"""What supervisors and Prometheus are told."""

import shutil
from pathlib import Path

from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from service.app import close, create_app
from service.settings import Settings


def test_it_is_ready_when_store_index_and_queue_can_be_used(writing_client: FlaskClient) -> None:
    assert writing_client.get("/health/live").status_code == 200
    assert writing_client.get("/health/ready").get_json() == {"status": "ok"}


def test_without_a_writer_it_lives_and_is_not_ready(client: FlaskClient) -> None:
    assert client.get("/health/live").status_code == 200
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.get_json()["faults"].keys() == {"writer"}
    assert client.get("/api/v1/actors").status_code == 200


def test_without_a_store_it_lives_and_is_not_ready(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path))
    assert app.test_client().get("/health/live").status_code == 200
    response = app.test_client().get("/health/ready")
    assert response.status_code == 503
    assert "store" in response.get_json()["faults"]
    assert app.test_client().get("/metrics").status_code == 200
    close(app)


def test_lists_are_not_served_from_an_index_that_was_never_made(seeded_data: Path, tmp_path: Path) -> None:
    """They would say that there is nothing."""
    data = tmp_path / "data"
    shutil.copytree(seeded_data, data, symlinks=True)
    for file in data.glob("index.sqlite*"):
        file.unlink()
    app = create_app(Settings(data=data))
    client = app.test_client()
    assert "index" in client.get("/health/ready").get_json()["faults"]
    for path in ("/api/v1/articles", "/api/v1/articles/kursk-wire/claims"):
        response = client.get(path)
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0
    assert client.get("/data?graph=http://localhost:8000/graph/article/kursk-wire").status_code == 200
    close(app)


def test_metrics_count_requests_by_route(client: FlaskClient) -> None:
    client.get("/api/v1/actors/kim-jong-un")
    client.get("/api/v1/actors/nobody")
    families = {family.name: family for family in text_string_to_metric_families(client.get("/metrics").text)}
    counted = {
        (sample.labels["route"], sample.labels["status"])
        for sample in families["onrecord_requests"].samples
        if sample.name == "onrecord_requests_total"
    }
    assert {("/api/v1/actors/<string:id>", "200"), ("/api/v1/actors/<string:id>", "404")} <= counted
    things = {sample.labels["kind"]: sample.value for sample in families["onrecord_things"].samples}
    assert things["article"] == 5
    assert families["onrecord_store_bytes"].samples[0].value > 0
    assert {"onrecord_queue_tasks", "onrecord_checkpoint_age_seconds", "onrecord_request_seconds"} <= families.keys()
