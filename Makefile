# The one place for everyday commands; `make` alone lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade
WORKERS ?= auto

.DEFAULT_GOAL := help
.PHONY: help run test check lint types bench snapshots lock dev clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/run.stamp ## open the app
	@$(BIN)/tui-nn

test: $(VENV)/dev.stamp ## run the tests
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

check: lint types test ## lint, types, tests: the one gate

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

types: $(VENV)/dev.stamp
	$(BIN)/mypy

bench: $(VENV)/bench.stamp ## measure the speed, against what peers can be installed
	$(BIN)/python -m tests.benchmarks

snapshots: $(VENV)/dev.stamp ## draw the snapshots anew; look at them before they are committed
	$(BIN)/pytest tests/ui/test_*snapshots.py --snapshot-update

dev: $(VENV)/dev.stamp ## make the development environment

lock: | $(BIN)/python ## pin the newest allowed versions anew
	$(PIP) uv
	$(COMPILE) pyproject.toml --group build -o requirements.txt
	$(COMPILE) pyproject.toml --all-extras --group build --group dev -c requirements.txt -o requirements-dev.txt

clean: ## remove what was made
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis snapshot_report.html
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("tui-nn needs Python 3.11 or newer; call make with PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.txt pyproject.toml | $(BIN)/python
	$(PIP) --require-hashes -r requirements.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# One by one: a peer that cannot be had is said to be missing, and the rest is measured.
$(VENV)/bench.stamp: pyproject.toml $(VENV)/dev.stamp
	@$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["bench"], sep="\n")' \
		| while read -r peer; do echo "installing $$peer"; $(PIP) "$$peer" || echo "without $$peer"; done
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@
