# Everything runs in .venv, made from the locked lists in requirements/; `make run` keeps its
# database in var/. Nothing is installed elsewhere.
SHELL := /bin/bash
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
PORT ?= 8000
WORKERS ?= auto
BIN := .venv/bin
DEMO := var/demo
TIMESHEET := env -u DATABASE_URL TIMESHEET_DATA=$(DEMO) PYTHONPATH=. $(BIN)/python -m timesheet
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench shots texts lock clean

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/.run $(DEMO)/schema.txt $(DEMO)/logins.txt ## Serve the demo company on http://127.0.0.1:8000/ (PORT=… for another port)
	@cat $(DEMO)/logins.txt
	@exec $(TIMESHEET) run --port $(PORT)

test: .venv/.test ## Run every test, on SQLite and on PostgreSQL, in a real browser
	@$(BIN)/python .ci/chromium.py
	@PYTHONPATH=. TIMESHEET_EXAMPLES=all $(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 4 --dist worksteal $(ARGS)

lint: .venv/.test ## Check style, types, imports and the hashes of vendored files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports --no-cache
	$(BIN)/python .ci/vendor.py check

format: .venv/.test ## Put the code into the one style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/.test ## Measure ours against the floors, in the same run
	@for file in benchmarks/[a-z]*.py; do echo "== $$file"; PYTHONPATH=. $(BIN)/python $$file || exit 1; done

shots: .venv/.test ## Make the screenshots of docs/ anew
	@$(BIN)/python .ci/chromium.py
	PYTHONPATH=. $(BIN)/python docs/screenshots.py

texts: .venv/.test ## Bring the catalogs of texts up to date, and compile them
	@$(BIN)/python .ci/texts.py update

lock: ## Lock the newest versions of all dependencies, with hashes
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/pip install --quiet --upgrade uv
	.venv-lock/bin/uv pip compile pyproject.toml --upgrade --generate-hashes --universal \
		--no-annotate --no-header --python-version 3.11 -o requirements/run.lock
	.venv-lock/bin/uv pip compile pyproject.toml --group test --upgrade --generate-hashes --universal \
		--no-annotate --no-header --python-version 3.11 -o requirements/test.lock

clean: ## Remove the virtual environment, the demo company and all caches
	rm -rf .venv .venv-lock var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "timesheet needs Python 3.11 or newer; none was found"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) can't make a virtual environment: apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv .venv

# Two steps that a second start skips, so that it is quick.
$(DEMO)/schema.txt: $(wildcard migrations/versions/*.py) | .venv/.run
	@mkdir -p $(DEMO)
	@$(TIMESHEET) migrate > $@.new && mv $@.new $@

$(DEMO)/logins.txt: | $(DEMO)/schema.txt
	@echo "making the demo company, once ..."
	@$(TIMESHEET) demo > $@.new && mv $@.new $@

# .test has all of .run: whoever runs the tests first waits once.
.venv/.run: requirements/run.lock | $(BIN)/python
	@echo "installing what timesheet needs into .venv ..."
	@$(PIP) -r requirements/run.lock
	@touch $@

.venv/.test: requirements/test.lock | $(BIN)/python
	@echo "installing what the tests need into .venv ..."
	@$(PIP) -r requirements/test.lock
	@touch $@ .venv/.run
