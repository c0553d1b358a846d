# The commands of the project; `make help` lists them.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
POSTGRES := $(BIN)/python scripts/with_postgres.py
DATA := .local/postgres
# The benchmark's server keeps what it is told like a real one; throw-away clusters do not wait for the disk.
BENCH_DATA := .local/bench-postgres

export PORT
export PYTHONUNBUFFERED = 1
# Compiled modules are kept, whatever the machine says: the tests start the portal dozens of times.
export PYTHONDONTWRITEBYTECODE =

.DEFAULT_GOAL := help
.PHONY: help run serve test test-faults check bench check-deploy scan audit format lock screenshots clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/stamp ## the portal with its demo world on http://127.0.0.1:8000/ (PORT=… for another)
	@$(POSTGRES) --data $(DATA) $(BIN)/python scripts/run.py demo

serve: .venv/stamp ## the same with production settings and gunicorn, on this machine only
	@$(POSTGRES) --data $(DATA) $(BIN)/python scripts/run.py serve

test: check ## all checks and all tests, with a database of their own
	@scripts/install_browser.sh
	@$(POSTGRES) --throwaway $(BIN)/python -m pytest -n 2 $(ARGS)

test-faults: .venv/stamp ## kill, cut off and fill up what the portal stands on, and count what is lost (minutes)
	@$(BIN)/python tests/faults/run.py $(ARGS)

check: .venv/stamp check-deploy ## style, types, imports, templates, migrations, deployment (seconds, no tests)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	git ls-files -z --cached --others --exclude-standard -- '*.html' | xargs -0 -r $(BIN)/djade --target-version 5.2 --check
	$(BIN)/lint-imports
	DEBUG=1 $(BIN)/mypy
	@$(POSTGRES) --throwaway sh -c 'set -ex; export DEBUG=1; \
		$(BIN)/python manage.py check; $(BIN)/python manage.py makemigrations --check --dry-run'

bench: .venv/stamp ## requests a second beside bare Django views, and 300 people for 50 places
	@$(POSTGRES) --data $(BENCH_DATA) $(BIN)/python tests/bench/run.py

check-deploy: .venv/stamp ## Django's own questions about a production set-up; silent is good
	@DEBUG=0 SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
		DATA_KEYS=$$($(BIN)/python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())') \
		ALLOWED_HOSTS=portal.invalid SITE_URL=https://portal.invalid \
		$(BIN)/python manage.py check --deploy --fail-level INFO

scan: .venv/stamp ## a public scanner over a demo world of its own, signed in and not (ten minutes, installs wapiti once)
	@$(POSTGRES) --throwaway $(BIN)/python scripts/scan.py

audit: .venv/stamp ## ask for known weaknesses in the pinned packages (needs the internet)
	@$(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements/base.txt \
		|| { echo "Not clean: a weakness is listed above, or no vulnerability service could be asked (then nothing is known)." >&2; exit 1; }

screenshots: .venv/stamp ## pictures of the main pages of a portal that runs on PORT, in .local/screenshots
	@$(BIN)/python scripts/screenshots.py $(ARGS)

format: .venv/stamp ## put code and templates into their form
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .
	git ls-files -z --cached --others --exclude-standard -- '*.html' | xargs -0 -r $(BIN)/djade --target-version 5.2

# Without the machine's own pip settings: the hashes must be those of the public files.
lock: export CUSTOM_COMPILE_COMMAND = make lock
lock: .venv/stamp ## write requirements/*.txt anew from pyproject.toml (ARGS=--upgrade for newer versions)
	PIP_CONFIG_FILE=/dev/null PIP_FIND_LINKS= $(BIN)/pip-compile -q $(ARGS) -o requirements/base.txt pyproject.toml
	PIP_CONFIG_FILE=/dev/null PIP_FIND_LINKS= $(BIN)/pip-compile -q $(ARGS) --extra dev -c requirements/base.txt \
		-o requirements/dev.txt pyproject.toml

clean: ## remove the environment, the demo database and everything else that was made here
	@if [ -x $(BIN)/python ]; then $(POSTGRES) --remove $(DATA) && $(POSTGRES) --remove $(BENCH_DATA); fi
	rm -rf .local .venv staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

.venv/stamp: requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed (make PYTHON=python3.12 … uses another)." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
		|| { echo "Python's venv module is missing. On Debian: sudo apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@
