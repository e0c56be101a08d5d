"""Where else a run can be seen: in the Airflow UI, in the AWS console."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode, urlsplit

from airflow.providers.amazon.aws.links.base_aws import BASE_AWS_CONSOLE_LINK, BaseAwsLink

from amts_aws.links.translate import TranslateParallelDataLink
from amts_core.aws.storage import S3Store
from amts_ui.access import dag_id

_REPOSITORY = re.compile(
    r"(?:(?:https?|ssh|git)://(?:[^/@]+@)?|[\w.-]+@)(?P<host>[\w.-]+)(?::\d+/|[:/])(?P<repository>[^:?#]+?)(?:\.git)?/?"
)
_FORMS = {
    r"github\..+": "blob/{revision}/{path}#L{line}",
    r"gitlab\..+": "-/blob/{revision}/{path}#L{line}",
    r"bitbucket\.org": "src/{revision}/{path}#lines-{line}",
    r"codeberg\.org": "src/commit/{revision}/{path}#L{line}",
}
"""The sites whose addresses of lines are known."""


def dag(pair: str) -> str:
    """The DAG of a pair, relative to the address of the UI."""
    return f"/dags/{dag_id(pair)}"


def dag_run(pair: str, run_id: str, task: str = "") -> str:
    """A DAG run, or the task instance of a run, relative to the address of the UI."""
    place = f"{dag(pair)}/runs/{quote(run_id, safe='')}"
    return f"{place}/tasks/{task}" if task else place


def console_folder(store: S3Store, folder: str, region: str) -> str:
    """A folder of the store in the AWS console; empty if S3 is not Amazon's."""
    host = urlsplit(store.client.meta.endpoint_url).hostname or ""
    if not host.endswith((".amazonaws.com", ".amazonaws.com.cn")):
        return ""
    query = urlencode({"region": region, "prefix": f"{store.prefix}/{folder}"})
    return f"{_console(store)}/s3/buckets/{store.bucket}?{query}"


def console_parallel_data(store: S3Store, name: str, region: str, endpoint: str) -> str:
    """A parallel data resource in the AWS console; empty if it is not Amazon's (`endpoint` as the report has it)."""
    if not name or endpoint.startswith(("http://", "https://")):
        return ""
    return TranslateParallelDataLink.format_str.format(
        aws_domain=_domain(store), region_name=region, parallel_data_name=quote(name)
    )


def lines_of_file(location: str, revision: str, path: str) -> str:
    """A template of the addresses of a file's lines, with `{line}`, in a repository by its git URL.

    Empty for a folder, and for a site whose addresses are not known; `revision` is a commit or a branch.
    """
    found = _REPOSITORY.fullmatch(location)
    forms = [form for host, form in _FORMS.items() if found and re.fullmatch(host, found["host"])]
    if not (found and forms and revision and path):
        return ""
    place = forms[0].format(revision=quote(revision, safe="/"), path=quote(path), line="{line}")
    return f"https://{found['host']}/{quote(found['repository'])}/{place}"


def _console(store: S3Store) -> str:
    return BASE_AWS_CONSOLE_LINK.format(aws_domain=_domain(store))


def _domain(store: S3Store) -> str:
    return str(BaseAwsLink.get_aws_domain(store.client.meta.partition))
