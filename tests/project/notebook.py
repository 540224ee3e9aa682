"""Executes the guide's notebook on a service, in a kernel of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from nbformat import NotebookNode

_EXECUTE = "from nbclient.cli import main; main()"
NOTEBOOK = Path(__file__).parents[2] / "docs" / "guide" / "onrecord.ipynb"


def executed(address: str) -> NotebookNode:
    """Return the notebook as it is after all its cells have run, asking the service at this address."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / NOTEBOOK.name
        copy.write_bytes(NOTEBOOK.read_bytes())
        environment = {**os.environ, "ONRECORD_URL": address, "IPYTHONDIR": folder, "JUPYTER_DATA_DIR": folder}
        command = [sys.executable, "-c", _EXECUTE, "--inplace", "--timeout=120", str(copy)]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return nbformat.read(copy, as_version=4)


def shown(notebook: NotebookNode) -> list[list[str]]:
    """Return what each cell of code shows, as text."""
    return [[_text(output) for output in cell.outputs] for cell in notebook.cells if cell.cell_type == "code"]


def written(notebook: NotebookNode) -> str:
    """Return the notebook as it is kept: outputs as text, nothing that differs from run to run."""
    for cell in notebook.cells:
        cell.metadata = NotebookNode()
        if cell.cell_type == "code":
            cell.execution_count = None
            cell.outputs = [_kept(output) for output in cell.outputs]
    notebook.metadata = NotebookNode(
        kernelspec=NotebookNode(display_name="Python 3", language="python", name="python3"),
        language_info=NotebookNode(name="python"),
    )
    return str(nbformat.writes(notebook)) + "\n"


def _text(output: NotebookNode) -> str:
    return str(output["text"] if output.output_type == "stream" else output["data"]["text/plain"]).rstrip()


def _kept(output: NotebookNode) -> NotebookNode:
    if output.output_type != "stream":
        output.metadata = NotebookNode()
        output["data"] = NotebookNode({"text/plain": output["data"]["text/plain"]})
        if "execution_count" in output:
            output.execution_count = None
    return output
