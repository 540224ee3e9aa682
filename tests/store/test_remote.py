"""How a server in the store's place is spoken to, and what is said when it is away or talks nonsense."""

import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions

from service.errors import OnRecordError, QueryError, UnavailableError, UnknownOutcomeError
from service.store.http import SparqlClient
from service.store.patience import Lasting
from service.store.remote import RemoteReader
from service.store.remote_layout import Layout
from service.store.remote_store import RemoteStore
from service.store.reply import TimeUpError
from service.store.results import read_result
from service.store.server import Server
from tests.servers import free_port, start_oxigraph
from tests.store.scripted import Script, Scripted

ACCEPT = "application/sparql-results+json"
PLAIN = Layout(union=False, native=False, on_demand=False)
SECRET = "s3cret/päss"
TABLE = "SELECT * { ?s ?p ?o }"


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    with Scripted() as server:
        yield server


@pytest.fixture
def client(scripted: Scripted) -> Iterator[SparqlClient]:
    opened = SparqlClient(Server(query_url=scripted.url, user="ann", password=SECRET, timeout=5, write_timeout=5))
    yield opened
    opened.close()


def ask(client: SparqlClient, query: str = "ASK {}", **options: float) -> object:
    return read_result(client.query(query, ACCEPT, **options))


def error_of(client: SparqlClient, query: str = "ASK {}") -> OnRecordError:
    with pytest.raises(OnRecordError) as caught:
        ask(client, query)
    return caught.value


class TestReads:
    @pytest.mark.parametrize(
        "script", [Script(503, b""), Script(502, b""), Script(504, b""), Script(429, b""), Script(mute=True)]
    )
    def test_are_sent_again_when_the_server_is_busy_or_hangs_up(
        self, client: SparqlClient, scripted: Scripted, script: Script
    ) -> None:
        scripted.scripts = [script, script]
        assert ask(client)
        assert len(scripted.received) == 3

    def test_are_not_sent_again_without_end(self, client: SparqlClient, scripted: Scripted) -> None:
        scripted.scripts = [Script(503, b"full")] * 50
        error = error_of(client)
        assert isinstance(error, UnavailableError)
        assert "503: full" in error.detail
        assert error.retry_after
        assert len(scripted.received) < 10

    def test_are_not_sent_again_sooner_than_the_server_wants(self, client: SparqlClient, scripted: Scripted) -> None:
        scripted.scripts = [Script(503, b"", headers={"Retry-After": "600"})]
        assert "503" in error_of(client).detail  # the request has no ten minutes
        assert len(scripted.received) == 1

    @pytest.mark.parametrize("status", [400, 404, 401, 500])
    def test_are_not_sent_again_when_they_are_refused(
        self, client: SparqlClient, scripted: Scripted, status: int
    ) -> None:
        scripted.scripts = [Script(status, b"")]
        error_of(client)
        assert len(scripted.received) == 1

    def test_end_with_their_time(self, client: SparqlClient, scripted: Scripted) -> None:
        scripted.scripts = [Script(delay=1.0)]
        with pytest.raises(TimeUpError):
            ask(client, timeout=0.2)
        assert len(scripted.received) == 1

    def test_end_with_their_time_also_when_the_answer_has_begun(self, client: SparqlClient, scripted: Scripted) -> None:
        head = b'{"head": {"vars": ["s"]}, "results": {"bindings": ['
        scripted.scripts = [Script(chunks=(head, *[b" "] * 100), pause=0.05)]
        with pytest.raises(TimeUpError):
            ask(client, TABLE, timeout=0.3)


class TestWrites:
    @pytest.mark.parametrize("script", [Script(503), Script(504), Script(mute=True)])
    def test_that_are_the_same_when_done_twice_are_sent_again(
        self, client: SparqlClient, scripted: Scripted, script: Script
    ) -> None:
        scripted.scripts = [script]
        client.update("DROP SILENT GRAPH <http://example.org/a>", repeatable=True)
        assert len(scripted.received) == 2

    @pytest.mark.parametrize("script", [Script(503), Script(502), Script(504), Script(mute=True)])
    def test_of_others_are_sent_once_and_their_outcome_is_called_unknown(
        self, client: SparqlClient, scripted: Scripted, script: Script
    ) -> None:
        scripted.scripts = [script]
        with pytest.raises(UnknownOutcomeError, match="not known"):
            client.update("CLEAR ALL", repeatable=False)
        assert len(scripted.received) == 1

    def test_whose_answer_does_not_come_are_called_unknown(self, scripted: Scripted) -> None:
        scripted.scripts = [Script(delay=1.0)]
        client = SparqlClient(Server(query_url=scripted.url, write_timeout=0.2))
        with pytest.raises(UnknownOutcomeError, match=r"within 0\.2 seconds"):
            client.update("CLEAR ALL", repeatable=False)
        client.close()

    def test_that_were_not_let_in_were_not_carried_out(self, client: SparqlClient, scripted: Scripted) -> None:
        scripted.scripts = [Script(403, b"")]
        with pytest.raises(UnavailableError, match="403"):
            client.update("CLEAR ALL", repeatable=False)

    def test_are_carried_out_when_the_server_is_back(self) -> None:
        port, stop = free_port(), threading.Event()
        server = Server(query_url=f"http://127.0.0.1:{port}/query", update_url=f"http://127.0.0.1:{port}/update")
        client = SparqlClient(server, Lasting(stop))
        update = "INSERT DATA { <http://example.org/s> <http://example.org/p> 1 }"
        writing = threading.Thread(target=lambda: client.update(update, repeatable=False))
        writing.start()
        process, _ = start_oxigraph(port=port)
        try:
            writing.join(30)
            assert not writing.is_alive()
            assert ask(client, "ASK { <http://example.org/s> ?p 1 }")
        finally:
            process.terminate()
            process.wait()
            client.close()

    def test_wait_no_longer_than_until_the_service_ends(self) -> None:
        stop = threading.Event()
        stop.set()
        client = SparqlClient(Server(query_url=f"http://127.0.0.1:{free_port()}/query"), Lasting(stop))
        with pytest.raises(UnavailableError, match="does not answer"):
            client.update("CLEAR ALL", repeatable=False)


