"""Writes the package in the form of a pull request to the amazon provider of Airflow.

    python -m tests.plugins.amts_aws.contribution FOLDER

The folder gets the tree below `providers/amazon/`: source with ASF headers, unit tests, the system test with the
provider's own utilities, the how-to in reStructuredText with `exampleinclude`, and the entries of `provider.yaml`.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

from tests.conftest import REPOSITORY

PACKAGE = REPOSITORY / "plugins" / "amts_aws"
UNIT_TESTS = REPOSITORY / "tests" / "plugins" / "amts_aws"
SYSTEM_TEST = REPOSITORY / "tests" / "system" / "example_translate.py"
SOURCE = "src/airflow/providers/amazon/aws"
KINDS = ("hooks", "links", "operators", "sensors", "triggers")
UTILS = ("client_token", "errors", "names", "task_memory")
HEADER = """\
# Licensed to the Apache Software Foundation (ASF) under one
# or more contributor license agreements.  See the NOTICE file
# distributed with this work for additional information
# regarding copyright ownership.  The ASF licenses this file
# to you under the Apache License, Version 2.0 (the
# "License"); you may not use this file except in compliance
# with the License.  You may obtain a copy of the License at
#
#   http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing,
# software distributed under the License is distributed on an
# "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY
# KIND, either express or implied.  See the License for the
# specific language governing permissions and limitations
# under the License.
"""
NAMES = (
    (r"\bamts_aws\.(utils|exceptions)\b", r"airflow.providers.amazon.aws.utils.translate.\1"),
    (r"\butils\.translate\.utils\.", "utils.translate."),
    (r"\bamts_aws\.", "airflow.providers.amazon.aws."),
    (r"\btests\.plugins\.amts_aws\.", "unit.amazon.aws.translate."),
    (r"amts-example-translate", "example-translate"),
)
WATCHER = """

from tests_common.test_utils.watcher import watcher  # noqa: E402

# This test needs watcher in order to properly mark success/failure
# when "tearDown" task with trigger rule is part of the DAG
list(dag.tasks) >> watcher()

from tests_common.test_utils.system_tests import get_test_run  # noqa: E402

