from __future__ import annotations

import importlib.util
import json
import os
import re
import shlex
import subprocess
import sys
from pkgutil import resolve_name

import boto3
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from moto.server import ThreadedMotoServer

from amts_core.config import load_config
from tests.deployment.compose import (
    COMPOSE_FILE,
    REPOSITORY,
    MissingVariableError,
    interpolated,
    pins,
    read_compose,
    required_variables,
    service_environment,
    volumes,
)

KEYS = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
COMPOSE = read_compose()
SERVICES = COMPOSE["services"]
AIRFLOW_SERVICES = sorted(name for name in SERVICES if name.startswith("airflow-"))
SECRETS = {name: f"secret-of-{name.lower()}" for name in required_variables()}
IMAGE = COMPOSE["x-image"]["image"]
OURS = sorted(name for name in SERVICES if SERVICES[name]["image"] == IMAGE)
DOCKERFILE = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")


def needs(service: str) -> set[str]:
    """Everything that has to be there before a service starts, also if it is started by its name alone."""
    direct = set(SERVICES[service].get("depends_on", {}))
    return direct.union(*map(needs, direct))


def make_local_bucket(**more: str) -> subprocess.CompletedProcess[str]:
    """Run what the service local-bucket runs, with the settings of the compose file and some more."""
    [script] = interpolated(SERVICES["local-bucket"]["command"], {})
    settings = {name.upper(): value for name, value in KEYS.items()} | {"AWS_DEFAULT_REGION": "us-east-1", **more}
    environment = service_environment("local-bucket", SECRETS | settings)
    here = {name: value.replace("/opt/amts", str(REPOSITORY)) for name, value in environment.items()}
    command = [sys.executable, "-c", script]
    return subprocess.run(command, env=here, cwd=REPOSITORY, capture_output=True, text=True, check=False)


class TestFile:
    def test_it_follows_the_compose_specification(self):
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
        check = subprocess.run([*command, COMPOSE_FILE], capture_output=True, text=True, check=False)
        assert check.returncode == 0, check.stdout

    def test_a_broken_file_would_be_found(self, tmp_path):
        broken = tmp_path / "docker-compose.yaml"
        broken.write_text(yaml.safe_dump({"services": {"redis": {"image": "redis", "depnds_on": []}}}))
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
        assert subprocess.run([*command, broken], capture_output=True, check=False).returncode != 0

    def test_dependencies_exist_and_can_be_met(self):
        for name, service in SERVICES.items():
            for target, need in service.get("depends_on", {}).items():
                assert target in SERVICES, name
                if need["condition"] == "service_healthy":
                    assert "healthcheck" in SERVICES[target], f"{name} waits for the health of {target}"
                else:
                    assert need["condition"] == "service_completed_successfully"
                    assert SERVICES[target]["restart"] == "no", f"{name} waits for the end of {target}"

    def test_dependencies_without_a_profile_need_no_profile(self):
        for name, service in SERVICES.items():
            for target in service.get("depends_on", {}):
                assert set(SERVICES[target].get("profiles", [])) <= set(service.get("profiles", [])), name

    def test_volumes_are_declared_or_exist(self):
        for name in SERVICES:
            for target, (source, _) in volumes(name, SECRETS).items():
                assert target.startswith("/"), name
                if source.startswith("."):
                    assert (REPOSITORY / source).exists(), f"{name}: {source}"
                else:
                    assert source in COMPOSE["volumes"], f"{name}: {source}"

    def test_every_declared_volume_is_used(self):
        used = {source for name in SERVICES for source, _ in volumes(name, SECRETS).values()}
        assert set(COMPOSE["volumes"]) == {each for each in used if not each.startswith(".")}

    def test_hosts_in_addresses_are_services(self):
        text = "\n".join(str(value) for value in service_environment("airflow-worker", SECRETS).values())
        hosts = set(re.findall(r"(?:@|://)([a-z][a-z-]*):\d+", text))
        assert hosts == {"airflow-apiserver", "postgres", "redis"}
        assert hosts <= set(SERVICES)


