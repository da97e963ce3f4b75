"""The decoder on made-up activations, bar lines on made-up evidence: exact answers."""

from __future__ import annotations

import numpy as np
import pytest

from trailers.domain.song import Stretch
from trailers.media.song.bars import bar_places, likelier_metre, slip_prices
from trailers.media.song.beatnet import Activations
from trailers.media.song.beats import track_beats

FPS = 50


def pulses(times: list[float], metre: int, seconds: float, *, strength: float = 0.9) -> Activations:
    """A triangle of five frames around each beat; every `metre`-th a downbeat."""
    frames = np.arange(round(seconds * FPS))
    beat, downbeat = np.full(len(frames), 0.01), np.full(len(frames), 0.005)
    for n, time in enumerate(times):
        shape = strength * np.maximum(0, 1 - np.abs(frames - time * FPS) / 2.5)
        beat = np.maximum(beat, shape)
        if n % metre == 0:
            downbeat = np.maximum(downbeat, 0.8 * shape)
    return Activations(beat.astype(np.float32), downbeat.astype(np.float32))


def steady(bpm: float, seconds: float, start: float = 0.5) -> list[float]:
    return list(np.arange(start, seconds - 0.2, 60 / bpm))


@pytest.mark.parametrize("metre", [3, 4])
@pytest.mark.parametrize("bpm", [60, 75.5, 97, 120, 133.3, 150, 171])
def test_every_tempo_is_followed_to_the_beat(bpm: float, metre: int) -> None:
    times = steady(bpm, 30)
    found = track_beats(pulses(times, metre, 30))
    inside = [time for time in found.times if times[0] - 0.1 < time < times[-1] + 0.1]
    assert found.metre == metre
    assert len(inside) == len(times)
    assert float(np.abs(np.array(inside) - times).max()) < 0.008


def test_a_tempo_that_drifts() -> None:
    times, at = [], 0.4
    while at < 58:
        times.append(at)
        at += 60 / (90 + at)  # 90 to 148 beats a minute
    found = track_beats(pulses(times, 4, 60)).times
    inside = found[(found > times[0] - 0.1) & (found < times[-1] + 0.1)]
    assert len(inside) == len(times)
    assert float(np.abs(inside - times).max()) < 0.015


def test_missing_and_false_pulses_are_bridged() -> None:
    times = steady(120, 40)
    heard = pulses([time for n, time in enumerate(times) if n % 7 != 3], 99, 40)
    false = pulses([7.3, 15.8, 23.3, 31.8], 99, 40, strength=0.6)
    found = track_beats(Activations(np.maximum(heard.beat, false.beat), heard.downbeat)).times
    inside = found[(found > 0.4) & (found < times[-1] + 0.1)]
    assert len(inside) == len(times)
    assert float(np.abs(inside - times).max()) < 0.03


@pytest.mark.parametrize("frames", [1, 10, 60, 1_000])
def test_nothing_heard_still_gives_ascending_beats_inside(frames: int) -> None:
    nothing = np.full(frames, 0.01, np.float32)
    found = track_beats(Activations(nothing, nothing / 2)).times
    assert (np.diff(found) > 0).all()
    assert all(0 <= time <= frames / FPS for time in found)


def evidence(downbeats: list[int], count: int, strength: float = 4.0) -> np.ndarray:
    out = np.full(count, -strength / 3)
    out[downbeats] = strength
    return out


class TestBars:
    def test_one_phase_through_a_song(self) -> None:
        places = bar_places(evidence(list(range(2, 64, 4)), 64), 4)
        assert places.tolist() == [(n - 2) % 4 for n in range(64)]

    def test_a_fill_does_not_move_it(self) -> None:
        marks = [n for n in range(0, 64, 4) if n not in (20, 24)] + [22, 26]
        assert bar_places(evidence(sorted(marks), 64), 4).tolist() == [n % 4 for n in range(64)]

    def test_an_extra_half_bar_does_once_the_rest_is_long_enough(self) -> None:
        marks = [*range(0, 100, 4), *range(102, 202, 4)]
        places = bar_places(evidence(marks, 202), 4)
        assert np.flatnonzero(places == 0).tolist() == marks

    def test_behind_a_pause_it_costs_less(self) -> None:
        marks = [*range(0, 68, 4), *range(70, 118, 4)]
        times = np.arange(118) * 0.5
        dear = bar_places(evidence(marks, 118), 4, slip_prices(times, ()))
        cheap = bar_places(evidence(marks, 118), 4, slip_prices(times, (Stretch(33_000, 34_500),)))
        assert np.flatnonzero(cheap == 0).tolist() == marks
        assert np.flatnonzero(dear == 0).tolist() != marks

    def test_the_price_falls_only_beside_the_pause(self) -> None:
        prices = slip_prices(np.arange(10.0), (Stretch(3_000, 4_000),))
        assert prices.tolist() == [100, 100, 100, 80, 80, 80, 80, 100, 100, 100]

    @pytest.mark.parametrize("metre", [3, 4])
    def test_a_metre_heard_wrong_is_put_right(self, metre: int) -> None:
        marks = evidence(list(range(1, 96, metre)), 96)
        assert likelier_metre(marks, 3) == likelier_metre(marks, 4) == metre

    def test_without_evidence_the_tracked_metre_stays(self) -> None:
        flat = np.zeros(96)
        assert (likelier_metre(flat, 3), likelier_metre(flat, 4)) == (3, 4)
        assert likelier_metre(evidence([0, 3, 6], 9), 4) == 4, "too short to tell"
