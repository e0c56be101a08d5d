"""Writes the backend in the form of a pull request to moto: `moto/translate` in its layout, without an engine.

    python -m tests.local_aws.contribution FOLDER

`models.py`, `responses.py`, `urls.py` and `exceptions.py` are what moto looks for; the service behind them is ours,
copied to `moto/translate/service` with other names of its imports. In place of an engine, a segment that parallel data
holds exactly gets its target, and any other one stays as it is.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tests.conftest import REPOSITORY

PACKAGE = REPOSITORY / "local_aws"
SERVICE = "moto/translate/service"
# What the service is without server, engines and state on disk.
COPIED = (
    "ballast.py", "events.py", "faults.py", "settings.py", "store.py", "s3/__init__.py", "s3/buckets.py",
    "engines/base.py",
    "engines/adaptive/__init__.py", "engines/adaptive/languages.py", "engines/adaptive/markup.py",
    "engines/adaptive/repair.py", "engines/adaptive/terminology.py",
)  # fmt: skip
ENGINES = '"""What stands in the place of an engine."""\n'
RETRIEVAL = '''"""The pairs of parallel data, by their sources."""

from __future__ import annotations

from collections.abc import Iterable

from moto.translate.service.engines.adaptive.markup import MaskedPair, mask_pair
from moto.translate.service.engines.base import Example


class ExampleIndex:
    """The pairs of one version of a parallel data resource; of equal sources the last one counts."""

    def __init__(self, examples: Iterable[Example]) -> None:
        pairs = (mask_pair(example.source, example.target) for example in examples)
        self._pairs = {pair.key: pair for pair in pairs if pair is not None}

    def exact(self, key: str) -> MaskedPair | None:
        """The pair whose source is the same but for white space."""
        return self._pairs.get(key)
'''
EXACT = '''"""Translates what parallel data holds exactly, and replaces terms; everything else stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from moto.translate.service.engines.adaptive.markup import mask, restore
from moto.translate.service.engines.adaptive.repair import settle
from moto.translate.service.engines.adaptive.terminology import replaced
from moto.translate.service.engines.base import Term, Translation
from moto.translate.service.engines.retrieval import ExampleIndex


class ExactEngine:
    """A translation memory of exact matches."""

    name = "moto"

    def translate(
        self,
        segments: Sequence[str],
        *,
        source_language: str,
        target_language: str,
        examples: ExampleIndex | None = None,
        terms: Sequence[Term] = (),
    ) -> Iterator[Translation]:
        """Look each segment up."""
        for segment in segments:
            masked = mask(segment)
            pair = examples.exact(masked.key) if examples else None
            text = pair.target if pair else replaced(masked.text, terms)
            yield Translation(restore(masked, settle(text, masked)[0]))
'''
MODELS = '''"""TranslateBackend: jobs and imports end inside the request that starts them."""

from moto.core.base_backend import BackendDict, BaseBackend
from moto.translate.service.engines.exact import ExactEngine
from moto.translate.service.events import Events
from moto.translate.service.faults import Faults
from moto.translate.service.s3.buckets import SERVICE_ACCOUNT, Buckets
from moto.translate.service.settings import Settings
from moto.translate.service.store import Store
from moto.translate.service.translate.backend import TranslateBackend as Service
from moto.translate.service.translate.models.region import Surroundings
from moto.translate.service.translate.scheduler import Scheduler


