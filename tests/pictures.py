"""The pictures of the docs, from one run of the sample book: `make pictures`. Needs Chromium.

The run is that of `amts_core.pipeline.drive` on the local AWS service with its memory engine, in this process; the
pages are those of the plugin, as a user who may edit sees them.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import boto3
import yaml

from tests.browser import chromium, served
from tests.conftest import REPOSITORY
from tests.plugins.amts_ui.desk import open_desk, signed_in

PAIR, RUN, CHAPTER = "en-zh", "sample", "chapter_models/smoothing"
REVIEW = f"/amts/pairs/{PAIR}/runs/{RUN}/review/{CHAPTER}"
SHOWN = {
    "board": ("/amts/", 1280, 450, "light"),
    "delivery": (f"/amts/pairs/{PAIR}/runs/{RUN}/delivery", 1280, 950, "light"),
    "review": (REVIEW, 1280, 1000, "light"),
    "review-dark": (REVIEW, 1280, 1000, "dark"),
    "review-phone": (REVIEW, 390, 900, "light"),
}
"""Each page with its address, width, height and colours. Scores are not among them: the memory engine is none."""
ENGINE = "memory of local_aws"


def main() -> None:
    """Run the sample book, and write a picture of each page to the folder that is named, else docs/pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_TRANSLATE"):
        os.environ.pop(name, None)
    from moto import mock_aws

    from local_aws.mocking import mock_translate

    with mock_aws(), mock_translate("memory"), tempfile.TemporaryDirectory(prefix="amts-") as place:
        config = _configuration(Path(place))
        _run(config, Path(place))
        app = open_desk(config)
        with served(app) as address:
            _take(folder, address, signed_in(app))


def _configuration(place: Path) -> Path:
    """The sample configuration, with books at their places and the output in a folder of its own."""
    settings = yaml.safe_load((REPOSITORY / "config" / "sample.yaml").read_text(encoding="utf-8"))
    for book in settings["books"].values():
        book["location"] = str((REPOSITORY / "config" / book["location"]).resolve())
    path = place / "amts.yaml"
    path.write_text(yaml.safe_dump(settings | {"output": str(place / "output")}), encoding="utf-8")
    return path


def _run(config: Path, place: Path) -> None:
    from amts_core.pipeline import rebuild
    from amts_core.pipeline.drive import drive
    from amts_core.pipeline.run import open_run
    from amts_core.pipeline.status import keep_status

    rebuild.engine_name = lambda: ENGINE  # without an endpoint it is taken to be Amazon's
    boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="amts-sample")
    run = open_run(config, PAIR, RUN, cache=place / "cache")
    drive(run, boto3.client("translate", region_name="us-east-1"), variants=("sentence",), report=False)
    for pair in ("en-zh", "en-es"):
        keep_status(open_run(config, pair, "status", cache=place / "cache"))


def _take(folder: Path, address: str, token: str) -> None:
    with chromium() as browser:
        for name, (place, width, height, scheme) in SHOWN.items():
            tab = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            tab.set_default_timeout(120_000)
            tab.context.add_cookies([{"name": "_token", "value": token, "url": address}])
            tab.goto(f"{address}{place}")
            tab.screenshot(path=folder / f"{name}.png")
            tab.close()


if __name__ == "__main__":
    main()
