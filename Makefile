# 亲清 Qinqing. `make` alone lists what can be made.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help
help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

.PHONY: lock
lock: ## rewrite the hash-pinned locks from pyproject.toml
	$(VENV)/bin/uv pip compile $(LOCK) pyproject.toml -o requirements/base.lock
	$(VENV)/bin/uv pip compile $(LOCK) --group build -o requirements/build.lock
	$(VENV)/bin/uv pip compile $(LOCK) --group test -c requirements/base.lock -o requirements/test.lock
LOCK := --quiet --generate-hashes --universal --no-header --no-emit-index-url
