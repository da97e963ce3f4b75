# Cuelock. `make demo` shows what it does, `make run` starts it, `make check test` is what CI runs.
# make PYTHON=/path/to/python3 ... chooses the interpreter (3.11 or 3.12) that .venv is made with.
PY := .venv/bin/python
SAMPLE ?= samples/the-salt-line.pdf
SONG ?= samples/harbour-light.m4a
CONCEPT ?= "A woman in a red coat walks along a stormy coast at night; she follows a light to the harbour, then dances in \
the street until dawn breaks."
OUT ?= out
ADDRESS ?= 127.0.0.1:8000
# the smallest supported machine has two cores; a third process works while others wait for what they started
TEST_PROCESSES ?= 3
export PYTHON

# check --deploy must see what production sees; these values exist only for that one command
DEPLOY := CUELOCK_ENV=production CUELOCK_HOSTS=cuelock.example \
	CUELOCK_SECRET_KEY=for-this-check-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG

.PHONY: help setup setup-dev lock demo demo-music run test test-slow check format bench screenshots chaos chaos-long
.DEFAULT_GOAL := help

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

setup:  ## make .venv hold what the product runs on
	@scripts/setup.sh base

setup-dev:  ## the same, and what tests and checks need
	@scripts/setup.sh dev

lock: setup-dev  ## make the locks anew after editing requirements/*.in
	scripts/lock.sh $(LOCK_OPTIONS)

demo: setup  ## render the sample trailer into out/ with no key and no network
	@$(PY) manage.py make_film trailer $(SAMPLE) --out $(OUT)

demo-music: setup  ## render a music video to the sample song into out/, 1080x1920, with no key and no network
	@$(PY) manage.py make_film music-video $(SONG) --concept $(CONCEPT) --title "Harbour Light" --out $(OUT)

run: setup  ## the site and its worker on http://127.0.0.1:8000
	@scripts/run.sh $(ADDRESS)

test: setup-dev  ## all tests; ARGS="-k clock" for some
	@scripts/browser.sh
	$(PY) -m pytest -n $(TEST_PROCESSES) -m "not bench and not chaos and not slow" $(ARGS)

test-slow: setup-dev  ## the tests that take minutes each: five whole synopses, thousands of processes
	$(PY) -m pytest -n $(TEST_PROCESSES) -m "slow and not bench and not chaos" $(ARGS)

check: setup-dev  ## what CI runs before the tests
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py spectacular --validate --fail-on-warn --file /dev/null
	$(DEPLOY) $(PY) manage.py check --deploy --fail-level WARNING

format: setup-dev  ## let ruff write the code's form
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

bench: setup-dev  ## every benchmark, as tables; BENCH=setup for one
	@scripts/bench.sh $(BENCH)

screenshots: setup-dev  ## every page into docs/images, around a film that is really made (minutes)
	@scripts/browser.sh
	$(PY) scripts/screenshots.py $(ARGS)

chaos: setup-dev  ## kill processes while a film is made, on SQLite and on PostgreSQL (minutes)
	$(PY) -m pytest -m "chaos and not slow" $(ARGS)
	$(PY) -m tests.postgres $(PY) -m pytest -m "chaos and not slow" $(ARGS)

chaos-long: setup-dev  ## the same for longer: every story, 200 kills on each database
	$(PY) -m pytest -m chaos $(ARGS)
	$(PY) -m tests.postgres $(PY) -m pytest -m chaos $(ARGS)
