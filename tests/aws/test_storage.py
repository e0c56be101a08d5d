from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from amts_core.aws.storage import Store, open_store
from amts_core.errors import AmtsError


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="book")
        yield open_store("book", "amts", region="us-east-1")


def test_text_comes_back_as_it_was(store: Store) -> None:
    uri = store.write("runs/1/a.txt", "line\r\n时间 é\n")
    assert uri == "s3://book/amts/runs/1/a.txt"
    assert store.read("runs/1/a.txt") == "line\r\n时间 é\n"


def test_keys_are_listed_below_their_folder_only(store: Store) -> None:
    for key in ("a/1", "a/b/2", "ab/3"):
        store.write(key, "x")
    assert list(store.keys("a")) == ["a/1", "a/b/2"]


def test_missing_text_names_its_address(store: Store) -> None:
    assert store.find("nothing") is None
    with pytest.raises(AmtsError, match="nothing is stored at s3://book/amts/nothing"):
        store.read("nothing")


@pytest.mark.parametrize("key", ["../x", "a/../../x", "/x", "a//b", "a/./b", ""])
def test_key_that_leaves_the_prefix_is_refused(store: Store, key: str) -> None:
    with pytest.raises(AmtsError, match="is no key in"):
        store.write(key, "x")


def test_address_outside_the_prefix_is_refused(store: Store) -> None:
    assert store.key("s3://book/amts/a/b") == "a/b"
    for uri in ("s3://other/amts/a", "s3://book/amtsx/a", "s3://book/a"):
        with pytest.raises(AmtsError, match="only content of this pipeline is read"):
            store.key(uri)


def test_bytes_that_are_not_utf8_are_named(store: Store) -> None:
    store.client.put_object(Bucket="book", Key="amts/bad", Body=b"\xff")
    with pytest.raises(AmtsError, match="s3://book/amts/bad is not UTF-8"):
        store.read("bad")


def test_unwritable_bucket_is_named_with_the_way_out(store: Store) -> None:
    missing = open_store("no-such-bucket", "amts", region="us-east-1")
    with pytest.raises(AmtsError, match=r"cannot write s3://no-such-bucket/amts/a: NoSuchBucket .*create the bucket"):
        missing.write("a", "x")


def test_deleting_a_folder_leaves_its_neighbours(store: Store) -> None:
    for key in ("state/en-zh/1", "state/en-zh/2", "state/en-zh-x/3"):
        store.write(key, "x")
    assert store.delete("state/en-zh") == 2
    assert list(store.keys("state")) == ["state/en-zh-x/3"]


def test_endpoint_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(AmtsError, match=r"nothing answers at http://127\.0\.0\.1:9"):
        open_store("book", "amts", region="us-east-1").read("a")
