"""The checksums CRC-32C and CRC-64/NVME, in numpy: the standard library has neither, and in Python they are slow."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint64]


@dataclass(frozen=True)
class Crc:
    """A reflected CRC that begins and ends with all bits turned; `polynomial` is reflected."""

    bits: int
    polynomial: int

    def digest(self, data: bytes) -> bytes:
        """The checksum of some bytes, the greatest byte first.

        The bytes are cut into rows of the same length that are gone through side by side; what comes before a row, also
        the start, is then moved behind it as if so many zeros had followed.
        """
        length = 1 << len(data).bit_length() // 2
        rows = 1 << (-(-len(data) // length)).bit_length()
        padded = np.frombuffer(bytes(rows * length - len(data)) + data, np.uint8).reshape(rows, length)
        found = np.zeros(rows, np.uint64)
        for column in np.ascontiguousarray(padded.T):
            found = self.table.take((found ^ column).astype(np.uint8)) ^ found >> np.uint64(8)
        while len(found) > 1:
            found, length = self._moved(found[::2], length) ^ found[1::2], 2 * length
        ones = np.array([(1 << self.bits) - 1], np.uint64)
        return int((found ^ self._moved(ones, len(data)) ^ ones)[0]).to_bytes(self.bits // 8, "big")

    @cached_property
    def table(self) -> Numbers:
        """What a byte does to the register."""
        table = np.arange(256, dtype=np.uint64)
        for _ in range(8):
            table = table >> np.uint64(1) ^ (table & np.uint64(1)) * np.uint64(self.polynomial)
        return table

    def _moved(self, states: Numbers, count: int) -> Numbers:
        """Registers after so many bytes of zero more."""
        for power in range(count.bit_length()):
            states = _applied(_matrix(self, power), states) if count >> power & 1 else states
        return states


@cache
def _matrix(crc: Crc, power: int) -> Numbers:
    """What 2 ** power bytes of zero make of each bit of the register."""
    if power:
        return _applied(_matrix(crc, power - 1), _matrix(crc, power - 1))
    units = np.uint64(1) << np.arange(crc.bits, dtype=np.uint64)
    return crc.table.take(units & np.uint64(255)) ^ units >> np.uint64(8)


def _applied(matrix: Numbers, states: Numbers) -> Numbers:
    """Registers after the step that the matrix is, given by what it makes of each bit."""
    found = np.zeros_like(states)
    for bit, made in enumerate(matrix):
        found ^= (states >> np.uint64(bit) & np.uint64(1)) * made
    return found


CRC32C = Crc(32, 0x82F63B78)
CRC64NVME = Crc(64, 0x9A6C9329AC4BC9B5)
