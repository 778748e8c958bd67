# make run    the market maker on the embedded exchange: no keys, no network       ARGS="--duration 60 --headless"
# make test   every test: interpreted, then compiled, then both compared
# make nightly  a million random orders and requests
# make check  format, lint, types, architecture
# make bench  the figures the docs quote
# make docs   the generated pages and the pictures of docs/
# make screenshots  the pictures of the dashboard (needs Chromium)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# one wheel file for pip: no cache of ours, no question asked, no advice given
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --no-input
SOURCES := $(shell find src -name '*.py' -o -name '*.toml' -o -name "*.json" -o -name "*.css" -o -name "*.js" -o -name "*.html") pyproject.toml setup.py
ARGS ?=

.PHONY: run test fast nightly check bench docs screenshots format clean
.DEFAULT_GOAL := run

$(VENV)/.runtime: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "error: hyperquote needs Python 3.11 or newer; set PYTHON=python3.12, for example"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); $(PYTHON) -m pip install --quiet --user virtualenv && $(PYTHON) -m virtualenv --quiet $(VENV); } || { echo "error: cannot make a virtual environment; on Debian: apt-get install python3-venv"; exit 2; }
	@echo "installing what hyperquote needs (once) ..."
	@$(PIP) --require-hashes -r requirements.txt
	@touch $@

# The package itself, its core compiled where a C compiler exists.
$(VENV)/.installed: $(VENV)/.runtime $(SOURCES)
	@echo "building hyperquote (compiled where a C compiler is present; a minute or two, once a change) ..."
	@rm -rf build && $(PIP) --no-deps --no-build-isolation --force-reinstall .
	@rm -rf build
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.txt
	@echo "installing the development tools (once) ..."
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

run: $(VENV)/.installed
	@$(BIN)/market_maker --asset BTC $(ARGS)

fast: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 -m "not slow"

test: $(VENV)/.dev $(VENV)/.installed
	$(BIN)/python -m pytest -n 2 --dist worksteal
	$(BIN)/python -m pytest -n 2 --dist worksteal -o pythonpath=. tests/book tests/market_maker tests/local_exchange tests/backtest
	$(BIN)/python -m pytest -n 0 tests/test_builds.py

# the long ones: a million random orders against the reference book, a million bent requests at the doors
nightly: $(VENV)/.dev
	HYPERQUOTE_NIGHTLY=1 $(BIN)/python -m pytest -n 2 tests/local_exchange

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 0 tests/test_architecture.py

format: $(VENV)/.dev
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: $(VENV)/.dev $(VENV)/.installed
	@$(PIP) --require-hashes -r benchmarks/requirements.txt
	@missed=0; for file in benchmarks/bench_*.py; do echo "── $$file"; $(BIN)/python $$file || missed=1; done; exit $$missed

docs: $(VENV)/.dev
	PYTHONPATH=src $(BIN)/python -m docs.generate
	PYTHONPATH=src $(BIN)/python -m docs.draw

screenshots: $(VENV)/.dev
	PYTHONPATH=src $(BIN)/python -m docs.screenshots

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