class TestSecrets:
    def test_all_secrets_come_from_the_environment(self):
        for service in SERVICES.values():
            for name, value in service.get("environment", {}).items():
                if re.search("PASSWORD|SECRET|_KEY$|CONN$|BACKEND$|BROKER_URL$|REDISCLI_AUTH", name) and value:
                    assert re.search(r"\$\{\w+:\?", value), f"{name} is in the file"

    def test_a_missing_secret_is_named(self):
        for name in required_variables():
            others = {key: value for key, value in SECRETS.items() if key != name}
            with pytest.raises(MissingVariableError, match=f"{name}: see the head"):
                interpolated(COMPOSE, others)

    def test_the_head_of_the_file_says_how_to_write_every_secret(self):
        head = COMPOSE_FILE.read_text(encoding="utf-8").split("\nname:")[0]
        written = set(re.findall(r"[A-Z][A-Z_]+", " ".join(re.findall(r"for name in (.*); do", head))))
        written |= set(re.findall(r'echo "(\w+)=', head)) - {"name"}
        assert written == required_variables()

    def test_no_secret_is_shared_between_two_purposes(self):
        environment = service_environment("airflow-apiserver", SECRETS)
        purposes = {"AIRFLOW__API__SECRET_KEY", "AIRFLOW__API_AUTH__JWT_SECRET", "AIRFLOW__CORE__FERNET_KEY"}
        assert len({environment[name] for name in purposes}) == len(purposes)

    def test_the_env_file_is_not_in_the_repository_and_not_in_the_image(self):
        ignored = subprocess.run(["git", "check-ignore", ".env"], cwd=REPOSITORY, check=False, capture_output=True)
        assert ignored.returncode == 0, ".env is not in .gitignore"
        assert "!.env" not in (REPOSITORY / ".dockerignore").read_text(encoding="utf-8")

    def test_ports_are_published_on_loopback_only(self):
        ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
        assert ports
        assert all(port.startswith("127.0.0.1:") for port in ports)


class TestAirflow:
    def test_all_services_of_a_distributed_airflow_are_there(self):
        parts = {"apiserver", "cli", "dag-processor", "init", "scheduler", "triggerer", "worker"}
        assert {name.removeprefix("airflow-") for name in AIRFLOW_SERVICES} == parts

    def test_every_service_has_the_same_settings(self):
        common = COMPOSE["x-airflow"]["environment"]
        for name in AIRFLOW_SERVICES:
            assert SERVICES[name]["environment"] | common == SERVICES[name]["environment"], name
            assert name in OURS

    def test_every_setting_is_one_of_airflow(self):
        from airflow.configuration import conf

        known = {
            f"AIRFLOW__{section}__{option}".upper()
            for section, description in conf.configuration_description.items()
            for option in description["options"]
        }
        used = {name for service in SERVICES.values() for name in service.get("environment", {})}
        settings = {name for name in used if name.startswith("AIRFLOW__")}
        assert len(settings) > 10
        assert settings <= known

    @pytest.mark.parametrize("name", sorted({*AIRFLOW_SERVICES} - {"airflow-init"}))
    def test_every_command_is_one_of_airflow(self, name):
        from airflow.cli.cli_parser import get_parser

        assert get_parser().parse_args(SERVICES[name]["command"]).func

    def test_checks_of_jobs_name_jobs_of_airflow(self):
        from airflow.cli.cli_parser import get_parser

        for name in ("airflow-dag-processor", "airflow-triggerer"):
            _, command = SERVICES[name]["healthcheck"]["test"]
            arguments = interpolated(command, {}).replace('"${HOSTNAME}"', "host").split()
            assert arguments.pop(0) == "airflow"
            assert get_parser().parse_args(arguments).job_type

    def test_executor_and_auth_manager_can_be_imported(self):
        environment = service_environment("airflow-worker", SECRETS)
        from airflow.executors.executor_loader import ExecutorLoader

        assert environment["AIRFLOW__CORE__EXECUTOR"] in ExecutorLoader.executors
        assert resolve_name(ExecutorLoader.executors[environment["AIRFLOW__CORE__EXECUTOR"]])
        assert resolve_name(environment["AIRFLOW__CORE__AUTH_MANAGER"])

    def test_pools_of_the_dags_are_made(self):
        python, option, module = SERVICES["airflow-init"]["command"]
        assert (python, option) == ("python", "-m")
        assert importlib.util.find_spec(module)
        made = json.loads((REPOSITORY / "config" / "pools.json").read_text(encoding="utf-8"))
        code = "".join(path.read_text(encoding="utf-8") for path in (REPOSITORY / "dags").rglob("*.py"))
        [(names, texts)] = re.findall(r"^([A-Z, ]+) = (.+)  # pools", code, re.M)
        pools = dict(zip(names.split(", "), texts.replace('"', "").split(", "), strict=True))
        assert {pools[name] for name in re.findall(r"\bpool=(\w+)", code)} == set(pools.values())
        assert set(pools.values()) <= set(made)

    def test_modules_that_workers_import_exist(self):
        config = json.loads(service_environment("airflow-worker", SECRETS)["AIRFLOW__CELERY__EXTRA_CELERY_CONFIG"])
        assert config["imports"]
        for name in config["imports"]:
            assert importlib.util.find_spec(name), name

    def test_workers_scale(self):
        worker = SERVICES["airflow-worker"]
        assert not {"container_name", "ports", "hostname"} & set(worker)

    def test_health_is_asked_at_paths_that_exist(self):
        from airflow.api_fastapi.core_api.routes.public.monitor import monitor_router

        paths = {route.path for route in monitor_router.routes}
        url = SERVICES["airflow-apiserver"]["healthcheck"]["test"][-1]
        assert url.removeprefix("http://localhost:8080/api/v2") in paths

    def test_no_variable_refers_to_itself(self):
        """Some readers of the file fill in a value again."""
        for name, service in SERVICES.items():
            for variable, value in (service.get("environment") or {}).items():
                assert f"${{{variable}:-" not in str(value), f"{name}: {variable}"

    def test_the_user_of_the_containers_can_be_the_one_of_the_host(self):
        users = {name: interpolated(SERVICES[name]["user"], {"AIRFLOW_UID": "1000"}) for name in AIRFLOW_SERVICES}
        assert set(users.values()) == {"1000:0"}

    def test_commands_of_airflow_have_a_service_of_their_own(self):
        assert SERVICES["airflow-cli"]["profiles"] == ["cli"]
        assert SERVICES["airflow-cli"]["entrypoint"] == ["airflow"]

    def test_a_machine_that_is_too_small_is_told(self):
        from examples.laptop.prepare import LEAST, resources, shortages

        assert set(resources()) == set(LEAST)
        assert shortages(dict.fromkeys(LEAST, 100.0)) == []
        [one] = shortages({**dict.fromkeys(LEAST, 100.0), "processors": 1.0})
        assert one.startswith("1.0 processors for the containers, 2 are needed")


