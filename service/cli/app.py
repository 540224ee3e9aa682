"""What can be typed: commands, arguments, options, exit codes (0 done, 1 something failed, 2 wrong usage)."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.errors import OnRecordError

if TYPE_CHECKING:
    from service.settings import Settings

app = typer.Typer(
    help="Who said what about which deployment, treaty and figure: news articles as a knowledge graph.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)

token_app = typer.Typer(help="Bearer tokens for the service: made, listed, revoked.", no_args_is_help=True)
app.add_typer(token_app, name="token")

Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH…",
        help="Files (.txt, .html, .json, .jsonl, .jsonl.gz), folders of such, or - for standard input.",
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


class TokenScope(StrEnum):
    """What a token is good for; each includes those before it."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


def main() -> None:
    """Run the command line. Errors go to standard error, without a traceback where they are not OnRecord's own."""
    try:
        app(prog_name="onrecord")
    except OnRecordError as error:
        print(f"onrecord: {error.detail}", file=sys.stderr)
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

    raise typer.Exit(Supervisor(_settings_of_data(), host, port, workers).run())


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
    raise typer.Exit(run(_settings_of_data(), paths, given, progress, as_json=as_json))


@app.command()
def extract(
    paths: Paths,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write STEM.json of each file to.")],
) -> None:
    """Write the claims of articles as JSON; nothing is stored."""
    from service.cli.extract import run

    raise typer.Exit(run(_settings(), paths, out))


@app.command()
def explain(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A .txt, .html or .json file, or - for standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print claims and reasons as JSON.")] = False,
) -> None:
    """Show an article with every claim marked in its text, and why each is made; nothing is stored."""
    from service.cli.explain import run

    raise typer.Exit(run(_settings(), file, as_json=as_json))


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
    run(_settings_of_data(), file, expression, None if result_format is None else result_format.value)


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

        answer(LocalBackend(_settings_of_data()))
    else:
        from service.mcp_server.remote import RemoteBackend

        token = _settings().token
        answer(RemoteBackend(url, token.get_secret_value() if token is not None else None))


@app.command(name="export")
def export_(
    file: Annotated[
        Path, typer.Argument(help="FILE.nq or FILE.trig, also with .gz; - for N-Quads on standard output.")
    ],
) -> None:
    """Write the whole graph to a file."""
    from service.cli.transfer import export_graph

    export_graph(_settings_of_data(), file)


@app.command(name="import")
def import_(file: Annotated[Path, typer.Argument(help="FILE.nq or FILE.trig, also with .gz.")]) -> None:
    """Add the graph in a file to the store, all of it or nothing."""
    from service.cli.transfer import import_graph

    import_graph(_settings_of_data(), file)


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

    backup_data(_settings_of_data(), folder, keep)


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

    restore_data(_settings(), folder, into, only_check=check)


@token_app.command(name="create")
def token_create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who or what it is for, to know it by.")],
    scope: Annotated[
        TokenScope,
        typer.Option(help="What it is good for: reading, writing too, or managing the service as well."),
    ],
    expires: Annotated[
        str | None,
        typer.Option(metavar="WHEN", help="12h, 90d, 4w, a day or a time (ISO 8601).  [default: when it is revoked]"),
    ] = None,
) -> None:
    """Make a token and print it: the one time that it can be seen. A running service takes it at once."""
    from service.cli.tokens import create, expiry
    from service.errors import InvalidInputError

    try:
        until = expiry(expires) if expires is not None else None
    except InvalidInputError as error:
        raise typer.BadParameter(error.detail, param_hint="--expires") from error
    create(_settings().data, name, scope.value, until)


@token_app.command(name="list")
def token_list(
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """List all tokens: names, scopes, times, whether they are active. The tokens themselves are not kept."""
    from service.cli.tokens import show

    show(_settings().data, as_json=as_json)


@token_app.command(name="revoke")
def token_revoke(
    name: Annotated[str, typer.Argument(metavar="NAME|ID", help="Name of an active token, or the id of any.")],
) -> None:
    """Revoke a token. A running service refuses it from the next request on."""
    from service.cli.tokens import revoke

    revoke(_settings().data, name)


@app.command()
def reindex() -> None:
    """Make the index of lists and full text anew from the graph."""
    from service.cli.transfer import rebuild_index

    rebuild_index(_settings_of_data())


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
    raise typer.Exit(run(_settings_of_data(), wanted, progress, as_json=as_json))


@app.command()
def validate() -> None:
    """Check the store against the SHACL shapes; exit 1 when it does not conform."""
    from service.cli.check import validate_store

    raise typer.Exit(validate_store(_settings_of_data()))


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
    evaluate_extraction(_settings(), gold, texts, misses=misses, as_json=as_json)


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


def _settings() -> Settings:
    """Return the settings; a variable that cannot be used is wrong usage."""
    from pydantic import ValidationError

    from service.settings import settings

    try:
        return settings()
    except ValidationError as error:
        for problem in error.errors():
            name = "ONRECORD_" + "_".join(str(part) for part in problem["loc"]).upper()
            print(f"onrecord: {name}: {problem['msg']}", file=sys.stderr)
        raise typer.Exit(2) from error


def _settings_of_data() -> Settings:
    """Return the settings for a command on the data folder, having seen that they fit it.

    Raises ``InvalidInputError`` where its IRIs begin with another base, or it is of a newer version.
    """
    from service.store.data_folder import check_data_folder

    chosen = _settings()
    check_data_folder(chosen.data, chosen.base_iri)
    return chosen
