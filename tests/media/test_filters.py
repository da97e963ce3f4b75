"""Equaliser sections against the responses their names promise."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import sosfreqz

from trailers.media.filters import (
    Section,
    bell,
    equalise,
    high_pass,
    high_shelf,
    low_pass,
    low_shelf,
)


def gain_db(section: Section, hz: float) -> float:
    _, response = sosfreqz(np.array([section]), worN=[hz], fs=48_000)
    return float(20 * np.log10(np.abs(response[0])))


@pytest.mark.parametrize(
    ("section", "hz", "wanted_db"),
    [
        (low_pass(1000), 1000, -3.01),
        (low_pass(1000), 50, 0),
        (low_pass(1000), 4000, -24.5),
        (high_pass(1000), 1000, -3.01),
        (high_pass(1000), 12_000, 0),
        (high_pass(1000), 250, -24.1),
        (bell(3000, 6.0), 3000, 6.0),
        (bell(3000, -6.0), 3000, -6.0),
        (bell(3000, 6.0, 4.0), 300, 0),
        (low_shelf(150, 4.0), 15, 4.0),
        (low_shelf(150, 4.0), 150, 2.0),
        (low_shelf(150, 4.0), 5000, 0),
        (high_shelf(6000, -5.0), 22_000, -5.0),
        (high_shelf(6000, -5.0), 60, 0),
    ],
)
def test_response(section: Section, hz: float, wanted_db: float) -> None:
    assert gain_db(section, hz) == pytest.approx(wanted_db, abs=0.2)


def test_sections_follow_each_other() -> None:
    chance = np.random.default_rng(1).standard_normal((4800, 2)).astype(np.float32)
    both = equalise(chance, high_pass(100), low_pass(5000))
    np.testing.assert_allclose(both, equalise(equalise(chance, high_pass(100)), low_pass(5000)), atol=1e-6)
    assert both.dtype == np.float32


def test_nothing_to_do_changes_nothing() -> None:
    sound = np.ones(10, np.float32)
    assert equalise(sound) is sound
    assert len(equalise(np.zeros(0, np.float32), high_pass(100))) == 0
