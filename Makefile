# Everything one can do here. `make` alone lists it.
# PORT, HOST, DATA_DIR and DATABASE_URL may be given to each: make run PORT=8001

PYTHON ?= python3
BIN := .venv/bin
WITH_DATABASE := $(BIN)/python -m config.database ensure --
WITH_TEMPORARY_DATABASE := $(BIN)/python -m config.database temporary

.DEFAULT_GOAL := help
.PHONY: help run test lint format messages bench screenshots audit demo admin remind backup restore packages dev-packages python

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: python ## install what is missing, start the database and serve at http://localhost:8000
	@$(PYTHON) -m config.preflight
	@$(PYTHON) -m config.install
	@exec $(BIN)/python -m config.run

test: dev-packages ## run the tests on a throw-away database (ARGS="tests/foods -x"; ARGS=--thorough for all)
	@exec $(WITH_TEMPORARY_DATABASE) -- $(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

lint: dev-packages ## check format, style, types, import directions and migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	@$(WITH_TEMPORARY_DATABASE) -- $(BIN)/python manage.py makemigrations --check --dry-run

format: dev-packages ## format the code and sort its imports
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: packages ## collect the texts to translate into locale/ (needs GNU gettext), and compile them
	@$(BIN)/python -m config.catalogues --collect

bench: dev-packages ## measure the pages and the API on a throw-away database
	@exec $(WITH_TEMPORARY_DATABASE) --durable -- $(BIN)/python -m tests.bench $(ARGS)

screenshots: dev-packages ## a picture of every page into var/screenshots/ (ARGS="today --only phone-dark")
	@exec $(WITH_TEMPORARY_DATABASE) -- $(BIN)/python -m tests.screenshots $(ARGS)

audit: dev-packages ## ask Lighthouse what it says of the pages, and what a first visit moves
	@exec $(WITH_TEMPORARY_DATABASE) -- $(BIN)/python -m tests.audit $(ARGS)

demo: packages ## add a person with 90 days of entries; prints their password
	@exec $(BIN)/python -m config.database ensure --prepared -- $(BIN)/python manage.py demo

admin: packages ## make an administrator (asks, or by ADMIN_EMAIL and ADMIN_PASSWORD)
	@exec $(BIN)/python -m config.database ensure --prepared -- $(BIN)/python manage.py make_admin

remind: packages ## send the letters that are due; for cron, every 5 to 15 minutes
	@exec $(WITH_DATABASE) $(BIN)/python manage.py send_reminders

backup: packages ## write the database to a file (FILE=..., else var/backups/)
	@exec $(BIN)/python -m config.database backup $(if $(FILE),"$(FILE)")

restore: packages ## put back what a backup holds (FILE=...); the site must not be running
	@exec $(BIN)/python -m config.database restore $(if $(FILE),"$(FILE)")

packages: python
	@$(PYTHON) -m config.install

dev-packages: python
	@$(PYTHON) -m config.install --dev

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "twelve: Python 3.11 or newer is needed; PYTHON=/path/to/python3 names one." >&2; exit 1; }
