"""The order of the result: the translation's, with what is new or moved behind what it follows in the new source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from amts_core.book.chapter import BlockKind
from amts_core.sync.scene import Findings, Scene


@dataclass(frozen=True, slots=True)
class Line:
    """A unit of the result: unit `number` of the translation, or of the new source. `after`: its place there, or -1."""

    is_new: bool
    number: int
    after: int = -1


@dataclass(frozen=True)
class Order:
    """The order of the units of a scene, when it is known which are written anew, which go, and which are present."""

    scene: Scene
    found: Findings

    def lines(self) -> list[Line]:
        """The translation's order, with what is new or moved behind what it follows in the new source."""
        images, matches, found = self.scene.counterparts.images, self.scene.matches, self.found
        places = {t: match.after for match in matches.values() for t in images.get(match.before, ())}
        places |= {t: n for n, t in found.present.items()}
        moved = {t: self._chain(t) for one in matches.values() if one.moved for t in images.get(one.before, ())}
        elsewhere = found.gone.union(*moved.values())
        lines = [
            Line(False, unit.index, places.get(unit.index, -1))
            for unit in self.scene.current.units
            if unit.index not in elsewhere
        ]
        place = 0  # where the next new unit goes
        for unit in self.scene.new.units:
            match = matches.get(unit.index)
            shown = images.get(match.before, ()) if match else ()
            if unit.index in found.present:
                shown = (found.present[unit.index],)
            if unit.index in found.fresh:
                place = self._insert(lines, place, [Line(True, unit.index, unit.index)])
            elif match and match.moved:
                chain = [Line(False, t, places.get(t, -1)) for image in shown for t in moved[image]]
                place = self._insert(lines, place, [line for line in chain if line.number not in found.gone])
            else:
                standing = [n for n, line in enumerate(lines) if not line.is_new and line.number in shown]
                place = max(place, max(standing, default=-1) + 1)
        return lines

    def _chain(self, t: int) -> list[int]:
        """A unit of the translation and those that only the translation has and that follow it."""
        chain = [t]
        while self._belongs_to_last(chain[-1] + 1):
            chain.append(chain[-1] + 1)
        return chain

    def _belongs_to_last(self, t: int) -> bool:
        """Whether only the translation has a unit, and not as the start of something."""
        is_own = t in self.scene.counterparts.lonely and t not in self.found.present.values()
        return is_own and self.scene.current.units[t].kind is not BlockKind.HEADING

    def _insert(self, lines: list[Line], place: int, added: Sequence[Line]) -> int:
        """Insert at `place`, behind what only the translation has there; gives the place behind it."""
        while 0 < place < len(lines) and not lines[place].is_new and self._belongs_to_last(lines[place].number):
            place += 1
        lines[place:place] = added
        return place + len(added)
