# AMTS on one machine. Everything it needs is set up inside this folder (.venv and .amts).

SHELL := /bin/bash
CONFIG ?= config/sample.yaml
VARIANTS ?= none,sentence
PAIR ?=
ENGINE ?= gemma
VENV := .venv
PYTHON := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed

# Dozens of processes import Airflow: what the first one compiles is kept, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup taste demo test integration lint pictures containers up down clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(INSTALLED) ## set up the virtual environment from requirements.txt and requirements-dev.txt

$(INSTALLED): requirements.txt requirements-dev.txt pyproject.toml
	@bash examples/laptop/setup.sh $(VENV)
	@touch $@

taste: setup ## half a minute, no Airflow, no model: a paragraph of the sample book before and after
	@$(PYTHON) -m examples.laptop.taste

demo: setup ## run the DAG amts_en_zh on the sample book (CONFIG=, PAIR=, ENGINE=, VARIANTS= for others; FORGET=1 begins anew)
	@$(PYTHON) -m examples.laptop.demo --config "$(CONFIG)" --pair "$(PAIR)" --engine $(ENGINE) --variants $(VARIANTS) $(if $(FORGET),--forget)

test: setup ## pass the tests, in two processes
	@$(PYTHON) -m pytest -n 2

integration: setup ## pass the tests that start services, in four processes that wait much; the longest begin
	@$(PYTHON) -m pytest -n 4 --no-loadscope-reorder -m integration tests/topology tests/end_to_end \
	  $$(grep -rl 'mark\.integration' tests --include='test_*.py' | sort)

lint: setup ## check style, types and imports
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy

pictures: setup ## make the pictures of the docs from one run of the sample book (needs Chromium)
	@$(PYTHON) -m tests.pictures

up: setup ## start local AWS and Airflow; prints the address of the UI
	@$(PYTHON) -m examples.laptop.up --config "$(CONFIG)" --engine $(ENGINE)

containers: setup ## build the image and run docker-compose.yaml for real, with podman (root of a Debian)
	@$(PYTHON) -m tests.deployment.containers

down: ## stop what `make up` started
	@test ! -x $(PYTHON) || $(PYTHON) -m examples.laptop.down

clean: down ## remove the virtual environment and all state of demo and up
	rm -rf $(VENV) .amts
