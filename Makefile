# Kniha's commands; `make` alone lists them. Nothing but Python (3.11 or newer, with venv), git and make is expected on the machine.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

BIN := .venv/bin
STAMPS := .venv/stamps
ROLES := build intake courier desk
# What a check writes while Django's settings are read goes here, never into a register.
SCRATCH := KNIHA_HOME=var/check

export NPM_CONFIG_UPDATE_NOTIFIER := false

.PHONY: help
help:  ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(STAMPS)/roles $(STAMPS)/catalogues  ## Make .venv with what the product needs to run (intake, courier, desk)

.PHONY: demo
demo: setup  ## Run the whole product with an invented register; prints addresses and sign-ins
	@$(BIN)/kniha demo

.PHONY: test
test:  ## Pass the tests from nothing: install what they need, then `make check`
	@tools/setup.sh system
	@$(MAKE) check

.PHONY: check
check: setup $(STAMPS)/dev  ## Style, types, imports, generated files, all tests: what CI runs
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/python tools/bundle.py check
	$(BIN)/python tools/catalogues.py check
	@# What takes minutes and nothing waits for goes beside the tests.
	($(BIN)/python tools/typecheck.py && $(BIN)/python -m tools.corpus check) & beside=$$!; \
	$(BIN)/python tools/pytest_sum.py || failed=1; \
	wait $$beside && exit $${failed:-0}

.PHONY: fix
fix: $(STAMPS)/dev  ## Mend style and format, as far as a machine can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: bench
bench: setup $(STAMPS)/dev  ## Measure, and write bench/RESULTS.md (one of them: make bench ONLY=name)
	$(BIN)/python bench/run.py $(ONLY)

.PHONY: soak
soak: setup $(STAMPS)/dev  ## Run the heavy checks at full size, with new random seeds
	$(BIN)/python tools/bundle.py check
	$(BIN)/python tools/catalogues.py check
	SOAK=1 $(BIN)/python tools/pytest_sum.py soak

.PHONY: lock
lock: $(STAMPS)/dev  ## Lock requirements/*.txt from pyproject.toml (newest versions: make lock UPGRADE=1)
	$(BIN)/python tools/lock.py $(if $(UPGRADE),--upgrade)

.PHONY: clean
clean:  ## Remove what was made here, .venv too; registers in var/ stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build web/node_modules bench/out var/check
	find src tests tools bench -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: a second run is quick, and a changed lock installs again.

$(BIN)/python:
	@tools/setup.sh venv

$(STAMPS)/roles: $(ROLES:%=requirements/%.txt) pyproject.toml | $(BIN)/python
	@tools/setup.sh install $(ROLES)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: requirements/dev.txt pyproject.toml | $(BIN)/python
	@tools/setup.sh install dev
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/catalogues: $(wildcard src/kniha/*/locale/*/LC_MESSAGES/*.po) $(wildcard tools/catalogues.py) | $(STAMPS)/roles
	@if [ -f tools/catalogues.py ]; then $(BIN)/python tools/catalogues.py compile; fi
	@mkdir -p $(STAMPS) && touch $@