class TranslateBackend(BaseBackend):
    """Implementation of Translate APIs."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        store = Store()
        around = Surroundings(
            settings=Settings(engine="moto", inline=True),
            store=store,
            buckets=Buckets(account_id),
            own_buckets=Buckets(SERVICE_ACCOUNT),
            engine=ExactEngine(),
            faults=Faults(),
            jobs=Scheduler("jobs", running=10, inline=True),
            imports=Scheduler("imports", running=1, inline=True),
            events=Events(store),
        )
        self.service = Service(account_id, region_name, around)


translate_backends = BackendDict(TranslateBackend, "translate")
'''
RESPONSES = '''"""Handles incoming translate requests, invokes methods, returns responses."""

from moto.core.responses import TYPE_RESPONSE, BaseResponse

from .models import TranslateBackend, translate_backends
from .service.translate.responses import Call, answer
from .service.translate.wire import JSON


class TranslateResponse(BaseResponse):
    """Handler for Translate requests and responses."""

    def __init__(self) -> None:
        super().__init__(service_name="translate")

    @property
    def translate_backend(self) -> TranslateBackend:
        """Return backend instance specific for this region."""
        return translate_backends[self.current_account][self.region]

    def _answer(self, operation: str) -> TYPE_RESPONSE:
        body = self.body if isinstance(self.body, bytes) else self.body.encode()
        call = Call(operation, JSON, dict(self.headers), body, "https://s3.amazonaws.com/")
        reply = answer(call, self.translate_backend.service)
        return reply.status, {**reply.headers, "status": reply.status}, reply.body
'''
URLS = '''"""translate base URL and path."""

from .responses import TranslateResponse

url_bases = [
    r"https?://translate(-fips)?\\.(.+)\\.amazonaws\\.com",
]

url_paths = {
    "{0}/$": TranslateResponse.dispatch,
}
'''
EXCEPTIONS = '''"""Exceptions raised by the translate service."""

from .service.translate.exceptions import TranslateError

__all__ = ["TranslateError"]
'''
TESTS = '''"""Unit tests for translate-supported APIs."""

import json

import boto3
import pytest
from botocore.exceptions import ClientError

from moto import mock_aws

ROLE = "arn:aws:iam::123456789012:role/translate"


def job(**changes):
    request = {
        "InputDataConfig": {"S3Uri": "s3://books/in/", "ContentType": "text/html"},
        "OutputDataConfig": {"S3Uri": "s3://books/out/"},
        "DataAccessRoleArn": ROLE,
        "SourceLanguageCode": "en",
        "TargetLanguageCodes": ["es"],
    }
    return {**request, **changes}


@pytest.fixture(name="clients")
def fixture_clients():
    with mock_aws():
        s3 = boto3.client("s3", region_name="us-east-1")
        s3.create_bucket(Bucket="books")
        yield s3, boto3.client("translate", region_name="us-east-1")


def test_parallel_data_changes_the_output_of_a_job(clients):
    s3, translate = clients
    s3.put_object(Bucket="books", Key="pairs.csv", Body=b"en,es\\nGood morning.,Buenos dias.\\n")
    s3.put_object(Bucket="books", Key="in/a.html", Body=b"<html><p id='x'>Good morning.</p></html>")
    config = {"S3Uri": "s3://books/pairs.csv", "Format": "CSV"}
    assert translate.create_parallel_data(Name="pairs", ParallelDataConfig=config)["Status"] == "CREATING"
    data = translate.get_parallel_data(Name="pairs")["ParallelDataProperties"]
    assert (data["Status"], data["ImportedRecordCount"]) == ("ACTIVE", 1)
    started = translate.start_text_translation_job(**job(ParallelDataNames=["pairs"]))
    described = translate.describe_text_translation_job(JobId=started["JobId"])["TextTranslationJobProperties"]
    assert described["JobStatus"] == "COMPLETED"
    folder = described["OutputDataConfig"]["S3Uri"].removeprefix("s3://books/")
    body = s3.get_object(Bucket="books", Key=f"{folder}es.a.html")["Body"].read()
    assert body == b"<html><p id='x'>Buenos dias.</p></html>"
    details = json.loads(
        s3.get_object(Bucket="books", Key=f"{folder}details/es.auxiliary-translation-details.json")["Body"].read()
    )
    assert details["charactersTranslated"] == "13"


def test_a_job_without_input_is_refused(clients):
    with pytest.raises(ClientError) as refused:
        clients[1].start_text_translation_job(**job())
    assert refused.value.response["Error"]["Code"] == "InvalidRequestException"


def test_terminology_is_applied_to_a_text(clients):
    data = {"File": b"en,es\\ncat,gatito\\n", "Format": "CSV"}
    clients[1].import_terminology(Name="terms", MergeStrategy="OVERWRITE", TerminologyData=data)
    reply = clients[1].translate_text(
        Text="The Cat & <b>I</b>", SourceLanguageCode="en", TargetLanguageCode="es", TerminologyNames=["terms"]
    )
    assert reply["TranslatedText"] == "The Gatito & <b>I</b>"


def test_what_is_not_there_is_not_found(clients):
    for name, members in {
        "get_parallel_data": {"Name": "none"},
        "delete_terminology": {"Name": "none"},
        "describe_text_translation_job": {"JobId": "none"},
    }.items():
        with pytest.raises(ClientError) as missing:
            getattr(clients[1], name)(**members)
        assert missing.value.response["Error"]["Code"] == "ResourceNotFoundException"


def test_tags_and_languages(clients):
    data = {"File": b"en,es\\ncat,gatito\\n", "Format": "CSV"}
    made = clients[1].import_terminology(Name="terms", MergeStrategy="OVERWRITE", TerminologyData=data)
    arn = made["TerminologyProperties"]["Arn"]
    clients[1].tag_resource(ResourceArn=arn, Tags=[{"Key": "a", "Value": "b"}])
    assert clients[1].list_tags_for_resource(ResourceArn=arn)["Tags"] == [{"Key": "a", "Value": "b"}]
    assert len(clients[1].list_languages()["Languages"]) > 70
'''
INDEX = '("translate", re.compile("https?://translate(-fips)?\\\\.(.+)\\\\.amazonaws\\\\.com")),\n'


def files() -> dict[str, str]:
    """All files of the pull request by their path."""
    copied = [*COPIED, *(str(path.relative_to(PACKAGE)) for path in sorted((PACKAGE / "translate").rglob("*.py")))]
    found = {f"{SERVICE}/{path}": _renamed((PACKAGE / path).read_text("utf-8")) for path in copied}
    return found | {
        "moto/translate/__init__.py": "from .models import translate_backends  # noqa: F401\n",
        "moto/translate/models.py": MODELS,
        "moto/translate/responses.py": RESPONSES + "".join(map(_method, _operations())),
        "moto/translate/urls.py": URLS,
        "moto/translate/exceptions.py": EXCEPTIONS,
        f"{SERVICE}/__init__.py": '"""Amazon Translate without any network."""\n',
        f"{SERVICE}/engines/__init__.py": ENGINES,
        f"{SERVICE}/engines/retrieval.py": RETRIEVAL,
        f"{SERVICE}/engines/exact.py": EXACT,
        "tests/test_translate/__init__.py": "",
        "tests/test_translate/test_translate.py": TESTS,
        "backend_index.additions": INDEX,
    }


def _renamed(text: str) -> str:
    return re.sub(r"\blocal_aws\.(?=[a-z])|\blocal_aws\.(?=\w+ import)", "moto.translate.service.", text)


def _operations() -> list[str]:
    from local_aws.translate.wire import service_model

    return list(service_model().operation_names)


def _method(operation: str) -> str:
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
    return f'\n    def {name}(self) -> TYPE_RESPONSE:\n        return self._answer("{operation}")\n'


def write(folder: Path) -> None:
    """Write all files below a folder."""
    for path, text in files().items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