class TestCredentials:
    BASIC = "Basic YW5uOnMzY3JldC9ww6Rzcw=="

    def test_are_sent_with_every_request(self, client: SparqlClient, scripted: Scripted) -> None:
        ask(client)
        client.update("CLEAR ALL", repeatable=False)
        assert [received.authorization for received in scripted.received] == [self.BASIC] * 2

    def test_may_stand_in_the_address(self, scripted: Scripted) -> None:
        address = scripted.url.replace("http://", "http://ann:s3cret%2Fp%C3%A4ss@")
        server = Server(query_url=address)
        client = SparqlClient(server)
        ask(client)
        assert scripted.received[0].authorization == self.BASIC
        scripted.scripts = [Script(404, b"nothing")]
        assert "s3cret" not in error_of(client).detail + repr(server) + str(server)
        client.close()

    def test_may_be_a_token(self, scripted: Scripted) -> None:
        client = SparqlClient(Server(query_url=scripted.url, token="abc"))
        ask(client)
        assert scripted.received[0].authorization == "Bearer abc"
        client.close()

    @pytest.mark.parametrize("status", [401, 403])
    def test_that_are_refused_are_named_and_not_shown(
        self, client: SparqlClient, scripted: Scripted, status: int
    ) -> None:
        scripted.scripts = [Script(status, f"No, {self.BASIC}, no.".encode())]
        error = error_of(client)
        assert isinstance(error, UnavailableError)
        for name in ("ONRECORD_STORE_TOKEN", "ONRECORD_STORE_USER", "ONRECORD_STORE_PASSWORD"):
            assert name in error.detail

    def test_that_the_server_repeats_are_not_shown(self, client: SparqlClient, scripted: Scripted) -> None:
        scripted.scripts = [Script(400, f"bad: {self.BASIC} {SECRET}".encode())]
        message = error_of(client).detail
        assert "bad" in message
        assert SECRET not in message
        assert self.BASIC.split()[1] not in message

    def test_go_to_no_other_server(self, client: SparqlClient, scripted: Scripted) -> None:
        scripted.scripts = [Script(307, b"", headers={"Location": f"{scripted.url}/elsewhere"})]
        assert "elsewhere" in error_of(client).detail
        assert len(scripted.received) == 1


