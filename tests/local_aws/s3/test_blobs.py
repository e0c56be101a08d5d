from __future__ import annotations

from pathlib import Path

from local_aws.s3.blobs import Blobs


def never(name: str) -> bool:
    return False


def test_equal_contents_are_kept_once_until_nobody_holds_them(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    name = blobs.write(b"x")
    assert blobs.write(b"x") == name
    assert len(list(tmp_path.glob("??/*"))) == 1
    blobs.release(name)
    blobs.sweep(never)
    assert blobs.read(name) == b"x"
    blobs.release(name)
    blobs.sweep(lambda found: found == name)
    assert blobs.exists(name)  # the index still names it
    blobs.hold(name)
    blobs.release(name)
    blobs.sweep(never)
    assert not blobs.exists(name)


def test_what_is_written_again_before_the_sweep_stays(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    name = blobs.write(b"x")
    blobs.release(name)
    blobs.write(b"x")
    blobs.sweep(never)
    assert blobs.read(name) == b"x"
