"""The order of the result: the translation's, with what is new or moved behind what it follows in the new source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from amts_core.book.chapter import BlockKind
from amts_core.sync.counterpart import Counterparts
from amts_core.sync.matching import Match
from amts_core.sync.units import UnitList


@dataclass(frozen=True, slots=True)
class Line:
    """A unit of the result: unit `number` of the translation, or of the new source. `after`: its place there, or -1."""

    is_new: bool
    number: int
    after: int = -1


@dataclass(frozen=True)
class Order:
    """What is known of the units: `fresh` ones of the new source are written anew, `gone` ones of the translation go.

    `matches` are by unit of the new source, and so is `present`: units that the translation has already.
    """

    new: UnitList
    counterparts: Counterparts
    matches: Mapping[int, Match]
    fresh: Set[int]
    gone: Set[int]
    present: Mapping[int, int]

    def lines(self) -> list[Line]:
        """The translation's order, with what is new or moved behind what it follows in the new source."""
        places = {
            t: match.after for match in self.matches.values() for t in self.counterparts.images.get(match.before, ())
        }
        places |= {t: n for n, t in self.present.items()}
        moved: dict[int, list[int]] = {}
        for match in self.matches.values():
            if match.moved:
                for t in self.counterparts.images.get(match.before, ()):
                    moved[t] = self._followers(t)
        elsewhere = {t for chain in moved.values() for t in chain}
        lines = [
            Line(False, unit.index, places.get(unit.index, -1))
            for unit in self.counterparts.translation.units
            if unit.index not in self.gone and unit.index not in elsewhere
        ]
        place = 0  # where the next new unit goes
        for unit in self.new.units:
            found = self.matches.get(unit.index)
            images = self.counterparts.images.get(found.before, ()) if found else ()
            images = tuple(t for t in images if t not in self.gone)
            if unit.index in self.present:
                images = (self.present[unit.index],)
            if unit.index in self.fresh:
                place = self._insert(lines, place, [Line(True, unit.index, unit.index)])
            elif found and found.moved:
                chain = [Line(False, t, places.get(t, -1)) for image in images for t in moved[image]]
                place = self._insert(lines, place, chain)
            elif images:
                standing = [n for n, line in enumerate(lines) if not line.is_new and line.number in images]
                place = max(place, max(standing, default=-1) + 1)
        return lines

    def _followers(self, t: int) -> list[int]:
        """A unit of the translation and those that only the translation has and that follow it."""
        chain = [t]
        while self._belongs_to_last(chain[-1] + 1):
            chain.append(chain[-1] + 1)
        return chain

    def _belongs_to_last(self, t: int) -> bool:
        """Whether only the translation has a unit, and not as the start of something."""
        is_heading = t in self.counterparts.lonely and self.counterparts.translation.units[t].kind is BlockKind.HEADING
        return t in self.counterparts.lonely and t not in self.present.values() and not is_heading

    def _insert(self, lines: list[Line], place: int, added: Sequence[Line]) -> int:
        """Insert at `place`, behind what only the translation has there; gives the place behind it."""
        while 0 < place < len(lines) and not lines[place].is_new and self._belongs_to_last(lines[place].number):
            place += 1
        lines[place:place] = added
        return place + len(added)