class TestBuild:
    def test_one_service_builds_the_image(self):
        """Several would build it at once, and all but one end with `already exists`."""
        assert [name for name in SERVICES if "build" in SERVICES[name]] == ["image"]
        assert "profiles" not in SERVICES["image"]
        assert SERVICES["image"]["entrypoint"] == ["true"]

    def test_the_image_is_never_looked_for_in_a_registry(self):
        assert {SERVICES[name]["pull_policy"] for name in OURS} == {"never"}

    @pytest.mark.parametrize("name", sorted({*OURS} - {"image"}))
    def test_no_service_starts_before_the_image_is_there(self, name):
        assert "image" in needs(name)

    def test_all_but_the_servers_of_others_take_the_image(self):
        assert {*SERVICES} - {*OURS} == {"postgres", "redis"}


class TestLocalAws:
    def test_the_command_is_understood(self):
        from local_aws.__main__ import _parser

        options = _parser().parse_args(interpolated(SERVICES["local-aws"]["command"], {}))
        assert (options.host, options.port) == ("0.0.0.0", 5005)

    def test_it_is_optional_and_not_published(self):
        assert SERVICES["local-aws"]["profiles"] == SERVICES["local-model"]["profiles"] == ["local"]
        assert "ports" not in SERVICES["local-aws"]

    def test_the_weights_of_the_model_are_not_in_the_image(self):
        assert [name for name in pins() if "gguf" in name] == []
        assert "local_aws.model" not in DOCKERFILE

    @pytest.mark.parametrize(("engine", "fetched"), [("gemma", True), ("memory", False)])
    def test_the_weights_are_fetched_for_their_engine_only(self, tmp_path, engine, fetched):
        [script] = interpolated(SERVICES["local-model"]["command"], {})
        python = tmp_path / "bin" / "python"
        python.parent.mkdir()
        python.write_text(f'#!/bin/sh\necho "$*" >> {tmp_path}/asked\n')
        python.chmod(0o755)
        environment = {"PATH": f"{python.parent}:{os.environ['PATH']}", "ENGINE": engine}
        subprocess.run(["bash", "-c", script], env=environment, check=True)
        asked = tmp_path / "asked"
        assert (asked.read_text() if asked.exists() else "") == ("-m local_aws.model\n" if fetched else "")

    def test_the_model_is_kept_where_the_engine_looks_for_it(self):
        places = {SERVICES[name]["environment"]["LOCAL_AWS_MODEL_DIR"] for name in ("local-model", "local-aws")}
        assert len(places) == 1
        assert all(
            SERVICES[name]["volumes"] == ["local-aws:/var/lib/local_aws"] for name in ("local-model", "local-aws")
        )

    def test_without_endpoints_no_bucket_is_made(self):
        run = make_local_bucket()
        assert run.returncode == 1
        assert "AWS_ENDPOINT_URL_S3 is not set" in run.stderr

    def test_the_bucket_of_the_configuration_is_made_once(self):
        server = ThreadedMotoServer("127.0.0.1", port=0)
        server.start()
        host, port = server.get_host_and_port()
        try:
            runs = [make_local_bucket(AWS_ENDPOINT_URL_S3=f"http://{host}:{port}") for _ in range(2)]
            assert [run.stderr for run in runs if run.returncode] == []
            made = boto3.client("s3", endpoint_url=f"http://{host}:{port}", **KEYS).list_buckets()["Buckets"]
        finally:
            server.stop()
        assert [bucket["Name"] for bucket in made] == ["amts-sample"]

    def test_the_lines_for_env_start_it_and_say_where_it_is(self):
        head = COMPOSE_FILE.read_text(encoding="utf-8").split("\nname:")[0]
        lines = dict(re.findall(r"^#   (\w+)=(\S+)$", head, re.M))
        assert lines.pop("COMPOSE_PROFILES") == SERVICES["local-aws"]["profiles"][0]
        assert set(lines) <= set(COMPOSE["x-airflow"]["environment"])
        assert lines["AWS_ENDPOINT_URL_S3"] == lines["AWS_ENDPOINT_URL_TRANSLATE"] == "http://local-aws:5005"

    def test_without_endpoints_none_is_set(self):
        assert not {name for name in service_environment("airflow-worker", SECRETS) if name.startswith("AWS")}

    def test_endpoints_are_handed_on(self):
        handed = service_environment("airflow-worker", SECRETS | {"AWS_ENDPOINT_URL_S3": "http://local-aws:5005"})
        assert handed["AWS_ENDPOINT_URL_S3"] == "http://local-aws:5005"


