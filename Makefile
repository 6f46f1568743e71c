# One verb a target; `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
UV := $(shell command -v uv || echo .uv/bin/uv)
BIN := .venv/bin
READY := .venv/ready

.PHONY: help setup lock format check unit one coverage test train evaluate bench bench-widget widget run chat sure

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(READY)  ## install everything that the lock names, and build the sentence encoder

.uv/bin/uv:
	@echo "Installing uv into .uv ..."
	@$(PYTHON) -m venv .uv && .uv/bin/pip install --quiet --disable-pip-version-check uv

# Bytecode is compiled here: without it Rasa takes 27 s to import instead of 7.
$(READY): requirements.lock pyproject.toml environment.pth $(filter .uv/%,$(UV))
	@echo "Installing into .venv (about a minute; 1.5 GB) ..."
	@$(UV) venv --quiet --allow-existing --python 3.10 .venv
	@$(UV) pip sync --python $(BIN)/python --require-hashes --compile-bytecode requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@cp environment.pth $(BIN)/../lib/python3.10/site-packages/effie_environment.pth
	@$(BIN)/python -m compileall -q bot actions
	@$(BIN)/effie encoder
	@touch $(READY)

lock: $(filter .uv/%,$(UV))  ## resolve the dependencies
	$(UV) pip compile pyproject.toml --extra dev --python-version 3.10 --generate-hashes --no-emit-index-url -o requirements.lock

format: $(READY)  ## format the code
	@$(BIN)/ruff format bot actions tests benchmarks
	@$(BIN)/ruff check --fix --quiet bot actions tests benchmarks

check: $(READY)  ## format, lint, types, knowledge
	@$(BIN)/ruff format --check bot actions tests benchmarks
	@$(BIN)/ruff check bot actions tests benchmarks
	@$(BIN)/mypy
	@$(BIN)/effie knowledge check
	@$(BIN)/rasa data validate --fail-on-warnings --quiet

unit: $(READY)  ## the tests that need no model, within a minute
	@$(BIN)/python -m pytest tests/unit tests/architecture -q -n 2

one: $(READY)  ## one file or test: make one T=tests/unit/test_turn.py
	@$(BIN)/python -m pytest $(T)

coverage: $(READY)  ## the unit tests' share of branches: 90 % of all, and the whole of the turn
	@$(BIN)/python -m pytest tests/unit tests/architecture -q -n 2 --cov --cov-report=term:skip-covered
	@$(BIN)/coverage report --include=bot/services/turn.py --fail-under=100

test: $(READY)  ## every test that this machine can run
	@$(BIN)/effie prepare
	@$(BIN)/python -m pytest tests/unit tests/architecture -n 2
	@$(BIN)/python -m pytest --ignore=tests/unit --ignore=tests/architecture

train: $(READY)  ## train the model, whatever the cache says
	@$(BIN)/effie train

evaluate: $(READY)  ## ask every held-back question, write docs/scorecard.md
	@$(BIN)/effie prepare
	@$(BIN)/effie evaluate

bench: $(READY)  ## measure against Rasa's own default, write docs/benchmark.md
	@$(BIN)/python -m benchmarks

bench-widget: $(READY)  ## measure the website widget, write docs/widget.md (needs Chromium and npm)
	@npm ci --prefix widget --silent
	@$(BIN)/python -m benchmarks.widget

widget:  ## build the website widget (needs npm; the built files are committed)
	@npm ci --prefix widget --silent
	@npm run --prefix widget --silent check
	@npm run --prefix widget --silent build

run: $(READY)  ## prepare what is needed, start everything, print where to click
	@$(BIN)/effie run

chat: $(READY)  ## talk to the running assistant
	@$(BIN)/effie chat

sure: check test  ## what CI runs
