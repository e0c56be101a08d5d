"""Programs as they are written for Amazon Translate, in four languages, of which the endpoint alone is changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from local_aws.server import Server
from local_aws.settings import Settings
from tests.local_aws.world import ROLE

pytestmark = pytest.mark.integration
SAMPLES = Path(__file__).parent / "samples"
PACKAGES = ("@aws-sdk/client-s3@3", "@aws-sdk/client-translate@3")
GO_PACKAGES = Path("/usr/share/gocode")  # where Debian's golang-github-aws-aws-sdk-go-dev puts the SDK
PRINTED = """\
text: The cat sleeps.
terms: 1
text with terms: The gato sleeps.
document: <html><body><p>The gato <code translate="no">sleeps(1)</code>.</p></body></html>
parallel data: ACTIVE 2
job: COMPLETED 1
result: El gato duerme. Buenos dias.
"""


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a program that is led to a server, which has a bucket."""
    server = Server(Settings(engine="memory"))
    server.start()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    keys = {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any", "AWS_REGION": "us-east-1"}
    files = {"AWS_CONFIG_FILE": str(tmp_path / "none"), "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none")}
    s3 = boto3.client(
        "s3", endpoint_url=server.url, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    s3.create_bucket(Bucket="samples")
    yield {
        **kept,
        **keys,
        **files,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL_S3": server.url,
        "AWS_ENDPOINT_URL_TRANSLATE": server.url,
    }
    server.stop()


def printed(command: list[str], environment: dict[str, str], folder: Path) -> str:
    done = subprocess.run(
        [*command, "samples", ROLE],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def required(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed")
    return found


def test_in_python_with_boto3(environment: dict[str, str], tmp_path: Path) -> None:
    assert printed([sys.executable, str(SAMPLES / "translate.py")], environment, tmp_path) == PRINTED


def test_in_a_shell_with_the_aws_cli(environment: dict[str, str], tmp_path: Path) -> None:
    required("aws")
    assert printed([required("bash"), str(SAMPLES / "translate.sh")], environment, tmp_path) == PRINTED


def test_in_javascript_with_the_sdk_of_version_3(environment: dict[str, str], tmp_path: Path) -> None:
    node, npm = required("node"), required("npm")
    once = ["--fetch-retries=0", "--no-audit", "--no-fund", "--silent"]
    command = [npm, "install", *once, "--prefix", str(tmp_path), *PACKAGES]
    installed = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if installed.returncode:
        pytest.skip(f"the SDK cannot be installed: {installed.stderr.strip()[-200:]}")
    shutil.copy(SAMPLES / "translate.mjs", tmp_path)
    assert printed([node, str(tmp_path / "translate.mjs")], environment, tmp_path) == PRINTED


def test_in_go_with_the_sdk_of_version_1(environment: dict[str, str], tmp_path: Path) -> None:
    go = required("go")
    if not (GO_PACKAGES / "src/github.com/aws/aws-sdk-go").exists():
        pytest.skip("the AWS SDK for Go is not installed: apt-get install golang-github-aws-aws-sdk-go-dev")
    settings = {"GO111MODULE": "off", "GOPATH": str(GO_PACKAGES), "GOFLAGS": "-p=1", "GOCACHE": str(tmp_path / "cache")}
    program = tmp_path / "translate"
    build = [go, "build", "-o", str(program), str(SAMPLES / "translate.go")]
    subprocess.run(build, env={**environment, **settings}, check=True, timeout=600)
    expected = "".join(line for line in PRINTED.splitlines(True) if not line.startswith("document:"))
    assert printed([str(program)], environment, tmp_path) == expected  # this SDK has no TranslateDocument
