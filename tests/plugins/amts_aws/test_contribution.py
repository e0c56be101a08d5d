"""The form of a pull request to the provider stays in step with the package."""

from __future__ import annotations

import importlib
import json
import sys

import docutils.core
import pytest
import yaml

from tests.plugins.amts_aws import contribution
from tests.plugins.amts_aws.contribution import HEADER, KINDS, SOURCE, files, how_to, marker, markers, write


def test_every_module_is_there_with_the_header_and_names_nothing_of_ours():
    ours = {str(path.relative_to(contribution.PACKAGE)) for path in contribution.PACKAGE.rglob("*.py")}
    sources = {path for path in files() if path.startswith(SOURCE) and path.endswith(".py")}
    assert len(sources) - 1 == len([path for path in ours if not path.endswith("__init__.py")])
    for path, text in files().items():
        assert "amts" not in text, path
        if path.endswith(".py"):
            assert text.startswith(HEADER), path
            compile(text, path, "exec")
        if path.endswith(".json"):
            json.loads(text)


def test_the_modules_work_below_the_provider(tmp_path, monkeypatch):
    write(tmp_path)
    base = "airflow.providers.amazon.aws"
    for kind in (*KINDS, "utils"):
        package = importlib.import_module(f"{base}.{kind}")
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path / SOURCE / kind)])
    known = set(sys.modules)
    try:
        operators = importlib.import_module(f"{base}.operators.translate")
        for name in ("translate_job", "translate_parallel_data"):
            assert importlib.import_module(f"{base}.operators.{name}").TranslateBaseOperator
        hook = importlib.import_module(f"{base}.hooks.translate").TranslateHook(region_name="us-east-1")
        assert hook.waiter_path == tmp_path / SOURCE / "waiters" / "translate.json"
        assert "parallel_data_settled" in hook.list_waiters()
        trigger = importlib.import_module(f"{base}.triggers.translate").TranslateParallelDataActiveTrigger(name="a")
        assert trigger.serialize()[0].startswith(f"{base}.triggers.translate.")
        assert operators.TranslateTextOperator(
            task_id="t", text="a", source_language_code="en", target_language_code="es"
        )
    finally:
        for name in set(sys.modules) - known:
            if ".translate" in name and name.startswith(base):
                del sys.modules[name]


def test_the_guide_shows_every_operator_and_sensor():
    for kind in ("operator", "sensor"):
        for name, _ in contribution.classes(f"{kind}s"):
            assert marker(kind, name) in markers()
            assert f".. _howto/{kind}:{name}:" in how_to()
    known = how_to().replace(".. exampleinclude::", ".. note::\n\n    ").replace(".. include::", ".. note::\n\n    ")
    plain = "\n".join(line for line in known.split("\n") if not line.startswith(("    :", " .. ")))
    assert docutils.core.publish_doctree(plain, settings_overrides={"report_level": 3, "halt_level": 3})


def test_the_entries_of_the_provider_name_modules_that_are_there():
    entries = yaml.safe_load(contribution.PROVIDER_YAML)
    modules = [
        module
        for kind in ("operators", "sensors", "hooks", "triggers")
        for module in entries[kind][0]["python-modules"]
    ]
    for module in modules:
        assert f"src/{module.replace('.', '/')}.py" in files()
    assert len(entries["extra-links"]) == 3


@pytest.mark.parametrize("path", [path for path in files() if path.startswith("tests/unit")])
def test_tests_import_what_is_there(path):
    for name in ("airflow.providers.amazon.aws.", "unit.amazon.aws.translate."):
        for line in files()[path].splitlines():
            if line.startswith(f"from {name}") and "translate" in line:
                module = line.split()[1].replace(".", "/") + "/translate" * (" import translate" in line)
                assert f"src/{module}.py" in files() or f"tests/{module}.py" in files() or "base_aws" in line, line
