# Each target sets up what it needs; `make demo` is the place to start.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
ARGS ?=
OFFICIAL := tests/official/node_modules/.package-lock.json

.DEFAULT_GOAL := help
.PHONY: help demo run test test-browser screens soak check cover bench bench-page bench-start fix docs lock clean

help: ## Show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: $(VENV)/runtime ## Try the bot on the sandbox: no keys, no Discord account
	@$(BIN)/python -m sandbox $(ARGS)

run: $(VENV)/runtime ## Run the bot for real, configured by .env
	@$(BIN)/python -m bot run $(ARGS)

test: $(VENV)/dev $(OFFICIAL) ## Run all tests
	$(BIN)/python -m pytest $(ARGS)

test-browser: $(VENV)/dev $(OFFICIAL) ## Use the sandbox's page in Debian's chromium, as a person does
	$(BIN)/python -m pytest tests/browser -m browser $(ARGS)

screens: $(VENV)/dev ## Photograph the bot on the sandbox's page into docs/screens
	SCREENS=1 $(BIN)/python -m pytest tests/browser/test_screens*.py -m browser $(ARGS)

soak: $(VENV)/dev ## Kill the bot at every step, try every fault on every wire, run 2,000 jobs under fire
	$(BIN)/python -m pytest -m soak $(ARGS)

check: $(VENV)/dev ## Lint, format, types, import layers, generated pages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell
	$(BIN)/basedpyright --level error
	$(BIN)/lint-imports --no-logo
	PYTHONPATH=.:docs $(BIN)/cog --check .env.example docs/commands.md docs/models.md

cover: $(VENV)/dev ## Test credits, jobs and provider; fails under 100 % of branches (pytest --cov-fail-under=100)
	$(BIN)/python -m pytest tests/credits tests/jobs tests/provider tests/catalog tests/db tests/test_money_machine.py \
		--cov=bot/credits --cov=bot/jobs --cov=bot/provider --cov-branch --cov-report=term-missing:skip-covered \
		--cov-fail-under=100 --timeout 60 $(ARGS)

bench: $(VENV)/dev ## Measure the ledger: durable holds and settlements a second beside bare sqlite3
	$(BIN)/python -m benchmarks.ledger $(ARGS)

bench-page: $(VENV)/dev ## Measure the sandbox's page: a channel of 5,000 messages beside one of 50
	$(BIN)/python -m benchmarks.page $(ARGS)

bench-start: $(VENV)/dev ## Measure how soon the demo shows its first picture
	$(BIN)/python -m benchmarks.start $(ARGS)

fix: $(VENV)/dev ## Apply what linter and formatter can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/dev ## Write the generated pages anew
	PYTHONPATH=.:docs $(BIN)/cog -r .env.example docs/commands.md docs/models.md

lock: $(VENV)/dev ## Resolve the dependencies anew into the lock files
	$(PIP) uv
	$(BIN)/uv pip compile pyproject.toml --upgrade --universal --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.11 --quiet --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --upgrade --extra dev --constraint requirements.lock --universal \
		--generate-hashes --no-emit-index-url --no-header --python-version 3.11 --quiet \
		--output-file requirements-dev.lock

clean: ## Remove what the other targets made, except data/
	rm -rf tests/official/node_modules
	rm -rf $(VENV) build dist *.egg-info demo-output .coverage .hypothesis .pytest_cache .ruff_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Atelier needs Python 3.11 or newer: make PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV)

# --no-deps: the lock names everything, and an older pip would resolve `package[extra]` past its pin.
$(VENV)/runtime: requirements.lock | $(BIN)/python
	@echo "Installing the locked dependencies into $(VENV) ..."
	@$(PIP) --no-deps --require-hashes --requirement requirements.lock
	@touch $@

# The gateway's own client, for the tests that hold it against the sandbox. Without npm they are skipped.
$(OFFICIAL): tests/official/package.json
	@if command -v npm >/dev/null; then \
		echo "Installing the gateway's own client into tests/official ..."; \
		npm install --no-package-lock --no-audit --no-fund --silent --prefix tests/official && touch $@; \
	fi

$(VENV)/dev: requirements-dev.lock | $(BIN)/python
	@echo "Installing the locked development dependencies into $(VENV) ..."
	@$(PIP) --no-deps --require-hashes --requirement requirements-dev.lock
	@touch $@ $(VENV)/runtime
