"""docs/operations.md holds: every setting, command, option, address and metric is in its tables, and nothing else."""

import ast
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen

import typer.main
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from service.cli.app import app as commands
from service.settings import Settings
from tests.project.conftest import ROOT, Served, routes
from tests.project.readme import OPERATIONS, addresses, code, rows

_SAMPLE = re.compile(r"_(total|created)$")  # what the text format adds to a counter's name
_METRIC = re.compile(r"(Counter|Gauge|Histogram|Summary|Info|Enum|MetricFamily)$")


def test_every_setting_is_there_with_its_default() -> None:
    table = {code(name)[0]: (code(default) or [default])[0] for name, default, _ in rows("Settings", OPERATIONS)}
    fields = {f"ONRECORD_{name.upper()}": field for name, field in Settings.model_fields.items()}
    assert table.keys() == fields.keys()
    plain = {
        name: field.default for name, field in fields.items() if isinstance(field.default, bool | int | float | str)
    }
    assert {name: json.loads(table[name]) if table[name][0].isdigit() else table[name] for name in plain} == {
        name: str(value).lower() if isinstance(value, bool) else value for name, value in plain.items()
    }


def test_settings_that_are_named_anywhere_exist() -> None:
    fields = {f"ONRECORD_{name.upper()}" for name in Settings.model_fields}
    named = set(re.findall(r"ONRECORD_[A-Z_]*[A-Z]\b", OPERATIONS))
    assert named <= fields


def test_every_limit_names_its_settings() -> None:
    assert all(code(setting) and status for _, setting, status, *_ in rows("Limits", OPERATIONS))


def test_every_command_is_there_with_its_options() -> None:
    told = {
        re.split(r" (?=[A-Z[])", code(command)[0])[0]: {name for name in code(options) if name.startswith("-")}
        for command, options, *_ in rows("Commands", OPERATIONS)
    }
    assert told == dict(_options(typer.main.get_command(commands), "onrecord"))


def _options(command: Any, name: str) -> Iterator[tuple[str, set[str]]]:
    """Yield a command, and those below it, with their options."""
    own = {
        each
        for parameter in command.params
        if parameter.param_type_name == "option"
        for each in (*parameter.opts, *parameter.secondary_opts)
    }
    below = getattr(command, "commands", {})
    if own or not below:
        yield name, own
    for part, each in below.items():
        yield from _options(each, f"{name} {part}")


def test_every_address_and_method_is_there_once(application: Flask) -> None:
    told = [
        (address, method)
        for cell, methods, *_ in rows("Access", OPERATIONS)
        if "/" in cell
        for address in addresses(cell)
        for method in methods.split(", ")
    ]
    assert sorted(told) == sorted(routes(application))


def test_every_metric_is_there(served: Served) -> None:
    told = {_SAMPLE.sub("", name) for cell, *_ in rows("Watching", OPERATIONS) for name in code(cell)}
    told = {name for name in told if name.startswith("onrecord_")}
    with urlopen(f"{served.address}/metrics") as response:
        families = text_string_to_metric_families(response.read().decode())
    # What a process that is not asked, or something that has not happened, would tell is found by its name in the code.
    measured = {_SAMPLE.sub("", family.name) for family in families if family.name.startswith("onrecord_")}
    measured |= set(_named_metrics())
    assert told == measured


def _named_metrics() -> Iterator[str]:
    """Yield the names that the code gives to metrics."""
    for path in sorted((ROOT / "service").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _METRIC.search(ast.unparse(node.func)):
                names = [each.value for each in node.args if isinstance(each, ast.Constant)]
                yield from (_SAMPLE.sub("", name) for name in names if re.fullmatch(r"onrecord_\w+", str(name)))
