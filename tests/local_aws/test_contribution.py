"""The form of a pull request to moto stays in step with the backend: its tests pass below the installed moto."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.local_aws.contribution import INDEX, files, write

# moto finds a service by its name and by a pattern: both are given to the installed one.
RUN = f"""
import re, sys
import pytest
import moto, moto.backend_index as index
moto.__path__.append(sys.argv[1] + "/moto")
index.backend_url_patterns.append({INDEX.strip().rstrip(",")})
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", "--rootdir", sys.argv[1], sys.argv[1] + "/tests"]))
"""


def test_its_tests_pass_with_moto(tmp_path: Path) -> None:
    write(tmp_path)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_ENDPOINT")}
    environment |= {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(tmp_path)],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "local_aws" not in done.stdout


def test_no_module_needs_ours() -> None:
    for path, text in files().items():
        assert not re.search(r"^\s*(from|import) local_aws", text, re.M), path
        if path.endswith(".py"):
            compile(text, path, "exec")