@pytest.mark.skipif(shutil.which("openssl") is None, reason="certificates are made with openssl")
def test_certificates_are_checked(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=here"]
    made += ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(["openssl", *made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with Scripted(context) as scripted:
        address = scripted.url.replace("http://", "https://")
        trusting, careful = (SparqlClient(Server(query_url=address, certificates=ca)) for ca in (certificate, None))
        assert ask(trusting)
        error = error_of(careful)
        assert isinstance(error, UnavailableError)
        assert "ONRECORD_STORE_CA" in error.detail
        assert len(scripted.received) == 1
        for client in (trusting, careful):
            client.close()


class TestNonsense:
    ROWS = b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "literal", "value": "a"}}'

    @pytest.mark.parametrize(
        "script",
        [
            pytest.param(Script(body=b"<html>Welcome</html>", media_type="text/html"), id="a page"),
            pytest.param(Script(body=b"", media_type=""), id="nothing"),
            pytest.param(Script(body=b"<html>Welcome</html>"), id="a page called JSON"),
            pytest.param(Script(body=b'{"error": "I am ill"}'), id="an error called a result"),
            pytest.param(Script(body=b"Error: I am ill", media_type="text/plain"), id="an error called a graph"),
            pytest.param(Script(body=ROWS), id="cut off, and called whole"),
            pytest.param(Script(chunks=(ROWS, b"The query was cancelled")), id="cut off with a message"),
            pytest.param(Script(body=ROWS, cut=True), id="cut off"),
            pytest.param(Script(chunks=(ROWS,), cut=True), id="cut off between chunks"),
            pytest.param(Script(body=b"\x00\xff" * 100), id="noise"),
            pytest.param(Script(status=299, body=b"{}"), id="an empty object"),
        ],
    )
    def test_in_the_place_of_an_answer_is_no_answer(
        self, client: SparqlClient, scripted: Scripted, script: Script
    ) -> None:
        scripted.scripts = [script]
        error = error_of(client, TABLE)
        assert isinstance(error, UnavailableError)
        assert scripted.url in error.detail

    def test_with_a_message_at_its_end_is_shown_with_it(self, client: SparqlClient, scripted: Scripted) -> None:
        scripted.scripts = [Script(chunks=(self.ROWS, b"The query was cancelled"))]
        assert "The query was cancelled" in error_of(client, TABLE).detail

    @pytest.mark.parametrize(
        ("body", "media_type"),
        [
            (b"<html><style>x{}</style><h1>Out&nbsp;of order</h1></html>", "text/html"),
            (b'{"title": "No", "detail": "Out of order"}', "application/problem+json"),
            (b"Out of\n\norder", "text/plain"),
        ],
    )
    def test_is_shown_as_people_read_it(
        self, client: SparqlClient, scripted: Scripted, body: bytes, media_type: str
    ) -> None:
        scripted.scripts = [Script(400, body, media_type)]
        assert error_of(client).detail == "The store refuses the request: Out of order"


def test_tables_and_graphs_are_read_in_other_formats_too(client: SparqlClient, scripted: Scripted) -> None:
    xml = (
        b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="s"/></head>'
        b'<results><result><binding name="s"><literal>a</literal></binding></result></results></sparql>'
    )
    scripted.scripts = [
        Script(body=xml, media_type="application/sparql-results+xml"),
        Script(body=b'@prefix : <http://example.org/> . :s :p "a" .', media_type="text/turtle; charset=utf-8"),
    ]
    table = ask(client, TABLE)
    assert isinstance(table, QuerySolutions)
    assert [row["s"].value for row in table] == ["a"]
    assert [triple.object.value for triple in ask(client, "CONSTRUCT WHERE { ?s ?p ?o }")] == ["a"]  # type: ignore[attr-defined]


def test_what_is_asked_for_depends_on_the_form_of_the_query(client: SparqlClient, scripted: Scripted) -> None:
    reader = RemoteReader(client, "", PLAIN)
    scripted.scripts = [Script(), Script(body=b"", media_type="application/n-triples")]
    reader.query("PREFIX construct: <http://example.org/> # DESCRIBE\nASK {}", union_default_graph=False)
    reader.query("CONSTRUCT { ?s ?p ?o } WHERE { { SELECT * { ?s ?p ?o } } }", union_default_graph=False)
    accepted = [received.accept for received in scripted.received]
    assert "json" in accepted[0]
    assert "n-triples" not in accepted[0]
    assert "n-triples" in accepted[1]
    assert "json" not in accepted[1]


def test_the_dataset_travels_as_the_protocol_says(client: SparqlClient, scripted: Scripted) -> None:
    reader = RemoteReader(client, "", PLAIN)
    reader.query("ASK {}", default_graphs=["http://example.org/a"], named_graphs=["http://example.org/b"])
    assert scripted.received[0].text == "ASK {}"
    assert scripted.received[0].fields == [
        ("default-graph-uri", "http://example.org/a"),
        ("named-graph-uri", "http://example.org/b"),
    ]


def test_a_server_that_is_away_is_said(tmp_path: Path) -> None:
    server = Server(query_url="http://127.0.0.1:9/sparql")
    with pytest.raises(UnavailableError, match=r"http://127\.0\.0\.1:9/sparql does not answer: Connection refused"):
        RemoteStore(server, tmp_path)
    client = SparqlClient(server)
    assert isinstance(error_of(client), UnavailableError)
    with pytest.raises(UnavailableError, match="does not answer"):
        client.update("CLEAR ALL", repeatable=False)


def test_a_name_that_nobody_has_is_said() -> None:
    client = SparqlClient(Server(query_url="http://nowhere.invalid/sparql"))
    assert "http://nowhere.invalid/sparql does not answer" in error_of(client).detail


def test_a_server_that_refuses_our_own_writes_is_not_the_users_fault(oxigraph_server: Server, tmp_path: Path) -> None:
    store = RemoteStore(oxigraph_server, tmp_path)
    with Scripted() as scripted:
        scripted.scripts = [Script(500, b"disk full")]
        store._client = SparqlClient(Server(query_url=scripted.url))
        with pytest.raises(UnavailableError, match="disk full"):
            store.replace_graphs({"http://example.org/g": None})
    store.close()


def test_what_an_update_cannot_be_is_said_with_its_place(oxigraph_server: Server, tmp_path: Path) -> None:
    store = RemoteStore(oxigraph_server, tmp_path)
    with pytest.raises(QueryError, match="error at 1:"):
        store.update("INSERT DATA { nonsense }")
    store.close()
