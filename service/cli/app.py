"""What can be typed: commands, arguments, options, exit codes (0 done, 1 something failed, 2 wrong usage)."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from service.cli.configuration import settings_in_force, settings_of_data
from service.cli.token_app import token_app
from service.errors import OnRecordError

app = typer.Typer(
    help="Who said what about which deployment, treaty and figure: news articles as a knowledge graph.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
app.add_typer(token_app, name="token")

Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH…",
        help="Files (.txt, .html, .json, .jsonl, .jsonl.gz), folders of such (but .json), or - for standard input.",
    ),
]


class QueryFormat(StrEnum):
    """Formats that a query's result is written in."""

    TABLE = "table"
    JSON = "json"
    XML = "xml"
    CSV = "csv"
    TSV = "tsv"
    TURTLE = "turtle"
    NTRIPLES = "ntriples"
    JSONLD = "jsonld"
    RDFXML = "rdfxml"


def main() -> None:
    """Run the command line. Errors go to standard error, without a traceback where they are not OnRecord's own."""
    try:
        app(prog_name="onrecord")
    except OnRecordError as error:
        from service.cli.terminal import printable

        print(f"onrecord: {printable(error.detail)}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:  # `onrecord query … | head`
        sys.stderr.close()
        sys.exit(1)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for all.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 for any that is free.")] = 8000,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Web processes.  [default: one a core, at least 2]")
    ] = None,
) -> None:
    """Serve everything: API, SPARQL and pages, with the process that works off what is sent."""
    from service.serve.supervisor import Supervisor

    raise typer.Exit(Supervisor(settings_of_data(), host, port, workers).run())


@app.command()
def ingest(
    paths: Paths,
    publisher: Annotated[str | None, typer.Option(help="Who published it, where the text does not say so.")] = None,
    published: Annotated[str | None, typer.Option(metavar="DATE", help="When, as YYYY-MM-DD.")] = None,
    url: Annotated[str | None, typer.Option(help="Its address; for one article only.")] = None,
    progress: Annotated[
        bool | None, typer.Option("--progress/--no-progress", help="Show a progress bar.  [default: on a terminal]")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the summary as JSON, with every failure.")] = False,
) -> None:
    """Read articles into the graph. What is in it already is passed over, so this can be stopped and run again."""
    from service.cli.ingest import run
    from service.model import Given

    if url is not None and (len(paths) != 1 or Path(paths[0]).is_dir()):
        raise typer.BadParameter("one address cannot be that of several articles", param_hint="--url")
    given = Given(url=url, publisher=publisher, published=published)
    raise typer.Exit(run(settings_of_data(), paths, given, progress, as_json=as_json))


@app.command()
def extract(
    paths: Paths,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write STEM.json of each file to.")],
) -> None:
    """Write the claims of articles as JSON; nothing is stored."""
    from service.cli.extract import run

    raise typer.Exit(run(settings_in_force(), paths, out))


@app.command()
def explain(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A .txt, .html or .json file, or - for standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print claims and reasons as JSON.")] = False,
) -> None:
    """Show an article with every claim marked in its text, and why each is made; nothing is stored."""
    from service.cli.explain import run

    raise typer.Exit(run(settings_in_force(), file, as_json=as_json))


@app.command()
def query(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE.rq]", help="The query.  [default: standard input]")
    ] = None,
    expression: Annotated[str | None, typer.Option("-e", "--expression", metavar="QUERY", help="The query.")] = None,
    result_format: Annotated[
        QueryFormat | None, typer.Option("--format", help="[default: table, of graphs turtle]", show_default=False)
    ] = None,
) -> None:
    """Answer a SPARQL query from the newest state of the store. The prefixes of the project need no declaration."""
    from service.cli.query import run

    if file is not None and expression is not None:
        raise typer.BadParameter("give either a file or -e QUERY", param_hint="FILE.rq")
    if file is None and expression is None and sys.stdin.isatty():
        raise typer.BadParameter("give a file, -e QUERY, or the query on standard input", param_hint="FILE.rq")
    run(settings_of_data(), file, expression, None if result_format is None else result_format.value)


