from __future__ import annotations

import numpy as np
import pytest

from amts_core.languages import LanguagePair
from amts_core.parallel.alignment import align, read_texts
from amts_core.parallel.clauses import least_fit, without_crossed
from amts_core.parallel.encoder import shared_encoder
from amts_core.parallel.scoring import BY_LENGTH, BY_MEANING, Side

HILL = "The station stands on the hill"
WIND = "when the wind is strong, the antenna sometimes breaks"
WINTER = "Last winter the repair took three weeks."
COLINA = "La estación está en la colina"
VIENTO = "cuando el viento es fuerte, la antena a veces se rompe"
INVIERNO = "El invierno pasado la reparación duró tres semanas."


@pytest.mark.parametrize(
    ("target", "shapes"),
    [
        ([f"{COLINA}.", f"Y {VIENTO}; {INVIERNO.lower()}"], ["1-1", "1-1"]),
        ([f"{COLINA}, y {VIENTO}.", INVIERNO], ["2-2"]),
    ],
)
def test_a_border_that_a_clause_crosses_is_none(target, shapes):
    source = [f"{HILL}.", f"And {WIND}; {WINTER.lower()}"]
    for ours, theirs, languages in ((source, target, ("en", "es")), (target, source, ("es", "en"))):
        assert [bead.shape for bead in align(ours, theirs, languages=LanguagePair(*languages))] == shapes


@pytest.mark.parametrize(
    ("target", "is_crossed"),
    [([f"{COLINA}.", f"Y {VIENTO}; {INVIERNO.lower()}"], False), ([f"{COLINA}, y {VIENTO}.", INVIERNO], True)],
)
def test_a_path_with_such_a_border_loses_it_unless_it_is_a_corner(target, is_crossed):
    source = [f"{HILL}.", f"And {WIND}; {WINTER.lower()}"]
    ours, theirs = read_texts(source, target, LanguagePair("en", "es")).sides(BY_MEANING.longest)
    path = [(0, 0), (1, 1), (2, 2)]
    corners = [path[0], path[-1]]
    expected = corners if is_crossed else path
    assert without_crossed(path, corners, ours, theirs, BY_MEANING) == expected
    assert without_crossed(path, path, ours, theirs, BY_MEANING) == path


@pytest.mark.parametrize(
    ("target", "low", "high"),
    [
        ([f"{COLINA}, y {VIENTO}; {INVIERNO.lower()}"], 0.5, 1.0),
        ([f"{COLINA}; {INVIERNO.lower()}"], -1.0, 0.3),
        (["Ya."], -1.0, 0.3),
        ([""], -1.0, 0.3),
    ],
)
def test_a_clause_that_the_other_side_lacks_fits_nothing(target, low, high):
    ours, theirs = (shared_encoder().parts(side) for side in ([f"{HILL}, and {WIND};", WINTER], target))
    assert low < least_fit(ours, theirs) <= high
    assert least_fit(theirs, ours) == least_fit(ours, theirs)


def test_without_clauses_a_path_stays_as_it_is():
    side = Side(np.zeros((1, 2, 1), np.float32), np.ones(2), *np.ones((2, 2), np.bool_))
    path = [(0, 0), (1, 1), (2, 2)]
    assert without_crossed(path, [path[0], path[-1]], side, side, BY_LENGTH) == path


def test_short_clauses_say_nothing():
    assert least_fit(*(shared_encoder().parts([text]) for text in ("Yes, no.", "Sí; no."))) == 1.0
