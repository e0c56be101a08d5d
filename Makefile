# AMTS on one machine. Everything it needs is set up inside this folder (.venv and .amts).

SHELL := /bin/bash
CONFIG ?= config/sample.yaml
VARIANTS ?= none,paragraph,sentence
VENV := .venv
PYTHON := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help setup demo test integration lint up down clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(INSTALLED) ## set up the virtual environment from requirements.txt and requirements-dev.txt

$(INSTALLED): requirements.txt requirements-dev.txt pyproject.toml
	@bash examples/laptop/setup.sh $(VENV)
	@touch $@

demo: setup ## run the DAG amts_en_zh on the sample book (CONFIG=... for another book)
	@$(PYTHON) -m examples.laptop.demo --config $(CONFIG) --variants $(VARIANTS)

test: setup ## pass the tests
	@$(PYTHON) -m pytest

integration: setup ## pass the tests that start services
	@$(PYTHON) -m pytest -m integration

lint: setup ## check style, types and imports
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy

up: setup ## start local AWS and Airflow; prints the address of the UI
	@$(PYTHON) -m examples.laptop.up --config $(CONFIG)

down: ## stop what `make up` started
	@test ! -x $(PYTHON) || $(PYTHON) -m examples.laptop.down

clean: down ## remove the virtual environment and all state of demo and up
	rm -rf $(VENV) .amts