@app.command()
def mcp(
    url: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Ask a running service at this address, with ONRECORD_TOKEN.  [default: the data in ONRECORD_DATA]",
        ),
    ] = None,
) -> None:
    """Let language models ask with sources: a server of the Model Context Protocol on standard input and output.

    The program that the model runs in starts it. It only reads, also beside a running service.
    """
    from service.mcp_server.server import serve as answer

    if url is None:
        from service.mcp_server.local import LocalBackend

        answer(LocalBackend(settings_of_data()))
    else:
        from service.mcp_server.remote import RemoteBackend

        token = settings_in_force().token
        answer(RemoteBackend(url, token.get_secret_value() if token is not None else None))


@app.command(name="export")
def export_(
    file: Annotated[
        Path, typer.Argument(help="FILE.nq or FILE.trig, also with .gz; - for N-Quads on standard output.")
    ],
) -> None:
    """Write the whole graph to a file."""
    from service.cli.transfer import export_graph

    export_graph(settings_of_data(), file)


@app.command(name="import")
def import_(file: Annotated[Path, typer.Argument(help="FILE.nq or FILE.trig, also with .gz.")]) -> None:
    """Add the graph in a file to the store, all of it or nothing."""
    from service.cli.transfer import import_graph

    import_graph(settings_of_data(), file)


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make.")],
    keep: Annotated[
        int | None,
        typer.Option(min=1, help="Make a folder named by the time in DIR, and delete all such but the newest so many."),
    ] = None,
) -> None:
    """Copy store, queue, index and tokens, while they are in use, with a digest of everything."""
    from service.cli.backup import backup_data

    backup_data(settings_of_data(), folder, keep)


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder that `onrecord backup` made.")],
    into: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Data folder to make; new or empty.  [default: ONRECORD_DATA]")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Only see whether the backup is whole.")] = False,
) -> None:
    """Verify a backup and make it the data folder, whole or not at all."""
    from service.cli.backup import restore_data

    restore_data(settings_in_force(), folder, into, only_check=check)


@app.command()
def reindex() -> None:
    """Make the index of lists and full text anew from the graph."""
    from service.cli.transfer import rebuild_index

    rebuild_index(settings_of_data())


@app.command()
def reprocess(
    articles: Annotated[list[str] | None, typer.Argument(metavar="[ID…]", help="Articles, by id or IRI.")] = None,
    publisher: Annotated[str | None, typer.Option(help="All articles of this outlet: its name, id or IRI.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All articles.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Also what this version of the extraction read.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would change; nothing is stored.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what changed as JSON, article by article.")] = False,
    progress: Annotated[
        bool | None, typer.Option("--progress/--no-progress", help="Show a progress bar.  [default: on a terminal]")
    ] = None,
) -> None:
    """Extract again from the stored texts what an earlier version extracted, and tell what changed."""
    from service.cli.reprocess import Wanted, run

    if sum((bool(articles), publisher is not None, everything)) != 1:
        raise typer.BadParameter("name articles, or give --publisher or --all", param_hint="ID…")
    wanted = Wanted(tuple(articles or ()), publisher, force=force, dry_run=dry_run)
    raise typer.Exit(run(settings_of_data(), wanted, progress, as_json=as_json))


@app.command()
def validate() -> None:
    """Check the store against the SHACL shapes; exit 1 when it does not conform."""
    from service.cli.check import validate_store

    raise typer.Exit(validate_store(settings_of_data()))


@app.command()
def evaluate(
    gold: Annotated[Path | None, typer.Option(metavar="DIR", help="Gold annotations.  [default: the seeds']")] = None,
    texts: Annotated[Path | None, typer.Option(metavar="DIR", help="The texts they annotate.")] = None,
    misses: Annotated[bool, typer.Option("--misses", help="List what was missed and what is spurious.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the measures and all misses as JSON.")] = False,
) -> None:
    """Measure the quality of extraction against gold annotations."""
    from service.cli.check import evaluate_extraction

    if (gold is None) != (texts is None):
        raise typer.BadParameter("give both or neither", param_hint="--gold, --texts")
    evaluate_extraction(settings_in_force(), gold, texts, misses=misses, as_json=as_json)


def _show_version(wanted: bool) -> None:
    if wanted:
        from ontology import vocabulary_version
        from service import __version__
        from service.extractor_version import rules_name

        print(f"onrecord {__version__}\nextractor {rules_name()}\nvocabulary {vocabulary_version()}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass
