"""``onrecord token`` as it is typed."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from service.cli.configuration import settings_in_force

token_app = typer.Typer(help="Bearer tokens for the service: made, listed, revoked.", no_args_is_help=True)


class TokenScope(StrEnum):
    """What a token is good for; each includes those before it."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


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
    create(settings_in_force().data, name, scope.value, until)


@token_app.command(name="list")
def token_list(
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """List all tokens: names, scopes, times, whether they are active. The tokens themselves are not kept."""
    from service.cli.tokens import show

    show(settings_in_force().data, as_json=as_json)


@token_app.command(name="revoke")
def token_revoke(
    name: Annotated[str, typer.Argument(metavar="NAME|ID", help="Name of an active token, or the id of any.")],
) -> None:
    """Revoke a token. A running service refuses it from the next request on."""
    from service.cli.tokens import revoke

    revoke(settings_in_force().data, name)
