"""One run: a service that is killed while it is written to and read, and what is found wrong with it in the end."""

import os
import random
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.articles import articles as made_up
from service.jobs.queue import Queue
from service.vocabulary import Iris
from tests.servers import wait_until
from tests.torture import comparing
from tests.torture.killing import Killer
from tests.torture.ledger import Ledger
from tests.torture.processes import Service
from tests.torture.reading import Readers
from tests.torture.replay import lay_out
from tests.torture.sending import Senders, Sent, errands

_IRIS = Iris("http://localhost:8000/")
_SENTENCES = 6
_PUBLISHERS = ("Harbour Courier", "The Meridian", "Upland Gazette")
_DOOMED = 12  # of so many articles one is taken out and sent again
_SENDERS, _READERS = 4, 3
_PATIENCE = 600.0


def torture(folder: Path, *, kills: int, articles: int, seed: int, pause: float, processes: int = 2) -> Ledger:
    """Run it in an empty folder; ``pause`` is the longest time between two kills, in seconds.

    ``processes`` extract: to load its model is most of the work of a process that is killed soon.

    ``faults`` of what is returned says all that is wrong.
    """
    chance, ledger = random.Random(seed), Ledger()
    sent = _articles(articles, seed)
    disturbed, undisturbed = folder / "disturbed", folder / "undisturbed"
    service = Service(disturbed, processes)
    service.start()
    try:
        readers = Readers(service.url, ledger, sent, _READERS, seed)
        try:
            _write_and_kill(service, disturbed, ledger, sent, chance, kills, pause)
            _wait_until_done(disturbed)
        finally:
            readers.finish()
        readers.ask_finally()
        _check_jobs(disturbed, ledger, len(sent))
    finally:
        code = service.stop()
    if code != 0:
        ledger.fault(f"the service ended with exit code {code}")
    _check_leftovers(disturbed, ledger)
    _check_articles(disturbed, ledger, sent)
    _check_growth(ledger, sent)
    _check_shapes(disturbed, ledger)
    _compare(
        "the index and one made anew", comparing.index(disturbed), comparing.rebuilt_index(disturbed, _IRIS), ledger
    )
    _run_undisturbed(disturbed, undisturbed, {article.id: article for article in sent}, processes)
    _compare(
        "the graph and that of an undisturbed run", comparing.quads(disturbed), comparing.quads(undisturbed), ledger
    )
    return ledger


