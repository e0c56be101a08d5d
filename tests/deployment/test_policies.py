"""The IAM policies of docs/aws.md allow what the code asks for, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Set
from typing import Any

import botocore.session
from botocore import xform_name

from amts_core.config import load_config
from tests.deployment.compose import REPOSITORY

PAGE = (REPOSITORY / "docs" / "aws.md").read_text(encoding="utf-8")
TRUST, ROLE, CALLER = map(json.loads, re.findall(r'^ {4}\{"Version".*?\}\]\}$', PAGE, re.MULTILINE | re.DOTALL))
CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for folder in ("amts_core", "dags", "plugins")
    for ending in ("py", "json")
    for path in sorted((REPOSITORY / folder).rglob(f"*.{ending}"))
)
S3 = {
    "delete_objects": {"s3:DeleteObject"},
    "download_file": {"s3:GetObject"},
    "get_object": {"s3:GetObject"},
    "head_bucket": {"s3:ListBucket"},
    "head_object": {"s3:GetObject"},
    "list_objects_v2": {"s3:ListBucket"},
    "put_object": {"s3:PutObject"},
    "upload_file": {"s3:PutObject", "s3:AbortMultipartUpload"},  # boto3 takes back the parts of what it cannot finish
}


def actions(policy: dict[str, Any], service: str) -> set[str]:
    """The actions of a service that a policy allows."""
    allowed = [statement["Action"] for statement in policy["Statement"]]
    names = {name for each in allowed for name in ([each] if isinstance(each, str) else each)}
    return {name for name in names if name.startswith(f"{service}:")}


def operations(service: str) -> set[str]:
    return set(botocore.session.get_session().get_service_model(service).operation_names)


def is_called(method: str) -> bool:
    return f".{method}(" in CODE or f'("{method}")' in CODE


def test_the_caller_may_do_at_amazon_translate_what_the_code_does() -> None:
    used = {name for name in operations("translate") if f'"{name}"' in CODE or is_called(xform_name(name))}
    assert actions(CALLER, "translate") == {f"translate:{name}" for name in used}


def test_the_caller_may_do_in_s3_what_the_code_does() -> None:
    methods = {xform_name(name) for name in operations("s3")} | S3.keys()
    used: Set[str] = {method for method in methods if is_called(method)}
    assert used == S3.keys()
    assert actions(CALLER, "s3") == set().union(*S3.values())


def test_the_role_reads_and_writes_in_the_folder_of_the_pipeline() -> None:
    assert actions(ROLE, "s3") == {"s3:GetObject", "s3:PutObject", "s3:ListBucket"}
    prefix = load_config(REPOSITORY / "config" / "d2l.yaml").storage.prefix
    for policy in (ROLE, CALLER):
        places = {each["Resource"] for each in policy["Statement"] if "s3:GetObject" in each["Action"]}
        assert places == {f"arn:aws:s3:::YOUR-BUCKET/{prefix}/*"}


def test_the_caller_hands_the_role_to_amazon_translate_and_to_nobody_else() -> None:
    [trusted] = TRUST["Statement"]
    [passed] = [each for each in CALLER["Statement"] if each["Action"] == "iam:PassRole"]
    assert [trusted["Principal"]["Service"]] == list(passed["Condition"]["StringEquals"].values())
    assert passed["Resource"] == load_config(REPOSITORY / "config" / "d2l.yaml").storage.role_arn
