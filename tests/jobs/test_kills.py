"""Killed at any moment, the writer and its processes lose nothing and do nothing twice."""

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from rdflib import RDF

from service.index import Index
from service.jobs.queue import Queue
from service.jobs.worklist import Commit, Outcome, Worklist
from service.store.checkpoints import open_reader
from service.store.embedded import EmbeddedStore
from service.vocabulary import REC
from tests.jobs.stubs import IRIS, article_id, open_stub_writer
from tests.processes import children, commands

ROOT = Path(__file__).parents[2]
ARTICLES = 120
UPDATES = 12
KILLS = 8
GRAPH = "<http://example.org/counter>"
# Done twice, it would count twice.
COUNT = f"""
    DELETE {{ GRAPH {GRAPH} {{ {GRAPH} {GRAPH} ?n }} }}
    INSERT {{ GRAPH {GRAPH} {{ {GRAPH} {GRAPH} ?next }} }}
    WHERE {{ OPTIONAL {{ GRAPH {GRAPH} {{ {GRAPH} {GRAPH} ?n }} }} BIND(COALESCE(?n, 0) + 1 AS ?next) }}
"""


def start(data_dir: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.jobs.stubs", str(data_dir)], cwd=ROOT)


def end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def extraction_process(writer: int) -> int | None:
    of_pool = [child for child in children(writer) if "spawn_main" in commands(child)]
    return random.choice(of_pool) if of_pool else None


def quads(data_dir: Path) -> list[str]:
    return sorted(str(quad) for quad in open_reader(data_dir).dump())


def test_kills_leave_the_graph_of_an_undisturbed_run(tmp_path: Path) -> None:
    disturbed, undisturbed = tmp_path / "disturbed", tmp_path / "undisturbed"
    queue = Queue(disturbed)
    per_update = ARTICLES // UPDATES
    jobs = []
    for number in range(UPDATES):
        articles = [{"text": f"slow article {number} {i}"} for i in range(per_update)]
        jobs.append(queue.submit("ingest", articles))
        jobs.append(queue.submit("update", [{"update": COUNT}]))
    undisturbed.mkdir()
    queue.database.backup(undisturbed / "queue.sqlite")

    chance = random.Random(20250502)
    writer = start(disturbed)
    for kill in range(KILLS):
        time.sleep(chance.uniform(0.3, 1.2))
        child = extraction_process(writer.pid) if kill % 3 == 2 else None
        if child is not None:
            os.kill(child, signal.SIGKILL)
            continue
        end(writer)
        writer = start(disturbed)
    calm = start(undisturbed)
    other = Queue(undisturbed)
    for job in jobs:
        over, expected = queue.wait(job.id, 60), other.wait(job.id, 60)
        assert (over.state, over.failed, over.total) == ("done", 0, over.total)
        assert over.done == expected.done
    end(writer)
    end(calm)
    assert quads(disturbed) == quads(undisturbed)
    assert f'"{UPDATES}"' in next(quad for quad in quads(disturbed) if quad.startswith(GRAPH))
    index = Index.open(disturbed, read_only=True)
    assert index.counts()["article"] == ARTICLES
    index.close()
    shutil.rmtree(tmp_path)


@pytest.mark.parametrize("published", [False, True])
def test_a_kill_around_the_commit_is_put_right(tmp_path: Path, published: bool) -> None:
    """The writer is ended between announcing a commit and publishing it, or between publishing and settling it."""
    with open_stub_writer(tmp_path):
        pass
    queue = Queue(tmp_path)
    worklist = Worklist(queue.database)
    key = article_id("x")
    graph, triple = str(IRIS.graph(key)), f"<{IRIS.of('article', key)}> <{RDF.type}> <{REC.Article}> ."
    job = queue.submit("graph_put", [{"graph": graph, "triples": triple}])
    task = worklist.claim(1, exclusive=True)[0]
    store = EmbeddedStore(tmp_path)
    store.replace_graphs({graph: triple.encode()})
    base, revision = store.revision, store.prepare()
    worklist.announce(Commit(base=base, revision=revision, graphs=[graph], outcomes=[Outcome(task=task.id)]))
    if published:
        store.commit()
    store.close()
    with open_stub_writer(tmp_path) as writer:
        index = Index.open(tmp_path, read_only=True)
        assert (index.find("article", key) is not None) is published
        assert (key in "".join(quads(tmp_path))) is published
        assert queue.job(job.id).done == published
        stop = threading.Event()
        threading.Timer(1.0, stop.set).start()
        writer.run(stop)
        assert index.find("article", key) is not None
        assert queue.job(job.id).done == 1
        index.close()
