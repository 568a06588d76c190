# `make` lists the targets.
PY := .venv/bin/python
BOOT := $(shell command -v python3.11 || command -v python3.10 || command -v python3)

.PHONY: help setup run test test-fast eval bench calibrate lint types check lock import clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: ## both environments, knowledge release, dialogue model: only what is missing or stale
	@$(BOOT) scripts/setup.py

run: setup ## everything a new machine needs, then serve on http://127.0.0.1:8000 (PORT)
	@exec $(PY) scripts/serve.py

test: setup ## all tests, from a bare checkout
	$(PY) -m pytest
	.venv-dialogue/bin/python -m pytest -c tests/bot/pytest.ini tests/bot

test-fast: ## tests that start no server and no browser
	$(PY) -m pytest -m "not e2e and not browser"

eval: setup ## answer and NLU quality on labelled questions → var/eval.json
	$(PY) scripts/evaluate.py

bench: setup ## speed, side by side with a bare Rasa bot → var/bench.json
	$(PY) scripts/bench.py

calibrate: setup ## fit the judge's weights on variants left out → knowledge/answer/judge.json
	$(PY) scripts/calibrate.py

lint: ## ruff: lint and format
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: ## mypy, strict
	$(PY) -m mypy

check: lint types ## lint and types

lock: ## pin what the two environments hold now
	sh scripts/lock.sh

import: setup ## import an official text: make import FILE=path REPLACES=digest-id (or ID=new-id)
	$(PY) scripts/import_document.py "$(FILE)" $(if $(REPLACES),--replaces $(REPLACES)) $(if $(ID),--id $(ID))

clean: ## remove everything that was built (environments stay)
	rm -rf var
