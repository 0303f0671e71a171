# What a developer does, one line each. `make` alone lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# The first Python that is new enough and complete.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
WEIQITONG := $(BIN)/weiqitong
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
STAMPS := $(VENV)/.stamps

# Where the database, files and .env of this copy lie.
export WEIQITONG_HOME ?= $(CURDIR)
HOST := 127.0.0.1
PORT := 8000
CITY :=
SCALE := 0.1

PO := $(wildcard locale_src/*/*.po)
CATALOGUE := src/weiqitong/locale/zh_Hans/LC_MESSAGES/django.mo
# The stylesheet, the script, and a sprite of the icons that templates and menus name.
LOOK := src/weiqitong/web/static/web/built/icons.svg
DRAWN := $(shell find src tools/icons -type f \( -name '*.html' -o -name '*.css' -o -name '*.js' -o -name '*.py' -o -name '*.json' \) -not -path '*/built/*' -not -path '*/migrations/*' 2>/dev/null)

.PHONY: help install run test lint types fix messages bench soak lock clean test-sqlite test-postgresql test-browser

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 28

install: $(STAMPS)/project $(CATALOGUE) $(LOOK) ## set up .venv with everything the lock file names

$(STAMPS)/venv:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with venv is needed: make install PYTHON=/path/to/python3"; exit 1; }
	@test -x $(BIN)/python || { echo "Creating $(VENV) …"; "$(PYTHON)" -m venv $(VENV); }
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/locked: requirements.lock | $(STAMPS)/venv
	@echo "Installing the locked packages …"
	@$(PIP) install --require-hashes -r requirements.lock
	@touch $@

# --no-build-isolation: the build uses hatchling and babel of the lock file, and fetches nothing.
$(STAMPS)/project: pyproject.toml hatch_build.py $(STAMPS)/locked
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(CATALOGUE): $(PO) tools/messages.py | $(STAMPS)/project
	@$(BIN)/python tools/messages.py build >/dev/null

$(LOOK): $(DRAWN) tools/assets.py | $(STAMPS)/project
	@$(BIN)/python tools/assets.py >/dev/null

run: install ## the demo city at http://127.0.0.1:8000 (HOST, PORT, CITY, SCALE)
	@$(WEIQITONG) init --if-missing
	@$(WEIQITONG) migrate --quiet
	@$(WEIQITONG) demo --if-empty --scale $(SCALE) $(if $(CITY),--city $(CITY))
	@exec $(WEIQITONG) serve --host $(HOST) --port $(PORT)

test: install ## everything that must hold, on SQLite, on PostgreSQL and in a browser
	@$(BIN)/python tools/everything.py

test-sqlite: install ## the tests on SQLite, without a browser
	@$(BIN)/pytest -m "not browser" $(ARGS)

test-postgresql: install ## the tests on a PostgreSQL that is started for them
	@WEIQITONG_TEST_DATABASE=postgresql $(BIN)/pytest -m "not browser" $(ARGS)

test-browser: install ## the journeys in Chromium
	@$(BIN)/pytest -m browser $(ARGS)

lint: install ## style, order of apps, templates
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@found=$$($(BIN)/lint-imports --no-logo --no-cache) || { echo "$$found"; exit 1; }
	@found=$$(find src -name "*.html" -print0 | xargs -0 -r $(BIN)/djhtml --check --tabwidth 2 2>&1) || { echo "$$found" | tail -20; exit 1; }

types: install ## mypy --strict
	@$(BIN)/mypy

fix: install ## put right what can be put right by a machine
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .
	@find src -name '*.html' -print0 | xargs -0 -r $(BIN)/djhtml --tabwidth 2 || true

messages: install ## which sentences have no Chinese yet, which translations disagree
	@$(BIN)/python tools/messages.py check

bench: install ## the table of docs/performance.md, measured here
	@$(BIN)/python -m benchmarks $(ARGS)

STEPS := 20000
CLOCKS := 5000
CLOCKS_POSTGRESQL := 100000
SOAK = WEIQITONG_SOAK_STEPS=$(STEPS) $(BIN)/pytest -q -s \
  tests/cases/test_random_walk.py tests/oversight/test_killed.py

soak: install ## anybody does anything for STEPS steps, workers die over CLOCKS clocks, on both databases
	@WEIQITONG_SOAK_CLOCKS=$(CLOCKS) $(SOAK)
	@WEIQITONG_TEST_DATABASE=postgresql WEIQITONG_SOAK_CLOCKS=$(CLOCKS_POSTGRESQL) $(SOAK)

lock: install ## write requirements.lock anew from pyproject.toml
	@$(PIP) install pip-tools
	@$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --extra dev \
	  --no-header --no-annotate --no-emit-options --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	  --output-file requirements.lock pyproject.toml

clean: ## remove what was built; keeps .env, the database and its files
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache $(CATALOGUE)
	rm -rf src/weiqitong/web/static/web/built
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
