"""CRC-32C and CRC-64/NVME: the values of their catalogue, and CRC-32 as zlib has it."""

from __future__ import annotations

import zlib

from hypothesis import given
from hypothesis import strategies as st

from local_aws.s3.crc import CRC32C, CRC64NVME, Crc


def test_the_values_of_the_catalogue() -> None:
    assert CRC32C.digest(b"123456789").hex() == "e3069283"
    assert CRC64NVME.digest(b"123456789").hex() == "ae8b14860a799888"


@given(st.binary(max_size=600))
def test_any_bytes_have_the_checksum_that_zlib_gives(data: bytes) -> None:
    assert Crc(32, 0xEDB88320).digest(data) == zlib.crc32(data).to_bytes(4, "big")