# Needed to run the example DAG with pytest (see: contributing-docs/testing/system_tests.rst)
test_run = get_test_run(dag)
"""


def contributed(text: str) -> str:
    """A module of ours as one of the provider."""
    for pattern, name in NAMES:
        text = re.sub(pattern, name, text)
    return HEADER + text


def files() -> dict[str, str]:
    """All files of the pull request by their path below `providers/amazon/`."""
    found = {f"{SOURCE}/{kind}/{path.name}": _source(path) for kind in KINDS for path in modules(PACKAGE / kind)}
    found[f"{SOURCE}/waiters/translate.json"] = (PACKAGE / "waiters" / "translate.json").read_text("utf-8")
    found[f"{SOURCE}/utils/translate/__init__.py"] = HEADER
    found[f"{SOURCE}/utils/translate/exceptions.py"] = _source(PACKAGE / "exceptions.py")
    found |= {f"{SOURCE}/utils/translate/{name}.py": _source(PACKAGE / "utils" / f"{name}.py") for name in UTILS}
    found |= {f"tests/unit/amazon/aws/{path}": text for path, text in _unit_tests().items()}
    found["tests/system/amazon/aws/example_translate.py"] = _source(SYSTEM_TEST).rstrip() + WATCHER
    found["docs/operators/translate.rst"] = how_to()
    found["provider.yaml.additions"] = PROVIDER_YAML
    return found


def modules(folder: Path) -> list[Path]:
    """The modules of a package, by name."""
    return [path for path in sorted(folder.glob("*.py")) if path.stem != "__init__"]


def _source(path: Path) -> str:
    return contributed(path.read_text("utf-8"))


def _unit_tests() -> dict[str, str]:
    """Tests beside those of the provider, and what they share in a package of its own."""
    shared = {
        "translate/__init__.py": HEADER,
        "translate/conftest.py": _source(UNIT_TESTS / "conftest.py"),
        "translate/common.py": _source(UNIT_TESTS / "common.py"),
        "translate/fake_translate.py": _source(UNIT_TESTS / "fake_translate.py"),
    }
    kinds = {
        f"translate/{kind}/{path.name}": _source(path)
        for kind in (*KINDS, "waiters")
        for path in modules(UNIT_TESTS / kind)
    }
    utils = {f"translate/utils/test_{name}.py": _source(UNIT_TESTS / "utils" / f"test_{name}.py") for name in UTILS[:3]}
    return shared | kinds | utils


def classes(kind: str) -> list[tuple[str, str]]:
    """Names and first lines of the public operators, sensors or links."""
    return [
        (node.name, (ast.get_docstring(node) or "").split("\n")[0])
        for path in modules(PACKAGE / kind)
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef)
        and node.name[0] != "_"
        and "Base" not in node.name
        and node.name.endswith(kind.capitalize()[:-1])
    ]


def markers() -> set[str]:
    """The names of the parts of the example."""
    return set(re.findall(r"\[START (\w+)\]", SYSTEM_TEST.read_text("utf-8")))


def marker(kind: str, name: str) -> str:
    """The part of the example that shows a class."""
    subject = name.removeprefix("Translate").removesuffix(kind.capitalize())
    words = re.sub(r"(?<!^)(?=[A-Z])", "_", subject).lower()
    return f"howto_{kind}_translate_{words}"


def how_to() -> str:
    """The page of the provider's documentation."""
    title = "Amazon Translate"
    lines = [" .. " + HEADER.replace("# ", "").replace("#", "").replace("\n", "\n    ").rstrip(), "", "=" * len(title)]
    lines += [
        title,
        "=" * len(title),
        "",
        "`Amazon Translate <https://aws.amazon.com/translate/>`__ translates text and",
    ]
    lines += ["documents; with parallel data, a batch job adapts its output to them (Active Custom Translation).", ""]
    lines += ["Prerequisite Tasks", "------------------", "", ".. include:: ../_partials/prerequisite_tasks.rst", ""]
    lines += ["Generic Parameters", "------------------", "", ".. include:: ../_partials/generic_parameters.rst", ""]
    for kind, heading in (("operator", "Operators"), ("sensor", "Sensors")):
        lines += [heading, "-" * len(heading), ""]
        for name, summary in classes(f"{kind}s"):
            lines += [f".. _howto/{kind}:{name}:", "", name, "=" * len(name), "", summary, ""]
            lines += [".. exampleinclude:: /../../amazon/tests/system/amazon/aws/example_translate.py"]
            lines += ["    :language: python", "    :dedent: 4"]
            lines += [
                f"    :start-after: [START {marker(kind, name)}]",
                f"    :end-before: [END {marker(kind, name)}]",
                "",
            ]
    lines += ["Reference", "---------", ""]
    service = "Translate.html"
    boto = f"https://boto3.amazonaws.com/v1/documentation/api/latest/reference/services/{service.lower()}"
    return "\n".join([*lines, f"* `AWS boto3 library documentation for Amazon Translate <{boto}>`__", ""])


PROVIDER_YAML = "\n".join(
    [
        "integrations:",
        "  - integration-name: Amazon Translate",
        "    external-doc-url: https://aws.amazon.com/translate/",
        "    how-to-guide:",
        "      - /docs/apache-airflow-providers-amazon/operators/translate.rst",
        "    tags: [aws]",
        *(
            line
            for kind in ("operators", "sensors", "hooks", "triggers")
            for line in (
                f"{kind}:",
                "  - integration-name: Amazon Translate",
                "    python-modules:",
                *(f"      - airflow.providers.amazon.aws.{kind}.{path.stem}" for path in modules(PACKAGE / kind)),
            )
        ),
        "extra-links:",
        *(f"  - airflow.providers.amazon.aws.links.translate.{name}" for name, _ in classes("links")),
        "",
    ]
)


def write(folder: Path) -> None:
    """Write all files below a folder."""
    for path, text in files().items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
