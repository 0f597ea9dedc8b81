# Targets explain themselves: make help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
UV_VERSION := 0.13.8
# Bytecode is written when installing, also where the environment forbids it at run time:
# every later process then starts in a third of the time.
COMPILE := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m compileall -q -j 0

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-12s %s\n", $$1, $$2}'

.PHONY: report
report: $(STAMP) ## Install what is needed and make all reports: reports/index.html
	@$(BIN)/policylib report

.PHONY: test
test: $(STAMP) ## Install what is needed and run all tests
	@$(BIN)/python -m pytest -n auto --dist loadfile

.PHONY: verify
verify: $(STAMP) ## Polluted files, both implementations, backtests, simulations, faults (hours); writes the tables of docs/methods
	@$(BIN)/python -m tests.polluted.run
	@$(BIN)/python -m tests.blind.compare
	@$(BIN)/python -m tests.backtest.run
	@$(BIN)/python -m tests.simulation.run
	@$(BIN)/python -m tests.kernels.forks
	@$(BIN)/python -m tests.papermill.compare
	@$(BIN)/python -m tests.runner.same
	@$(BIN)/python -m tests.faults.run

.PHONY: backtest
backtest: $(STAMP) ## Projections against what came; writes the tables of docs/methods/projection.md
	@$(BIN)/policylib data
	@$(BIN)/python -m tests.backtest.run

.PHONY: simulate
simulate: $(STAMP) ## Regressions on made-up villages; writes the tables of docs/methods/compliance.md
	@$(BIN)/policylib data
	@$(BIN)/python -m tests.simulation.run

.PHONY: bench
bench: $(STAMP) ## Measure beside what a user would do otherwise; writes benchmarks/README.md
	@$(BIN)/python -m benchmarks.register
	@$(BIN)/python -m benchmarks.people
	@$(BIN)/python -m benchmarks.stock
	@$(BIN)/python -m benchmarks.compliance
	@$(BIN)/python -m benchmarks.runner

.PHONY: lab
lab: $(STAMP) ## Open the notebooks in JupyterLab
	@$(BIN)/policylib data
	@$(BIN)/jupyter lab --notebook-dir=.

.PHONY: check
check: $(STAMP) ## Check facts, contracts, translations and notebooks
	@$(BIN)/policylib check

.PHONY: refresh
refresh: $(STAMP) ## Run the notebooks, store their outputs, remake what is made of them
	@$(BIN)/policylib catalogue
	@$(BIN)/policylib refresh
	@$(BIN)/python -m tools.generate

.PHONY: install
install: $(STAMP) ## Install into .venv with hashes required

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.12 …")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-compile --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-compile --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m policylib.kernels.spec
	@$(COMPILE) $$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))') policylib
	@touch $(STAMP)

.PHONY: lock
lock: ## Remake requirements.lock from pyproject.toml (needs the package index)
	@test -x .lock-venv/bin/uv || ($(PYTHON) -m venv .lock-venv && .lock-venv/bin/python -m pip install --quiet uv==$(UV_VERSION))
	.lock-venv/bin/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-annotate --no-header --all-extras --output-file requirements.lock pyproject.toml

.PHONY: clean
clean: ## Remove what was computed: reports, processed data, environments
	@rm -rf $(VENV) .lock-venv reports .hypothesis .pytest_cache .ruff_cache .import_linter_cache
	@find data/processed -type f ! -name README.md -delete
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
