# Two commands need nothing before them: `make run` and `make test`.

BIN := .venv/bin
READY := .venv/.ready
M ?= invitations/checkin
unexport PYTHONDONTWRITEBYTECODE  # each start would compile all that it imports: seconds
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)

.PHONY: help run test check soak soak-long bench coverage-of-intervals attack preview lock bom clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(READY) ## Show the whole bot working: the playground, in your browser
	DIVIDEND_PLAYGROUND=1 $(BIN)/dividend serve

test: $(READY) ## Run the quick tests on SQLite and PostgreSQL (three to four minutes)
	$(BIN)/pytest -n 3 --dist worksteal -m "not soak and not long"  # some wait most of their time

check: $(READY) ## Lint, format, types, layers, messages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/dividend check

soak: $(READY) ## Run the long tests, and print what was promised beside what was measured
	$(BIN)/pytest -n 2 --dist worksteal --timeout 1800 -o timeout_func_only=true -m soak

soak-long: $(READY) ## The same with the full figures (hours)
	$(BIN)/pytest -n 2 --dist worksteal --timeout 7200 -o timeout_func_only=true -m long

bench: $(READY) ## Measure the bot against its yardsticks
	$(BIN)/python -m bench

coverage-of-intervals: $(READY) ## Measure how often the intervals hold the truth (ten minutes)
	$(BIN)/python -m bench.coverage_of_intervals

attack: $(READY) ## Attack a year of figures of 200 teams: who can be told apart (five minutes)
	$(BIN)/python -m tests.privacy

preview: $(READY) ## Show one message: make preview M=digests/team
	$(BIN)/dividend preview $(M)

lock: $(READY) ## Renew requirements.lock from pyproject.toml
	$(BIN)/uv pip compile --quiet --upgrade --universal --no-strip-extras --python-version 3.11 --extra dev \
		--generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock

bom: $(READY) ## Write out/bom.json, a bill of materials with hashes and licences (CycloneDX)
	@mkdir -p out
	$(BIN)/python -m bench.materials > out/bom.json

clean: ## Remove the environment and what tools left behind
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed; none was found."; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv \
		&& VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes -r requirements.lock \
		|| $(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --editable . \
		|| $(BIN)/python -m pip install --quiet --no-deps --editable .
	@touch $@
