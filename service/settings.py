"""All settings, read from the environment with the prefix ``ONRECORD_``.

Each has a default that works on one machine, and a reason where it is a limit.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """OnRecord's settings; ``settings()`` gives the one that is in force."""

    model_config = SettingsConfigDict(env_prefix="ONRECORD_", frozen=True)

    data: Path = Field(Path("data"), description="folder of the store, the queue and the index")
    store: str | None = Field(
        None, description="SPARQL 1.1 server in place of the embedded store: the URL of its query endpoint"
    )
    store_update: str | None = Field(
        None, description="its update endpoint, where that is another address than the query endpoint"
    )
    token: SecretStr | None = Field(
        None, description="bearer token that writes need; without one, writes are accepted from loopback only"
    )
    base_iri: str = Field("http://localhost:8000/", description="what the IRIs of all data begin with; ends in a slash")
    union_default_graph: bool = Field(
        True, description="whether queries that name no graph see the union of all of them"
    )
    query_timeout: float = Field(
        30.0, gt=0, description="seconds a query may run, so that one user's does not starve the next's"
    )
    query_processes: int = Field(
        2, gt=0, description="queries that one web worker runs at once, each in a process of its own; others wait"
    )
    max_body_bytes: int = Field(
        5_000_000,
        gt=0,
        description="largest request body but for bulk: far above any article, far below what fills memory",
    )
    max_bulk_bytes: int = Field(200_000_000, gt=0, description="largest body of a bulk request")
    max_text_chars: int = Field(
        1_000_000,
        gt=0,
        description="longest text of one article, in code points: spaCy's parser needs about 1 GB for it",
    )
    processes: int = Field(
        default_factory=lambda: os.cpu_count() or 1, gt=0, description="extraction processes; default: one a core"
    )

    @field_validator("base_iri")
    @classmethod
    def _ends_in_slash(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must be an http or https address, for example http://localhost:8000/")
        return value if value.endswith("/") else value + "/"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings of this process, read once.

    Raises pydantic's ``ValidationError`` when a variable cannot be used.
    """
    return Settings()
