"""The values for the official Helm chart: names and types that the chart knows, paths of the image, pins."""

from __future__ import annotations

import jsonschema
import yaml

from tests.deployment.compose import REPOSITORY, pins, read_compose

VALUES = yaml.safe_load((REPOSITORY / "examples" / "kubernetes" / "values.yaml").read_text("utf-8"))
ENABLED = {"type": "object", "properties": {"enabled": {"type": "boolean"}}, "required": ["enabled"]}
SERVICE_ACCOUNT = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "create": {"type": "boolean"},
        "name": {"type": ["string", "null"]},
        "annotations": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
CHART = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "executor": {"enum": ["LocalExecutor", "CeleryExecutor", "KubernetesExecutor"]},
        "airflowVersion": {"type": "string"},
        "defaultAirflowTag": {"type": "string"},
        "images": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "airflow": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "repository": {"type": ["string", "null"]},
                        "tag": {"type": ["string", "null"]},
                        "digest": {"type": ["string", "null"]},
                        "pullPolicy": {"enum": ["Always", "Never", "IfNotPresent"]},
                    },
                }
            },
        },
        "env": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {"name": {"type": "string"}, "value": {"type": "string"}},
                "required": ["name", "value"],
            },
        },
        "volumes": {"type": "array", "items": {"type": "object", "required": ["name"]}},
        "volumeMounts": {"type": "array", "items": {"type": "object", "required": ["name", "mountPath"]}},
        "migrateDatabaseJob": {
            "type": "object",
            "properties": {
                "enabled": {"type": "boolean"},
                "useHelmHooks": {"type": "boolean"},
                "args": {"type": ["array", "null"], "items": {"type": "string"}},
            },
        },
        "workers": {"type": "object", "properties": {"serviceAccount": SERVICE_ACCOUNT}},
        "triggerer": {"allOf": [ENABLED, {"properties": {"serviceAccount": SERVICE_ACCOUNT}}]},
        "config": {"type": "object", "additionalProperties": {"type": "object"}},
        "redis": ENABLED,
        "postgresql": ENABLED,
    },
}
"""What the chart's own schema says of the keys that are used here (chart 1.18)."""


def test_the_chart_knows_the_values() -> None:
    jsonschema.validate(VALUES, CHART)


def test_the_version_is_the_pinned_airflow() -> None:
    assert VALUES["airflowVersion"] == VALUES["defaultAirflowTag"] == pins()["apache-airflow"]


def test_folders_are_those_of_the_image() -> None:
    environment = {one["name"]: one["value"] for one in VALUES["env"]}
    of_compose = read_compose()["x-airflow"]["environment"]
    for name in ("AIRFLOW__CORE__DAGS_FOLDER", "AIRFLOW__CORE__PLUGINS_FOLDER", "PYTHONPATH"):
        assert environment[name] == of_compose[name]


def test_the_configuration_is_where_it_is_mounted() -> None:
    [mount] = VALUES["volumeMounts"]
    [volume] = VALUES["volumes"]
    environment = {one["name"]: one["value"] for one in VALUES["env"]}
    assert mount["name"] == volume["name"]
    assert environment["AMTS_CONFIG"] == f"{mount['mountPath']}/amts.yaml"


def test_every_setting_of_airflow_is_a_real_one() -> None:
    from airflow.configuration import conf

    for section, options in VALUES["config"].items():
        for option in options:
            assert conf.configuration_description[section]["options"][option] is not None
    for one in VALUES["env"]:
        if one["name"].startswith("AIRFLOW__"):
            _, section, option = one["name"].lower().split("__")
            assert option in conf.configuration_description[section]["options"]


def test_the_pools_are_made_as_in_the_compose_file() -> None:
    assert "python -m examples.laptop.pools" in VALUES["migrateDatabaseJob"]["args"][-1]
