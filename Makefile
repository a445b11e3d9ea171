# Python 3.11 to 3.13 and make are all that `make demo` needs; everything else goes into .venv.

PYTHON ?= $(shell for each in python3.11 python3.12 python3.13 python3 python; do \
	$$each -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
	2>/dev/null && echo $$each && break; done)
UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
SOURCES := schemas streams tests

export UV_PROJECT_ENVIRONMENT := $(CURDIR)/$(VENV)
export UV_PYTHON_DOWNLOADS := never
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME

SYNC := $(BIN)/uv sync --locked --quiet --python $(BIN)/python

.DEFAULT_GOAL := help
.PHONY: help demo setup test check pytest kafka bench bench-quick bench-detection release format clean

help: ## What can be done here
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

demo: $(VENV)/.runs ## Start the embedded broker and a worker, and play the sample
	@$(BIN)/tocsin demo

setup: $(VENV)/.develops ## Make .venv with everything that runs and tests need

test: setup check pytest ## Check and test everything; with Java 17 and Maven on a real Kafka too

check: setup ## Formatting, lint, types, and imports that go one way
	$(BIN)/ruff format --check --quiet $(SOURCES)
	$(BIN)/ruff check --quiet $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

pytest: setup ## The tests alone
	$(BIN)/pytest -n auto --dist loadfile --ignore tests/kafka
	$(BIN)/pytest tests/kafka

kafka: setup ## The tests on a real Kafka alone; here their absence is a failure
	TOCSIN_REQUIRE_KAFKA=1 $(BIN)/pytest tests/kafka

bench: setup ## Our worker beside plain loops, Faust, Quix Streams and Kafka Streams: minutes
	$(BIN)/python -m tests.bench.transport $(ARGS)

bench-quick: setup ## Our transport beside a plain loop and Faust, in under 50 s
	@$(BIN)/python -m tests.bench.transport --quick

bench-detection: setup ## What is found and at what price in false alerts, beside other methods
	$(BIN)/python -m tests.bench.detection $(ARGS)

release: setup ## Wheel (built twice, the same bytes), SBOM, licences and sums, into dist/
	@deploy/release/build.sh

format: setup ## Put the code into the house's format
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

clean: ## Remove what was made here: .venv, caches, the test broker's jars
	rm -rf $(VENV) .kafka .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist build
	find schemas streams tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/uv:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 to 3.13 with venv was found. Install one (Debian:" \
		"apt-get install python3 python3-venv), or name it: make $(MAKECMDGOALS) PYTHON=..."; exit 2; }
	@$(BIN)/python -c "import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))" 2>/dev/null \
		|| $(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
	@echo "Setting up $(VENV) with $$($(BIN)/python --version)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: uv==$(UV_VERSION)

# Wheels only, then the project itself in place: nothing of others is ever built here.
$(VENV)/.runs: pyproject.toml uv.lock | $(BIN)/uv
	@$(SYNC) --no-dev --inexact --no-build --no-install-project
	@$(SYNC) --no-dev --inexact
	@touch $@

$(VENV)/.develops: pyproject.toml uv.lock | $(BIN)/uv
	@$(SYNC) --inexact --no-build --no-install-project
	@$(SYNC) --inexact
	@touch $@ $(VENV)/.runs
