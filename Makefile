# Two commands for a newcomer: `make demo` and `make test`. The rest is for who changes the product.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check prove bench lock pictures letters format translations clean

$(VENV)/.demo: requirements-demo.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	test -e $(VENV)/.dev || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-demo.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.dev: requirements-dev.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

demo: $(VENV)/.demo ## the bot in a practice workspace, in the browser
	$(BIN)/klachtbot demo $(ARGS)

test: $(VENV)/.dev ## the suite: unit, SQLite, PostgreSQL, Socket Mode, a real browser
	$(BIN)/python -m pytest -m "not prove" -n auto --maxprocesses=4 --dist loadfile $(ARGS)

check: $(VENV)/.dev ## lint, format, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

prove: $(VENV)/.dev ## long seeded simulations, screens and verbs on PostgreSQL, more of the practice workspace
	$(BIN)/python -m pytest -m prove $(ARGS)

bench: $(VENV)/.dev ## benchmarks, ratios side by side
	$(BIN)/python -m benchmarks $(ARGS)

pictures: $(VENV)/.dev ## the newcomer's path as pictures, into docs/images
	KLACHTBOT_SCREENSHOTS=docs/images $(BIN)/python -m pytest -q tests/browser/test_the_newcomer.py

letters: $(VENV)/.dev ## examples of letters as pictures, into docs/images
	$(BIN)/python -m tests.tools.letters

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

translations: $(VENV)/.dev ## collect texts, update and compile the catalogues
	$(BIN)/python -m tests.tools.translations

lock: ## exact versions with hashes, no host names
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --extra dev pyproject.toml requirements-build.in -o requirements-dev.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --extra practice -c requirements-dev.txt pyproject.toml requirements-build.in -o requirements-demo.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url -c requirements-dev.txt pyproject.toml requirements-build.in -o requirements.txt

clean:
	rm -rf $(VENV) .klachtbot build dist *.egg-info
