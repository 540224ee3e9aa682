"""Runs the examples of the guide (``docs/guide``) as they stand, against a service on the seeds.

All blocks of a language on one page are one program, as a reader has it who copies them one after the other.
``python -m tests.project.guide`` writes into the pages what the examples print now; read the difference first.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.project.pages import Block, blocks, filled_in

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide"
DEFAULT = "http://localhost:8000"
_END = "\x1e"  # what the programs print between blocks; no example prints it
_QUERY = re.compile(r'Query = "([^"]*)"')
_ADDRESS = re.compile(r'http://localhost:8000/[^\s"`]*')


class Missing(Exception):  # noqa: N818  # a reason to skip
    """A program that the examples of a language need is not installed."""


@dataclass(frozen=True)
class Program:
    """How a language is run: what the file is called, the command that runs it, what prints the end of a block."""

    file: str
    command: tuple[str, ...]
    end: str


PROGRAMS: Mapping[str, Program] = {
    "bash": Program("page.sh", ("bash", "-eu", "-o", "pipefail"), "printf '\\036'\n"),
    "python": Program("page.py", (sys.executable,), "print(chr(30), end='')\n"),
    "r": Program("page.R", ("Rscript", "--vanilla"), 'cat("\\036")\n'),
    "js": Program("page.mjs", ("node",), "process.stdout.write('\\x1e');\n"),
}


@dataclass(frozen=True)
class Reader:
    """Somebody at a machine: the address of the service, a folder to work in, where Comunica is installed."""

    address: str
    folder: Path
    modules: Callable[[], Path]

    def run(self, language: str, codes: list[str]) -> list[str]:
        """Return what blocks of one language print or give, one after the other; ``Missing`` where they cannot run."""
        if language in PROGRAMS:
            return self._run(PROGRAMS[language], codes)
        return [_ASKED[language](self, code) for code in codes]

    def _run(self, program: Program, codes: list[str]) -> list[str]:
        if not shutil.which(program.command[0]):
            raise Missing(f"{program.command[0]} is not installed")
        if any("@comunica" in code for code in codes):
            (self.folder / "node_modules").symlink_to(self.modules() / "node_modules")
        script = self.folder / program.file
        script.write_text("".join(f"{code}\n{program.end}" for code in codes), encoding="utf-8")
        done = subprocess.run(
            [*program.command, str(script)],
            cwd=self.folder,
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        outputs = done.stdout.split(_END)
        assert done.returncode == 0, f"after {len(outputs) - 1} blocks: {done.stderr}"
        return outputs[:-1]

    def _environment(self) -> dict[str, str]:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        return {**os.environ, "PATH": path, "ONRECORD_URL": self.address, "LC_ALL": "C.UTF-8"}

    def query(self, query: str) -> str:
        """Return the answer to a query as CSV."""
        return self._fetch(Request(f"{self.address}/sparql", urlencode({"query": query}).encode()), "text/csv")

    def open(self, address: str) -> str:
        """Return what is at an address of the guide."""
        return self._fetch(Request(address.replace(DEFAULT, self.address, 1)), "*/*")

    def _fetch(self, request: Request, accept: str) -> str:
        request.add_header("Accept", accept)
        with urlopen(request, timeout=60) as response:
            return str(response.read().decode()).replace("\r\n", "\n")


def _powerquery(reader: Reader, code: str) -> str:
    """Ask as Power Query does: the fields of ``Query`` become the address's."""
    query, address = _QUERY.search(code), _ADDRESS.search(code)
    assert query
    assert address
    return reader.open(f"{address[0]}?{urlencode({'query': query[1], 'format': 'csv'})}")


_ASKED: Mapping[str, Callable[[Reader, str], str]] = {
    "sparql": Reader.query,
    "address": lambda reader, code: reader.open(code.strip()),
    "columns": lambda reader, code: reader.open(code.strip()).splitlines()[0].replace(",", ", "),
    "powerquery": _powerquery,
}
LANGUAGES = (*PROGRAMS, *_ASKED)


def pages() -> list[Path]:
    """Return the pages of the guide."""
    return sorted(GUIDE.glob("*.md"))


def of_language(page: Path, language: str) -> list[Block]:
    """Return the blocks of a language on a page."""
    return [block for block in blocks(page.read_text(encoding="utf-8")) if block.language == language]


def languages(page: Path) -> list[str]:
    """Return the languages of the examples on a page."""
    return sorted({block.language for block in blocks(page.read_text(encoding="utf-8"))})


def outputs(page: Path, address: str, modules: Callable[[], Path]) -> list[str]:
    """Return what all blocks of a page print or give, in their order; what cannot run here, what the page shows."""
    every = blocks(page.read_text(encoding="utf-8"))
    found: dict[int, str] = {}
    for language in languages(page):
        places = [place for place, block in enumerate(every) if block.language == language]
        with tempfile.TemporaryDirectory() as folder:
            try:
                reader = Reader(address, Path(folder), modules)
                given = reader.run(language, [every[place].code for place in places])
            except Missing as reason:
                print(f"{page.name}: {reason}", file=sys.stderr)
                given = [every[place].shown or "" for place in places]
        found.update(zip(places, given, strict=True))
    return [found[place] for place in range(len(every))]


def main() -> None:
    """Write into the pages, and into the notebook, what their examples give on a service with the seeds."""
    from tests.clients.npm import install
    from tests.project.conftest import serve_seeds
    from tests.project.notebook import NOTEBOOK, executed, written

    with tempfile.TemporaryDirectory() as folder, serve_seeds(Path(folder)) as served:
        for page in pages():
            page.write_text(filled_in(page, outputs(page, served.address, install)), encoding="utf-8")
        NOTEBOOK.write_text(written(executed(served.address)), encoding="utf-8")


if __name__ == "__main__":
    main()
