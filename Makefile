# make demo      the whole story on the samples, in ./mcissue-demo
# make test      everything that runs in minutes; what a machine lacks is skipped, and said
# make test-all  the same with every package that a test needs; make test-slow the rest
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NPM_STAMP := tests/interop/node_modules/.stamp
PYTEST := $(BIN)/python -m pytest -n auto --durations=20

.PHONY: demo test test-all test-skipped test-slow coverage mutate fuzz lint bench bench-issue bench-large samples docs release clean

$(VENV)/.stamp: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --upgrade pip
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.stamp-dev: $(VENV)/.stamp
	@$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $@

# What only few tests need: SHACL, foreign libraries in Python, clients of PostgreSQL and of hardware modules.
$(VENV)/.stamp-all: $(VENV)/.stamp-dev
	@$(BIN)/python -m pip install --quiet --editable . --group all
	@touch $@

# The foreign verifiers of tests/interop; without Node those tests say that they did not run.
$(NPM_STAMP): tests/interop/package.json
	@if command -v npm >/dev/null 2>&1; then \
	  cd tests/interop && npm install --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error && touch node_modules/.stamp; \
	else echo "npm is not installed: the interop tests will be skipped, and say so."; fi

demo: $(VENV)/.stamp
	@$(BIN)/mcissue demo --out mcissue-demo

test: $(VENV)/.stamp-dev $(NPM_STAMP)
	@$(MAKE) --no-print-directory lint
	@$(PYTEST)

test-all: $(VENV)/.stamp-all test

# What the last run skipped, once it can run: no test that has run is run again.
test-skipped: $(VENV)/.stamp-all $(NPM_STAMP)
	@$(PYTEST) --skipped-before

test-slow: $(VENV)/.stamp-all $(NPM_STAMP)
	@$(PYTEST) --slow

# The tests with the lines and branches that none of them reaches; counting takes half as long again.
coverage: $(VENV)/.stamp-all $(NPM_STAMP)
	@$(PYTEST) --cov --cov-report=term

lint: $(VENV)/.stamp-dev
	@$(BIN)/ruff check src tests scripts benchmarks fuzz
	@$(BIN)/ruff format --check src tests scripts benchmarks fuzz
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

# 50,000 documents of each kind of mutation against PyLD and jsonld.js: some four hours of one core.
mutate: $(VENV)/.stamp-all $(NPM_STAMP)
	@MCISSUE_MUTANTS=50000 $(BIN)/python -m pytest -n auto --slow tests/jsonld/test_compiled_mutations.py

# An hour of mutants through the verifier (fuzz/README.md); `make fuzz TARGET=registry SECONDS=600` for others.
TARGET ?= verify
SECONDS ?= 3600
fuzz: $(VENV)/.stamp-dev
	@$(BIN)/python -m pip install --quiet --group fuzz
	@$(BIN)/python -m fuzz $(TARGET) --seconds $(SECONDS)

# The comparison with other engines; writes benchmarks/results.md.
bench: $(VENV)/.stamp-dev
	@test -d benchmarks/.venv || $(PYTHON) -m venv benchmarks/.venv
	@benchmarks/.venv/bin/python -m pip install --quiet --editable . PyLD pyoxigraph --requirement benchmarks/requirements.txt
	@if command -v npm >/dev/null 2>&1; then \
	  cd benchmarks && npm install --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error; \
	else echo "npm is not installed: the Node libraries will be left out, and results.md says so."; fi
	@benchmarks/.venv/bin/python -m benchmarks.compare

# Issuing 10,000 and 100,000 awards against its parts; writes benchmarks/issue_results.md. Minutes.
bench-issue: $(VENV)/.stamp
	@$(BIN)/python -m benchmarks.issue_speed --write benchmarks/issue_results.md

# A million rows: peak memory under 500 MB; writes benchmarks/large_results.md. Half an hour, and 10 GB of disk.
bench-large: $(VENV)/.stamp
	@$(BIN)/python -m benchmarks.issue_speed --large --write benchmarks/large_results.md

samples: $(VENV)/.stamp-dev
	@$(BIN)/python scripts/make_samples.py
	@$(BIN)/python scripts/samples_workbooks.py

docs: $(VENV)/.stamp-dev
	@$(BIN)/python scripts/make_docs.py

# Wheel and source archive, the same bytes every time; what they depend on that day (CycloneDX), and checksums. In ./dist.
release: $(VENV)/.stamp-dev
	@$(BIN)/python -m pip install --quiet --group release
	@$(BIN)/python scripts/make_release.py

clean:
	@rm -rf $(VENV) tests/interop/node_modules mcissue-demo build dist