class TestPage:
    """The commands in docs/aws.md."""

    PAGE = (REPOSITORY / "docs" / "aws.md").read_text(encoding="utf-8")

    def test_commands_of_airflow_are_understood(self):
        from airflow.cli.cli_parser import get_parser

        commands = re.findall(r"docker compose exec (\S+) airflow (.+)", self.PAGE)
        assert len(commands) > 1
        for service, arguments in commands:
            assert service in AIRFLOW_SERVICES
            assert get_parser().parse_args(shlex.split(arguments)).dag_id == "amts_en_zh"

    def test_what_was_delivered_is_where_it_is_copied_from(self):
        [(service, folder)] = re.findall(r"docker compose cp ([\w-]+):(\S+?)/\. ", self.PAGE)
        output = load_config(REPOSITORY / "config" / "sample.yaml").output
        assert folder == f"/opt/amts/{output.relative_to(REPOSITORY)}"
        assert any(folder.startswith(target) for target in volumes(service, SECRETS))

    def test_variables_for_env_are_read_by_the_compose_file(self):
        pages = self.PAGE + (REPOSITORY / "docs" / "your-own-book.md").read_text(encoding="utf-8")
        named = set(re.findall(r"`(\w+)=[^`]+`(?= in `\.env`|\s+to `\.env`)", pages))
        assert named == {"AMTS_BOOKS", "AMTS_CONFIG_FILE"}
        assert named <= set(re.findall(r"\$\{(\w+):-", COMPOSE_FILE.read_text(encoding="utf-8")))


class TestInterpolation:
    @pytest.mark.parametrize(
        ("text", "result"),
        [("${A}", "1"), ("${B}", ""), ("${A:-2}", "1"), ("${B:-2}", "2"), ("$${A}", "${A}"), ("x${A}y${B:-}z", "x1yz")],
    )
    def test_variables(self, text, result):
        assert interpolated({"key": [text, 3, None]}, {"A": "1"}) == {"key": [result, 3, None]}

    @given(st.text(alphabet=st.characters(exclude_characters="$")))
    def test_text_without_variables_stays(self, text):
        assert interpolated(text, {}) == text
