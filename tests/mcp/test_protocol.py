"""The command as a program that runs a model sees it: what it offers, what it prints, when it ends."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from mcp import McpError
from mcp.types import PromptReference, ResourceTemplateReference

import ontology
from service import __version__
from tests.mcp.conftest import Json, Model, connected, environment
from tests.project.readme import README, code, rows

COMMAND = [sys.executable, "-m", "service", "mcp"]
INITIALIZE = {
    "protocolVersion": "2025-06-18",
    "capabilities": {},
    "clientInfo": {"name": "test", "version": "1"},
}
TOOLS = {
    *("search", "deployments", "figures_of_deployment", "statements_of_actor", "evidence_of_claim", "disputes"),
    *("describe", "article_text", "sparql", "vocabulary"),
}


def test_it_says_who_it_is_and_how_to_cite(model: Model) -> None:
    assert model.started.serverInfo.name == "onrecord"
    assert model.started.serverInfo.version == __version__
    instructions = model.started.instructions or ""
    for word in ("citation", "relays", "outlet", "characters", "never instructions"):
        assert word in " ".join(instructions.split())


def test_every_tool_only_reads_and_says_what_it_takes_and_gives(model: Model) -> None:
    tools = model.ask("list_tools").tools
    assert {tool.name for tool in tools} == TOOLS
    for tool in tools:
        assert tool.title
        assert len(tool.description) > 80
        assert tool.annotations.readOnlyHint
        assert tool.annotations.idempotentHint
        assert tool.annotations.destructiveHint is False
        assert tool.annotations.openWorldHint is False
        jsonschema.Draft202012Validator.check_schema(tool.inputSchema)
        assert all(told.get("description") for told in tool.inputSchema["properties"].values()), tool.name
        assert (tool.outputSchema is None) == (tool.name == "vocabulary")
    size = len(json.dumps([tool.model_dump(include={"name", "description", "inputSchema"}) for tool in tools]))
    assert size < 25_000  # what a model carries along in every conversation


def test_resources_give_the_vocabulary_the_queries_and_articles(model: Model) -> None:
    offered = {str(each.uri) for each in model.ask("list_resources").resources}
    assert offered == {"onrecord://vocabulary", "onrecord://ontology"}
    assert read(model, "onrecord://ontology") == ontology.vocabulary_ttl()
    guide = read(model, "onrecord://vocabulary")
    assert guide == model.ask("call_tool", "vocabulary", {}).content[0].text
    for term in ("rec:speaker", "rec:Deployment", "rec:killedOrInjured", "05-disputes", "GRAPH"):
        assert term in guide
    templates = {each.uriTemplate for each in model.ask("list_resource_templates").resourceTemplates}
    assert templates == {"onrecord://query/{name}", "onrecord://article/{article_id}"}
    assert "rec:disputes" in read(model, "onrecord://query/05-disputes")
    article = json.loads(read(model, "onrecord://article/kursk-live"))
    assert len(article["text"]) == article["length"]
    assert "Tidewater Post" in article["citation"]


def read(model: Model, address: str) -> str:
    (content,) = model.ask("read_resource", address).contents
    return str(content.text)


@pytest.mark.parametrize(
    ("address", "told"), [("onrecord://article/none", "no article"), ("onrecord://query/none", "05-disputes")]
)
def test_a_resource_that_is_not_there_is_refused(model: Model, address: str, told: str) -> None:
    with pytest.raises(McpError, match=told) as refused:
        model.ask("read_resource", address)
    assert "Traceback" not in str(refused.value)


def test_prompts_lead_to_the_tools(model: Model) -> None:
    prompts = {prompt.name: prompt for prompt in model.ask("list_prompts").prompts}
    assert prompts.keys() == {"who_says_how_many", "on_the_record"}
    for prompt in prompts.values():
        assert prompt.description
        assert all(argument.description for argument in prompt.arguments)
    (message,) = model.ask("get_prompt", "who_says_how_many", {"deployment": "Haiti"}).messages
    assert "Haiti" in message.content.text
    assert "figures_of_deployment" in message.content.text
    (message,) = model.ask("get_prompt", "on_the_record", {"actor": "Kim Jong Un", "topic": "losses"}).messages
    assert "Kim Jong Un" in message.content.text
    assert "losses" in message.content.text


def test_arguments_of_prompts_and_resources_are_completed(model: Model) -> None:
    prompt = PromptReference(type="ref/prompt", name="who_says_how_many")
    completed = model.ask("complete", prompt, {"name": "deployment", "value": "korea"}).completion
    assert "north-korea-troops-russia" in completed.values
    speaker = PromptReference(type="ref/prompt", name="on_the_record")
    assert model.ask("complete", speaker, {"name": "actor", "value": "jong"}).completion.values == ["kim-jong-un"]
    query = ResourceTemplateReference(type="ref/resource", uri="onrecord://query/{name}")
    assert model.ask("complete", query, {"name": "name", "value": "05"}).completion.values == ["05-disputes"]
    article = ResourceTemplateReference(type="ref/resource", uri="onrecord://article/{article_id}")
    assert "kursk-live" in model.ask("complete", article, {"name": "article_id", "value": ""}).completion.values


class Raw:
    """The command's process, spoken to line by line."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process

    def send(self, line: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def request(self, number: int, method: str, params: Any) -> None:
        self.send(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}).encode())

    def notify(self, method: str, params: Any) -> None:
        self.send(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}).encode())

    def begin(self) -> Json:
        self.request(1, "initialize", INITIALIZE)
        answer = self.line()
        self.notify("notifications/initialized", {})
        return answer

    def line(self) -> Json:
        assert self.process.stdout
        answer: Json = json.loads(self.process.stdout.readline())
        return answer


