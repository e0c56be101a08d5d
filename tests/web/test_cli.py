from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
import yaml
from typer.testing import CliRunner

from amts_core.cli.crawl import crawl
from amts_core.errors import AmtsError
from tests.web.content import Writer
from tests.web.site import Web, alternates, index, render
from tests.web.test_dag import settings

app = typer.Typer()
app.command()(crawl)


def config_of(web: Web, folder: Path) -> Path:
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump(settings(web)), encoding="utf-8")
    return path


@pytest.mark.integration
def test_crawl_fetches_pairs_and_shows_what_it_found(web: Web, tmp_path: Path) -> None:
    writer, links = Writer(8), []
    for topic in ("data", "training", "vision"):
        article = writer.article(topic)
        versions = {code: web.url(1, f"/{code}/{article.name}") for code in ("en", "es")}
        for code in versions:
            web.page(1, f"/{code}/{article.name}", render(article, code, head=alternates(versions)))
        links.append(versions["en"])
    web.page(1, "/", index(links))
    options = ["test", "--config", str(config_of(web, tmp_path)), "--state", str(tmp_path / "state")]
    result = CliRunner().invoke(app, options)
    assert result.exit_code == 0, result.output
    lines = (tmp_path / "state" / "test" / "pairs.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["origin"] for line in lines} == {"test"}
    assert "en-es" in result.output
    assert f"{len(lines):,} pairs" in result.output
    asked = sum(web.asked.values())
    result = CliRunner().invoke(app, [*options, "--no-fetch"])
    assert result.exit_code == 0, result.output
    assert sum(web.asked.values()) == asked


def test_an_unknown_source_and_a_foreign_host_are_named(web: Web, tmp_path: Path) -> None:
    config = str(config_of(web, tmp_path))
    with pytest.raises(AmtsError, match=r"no web source 'nothing' in .*: it has test"):
        CliRunner().invoke(app, ["nothing", "--config", config], catch_exceptions=False)
    options = ["test", "--config", config, "--state", str(tmp_path / "state"), "--host", "elsewhere.example"]
    with pytest.raises(AmtsError, match=r"elsewhere\.example is no host of this source"):
        CliRunner().invoke(app, options, catch_exceptions=False)
