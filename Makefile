# `make` lists what can be done. All of it works in .venv, which `make install` fills from the lock files.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash

VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
UV ?= uv

# the first Python on the path that the lock files fit; `make PYTHON=/path/to/python3.11` overrules it
PYTHON ?= $(shell for python in python3.11 python3.12 python3; do \
	$$python -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' 2>/dev/null \
	&& echo $$python && break; done)

PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check
# wheels only, so that nothing is built or run while installing; every file has to have the hash in the lock
PIP_LOCKED := $(PIP) install --require-hashes --only-binary :all:
SOURCES := $(wildcard service ontology tests benchmarks training)

# a second install has nothing to do until a lock file or pyproject.toml changes
RUN_READY := $(VENV)/.ready-to-run
TEST_READY := $(VENV)/.ready-to-test
LLM_VENV := .venv-llm
LLM_READY := $(LLM_VENV)/.ready

polnear-data:
	@test -n "$(DATA)" || { echo "Where is PolNeAR? make polnear DATA=…/PolNeAR/data" >&2; exit 1; }

.PHONY: polnear-data help install run test test-llm test-training fuzz train compare-acts compare-measures guide check lint types layers dependencies pytest format quality torture bench load polnear lock clean

help:  ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | while IFS=$$'\t' read -r name does; do \
		printf '  make %-14s %s\n' "$$name" "$$does"; done

install: $(RUN_READY)  ## fill .venv with all that running needs; leaves .venv/bin/onrecord

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "OnRecord needs Python 3.11 or 3.12: install one, or name it with 'make PYTHON=…'." >&2; exit 1; }
	@echo "Making $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV) || { echo "$(PYTHON) has no venv module with pip; on Debian: apt install python3-venv." >&2; exit 1; }

$(RUN_READY): requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what is in requirements.lock"
	@$(PIP_LOCKED) -r requirements.lock
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

$(TEST_READY): requirements-dev.lock $(RUN_READY)
	@echo "Installing what is in requirements-dev.lock"
	@$(PIP_LOCKED) -r requirements-dev.lock
	@touch $@

run: install  ## load the seeds and serve on port 8000 (PORT=…), with the store in ./data (ONRECORD_DATA=…)
	@$(BIN)/onrecord ingest seeds/*.txt
	@$(BIN)/onrecord serve --port $(PORT)

test: check pytest  ## every check and every test, the quality of extraction among them

check: lint types layers dependencies  ## what can be said without running anything

lint: $(TEST_READY)  ## style and common mistakes (ruff)
	@$(BIN)/ruff check --quiet $(SOURCES)
	@$(BIN)/ruff format --check --quiet $(SOURCES) || { echo "Not formatted as ruff does it; 'make format' mends that." >&2; exit 1; }
	@echo "lint: nothing found"

types: $(TEST_READY)  ## types (mypy --strict)
	@$(BIN)/mypy --no-error-summary
	@echo "types: nothing found"

layers: $(TEST_READY)  ## which module may import which (import-linter; docs/architecture.md)
	@$(BIN)/lint-imports --no-logo

dependencies: $(TEST_READY)  ## what is imported is declared, and the other way round (deptry)
	@$(BIN)/deptry .

# A file of tests is run by one process, as its tests share what they start. Most of the time goes into starting
# processes, which take a tenth longer where compiled modules are not kept.
pytest: $(TEST_READY)
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest --quiet --numprocesses auto --dist loadfile

# llama.cpp comes as source and is compiled here, which takes minutes; hence not part of `make test`
$(LLM_READY): requirements-llm.lock | $(BIN)/python
	@echo "Compiling and installing what is in requirements-llm.lock"
	@$(BIN)/python -m venv $(LLM_VENV)
	@$(LLM_VENV)/bin/python -m pip --quiet --disable-pip-version-check install --require-hashes -r requirements-llm.lock
	@touch $@

test-llm: $(TEST_READY) $(LLM_READY)  ## extraction by a real language model's server; needs a C++ compiler
	@ONRECORD_TEST_LLM=$(LLM_VENV)/bin/python $(BIN)/python -m pytest --quiet tests/llm/test_real_model.py

train: $(TEST_READY)  ## train what extraction learns (training/) on the project's own material
	@$(BIN)/python -m training.said
	@$(BIN)/python -m training.acts
	@$(BIN)/python -m training.figures
	@$(BIN)/python -m training.disputes
	@$(BIN)/python -m training.senders
	@$(BIN)/python -m training.hosts
	@$(BIN)/python -m training.owners

compare-acts: $(TEST_READY)  ## cross-validate rules against the learned choice of acts
	@$(BIN)/python -m training.acts --compare

compare-measures: $(TEST_READY)  ## cross-validate rules against the learned choice of what numbers count
	@$(BIN)/python -m training.figures --compare

test-training: $(TEST_READY)  ## whether training again gives what is shipped
	@ONRECORD_TEST_TRAINING=1 $(BIN)/python -m pytest --quiet tests/training

FUZZ ?= 600
fuzz: $(TEST_READY)  ## hold the API to its description with requests made up anew, for FUZZ=600 seconds
	@ONRECORD_FUZZ_SECONDS=$(FUZZ) $(BIN)/python -m pytest --quiet tests/contract/test_description.py

format: $(TEST_READY)  ## put the code into ruff's format
	@$(BIN)/ruff check --quiet --select I --fix $(SOURCES)
	@$(BIN)/ruff format $(SOURCES)

SETS ?= own dev news press shared unseen
quality: $(TEST_READY)  ## measure extraction against gold and write the README's table
	@$(BIN)/python -m tests.evaluate.quality_table $(SETS)

guide: $(TEST_READY)  ## run the examples of docs/guide and write what they print into its pages
	@$(BIN)/python -m tests.project.guide

torture: $(TEST_READY)  ## kill the service 100 times while it is written to and read (KILLS=…, SEED=…): nothing may be lost
	@$(BIN)/python -m tests.torture --kills $(or $(KILLS),100) $(if $(SEED),--seed $(SEED))

bench: $(TEST_READY)  ## speed, such as articles a second (benchmarks/)
	@$(BIN)/python -m benchmarks

load: $(TEST_READY)  ## 50 clients post while 50 read for two minutes: nothing lost, reading stays quick (benchmarks/load.py)
	@$(BIN)/python -m benchmarks.load

polnear: polnear-data $(TEST_READY)  ## attributions in the news of others: DATA=… is the data folder of the PolNeAR corpus
	@$(BIN)/python -m benchmarks.polnear --data "$(DATA)"

lock:  ## resolve the dependencies again (needs uv); LOCK=--upgrade takes the newest
	@command -v $(UV) >/dev/null || { echo "This needs uv: pip install uv, or name it with 'make lock UV=…'." >&2; exit 1; }
	$(UV) pip compile $(LOCKED) --group build -o requirements.lock
	$(UV) pip compile $(LOCKED) --group build --group dev -o requirements-dev.lock
	$(UV) pip compile $(subst pyproject.toml,,$(LOCKED)) --group llm -o requirements-llm.lock

lock: LOCKED = --quiet pyproject.toml --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header $(LOCK)

clean:  ## take out .venv and caches; the data stays
	rm -rf $(VENV) $(LLM_VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
