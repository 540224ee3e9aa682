"""What is read when Prometheus asks: the queue, the graph, the store, the disk, the processes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from service import __version__
from service.errors import OnRecordError
from service.extractor_version import extractor_name
from service.jobs.pulse import since_last_step
from service.web.context import Backends
from service.web.processes import taken


class Gauges(Collector):
    """Gauges of the parts of a service; a part that is away has none, and /health/ready says why."""

    def __init__(self, parts: Backends) -> None:
        self._parts = parts

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield all that can be told."""
        yield _build(self._parts)
        for part in (_queue, _graph, _store, _disk):
            with suppress(OnRecordError, OSError):
                yield from part(self._parts)
        yield from _processes()


def _build(parts: Backends) -> GaugeMetricFamily:
    settings = parts.settings
    family = GaugeMetricFamily("onrecord_build_info", "1, for the program", labels=["version", "extractor"])
    family.add_metric([__version__, extractor_name(settings.extractor, settings.llm_model)], 1)
    return family


def _queue(parts: Backends) -> Iterator[GaugeMetricFamily]:
    backlog = parts.queue.backlog()
    states = {"queued": backlog.queued, "running": backlog.running}
    yield _by(GaugeMetricFamily("onrecord_queue_tasks", "Tasks that wait or are worked on", labels=["state"]), states)
    yield GaugeMetricFamily("onrecord_open_jobs", "Jobs that are not over", backlog.jobs)
    age = 0.0 if backlog.oldest is None else _seconds_since(datetime.fromisoformat(backlog.oldest))
    yield GaugeMetricFamily("onrecord_queue_oldest_seconds", "Time since the oldest open job was accepted", age)
    is_running, seconds = since_last_step(parts.settings.data)
    yield GaugeMetricFamily("onrecord_writer_up", "Whether there is a writer", is_running)
    yield GaugeMetricFamily("onrecord_writer_step_seconds", "Time since the writer did a step", seconds)


def _graph(parts: Backends) -> Iterator[GaugeMetricFamily]:
    things = GaugeMetricFamily("onrecord_things", "Things in the graph, by their kind", labels=["kind"])
    yield _by(things, parts.index.counts())


def _store(parts: Backends) -> Iterator[GaugeMetricFamily]:
    sizes = {"checkpoint": _size(parts.settings.data / "current")}
    for name, pattern in (("index", "index.sqlite*"), ("queue", "queue.sqlite*")):
        sizes[name] = sum(file.stat().st_size for file in parts.settings.data.glob(pattern))
    yield _by(GaugeMetricFamily("onrecord_store_bytes", "Size of what is stored, by its part", labels=["part"]), sizes)
    age = _seconds_since(parts.reader().modified)
    yield GaugeMetricFamily("onrecord_checkpoint_age_seconds", "Time since the newest commit", age)


def _disk(parts: Backends) -> Iterator[GaugeMetricFamily]:
    usage = shutil.disk_usage(parts.settings.data)
    yield GaugeMetricFamily("onrecord_disk_free_bytes", "Room on the disk of the data folder", usage.free)
    yield GaugeMetricFamily("onrecord_disk_bytes", "Size of that disk", usage.total)


def _processes() -> Iterator[GaugeMetricFamily]:
    number = GaugeMetricFamily(
        "onrecord_processes", "Processes of the service, by what they are for", labels=["process"]
    )
    memory = GaugeMetricFamily("onrecord_process_memory_bytes", "Memory that they take (PSS)", labels=["process"])
    files = GaugeMetricFamily("onrecord_process_open_files", "Files that they have open", labels=["process"])
    for kind, takes in taken().items():
        number.add_metric([kind], takes.number)
        memory.add_metric([kind], takes.memory)
        files.add_metric([kind], takes.files)
    return iter((number, memory, files))


def _by(family: GaugeMetricFamily, numbers: Mapping[str, float]) -> GaugeMetricFamily:
    for value, number in numbers.items():
        family.add_metric([value], number)
    return family


def _size(folder: Path) -> int:
    """Return the bytes of a folder; those of its files that are there if it is deleted meanwhile."""
    size = 0
    with suppress(FileNotFoundError):
        for path in folder.resolve().iterdir():
            size += path.stat().st_size
    return size


def _seconds_since(time: datetime) -> float:
    return max(0.0, (datetime.now(UTC) - time).total_seconds())
