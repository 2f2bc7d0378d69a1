# The only things it needs: python3 (3.11 or newer, with venv), make and git.
PYTHON ?= python3
PORT ?= 8000
TEST_DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/newsroom

BIN = .venv/bin
MANAGE = $(BIN)/python manage.py
# How many, tests/conftest.py says; a worker that is done takes over what another has left.
EACH_CORE = -n auto --dist worksteal
STATIC_SOURCES = $(wildcard articles/static/*/* articles/static/*/*/* articles/static/*/*/*/* newsroom/static/*/*)

export PORT
# Python compiles each module once, not at each of the tests' many starts.
unexport PYTHONDONTWRITEBYTECODE

.DELETE_ON_ERROR:

.PHONY: help run dev production test test-sqlite test-postgres coverage acceptance bench bench-typing search-quality crawl shots sheet lint lock editor fonts

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1	/' | expand -t 16

run: .venv/installed .env var/static/staticfiles.json ## start the site as in production, at PORT (8000)
	@$(MANAGE) open_newsroom
	@echo "  Stop:     Ctrl-C"
	@exec $(BIN)/gunicorn

dev: .venv/installed .env ## the same, with Django's reloading server and DEBUG
	@DEBUG=on HTTPS=off $(MANAGE) open_newsroom
	@echo "  Stop:     Ctrl-C"
	@exec env DEBUG=on HTTPS=off $(BIN)/python manage.py runserver 127.0.0.1:$(PORT)

# requirements.txt names them, and a server needs none of them.
TESTS_ALONE = pytest pytest-django iniconfig pluggy Pygments
production: .env var/static/staticfiles.json ## prepare a server: what it runs on, its static files and, the first time, its keys
	@$(BIN)/python -m pip uninstall -qq --yes $(TESTS_ALONE)
	@rm -f .venv/installed-dev

test: test-sqlite ## run all tests on SQLite; then, if a PostgreSQL answers, the few tests that make every query of the suite there
	@$(MAKE) --no-print-directory test-postgres TESTS="database and not browser and not covered"

test-sqlite: .venv/installed-dev
	TEST_DATABASE_URL= $(BIN)/pytest $(EACH_CORE)

TESTS = database and not browser
test-postgres: .venv/installed-dev ## run every test that uses the database on PostgreSQL, but no browser test
	@if $(BIN)/python -c "import psycopg, sys; psycopg.connect(sys.argv[1].rpartition('/')[0] + '/postgres', connect_timeout=3)" \
		"$(TEST_DATABASE_URL)" 2>/dev/null; then \
		TEST_DATABASE_URL="$(TEST_DATABASE_URL)" $(BIN)/pytest $(EACH_CORE) -m "$(TESTS)"; \
	else \
		echo "==== NOT RUN ON POSTGRESQL: none answers at TEST_DATABASE_URL ===="; \
		test -z "$(REQUIRE_POSTGRES)"; \
	fi

coverage: .venv/installed-dev ## list the lines and branches that no test reaches, browser tests not counted
	$(BIN)/coverage erase
	TEST_DATABASE_URL= $(BIN)/coverage run -m pytest -q $(EACH_CORE) -m "not browser"
	$(BIN)/coverage combine -q
	$(BIN)/coverage report --skip-covered --show-missing

CHECKS ?=
acceptance: .venv/installed-acceptance .env var/static/staticfiles.json ## run other tools on the site: checkers, axe, Lighthouse, text extractors; CHECKS=…
	@command -v npm >/dev/null && $(MAKE) --silent acceptance/node_modules/.package-lock.json || echo "==== NO NPM: SOME TOOLS ARE NOT THERE ===="
	@$(BIN)/python -W ignore -m acceptance $(CHECKS)

