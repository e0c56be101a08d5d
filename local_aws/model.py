"""The command `python -m local_aws.model`: show the terms of the engine gemma's model, and fetch it."""

from __future__ import annotations

import argparse
import sys

from local_aws.engines.adaptive.modelfile import cache_folder, fetch_model
from local_aws.engines.base import EngineError


def main(arguments: list[str] | None = None) -> int:
    """Fetch the model unless it is there; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m local_aws.model", description=__doc__)
    parser.add_argument("--folder", help="where to keep it (default: $LOCAL_AWS_MODEL_DIR, else the user's cache)")
    options = parser.parse_args(arguments)
    try:
        print(fetch_model(cache_folder(options.folder)))  # noqa: T201
    except (EngineError, OSError) as error:
        print(f"local_aws: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