def _articles(count: int, seed: int) -> list[Sent]:
    texts = made_up(count, _SENTENCES, seed)
    return [Sent(text, _PUBLISHERS[n % len(_PUBLISHERS)], n % _DOOMED == _DOOMED // 2) for n, text in enumerate(texts)]


def _write_and_kill(
    service: Service, data: Path, ledger: Ledger, sent: Sequence[Sent], chance: random.Random, kills: int, pause: float
) -> None:
    """Send everything little by little, a share before each kill."""
    senders = Senders(service.url, ledger, _SENDERS)
    killer = Killer(service, data, ledger, random.Random(chance.random()), pause)
    done = 0
    try:
        for place, errand in errands(sent, chance):
            senders.send(errand)
            while done < kills and place * kills >= (done + 1) * len(sent):
                killer.kill()
                done += 1
    except BaseException:
        senders.give_up()
        raise
    finally:
        senders.finish()


def _wait_until_done(data: Path) -> None:
    queue = Queue(data)
    wait_until(lambda: queue.waiting() == 0, _PATIENCE)
    queue.close()


def _check_jobs(data: Path, ledger: Ledger, articles: int) -> None:
    """See that all that was accepted is there and done, and that the counts say what happened."""
    queue = Queue(data)
    with queue.database.reading() as db:
        jobs = [queue.job(row["id"]) for row in db.execute("SELECT id FROM job").fetchall()]
        rows = db.execute("SELECT job, state, kind, json_extract(result, '$.known') AS known FROM task").fetchall()
        left = db.execute("SELECT count(*) FROM commit_under_way").fetchone()[0]
    missing = ledger.jobs - {job.id for job in jobs}
    if missing:
        ledger.fault(f"{len(missing)} jobs that were accepted are not there: {sorted(missing)[:5]}")
    if left:
        ledger.fault("a commit is noted as under way")
    for job in jobs:
        of_job = [row for row in rows if row["job"] == job.id]
        counted = (len(of_job), sum(row["state"] == "done" for row in of_job), sum(row["known"] or 0 for row in of_job))
        if (job.state, job.failed, job.errors) != ("done", 0, ()) or (job.total, job.done, job.known) != counted:
            ledger.fault(f"a job is not done or miscounted, its tasks give {counted}: {job}")
    new = sum(job.done - job.known for job in jobs if job.kind == "ingest")
    ledger.counts["jobs"], ledger.counts["articles sent"] = len(jobs), articles
    ledger.counts["articles accepted, all times"] = sum(job.total for job in jobs if job.kind == "ingest")
    deleted = sum(1 for row in rows if row["kind"] == "delete")
    if not articles <= new <= articles + deleted:
        ledger.fault(f"{new} articles count as new; {articles} were sent, and there were {deleted} deletions")
    queue.close()


def _check_leftovers(data: Path, ledger: Ledger) -> None:
    """See that nothing half made is left beside what is in use."""
    checkpoints, stores = _names(data / "checkpoints"), _names(data / "store")
    if checkpoints != [(data / "current").resolve().name] or len(stores) != 1:
        ledger.fault(f"older states are left: {checkpoints} {stores}")
    half_made = [name for name in (*_names(data / "deltas"), *_names(data)) if name.endswith(".new")]
    if half_made:
        ledger.fault(f"half made files are left: {half_made}")


def _check_articles(data: Path, ledger: Ledger, sent: Sequence[Sent]) -> None:
    lines = comparing.quads(data)
    bodies = [line for line in lines if b"<https://schema.org/articleBody>" in line and b"/graph/article/" in line]
    graphs = sorted(line.rpartition(b"/graph/article/")[2].rstrip(b"> .").decode() for line in bodies)
    if graphs != sorted(article.id for article in sent):
        ledger.fault(f"{len(graphs)} articles are in the graph, {len(set(graphs))} different ones, of {len(sent)} sent")
    queue = Queue(data)
    with queue.database.reading() as db:
        (updates,) = db.execute("SELECT count(*) FROM task WHERE kind = 'update'").fetchone()
    queue.close()
    counters = [line for line in lines if line.startswith(b"<urn:torture:counted>")]
    expected = 3 if updates else 0  # in two graphs, and in the union
    if len(counters) != expected or not all(b'"%d"' % updates in line for line in counters):
        ledger.fault(f"{updates} updates were accepted, and there is {counters}")
    ledger.counts["updates accepted"] = updates
    ledger.counts["quads"] = len(lines)


def _check_growth(ledger: Ledger, sent: Sequence[Sent]) -> None:
    """See that no article was ever seen by halves, and that none went away that was seen once."""
    kept = {article.id for article in sent if not article.is_doomed}
    before: set[str] = set()
    for revision, ids in sorted(ledger.by_revision["articles"].items()):
        if before - set(ids):
            ledger.fault(f"the list of revision {revision} lacks articles of an earlier one: {before - set(ids)}")
        before = set(ids) & kept
    sizes: dict[str, set[str]] = {}
    for graphs in ledger.by_revision["graphs"].values():
        for graph, size in graphs.items():
            sizes.setdefault(graph, set()).add(size)
    for graph, seen in sizes.items():
        if len(seen) > 1 and "/graph/article/" in graph:
            ledger.fault(f"{graph} was seen with {sorted(seen)} triples")
    revisions = {revision for seen in ledger.by_revision.values() for revision in seen}
    ledger.counts["revisions read"] = len(revisions)


def _check_shapes(data: Path, ledger: Ledger) -> None:
    done = _command(data, "validate")
    if done.returncode != 0:
        ledger.fault(f"onrecord validate: {done.stdout[-1000:]}{done.stderr[-1000:]}")


def _command(data: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "service", *arguments],
        env=os.environ | {"ONRECORD_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )


def _run_undisturbed(disturbed: Path, undisturbed: Path, articles: Mapping[str, Sent], processes: int) -> None:
    lay_out(disturbed, undisturbed, articles)
    service = Service(undisturbed, processes)
    service.start()
    try:
        _wait_until_done(undisturbed)
    finally:
        service.stop()


def _compare(what: str, one: Sequence[object], other: Sequence[object], ledger: Ledger) -> None:
    if one != other:
        only = [sorted(map(str, {*some} - {*rest}))[:3] for some, rest in ((one, other), (other, one))]
        ledger.fault(f"{what} differ ({len(one)} and {len(other)} entries): {only[0]} | {only[1]}")


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
