"""All settings, read from the environment with the prefix ``ONRECORD_``.

Each has a default that works on one machine, and a reason where it is a limit.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """OnRecord's settings; ``settings()`` gives the one that is in force."""

    model_config = SettingsConfigDict(env_prefix="ONRECORD_", frozen=True, hide_input_in_errors=True)

    data: Path = Field(Path("data"), description="folder of the store, the queue and the index")
    store: str | None = Field(
        None,
        repr=False,
        description="SPARQL 1.1 server in place of the embedded store: the URL of its query endpoint",
    )
    store_update: str | None = Field(
        None, repr=False, description="its update endpoint, where that is another address than the query endpoint"
    )
    store_user: str | None = Field(None, description="user name for that server (HTTP Basic)")
    store_password: SecretStr | None = Field(None, description="and the password")
    store_token: SecretStr | None = Field(None, description="bearer token for that server, in place of a user name")
    store_ca: Path | None = Field(
        None, description="file of certificates (PEM) to check that server's by, in place of the system's"
    )
    store_timeout: float = Field(
        300.0,
        gt=0,
        description="seconds that a write to that server may take, far more than one takes that is going to succeed; "
        "queries have their own limit",
    )
    token: SecretStr | None = Field(
        None,
        description="one bearer token for everything, beside those of `onrecord token`; without any, writes are taken "
        "from loopback only",
    )
    read_needs_token: bool = Field(
        False, description="whether reading needs a token, too; the health checks stay open for supervisors"
    )
    trusted_proxies: str | None = Field(
        None,
        description="addresses or networks of proxies, separated by spaces, whose word on clients and https counts. "
        "None by default, as anybody can send the headers by which they do",
    )
    reads_per_minute: int = Field(
        6000,
        ge=0,
        description="requests a minute that one token or address may read by: a hundred a second, far above what "
        "people and most programs need; 0: any number. This machine itself is not limited",
    )
    writes_per_minute: int = Field(
        600,
        ge=0,
        description="those it may write or have extracted by: ten a second, more than two cores read; a bulk request "
        "is one; 0: any number",
    )
    base_iri: str = Field("http://localhost:8000/", description="what the IRIs of all data begin with; ends in a slash")
    licence: str | None = Field(
        None, description="address of the licence that the data are under, told in /.well-known/void; none is claimed"
    )
    union_default_graph: bool = Field(
        True, description="whether queries that name no graph see the union of all of them"
    )
    service_allow: str | None = Field(
        None,
        description="addresses that `SERVICE` and `LOAD` may reach, separated by spaces; one that ends in a slash "
        "stands for all below it. None by default, so that nobody uses this service to look into its network",
    )
    query_timeout: float = Field(
        30.0, gt=0, description="seconds a query may run, so that one user's does not starve the next's"
    )
    update_timeout: float = Field(
        300.0,
        gt=0,
        description="seconds a SPARQL update may run: all other writes wait for it, and far more is none that ends",
    )
    query_processes: int = Field(
        2,
        gt=0,
        description="queries that take longer than moments which one web worker runs at once, each in a process of its "
        "own: two fill two cores, and lookups come before them",
    )
    query_waiting: int = Field(
        8, ge=0, description="further ones that stand still until there is room, rather than answering 503 at once"
    )
    query_memory: int = Field(
        1_000_000_000,
        ge=50_000_000,
        description="bytes of memory that a query may use: sorting a million rows takes less, a machine has several",
    )
    query_rows: int = Field(
        5_000_000, gt=0, description="rows or triples that an answer may have: more than a tool reads at once"
    )
    query_bytes: int = Field(
        1_000_000_000, gt=0, description="bytes that an answer may have, so that none is sent without end"
    )
    memory_triples: int = Field(
        2_000_000,
        ge=0,
        description="largest number of different triples that are held in memory, where queries are answered faster: "
        "these take about 1 GB; 0 holds none",
    )
    query_cache_bytes: int = Field(
        64_000_000,
        ge=0,
        description="answers to queries that one web worker keeps until the next commit, in bytes; 0: none. Some "
        "thousand answers of usual size, and little beside what a query process takes",
    )
    max_body_bytes: int = Field(
        5_000_000,
        gt=0,
        description="largest request body but for bulk: far above any article, far below what fills memory",
    )
    max_bulk_bytes: int = Field(200_000_000, gt=0, description="largest body of a bulk request")
    max_bulk_articles: int = Field(
        50_000,
        gt=0,
        description="articles in one bulk request: an hour or so of work, so that others' are not kept waiting all day",
    )
    max_open_tasks: int = Field(
        200_000,
        gt=0,
        description="tasks that may wait in the queue (articles, updates, deletions): some hours of work, and about "
        "1 GB of disk; who sends more is told to come again later",
    )
    max_text_chars: int = Field(
        1_000_000,
        gt=0,
        description="longest text of one article, in code points: spaCy's parser needs about 1 GB for it",
    )
    max_name_chars: int = Field(
        1_000, gt=0, description="longest title or publisher of an article, in code points: a headline has a hundred"
    )
    max_url_chars: int = Field(
        2_000, gt=0, description="longest address of an article: browsers and search engines take no longer ones"
    )
    max_parts: int = Field(
        1_000, gt=0, description="files in one request to the graph store: each has a parser of its own"
    )
    max_query_chars: int = Field(
        200_000,
        gt=0,
        description="longest query, in code points: lists of values fit; updates, which may hold data, have the body's "
        "limit",
    )
    max_parameters: int = Field(
        500, gt=0, description="parameters in an address or a form, filters and graphs of queries among them"
    )
    max_request_line: int = Field(
        8_190,
        ge=200,
        le=8_190,
        description="longest first line of a request, with its address: longer queries are sent by POST",
    )
    max_headers: int = Field(100, ge=20, le=1_000, description="headers of a request: browsers and proxies send 30")
    max_header_bytes: int = Field(
        8_190, ge=1_000, le=65_536, description="longest header of a request: tags and tokens are shorter by far"
    )
    min_free_bytes: int = Field(
        500_000_000,
        ge=0,
        description="bytes of the disk that are to stay free: with less, nothing new is accepted, so that a bulk "
        "request and its graph still fit; with half of it, the writer stands still, too: the disk never fills up",
    )
    access_log: bool = Field(
        False, description="whether each request has a line in the log; its time and number are in /metrics in any case"
    )
    ready_writer_away: float = Field(
        15.0,
        gt=0,
        description="seconds without a writer after which /health/ready is 503: one that is started again takes a few",
    )
    ready_writer_stuck: float = Field(
        900.0,
        gt=0,
        description="seconds that the writer may take for one step until /health/ready is 503: large imports take "
        "minutes",
    )
    log_format: Literal["auto", "json", "text"] = Field(
        "auto", description="form of the log: `json`, `text` for people, or `auto`: the latter on a terminal"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="what is logged: `debug` has a line an article and job, `info` one a commit"
    )
    processes: int = Field(
        default_factory=lambda: os.cpu_count() or 1,
        gt=0,
        le=256,
        description="extraction processes, each of some 400 MB; default: one a core",
    )
    extraction_memory: int = Field(
        1_000_000_000,
        ge=100_000_000,
        description="bytes that an extraction process may take beyond what it has at the start: the longest text takes "
        "a tenth of it, and an article that needs more fails alone, before the machine runs out",
    )

    extractor: Literal["rules", "llm"] = Field(
        "rules", description="what reads articles: `rules`, offline, or `llm`, a language model (ONRECORD_LLM_…)"
    )
    llm_url: str | None = Field(
        None,
        validate_default=True,
        description="OpenAI-compatible endpoint of the language model, for example http://localhost:8080/v1",
    )
    llm_model: str = Field("default", description="name of the model there")
    llm_key: SecretStr | None = Field(None, description="key that it asks for")
    llm_schema: Literal["json_schema", "json_object"] = Field(
        "json_schema",
        description="how the schema of answers is sent: `json_schema` as in OpenAI's API, `json_object` as "
        "llama-cpp-python's server reads it",
    )
    llm_timeout: float = Field(120.0, gt=0, description="seconds that one request may take")
    llm_article_timeout: float = Field(
        300.0, gt=0, description="seconds that all requests about one article may take; then the rules read it"
    )
    llm_retries: int = Field(
        3, ge=0, le=10, description="times a request is sent again when the model is away or overloaded"
    )
    llm_piece_chars: int = Field(
        6_000, ge=500, description="longest piece of an article in one request, in code points: small models lose track"
    )
    llm_pieces: int = Field(
        20, gt=0, description="most pieces of one article, so that none costs without bound; the rules read longer ones"
    )
    llm_max_tokens: int = Field(4_096, gt=0, description="longest answer, in tokens")
    llm_prompt_price: float = Field(0.0, ge=0, description="price of a million tokens sent; costs are counted with it")
    llm_completion_price: float = Field(0.0, ge=0, description="price of a million tokens answered")

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: str | None) -> str | None:
        for each in (value or "").split():
            try:
                ip_network(each)
            except ValueError as error:
                raise ValueError(
                    f"must be addresses or networks, such as 127.0.0.1 10.0.0.0/8, separated by spaces: {error}"
                ) from error
        return value

    @field_validator("service_allow")
    @classmethod
    def _are_addresses(cls, value: str | None) -> str | None:
        for address in (value or "").split():
            try:
                parts = urlsplit(address)
                is_plain = bool(parts.hostname) and parts.username is None and not parts.fragment and parts.port != 0
            except ValueError:
                is_plain = False
            if not is_plain or parts.scheme not in ("http", "https"):
                raise ValueError("must be http or https addresses, separated by spaces, without user and password")
        return value

    @field_validator("llm_url")
    @classmethod
    def _is_address(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("extractor") != "llm":
            return None
        if not (value or "").startswith(("http://", "https://")):
            raise ValueError("ONRECORD_EXTRACTOR=llm needs an http or https address here")
        if any(mark in (value or "") for mark in "@?#"):  # it is shown in logs and messages
            raise ValueError("must hold no user name, password or query; a key belongs in ONRECORD_LLM_KEY")
        return value

    @field_validator("store", "store_update")
    @classmethod
    def _is_server(cls, value: str | None) -> str | None:
        if value is not None and not (value.startswith(("http://", "https://")) and urlsplit(value).hostname):
            raise ValueError("must be an http or https address, for example http://localhost:7878/query")
        return value

    @field_validator("store_update")
    @classmethod
    def _is_beside_queries(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and "store" in info.data and info.data["store"] is None:
            raise ValueError("is of no use without ONRECORD_STORE, that server's query endpoint")
        return value

    @field_validator("processes")
    @classmethod
    def _fit_into_memory(cls, value: int) -> int:
        """They start at once, each with 200 MB for its model alone: too many leave no way to end them."""
        least, memory = value * 200_000_000, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        if least > memory:
            raise ValueError(
                f"these need {least / 1e9:,.0f} GB of memory at least; this machine has {memory / 1e9:,.0f}"
            )
        return value

    @field_validator("store_token")
    @classmethod
    def _is_only_credential(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value is not None and info.data.get("store_user") is not None:
            raise ValueError("cannot be given beside ONRECORD_STORE_USER: a server is entered by one of them")
        return value

    @field_validator("store_ca")
    @classmethod
    def _is_file(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_file():
            raise ValueError(f"there is no file {value}")
        return value

    @field_validator("llm_key", "store_token")
    @classmethod
    def _is_header(cls, value: SecretStr | None) -> SecretStr | None:
        key = value.get_secret_value().strip() if value is not None else ""
        if not key.isascii() or not key.isprintable():
            raise ValueError("must be printable ASCII, on one line")  # and is not shown
        return SecretStr(key) if key else None

    @field_validator("licence")
    @classmethod
    def _is_licence(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", value):
            raise ValueError(
                "must be an http or https address, for example https://creativecommons.org/licenses/by/4.0/"
            )
        return value

    @field_validator("base_iri")
    @classmethod
    def _ends_in_slash(cls, value: str) -> str:
        if not re.fullmatch(r"https?://[^\s/?#@<>\"{}|\\^`]+(/[^\s?#<>\"{}|\\^`]*)?", value):
            raise ValueError("must be an http or https address without user name, query and fragment")
        return value if value.endswith("/") else value + "/"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings of this process, read once.

    Raises pydantic's ``ValidationError`` when a variable cannot be used.
    """
    return Settings()
