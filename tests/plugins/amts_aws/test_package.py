"""The package as a whole: what every operator and sensor owes to Airflow, and what the plugins loader sees of it."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path

import pytest
from airflow._shared.module_loading.file_discovery import find_path_from_directory

from amts_aws import operators, sensors
from amts_aws.hooks.translate import TranslateHook
from amts_aws.operators import translate, translate_job, translate_parallel_data
from amts_aws.sensors import translate as sensor_module
from amts_aws.utils.errors import FURTHER_PERMISSIONS

PLUGINS = Path(operators.__file__).parents[2]


def public_classes(ending, *modules):
    return [
        each
        for module in modules
        for name, each in inspect.getmembers(module, inspect.isclass)
        if each.__module__ == module.__name__ and name.endswith(ending) and "Base" not in name and name[0] != "_"
    ]


OPERATORS = public_classes("Operator", translate, translate_job, translate_parallel_data)
SENSORS = public_classes("Sensor", sensor_module)


def parameters(operator_class):
    """The init arguments of a class and its bases within the package and the provider."""
    inits = [each.__init__ for each in operator_class.__mro__ if "__init__" in each.__dict__ and each is not object]
    return {name for init in inits for name in inspect.signature(init).parameters}


def test_there_are_eight_operators_and_two_sensors():
    assert len(OPERATORS) == 8
    assert len(SENSORS) == 2


@pytest.mark.parametrize("operator_class", [*OPERATORS, *SENSORS])
def test_template_fields_are_parameters(operator_class):
    fields = set(operator_class.template_fields)
    assert fields <= parameters(operator_class)
    assert {"aws_conn_id", "region_name", "verify"} <= fields
    assert set(operator_class.template_fields_renderers) <= fields


@pytest.mark.parametrize("operator_class", [*OPERATORS, *SENSORS])
def test_documented_parameters_are_the_parameters(operator_class):
    documented = set(re.findall(r":param (\w+):", operator_class.__doc__))
    own = {
        name
        for each in operator_class.__mro__
        if each.__module__.startswith("amts_aws") and "__init__" in each.__dict__
        for name in inspect.signature(each.__init__).parameters
    } - {"self", "kwargs"}
    assert documented == own | {"aws_conn_id", "region_name", "verify", "botocore_config"}


@pytest.mark.parametrize("operator_class", [*OPERATORS, *SENSORS])
def test_templated_is_said_of_template_fields_and_of_no_others(operator_class):
    entries = re.split(r":param ", operator_class.__doc__)[1:]
    said = {entry.split(":")[0] for entry in entries if "templated)" in entry}
    assert said == set(operator_class.template_fields) - {"aws_conn_id", "region_name", "verify"}


@pytest.mark.parametrize("operator_class", [*OPERATORS, *SENSORS])
def test_the_guide_has_a_section_for_it(operator_class):
    guide = (PLUGINS.parent / "docs" / "amazon_translate_operators.md").read_text()
    assert f"`{operator_class.__name__}`" in guide


@pytest.mark.parametrize("operator_class", [*OPERATORS, *SENSORS])
def test_the_hook_gets_what_the_operator_was_given(operator_class):
    required = {
        name: ["x"] if name.endswith("codes") else {} if name.endswith("config") else "x"
        for each in operator_class.__mro__
        if each.__module__.startswith("amts_aws") and "__init__" in each.__dict__
        for name, parameter in inspect.signature(each.__init__).parameters.items()
        if parameter.default is inspect.Parameter.empty and parameter.kind is inspect.Parameter.KEYWORD_ONLY
    }
    operator = operator_class(
        task_id="t",
        aws_conn_id="mine",
        region_name="eu-west-1",
        verify=False,
        botocore_config={"read_timeout": 42},
        **required,
    )
    assert isinstance(operator.hook, TranslateHook)
    assert operator.hook.aws_conn_id == "mine"
    assert operator.hook._region_name == "eu-west-1"
    assert operator.hook._verify is False
    assert operator.hook._config.read_timeout == 42


def test_waits_follow_the_states_of_the_service_model():
    model = TranslateHook(aws_conn_id=None, region_name="us-east-1").conn.meta.service_model
    waiters = json.loads((PLUGINS / "amts_aws" / "waiters" / "translate.json").read_text())["waiters"]
    enums = {"GetParallelData": "ParallelDataStatus", "DescribeTextTranslationJob": "JobStatus"}
    for name, waiter in waiters.items():
        states = {each["expected"] for each in waiter["acceptors"] if each["matcher"] == "path"}
        assert states == set(model.shape_for(enums[waiter["operation"]]).enum), name


def test_permissions_are_named_for_operations_that_exist():
    model = TranslateHook(aws_conn_id=None, region_name="us-east-1").conn.meta.service_model
    assert set(FURTHER_PERMISSIONS) <= set(model.operation_names)


def test_the_plugins_loader_sees_plugin_files_only():
    seen = [Path(path) for path in find_path_from_directory(str(PLUGINS), ".airflowignore", "glob")]
    assert [path for path in seen if path.suffix == ".py" and not path.stem.endswith("_plugin")] == []


def test_the_plugins_loader_sees_plugin_files_at_any_depth(tmp_path):
    (tmp_path / ".airflowignore").write_text((PLUGINS / ".airflowignore").read_text())
    for name in ("hooks.py", "page_plugin.py", "package/translate.py", "package/other_plugin.py"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    seen = {Path(path).name for path in find_path_from_directory(str(tmp_path), ".airflowignore", "glob")}
    assert seen == {"page_plugin.py", "other_plugin.py"}


def test_packages_have_the_names_of_the_provider():
    assert {path.name for path in Path(sensors.__file__).parents[1].iterdir() if path.is_dir()} - {"__pycache__"} == {
        "hooks",
        "links",
        "operators",
        "sensors",
        "triggers",
        "utils",
        "waiters",
    }
