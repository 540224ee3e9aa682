"""SERVICE in a query over HTTP: it reaches what the operator lists."""

from pathlib import Path

from service.app import close, create_app
from service.settings import Settings
from tests.problem import problem
from tests.store.federation.conftest import JSON, ROWS, say, serving


def test_a_listed_server_is_asked_and_no_other(seeded_data: Path) -> None:
    with serving(lambda request: say(request, ROWS, JSON)) as other, serving(lambda _: None) as unlisted:
        app = create_app(Settings(data=seeded_data, service_allow=other.url + "/"))
        client = app.test_client()
        query = "SELECT ?x { SERVICE <%s/sparql> { ?x ?y ?z } }"
        answer = client.get("/sparql", query_string={"query": query % other.url}).get_json(force=True)
        assert answer["results"]["bindings"] == [{"x": {"type": "literal", "value": "there"}}]
        assert "SERVICE" in problem(client.get("/sparql", query_string={"query": query % unlisted.url}), 403)
        assert len(other.asked) == 1
        assert unlisted.asked == []
        close(app)
