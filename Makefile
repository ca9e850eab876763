# The commands of a day; `make` alone lists them. All of them install what they need first.
PYTHON ?= python3
SETUP = @$(PYTHON) helpdesk/run/bootstrap.py
BIN = .venv/bin
VAR_DIR ?= var
override VAR_DIR := $(abspath $(VAR_DIR))
PATHS = .

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench faults screenshots pictures clean lock python font

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "tugi: there is no $(PYTHON): install Python 3.11 or newer (Debian, Ubuntu: apt install python3 python3-venv)." >&2; exit 1; }

run: python ## Start Tugi with a demo workspace (PORT=8000 SMTP_PORT=2525 SINK_PORT=2526 DEMO=1)
	@exec $(PYTHON) helpdesk/run/bootstrap.py python -m helpdesk.run

test: python ## Run all tests, or some (ARGS="tests/tickets -k merge")
	$(SETUP) --tests
	@$(MAKE) --no-print-directory font
	@$(BIN)/python -m pytest $(or $(ARGS),-n auto)

font:
	@test -f "$(VAR_DIR)/static/fonts/inter.woff2" || $(BIN)/python -m helpdesk.run.font "$(VAR_DIR)/static/fonts"

lint: python ## Check style, imports and the length of files
	$(SETUP) --tests
	@$(BIN)/ruff check $(PATHS)
	@$(BIN)/ruff format --check --quiet $(PATHS) || { echo "make format mends this."; exit 1; }
	@$(BIN)/lint-imports
	@git ls-files -co --exclude-standard '*.py' '*.js' '*.css' '*.html' ':!*/migrations/0001_initial.py' | tr '\n' '\0' | xargs -0 wc -l 2>/dev/null | awk \
	  '$$2 != "total" && $$1 > 500 { print $$2 ": " $$1 " lines, 500 are the most. Is there a second subject in it?"; bad = 1 } \
	   END { exit bad }'

format: python ## Format the code, and mend what can be mended
	$(SETUP) --tests
	@$(BIN)/ruff check --fix --quiet $(PATHS) || true
	@$(BIN)/ruff format $(PATHS)

bench: python ## Measure against the budgets and write docs/performance.md
	$(SETUP) --tests
	@$(BIN)/python -m tests.bench $(ARGS)

faults: python ## Kill and cut everything under load, and count what came through
	$(SETUP) --tests
	@$(BIN)/python -m tests.faults $(ARGS)

screenshots: python ## Draw docs/screenshots from a demo of its own (needs Chromium and port 8000)
	$(SETUP) --tests
	@$(BIN)/python -m tests.rig.screenshots

pictures: python ## Write tests/pictures anew where a page no longer looks like them (needs Chromium)
	$(SETUP) --tests
	@$(MAKE) --no-print-directory font
	@WRITE_PICTURES=1 REQUIRE_BROWSER=1 $(BIN)/python -m pytest tests/e2e/test_all_pages.py
	@git --no-pager diff --stat -- tests/pictures

clean: python ## Remove the data of make run
	@$(PYTHON) helpdesk/run/clean.py "$(VAR_DIR)"

lock: python ## Write the locks from requirements*.in (ARGS=--upgrade)
	$(SETUP) --tests
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --custom-compile-command "make lock" $(ARGS) requirements.in -o requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --custom-compile-command "make lock" $(ARGS) requirements-test.in -o requirements-test.txt
	@git --no-pager diff --stat -- requirements.txt requirements-test.txt