HOT ?=
MOVING ?=
DESK ?=
POSTGRES ?=
MEASURED = $(if $(MOVING),bench.moving $(MOVING),$(if $(DESK),bench.desk,$(if $(HOT),bench.hot,$(if $(POSTGRES),bench.postgres $(POSTGRES),bench))))
bench: .venv/installed .env var/static/staticfiles.json ## measure what pages cost, in multiples of a bare Django page; HOT=1 measures a hot day, MOVING=10000 an archive of so many posts, DESK=1 the desk's pages, POSTGRES=postgres://… a PostgreSQL server beside SQLite
	@$(BIN)/python -m $(MEASURED)

bench-typing: .venv/installed-dev ## measure how long a key waits for its paint in a story of 100,000 characters
	@$(BIN)/python -m bench.typing

TEXTS ?=
search-quality: .venv/installed-dev ## measure how well search finds known items, by kind; TEXTS=file.jsonl.gz adds texts
	@$(BIN)/python -m tests.search.quality $(TEXTS)

CRAWL ?= var/crawl
RUN ?=
crawl: .venv/installed-dev ## list every public answer that differs from the first run; CRAWL=… RUN=rebuild_derived
	@test -d $(CRAWL)/before/answers || $(BIN)/python -m tests.crawl record $(CRAWL)/before --demo 300
	@$(BIN)/python -m tests.crawl record $(CRAWL)/now --from $(CRAWL)/before $(RUN:%=--run %)
	@$(BIN)/python -m tests.crawl compare $(CRAWL)/before $(CRAWL)/now

shots: .venv/installed-dev ## take the screenshots of the documents and of all pages again
	$(BIN)/python -m docs.shots

PAGES ?=
sheet: .venv/installed-acceptance .env var/static/staticfiles.json ## put every page in every form on one sheet, and list what differs from the run before; PAGES=…
	$(BIN)/python -m docs.contact_sheet $(PAGES)

lint: .venv/installed-dev ## run ruff, and check the layers of the packages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache --no-logo

lock: ## renew the locked requirements (needs uv and npm)
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 requirements.in -o requirements.txt
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 requirements-dev.in -o requirements-dev.txt
	cd acceptance && uv pip compile --quiet --universal --generate-hashes --python-version 3.11 requirements.in -o requirements.txt
	for each in acceptance editor fonts; do (cd $$each && npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved); done
	@! grep -nE 'index|find-links|file:|https?:' requirements.txt requirements-dev.txt acceptance/requirements.txt
	@! grep -n '"resolved"' acceptance/package-lock.json editor/package-lock.json fonts/package-lock.json

editor: ## bundle the writing surface's library again (needs npm); the bundle is committed
	npm ci --prefix editor --ignore-scripts --no-audit --no-fund --silent
	cd editor && node build.mjs

fonts: .venv/installed-dev ## cut the paper's own fonts again (needs npm); they are committed
	npm ci --prefix fonts --ignore-scripts --no-audit --no-fund --silent
	$(BIN)/python -m fonts.cut

.venv/installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Newsroom needs Python 3.11 or newer; set PYTHON=")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what Newsroom runs on …"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	@echo "Installing what the tests need besides …"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-dev.txt
	@touch $@

# Its lock names every package, so pip need not look for more; it stumbles over an extra that is asked for twice.
.venv/installed-acceptance: .venv/installed-dev acceptance/requirements.txt
	@echo "Installing what the acceptance needs besides …"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps -r acceptance/requirements.txt
	@touch $@

acceptance/node_modules/.package-lock.json: acceptance/package.json acceptance/package-lock.json
	npm ci --prefix acceptance --ignore-scripts --no-audit --no-fund --silent
	@touch $@

.env:
	@umask 077; $(PYTHON) -c 'import secrets; print("SECRET_KEY=" + secrets.token_urlsafe(50))' > $@
	@$(PYTHON) -c 'import base64, os; print("SOURCES_KEY=" + base64.urlsafe_b64encode(os.urandom(32)).decode())' >> $@
	@echo "# This machine only, without TLS; remove the line in production." >> $@
	@echo "HTTPS=off" >> $@

var/static/staticfiles.json: .venv/installed .env $(STATIC_SOURCES)
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@touch $@
