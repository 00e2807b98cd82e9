# Short commands. `make` alone lists them.
PYTHON := .venv/bin/python
TARBALLS ?= build/npm
# What is run again on PostgreSQL: all that asks the database something, but for the browser, the commands that
# work on a SQLite file, and the readers of dumps, which have no database.
ON_POSTGRESQL := tests/people tests/records tests/collection tests/inventory tests/erasure tests/refurbishment \
	tests/distribution tests/training tests/impact tests/common tests/journey/test_services_journey.py tests/house \
	tests/api tests/web tests/evidence/test_attachment.py tests/evidence/test_intake.py \
	tests/evidence/test_services_bad_input.py tests/evidence/test_services_races.py

.DEFAULT_GOAL := help
.PHONY: help run test check bench corpus lock vendor contract messages clean

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' $(firstword $(MAKEFILE_LIST)) | expand -t 17

run:  ## install what is needed, then start Rebond with its demonstration year
	scripts/setup runtime
	.venv/bin/rebond run

test:  ## style, import rules, types, then every test on SQLite, and those of the database on PostgreSQL
	scripts/setup dev
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/lint-imports
	.venv/bin/mypy
	$(PYTHON) -m pytest -n 2 -rs
	REBOND_TEST_DATABASE=postgresql $(PYTHON) -m pytest -n 2 -rs $(ON_POSTGRESQL)

check: test  ## all that CI does

bench:  ## measure at 1 000 and 500 000 devices, write build/bench.json
	scripts/setup runtime
	$(PYTHON) -m bench.run

corpus:  ## read the founders' dumps with our parsers and compare with the expected values
	$(PYTHON) -m pytest -n 2 -rs -k corpus

lock:  ## resolve the dependencies again into both lock files
	.venv/bin/uv pip compile --quiet --generate-hashes --no-emit-index-url --extra postgres \
		pyproject.toml -o requirements.lock
	.venv/bin/uv pip compile --quiet --generate-hashes --no-emit-index-url --extra postgres --group dev \
		pyproject.toml -o requirements-dev.lock

vendor:  ## copy the front-end files again from the npm archives in TARBALLS
	mkdir -p $(TARBALLS)
	$(PYTHON) scripts/vendor.py $(TARBALLS)

contract:  ## write the contract's checker again from its schema
	$(PYTHON) scripts/build_checker.py

messages:  ## collect the sentences to translate and compile the French ones
	cd src/rebond && ../../$(PYTHON) -m django makemessages --locale fr --settings rebond.config.settings
	cd src/rebond && ../../$(PYTHON) -m django compilemessages --locale fr --settings rebond.config.settings

clean:  ## remove what can be made again (never the data home, nor .venv)
	rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests bench scripts -name __pycache__ -type d -prune -exec rm -rf {} +
