"""The settings of a command: one that cannot be used is wrong usage."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from service.settings import Settings


def settings_in_force() -> Settings:
    """Return the settings; a variable that cannot be used is wrong usage."""
    from pydantic import ValidationError

    from service.settings import settings

    try:
        return settings()
    except ValidationError as error:
        for problem in error.errors():
            name = "ONRECORD_" + "_".join(str(part) for part in problem["loc"]).upper()
            print(f"onrecord: {name}: {problem['msg'].removeprefix('Value error, ')}", file=sys.stderr)
        raise typer.Exit(2) from error


def settings_of_data() -> Settings:
    """Return the settings for a command on the data folder, having seen that they fit it.

    Raises ``InvalidInputError`` where its IRIs begin with another base, or it is of a newer version.
    """
    from service.store.data_folder import check_data_folder

    chosen = settings_in_force()
    check_data_folder(chosen.data, chosen.base_iri)
    return chosen
