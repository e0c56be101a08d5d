"""One suite for both forms of the store, and that of other tests; what only one can get wrong stands at the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto import mock_aws

from amts_core.aws.errors import ServiceUnavailable
from amts_core.aws.storage import FolderStore, S3Store, Store, open_store
from amts_core.errors import AmtsError
from amts_core.files import HALF
from tests.pipeline.near_store import NearStore


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Store]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="book")
        yield open_store("book", "amts", region="us-east-1")


@pytest.fixture(params=["s3", "folder", "near"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return FolderStore(tmp_path / "store")
    far = request.getfixturevalue("s3")
    return NearStore(far.bucket, far.prefix) if request.param == "near" else far


def test_text_comes_back_as_it_was(store: Store) -> None:
    uri = store.write("runs/1/a.txt", "line\r\n时间 é\n")
    assert uri == store.uri("runs/1/a.txt") == f"{store.address}runs/1/a.txt"
    assert store.read("runs/1/a.txt") == "line\r\n时间 é\n"


def test_bytes_come_back_as_they_were(store: Store) -> None:
    store.write_bytes("image.png", b"\x89\xff\x00\r\n")
    assert store.find_bytes("image.png") == b"\x89\xff\x00\r\n"


def test_json_comes_back_as_it_was(store: Store) -> None:
    store.write_json("a.json", {"b": [1, None, "时"]})
    assert store.read_json("a.json") == store.find_json("a.json") == {"b": [1, None, "时"]}
    assert store.find_json("b.json") is None


def test_what_is_no_json_is_named(store: Store) -> None:
    store.write("a.json", "{")
    for read in (store.read_json, store.find_json):
        with pytest.raises(AmtsError, match=r"a\.json is no JSON"):
            read("a.json")


def test_a_second_text_takes_the_place_of_the_first(store: Store) -> None:
    store.write("a", "long before")
    store.write("a", "now")
    assert store.read("a") == "now"
    assert list(store.keys()) == ["a"]


def test_what_is_there_exists(store: Store) -> None:
    store.write("a/b", "")
    assert store.exists("a/b")
    assert not store.exists("a")
    assert not store.exists("a/b/c")
    assert store.find("a/b") == ""
    assert store.find("a") is None
    assert store.find("a/b/c") is None


def test_keys_are_listed_below_their_folder_only(store: Store) -> None:
    for key in ("a/1", "a/b/2", "ab/3"):
        store.write(key, "x")
    assert list(store.keys("a")) == list(store.keys("a/")) == ["a/1", "a/b/2"]
    assert list(store.keys()) == ["a/1", "a/b/2", "ab/3"]
    assert list(store.keys("nothing")) == []


def test_a_key_may_be_the_folder_of_another(store: Store) -> None:
    for key in ("guide/intro", "guide", "guide/intro/first"):
        store.write(key, key)
    assert list(store.keys()) == ["guide", "guide/intro", "guide/intro/first"]
    assert [store.read(key) for key in list(store.keys())] == ["guide", "guide/intro", "guide/intro/first"]


def test_keys_come_in_the_order_of_their_bytes(store: Store) -> None:
    for key in ("a/é", "a/z", "a/Z", "a.b", "a/-"):
        store.write(key, "x")
    assert list(store.keys()) == sorted(store.keys(), key=str.encode)


def test_missing_text_names_its_address(store: Store) -> None:
    assert store.find("nothing") is None
    with pytest.raises(AmtsError, match=r"nothing is stored at .*/nothing"):
        store.read("nothing")


@pytest.mark.parametrize("key", ["../x", "a/../../x", "/x", "a//b", "a/./b", "", "a\\..\\b", "a\0b", ".", "a/.."])
def test_key_that_leaves_the_store_is_refused(store: Store, key: str) -> None:
    for use in (
        lambda: store.write(key, "x"),
        lambda: store.find(key),
        lambda: store.exists(key),
        lambda: store.uri(key),
    ):
        with pytest.raises(AmtsError, match="is no key in"):
            use()
    for use_folder in (lambda: list(store.keys(key)) if key else store.delete(key), lambda: store.delete(key)):
        with pytest.raises(AmtsError, match="is no key in"):
            use_folder()


def test_address_outside_the_store_is_refused(store: Store) -> None:
    assert store.key(store.uri("a/b")) == "a/b"
    assert store.key(store.uri("a/")) == "a/"
    for uri in ("s3://other/amts/a", "file:///a", store.address.rstrip("/") + "x/a"):
        with pytest.raises(AmtsError, match="only content of this pipeline is read"):
            store.key(uri)


def test_bytes_that_are_not_utf8_are_named(store: Store) -> None:
    store.write_bytes("bad", b"\xff")
    with pytest.raises(AmtsError, match=r"/bad is not UTF-8"):
        store.read("bad")


def test_deleting_a_folder_leaves_its_neighbours(store: Store) -> None:
    for key in ("state/en-zh/1", "state/en-zh/deep/2", "state/en-zh-x/3", "state/en-zh"):
        store.write(key, "x")
    assert store.delete("state/en-zh") == 2
    assert list(store.keys("state")) == ["state/en-zh", "state/en-zh-x/3"]
    assert store.delete("state/en-zh") == 0


def test_what_is_named_stays_when_the_rest_of_a_folder_is_deleted(store: Store) -> None:
    for key in ("runs/a/plan.json", "runs/a/chapters/deep/2", "runs/a/chapters-x/3"):
        store.write(key, "x")
    assert store.delete("runs/a", but="runs/a/chapters/") == 2
    assert list(store.keys()) == ["runs/a/chapters/deep/2"]


def test_files_go_there_and_back(store: Store, tmp_path: Path) -> None:
    (tmp_path / "a.sqlite").write_bytes(b"\x00data")
    assert store.upload("web/a.sqlite", tmp_path / "a.sqlite") == store.uri("web/a.sqlite")
    store.download("web/a.sqlite", tmp_path / "b.sqlite")
    assert (tmp_path / "b.sqlite").read_bytes() == b"\x00data"
    with pytest.raises(AmtsError):
        store.download("web/none.sqlite", tmp_path / "c.sqlite")


PART = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="/\\~"), min_size=1, max_size=20)
NAME = PART.filter(lambda part: part not in (".", "..") and not part.endswith(HALF))
KEY = st.lists(NAME, min_size=1, max_size=4).map("/".join)


def test_an_update_sees_what_was_written_before(store: Store) -> None:
    assert store.update("desk/a.json", lambda text: f"{text} 时") == "None 时"
    store.update("desk/a.json", lambda text: f"{text}!")
    assert store.read("desk/a.json") == "None 时!"
    assert list(store.keys()) == ["desk/a.json"]


def test_an_update_that_is_overtaken_is_made_again_on_what_is_there(store: Store) -> None:
    seen = []

    def change(text: str | None) -> str:
        if not seen:
            store.write("a", "faster")
        seen.append(text)
        return f"{text}, then this"

    assert store.update("a", change) == "faster, then this"
    assert seen == [None, "faster"]


def test_only_the_version_that_was_seen_is_replaced(store: Store) -> None:
    store.write("a", "one")
    _, version = store.find_version("a")
    assert store.replace("a", "two", version)
    assert not store.replace("a", "three", version)
    assert not store.replace("a", "new", "")
    assert store.read("a") == "two"


def test_an_update_that_is_always_overtaken_gives_up(store: Store) -> None:
    def change(text: str | None) -> str:
        store.write("a", f"{text}x")
        return "never"

    with pytest.raises(ServiceUnavailable, match="others write it all the time"):
        store.update("a", change)


def test_a_change_that_fails_leaves_the_store_as_it_is(store: Store) -> None:
    store.write("a", "one")
    with pytest.raises(ValueError, match="no"):
        store.update("a", lambda text: int("no") and "x")  # type: ignore[arg-type, return-value]
    assert store.read("a") == "one"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(texts=st.dictionaries(KEY, st.text(st.characters(exclude_categories=("Cs",)), max_size=20), max_size=6))
def test_whatever_is_stored_is_found_under_its_key_alone(tmp_path: Path, texts: dict[str, str]) -> None:
    store = FolderStore(tmp_path / "store")
    for key in list(store.keys()):
        store.delete(key.split("/")[0])
        (tmp_path / "store" / key.split("/")[0]).unlink(missing_ok=True)
    for key, text in texts.items():
        store.write(key, text)
    assert {key: store.find_bytes(key) for key in list(store.keys())} == {
        key: text.encode() for key, text in texts.items()
    }


class TestFolder:
    def test_a_write_that_fails_leaves_what_was_there(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        store = FolderStore(tmp_path)
        store.write("a", "before")

        def full(self: Path, target: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "replace", full)
        with pytest.raises(AmtsError, match="No space left on device"):
            store.write("a", "after")
        assert store.read("a") == "before"
        assert [path.name for path in tmp_path.iterdir()] == ["a"]

    def test_a_half_written_file_is_no_key(self, tmp_path: Path) -> None:
        store = FolderStore(tmp_path)
        (tmp_path / f".a.1-1{HALF}").write_bytes(b"half")
        assert list(store.keys()) == []
        with pytest.raises(AmtsError, match="is no key"):
            store.write(f"a{HALF}", "x")

    def test_a_link_that_leads_out_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "outside").mkdir()
        (tmp_path / "store").mkdir()
        (tmp_path / "store" / "a~").symlink_to(tmp_path / "outside")
        with pytest.raises(AmtsError, match="a link leads out of the folder"):
            FolderStore(tmp_path / "store").write("a/b", "x")

    def test_a_name_that_is_too_long_is_named(self, tmp_path: Path) -> None:
        store = FolderStore(tmp_path)
        with pytest.raises(AmtsError, match="too long"):
            store.write("x" * 300, "text")
        with pytest.raises(AmtsError, match="too long"):
            store.find("x" * 300)

    def test_an_empty_folder_is_left_by_no_deletion(self, tmp_path: Path) -> None:
        store = FolderStore(tmp_path / "store")
        store.write("a/b/c", "x")
        store.delete("a")
        assert not any((tmp_path / "store").iterdir())


class TestS3:
    def test_the_address_is_that_of_s3(self, s3: S3Store) -> None:
        assert s3.write("runs/1/a.txt", "x") == "s3://book/amts/runs/1/a.txt"

    def test_a_text_has_a_type_of_content(self, s3: S3Store) -> None:
        s3.write_json("a.json", 1)
        found = s3.client.head_object(Bucket="book", Key="amts/a.json")
        assert found["ContentType"] == "application/json; charset=utf-8"

    def test_unwritable_bucket_is_named_with_the_way_out(self, s3: S3Store) -> None:
        missing = open_store("no-such-bucket", "amts", region="us-east-1")
        with pytest.raises(
            AmtsError, match=r"cannot write s3://no-such-bucket/amts/a: NoSuchBucket .*create the bucket"
        ):
            missing.write("a", "x")

    def test_more_keys_than_a_page_holds_are_listed_and_deleted(self, s3: S3Store) -> None:
        near = NearStore(s3.bucket, s3.prefix)
        for number in range(1003):
            near.write_bytes(f"many/{number:04}", b"")
        assert len(list(s3.keys("many"))) == 1003
        assert s3.delete("many") == 1003
        assert list(s3.keys()) == []

    @pytest.mark.parametrize("code", ["SlowDown", "ServiceUnavailable", "InternalError", "RequestTimeout"])
    def test_what_may_pass_is_told_apart_from_what_may_not(self, code: str) -> None:
        class Busy:
            def __getattr__(self, _: str) -> object:
                def refuse(**_: object) -> None:
                    raise ClientError({"Error": {"Code": code, "Message": "later"}}, "Any")

                return refuse

        store = S3Store(Busy(), "book", "amts")
        for use in (store.find, store.exists, lambda key: store.write(key, "x")):
            with pytest.raises(ServiceUnavailable, match=code):
                use("a")

    def test_an_object_that_cannot_be_deleted_is_named(self, s3: S3Store, monkeypatch: pytest.MonkeyPatch) -> None:
        s3.write("a/b", "x")
        refused = {"Errors": [{"Key": "amts/a/b", "Code": "AccessDenied", "Message": "locked"}]}
        monkeypatch.setattr(s3.client, "delete_objects", lambda **_: refused)
        with pytest.raises(AmtsError, match=r"cannot delete s3://book/amts/a: AccessDenied \(locked\)"):
            s3.delete("a")

    def test_endpoint_that_does_not_answer_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
        with pytest.raises(AmtsError, match=r"nothing answers at http://127\.0\.0\.1:9"):
            open_store("book", "amts", region="us-east-1").read("a")