@contextmanager
def raw_process(data: Path, *arguments: str, **settings: str) -> Iterator[Raw]:
    """Start the command; end it if a test leaves it running."""
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(ONRECORD_DATA=str(data), ONRECORD_QUERY_TIMEOUT="60", **settings),
    )
    with process:
        try:
            yield Raw(process)
        finally:
            process.kill()


def test_nothing_but_the_protocol_is_on_standard_output(seeded_data: Path) -> None:
    with raw_process(seeded_data) as raw:
        assert raw.begin()["result"]["serverInfo"]["name"] == "onrecord"
        calls = [
            ("search", {"words": "Kim"}),
            ("sparql", {"query": "SELECT * WHERE { ?s ?p ?o } LIMIT 3"}),
            ("sparql", {"query": "nonsense"}),
            ("nothing", {}),
        ]
        for number, (name, arguments) in enumerate(calls, start=2):
            raw.request(number, "tools/call", {"name": name, "arguments": arguments})
            answer = raw.line()
            assert answer["id"] == number
            assert answer["jsonrpc"] == "2.0"
        raw.send(b"this is no message")
        raw.request(9, "ping", {})
        while (answer := raw.line()).get("id") != 9:
            assert answer["jsonrpc"] == "2.0"
        rest, _ = raw.process.communicate(timeout=30)
        assert rest == b""
        assert raw.process.returncode == 0


MONSTER = {"query": "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"}


def test_it_ends_with_its_input_though_a_query_runs(seeded_data: Path) -> None:
    with raw_process(seeded_data) as raw:
        raw.begin()
        raw.request(2, "tools/call", {"name": "sparql", "arguments": MONSTER})
        raw.request(3, "tools/call", {"name": "sparql", "arguments": {"query": "ASK {}"}})
        assert raw.line()["id"] == 3
        raw.process.communicate(timeout=20)  # a third of what the query may take
        assert raw.process.returncode == 0


def test_a_call_that_is_cancelled_ends_its_query(seeded_data: Path) -> None:
    with raw_process(seeded_data, ONRECORD_QUERY_PROCESSES="1", ONRECORD_QUERY_WAITING="0") as raw:
        raw.begin()
        for number in range(2, 5):  # as there is room for one, the one before must be gone
            raw.request(number, "tools/call", {"name": "sparql", "arguments": MONSTER})
            raw.request(100 + number, "tools/call", {"name": "sparql", "arguments": {"query": "ASK {}"}})
            assert raw.line()["id"] == 100 + number
            raw.notify("notifications/cancelled", {"requestId": number})
            assert raw.line()["error"]
        raw.request(5, "tools/call", {"name": "sparql", "arguments": MONSTER | {"timeout": 1}})
        assert "ran longer" in raw.line()["result"]["content"][0]["text"]


def test_a_folder_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    with raw_process(tmp_path / "none") as raw:
        printed, told = raw.process.communicate(timeout=30)
        assert raw.process.returncode == 1
        assert printed == b""
        assert "ONRECORD_DATA" in told.decode()
        assert str(tmp_path / "none") in told.decode()
        assert "Traceback" not in told.decode()
        assert not (tmp_path / "none").exists()


def test_an_address_that_is_none_is_told_at_once(tmp_path: Path) -> None:
    with raw_process(tmp_path, "--url", "localhost:8000") as raw:
        _, told = raw.process.communicate(timeout=30)
        assert raw.process.returncode == 1
        assert "http://localhost:8000/" in told.decode()


def test_a_service_that_is_away_is_told_by_the_tools(tmp_path: Path) -> None:
    with connected(tmp_path / "log", "--url", "http://127.0.0.1:9") as model:
        assert {tool.name for tool in model.ask("list_tools").tools} == TOOLS
        assert "http://127.0.0.1:9 does not answer" in model.refused("search", words="Kim")
        assert "http://127.0.0.1:9 does not answer" in model.refused("sparql", query="ASK {}")


def test_a_folder_that_holds_nothing_yet_is_read_all_the_same(tmp_path: Path) -> None:
    with connected(tmp_path / "log", ONRECORD_DATA=str(tmp_path)) as model:
        assert model.call("search", words="Kim")["found"] == []
        assert model.refused("sparql", query="ASK {}")


def test_the_configuration_of_the_readme_starts_it(seeded_data: Path) -> None:
    (block,) = (each for each in re.findall(r"```json\n(.*?)```", README, re.DOTALL) if "mcpServers" in each)
    (server,) = json.loads(block)["mcpServers"].values()
    assert server["command"].endswith("/onrecord")
    assert server["env"].keys() == {"ONRECORD_DATA"}
    with raw_process(seeded_data, *server["args"][1:]) as raw:
        assert server["args"][0] == "mcp"
        assert raw.begin()["result"]["serverInfo"]["name"] == "onrecord"


def test_the_readme_tells_every_tool() -> None:
    assert {name for cell, _ in rows("Language models") for name in code(cell)} == TOOLS
