# make install | lock
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin

lock:  ## resolve the dependencies again (needs uv)
	uv pip compile -q pyproject.toml --group build --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -o requirements.lock
	uv pip compile -q pyproject.toml --group dev --group build --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -o requirements-dev.lock
