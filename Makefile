# 亲清 Qinqing. `make` alone lists what can be made.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
# The steps of `test` share one machine and one order.
.NOTPARALLEL:

VENV := .venv
PY := $(VENV)/bin/python
# Without bytecode every start compiles everything again.
unexport PYTHONDONTWRITEBYTECODE
# A network that inspects its traffic has its authority in the system's store, and only there.
export NODE_USE_SYSTEM_CA := 1
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt),)
export UV_SYSTEM_CERTS := 1
endif

.PHONY: help run test check lint types contracts budgets tests journeys docs words bench soak lock assets

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

run: $(VENV)/.base assets ## start the platform with the demo world: PORT, QINQING_HOME, DATABASE_URL
	@exec $(PY) -m qinqing demo

test: check tests journeys ## everything: lint, types, contracts, unit, rooms, doors, properties, journeys

check: lint types contracts budgets ## what needs no database

lint: $(VENV)/.test
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: $(VENV)/.test
	$(VENV)/bin/mypy

contracts: $(VENV)/.test assets
	$(VENV)/bin/lint-imports

budgets: # what is longer than the house likes: listed, never a failure
	@scripts/budgets

tests: $(VENV)/.test assets
	$(PY) -m pytest -n 2 tests --ignore tests/journeys

journeys: $(VENV)/.test assets
	scripts/browser
	$(PY) -m pytest -n 2 tests/journeys

words: $(VENV)/.base ## what the English catalogue lacks: docs/how-to/add-words.md
	@$(PY) -m qinqing.config.words

docs: $(VENV)/.base ## write docs/generated anew from the tables that the platform obeys
	$(PY) -m qinqing.config.generate docs/generated

bench: $(VENV)/.bench assets ## hot pages and rules against their floors: make bench N="10000 100000"
	$(PY) -m benchmarks $(N)
	$(PY) -m benchmarks.rules
	$(PY) -m benchmarks.matches
	$(PY) -m benchmarks.rules_sql

soak: export QINQING_SOAK := 1
soak: tests ## the tests again at the sizes of a night

lock: $(VENV)/.base ## rewrite the hash-pinned locks from pyproject.toml
	$(VENV)/bin/uv pip compile $(LOCK) --group tool -o requirements/tool.lock
	$(VENV)/bin/uv pip compile $(LOCK) pyproject.toml -o requirements/base.lock
	$(VENV)/bin/uv pip compile $(LOCK) --group build -o requirements/build.lock
	$(VENV)/bin/uv pip compile $(LOCK) --group test -c requirements/base.lock -o requirements/test.lock
	$(VENV)/bin/uv pip compile $(LOCK) --group bench -c requirements/base.lock -c requirements/test.lock -o requirements/bench.lock
LOCK := --quiet --generate-hashes --universal --no-header --no-emit-index-url

assets: $(VENV)/.base
	@scripts/assets

$(VENV)/.base: requirements/base.lock requirements/tool.lock
	@scripts/environment base
	@rm -f $(VENV)/.test
	@touch $@

$(VENV)/.test: $(VENV)/.base requirements/test.lock
	@scripts/environment base test
	@touch $@

$(VENV)/.bench: $(VENV)/.test requirements/bench.lock
	@scripts/environment base test bench
	@touch $@
