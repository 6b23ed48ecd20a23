# Two commands: `make run` opens Takt in the browser, `make test` checks everything. Works with any make from 3.81 on.
#
# PYTHON=python3.12 chooses the Python (each has an environment of its own), PORT=8500 the port of the room.

PYTHON =
PORT = 8420

# make soak KILLS=500 DAYS=20000 SEED=7: real kills and simulated faulty days. SEED=0 draws one, and prints it.
KILLS = 500
DAYS = 20000
SEED = 0

ifeq ($(PYTHON),)
VENV = .venv
else
VENV = .venv-$(notdir $(PYTHON))
endif
BIN = $(VENV)/bin
RUN = $(VENV)/.run-installed
TEST = $(VENV)/.test-installed

.PHONY: help run test test-postgresql test-all checks format lint types contracts tests bench soak docs lock clean

help:
	@echo "make run       open Takt in your browser: a demo cohort, no token, nothing to set up"
	@echo "make test      check everything: format, lint, types, contracts, tests"
	@echo "make test-postgresql  the tests of the core and the conversations, all of them on PostgreSQL"
	@echo "make test-all  the same on every Python from 3.11 to 3.13 found here"
	@echo "make bench     measure what must be fast (QUICK=1: small, under two minutes; ITEM=answers: that alone)"
	@echo "make two-processes  kill one of two processes on one PostgreSQL every ten seconds, for three minutes"
	@echo "make content-soak  draw every parametric question 10,000 times (DRAWS=500, ONLY=inventory)"
	@echo "make rebuild-year  ask a question a day for a year, and rebuild each from the database, word for word"
	@echo "make soak-keeping KILLS=100  kill backup, restore and moves between databases"
	@echo "make soak      kill the bot and simulate faulty days, for hours if you like: KILLS=500 DAYS=20000 SEED=0"
	@echo "make mutants   plant small mistakes one by one, and see which test catches each (ONLY=freeze: those named so)"
	@echo "make fuzz      send bad input to every surface: INPUTS=200000 SEED=0"
	@echo "make format    put the code into its format"
	@echo "make docs      write the generated parts of the documents"
	@echo "make lock      choose the newest releases that fit, and lock them"
	@echo "make clean     remove the environments"

run: $(RUN)
	@$(BIN)/python -m bot try --port $(PORT)

test: $(TEST)
	@sh scripts/browser $(VENV)
	@$(MAKE) --no-print-directory checks PYTHON=$(PYTHON)

checks: format-check lint types contracts tests
	@echo "All checks passed, on $$($(BIN)/python --version)."

test-all:
	@sh scripts/each-python $(MAKE) --no-print-directory test

format: $(TEST)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: format-check
format-check: $(TEST)
	$(BIN)/ruff format --check .

lint: $(TEST)
	$(BIN)/ruff check .

types: $(TEST)
	$(BIN)/mypy

contracts: $(TEST)
	@PYTHONPATH=. $(BIN)/lint-imports --no-cache

tests: $(TEST)
	@# Databases of tests live in memory where the system has such a place: a disk makes each commit wait.
	TMPDIR=$$(test -w /dev/shm && echo /dev/shm || echo "$${TMPDIR:-/tmp}") $(BIN)/python -m pytest -n 2

test-postgresql: $(TEST)
	TAKT_TEST_ENGINE=postgresql TMPDIR=$$(test -w /dev/shm && echo /dev/shm || echo "$${TMPDIR:-/tmp}") \
	$(BIN)/python -m pytest -n 2 tests/core tests/conversations

# On a machine that does nothing else. A whole run writes docs/benchmarks.md.
QUICK =
ITEM =
bench: $(TEST)
	$(BIN)/python -m tests.bench $(if $(QUICK),--quick) $(ITEM)

.PHONY: two-processes
two-processes: $(TEST)
	$(BIN)/python -m tests.faults.two_processes --seconds 180 --every 10

# make content-soak DRAWS=10000 ONLY=inventory: every draw against every rule, and against a second route to its key.
DRAWS = 10000
.PHONY: content-soak
content-soak: $(TEST)
	@$(BIN)/python -m tests.content.soak --draws $(DRAWS) --only "$(ONLY)"

.PHONY: rebuild-year
rebuild-year: $(TEST)
	@# One cohort's whole year; make test has twelve cohorts' month.
	TMPDIR=$$(test -w /dev/shm && echo /dev/shm || echo "$${TMPDIR:-/tmp}") TAKT_YEAR=1 \
		$(BIN)/python -m pytest -q -p no:cacheprovider tests/core/test_rebuilding.py

.PHONY: soak-keeping
soak-keeping: $(TEST)
	@# Backup, restore and moves between databases, killed KILLS times; make test has a sample of it.
	TMPDIR=$$(test -w /dev/shm && echo /dev/shm || echo "$${TMPDIR:-/tmp}") TAKT_KILLS=$(KILLS) TAKT_SEED=$(if $(filter-out 0,$(SEED)),$(SEED),2026) \
		$(BIN)/python -m pytest -q -p no:cacheprovider tests/faults/test_killed_keeping.py

soak: $(TEST)
	@TMPDIR=$$(test -w /dev/shm && echo /dev/shm || echo "$${TMPDIR:-/tmp}") \
		$(BIN)/python -m tests.soak --kills $(KILLS) --days $(DAYS) --seed $(SEED)

.PHONY: mutants
ONLY =
mutants: $(TEST)
	@TMPDIR=$$(test -w /dev/shm && echo /dev/shm || echo "$${TMPDIR:-/tmp}") $(BIN)/python -m tests.mutants $(ONLY)

# make fuzz INPUTS=200000 SEED=7: bad input on every surface. SEED=0 draws one, and prints it.
INPUTS = 200000
.PHONY: fuzz
fuzz: $(TEST)
	@TMPDIR=$$(test -w /dev/shm && echo /dev/shm || echo "$${TMPDIR:-/tmp}") \
		$(BIN)/python -m tests.fuzz --inputs $(INPUTS) --seed $(SEED)

docs: $(TEST)
	$(BIN)/python -m scripts.docs

# What is installed is a question of the lock, and of how it is installed.
$(RUN): requirements.lock Makefile scripts/bootstrap
	@sh scripts/bootstrap $(VENV) requirements.lock "$(PYTHON)"
	@$(BIN)/python -m bot content compile
	@touch $(RUN)

$(TEST): requirements-dev.lock Makefile scripts/bootstrap
	@sh scripts/bootstrap $(VENV) requirements-dev.lock "$(PYTHON)"
	@$(BIN)/python -m bot content compile
	@touch $(RUN) $(TEST)

# One lock for all systems and Pythons, with hashes and without addresses.
LOCK = $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-header pyproject.toml

lock: $(TEST)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'
	$(LOCK) -o requirements.lock
	$(LOCK) --group dev -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf .venv .venv-*
