"""Whole songs played by numpy: what is heard against what was played."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from tests.media.songs import Played, f_measure, play, write
from trailers.domain.errors import Cancelled
from trailers.domain.song import Song
from trailers.domain.song_cues import choose_cues
from trailers.domain.song_edit import shots
from trailers.media.audio import resample
from trailers.media.song.analyse import analyse
from trailers.media.song.hear import hear_song
from trailers.media.song.intake import import_song


def heard(played: Played) -> Song:
    return analyse(resample(played.sound, 1, 2), round(len(played.sound) / 44.1))


def seconds(times_ms: Any) -> list[float]:
    return [time / 1000 for time in times_ms]


def settled(times: list[float], truth: list[float]) -> list[float]:
    """Without what lies before the first beat and behind the last: nobody played there."""
    return [time for time in times if truth[0] - 0.1 < time < truth[-1] + 0.1]


@pytest.mark.parametrize(
    "played",
    [
        {"bpm": 92},
        {"bpm": 128},
        {"bpm": 150, "metre": 3},
        {"bpm": 104, "end_bpm": 118},
        {"bpm": 118, "swing": 2 / 3},
        {"bpm": 96, "drums": False},
    ],
    ids=str,
)
def test_every_beat_and_every_bar(played: dict[str, Any]) -> None:
    truth = play(seconds=30, **played)
    song = heard(truth)
    beats = settled(seconds(beat.time_ms for beat in song.beats), truth.beats)
    bars = settled(seconds(song.downbeats_ms), truth.beats)
    assert song.metre == played.get("metre", 4)
    assert f_measure(truth.beats, beats) == 1
    assert f_measure(truth.downbeats, bars) >= 0.95
    cues = choose_cues(song)
    assert f_measure(seconds(cue.time_ms for cue in cues[1:]), truth.downbeats) > 0
    assert all(min(abs(cue.time_ms / 1000 - beat) for beat in truth.beats) <= 0.042 for cue in cues[1:])
    assert all(800 <= b - a <= 8_000 for a, b in shots(cues, song.duration_ms))


@pytest.mark.parametrize("bpm", [66, 182])
def test_an_extreme_tempo_is_right_up_to_an_octave(bpm: float) -> None:
    truth = play(bpm, seconds=30)
    song = heard(truth)
    assert min(abs(song.tempo_mbpm / 1000 / bpm / ratio - 1) for ratio in (0.5, 1, 2)) < 0.02


def test_sections_follow_what_the_band_does() -> None:
    truth = play(120, seconds=96, levels=(0.1, 1.0, 0.1, 1.0))
    song = heard(truth)
    starts = seconds(section.start_ms for section in song.sections[1:])
    for turn in (24.3, 48.3, 72.3):
        assert min(abs(start - turn) for start in starts) < 0.5
    energy = [song.section_at(time).energy for time in (12_000, 36_000, 60_000, 84_000)]
    assert energy == ["low", "high", "low", "high"]
    cues = choose_cues(song)
    middles = [b - a for a, b in shots(cues, song.duration_ms) if 26_000 <= a <= 44_000]
    calm = [b - a for a, b in shots(cues, song.duration_ms) if 50_000 <= a <= 66_000]
    assert np.mean(middles) < np.mean(calm)
    curve = song.loudness_cb
    assert len(curve) == 960
    assert np.mean(curve[300:400]) - np.mean(curve[100:200]) > 60


def test_a_flat_song_claims_no_contrast() -> None:
    song = heard(play(110, seconds=40))
    assert {section.energy for section in song.sections} == {"medium"}
    assert {section.energy_confidence for section in song.sections} == {200}


def test_a_pause_and_the_drop_behind_it() -> None:
    truth = play(120, seconds=60, pauses=((12, 4),))
    song = heard(truth)
    assert len(song.pauses) == 1
    pause, falls_in = song.pauses[0], truth.downbeats[12] * 1000
    assert abs(pause.end_ms - falls_in) < 100 and pause.start_ms > falls_in - 2_500
    assert min(abs(drop.time_ms - falls_in) for drop in song.drops) < 60


def test_kick_snare_and_hihat_by_bar() -> None:
    song = heard(play(100, seconds=30))
    inner = np.array(song.drums_by_bar()[2:-2])
    assert 1.5 <= inner[:, 0].mean() <= 4
    assert inner[:, 2].mean() >= 6, "eight are played"


def test_nobody_listened_for_singing() -> None:
    assert heard(play(100, seconds=20)).vocals is None


@pytest.mark.parametrize("kind", ["noise", "hum", "clicks", "steps"])
def test_what_is_no_music_still_becomes_a_film(kind: str) -> None:
    chance = np.random.default_rng(5)
    n = 22_050 * 25
    mono = {
        "noise": 0.3 * chance.standard_normal(n),
        "hum": 0.3 * np.sin(2 * np.pi * 50 * np.arange(n) / 22_050),
        "clicks": (chance.random(n) < 0.0001).astype(float),
        "steps": np.repeat(chance.standard_normal(25), 22_050) * 0.1,
    }[kind].astype(np.float32)
    song = analyse(mono, 25_000)
    assert Song.from_json(json.loads(json.dumps(song.to_json()))) == song
    assert all(800 <= b - a <= 8_000 for a, b in shots(choose_cues(song), song.duration_ms))


def test_the_child_hears_the_same_every_time(tmp_path: Path) -> None:
    truth = play(120, seconds=22)
    facts = import_song(write(tmp_path / "a.wav", truth.sound), tmp_path / "copy.wav", scratch=tmp_path)
    first = hear_song(tmp_path / "copy.wav", facts.duration_ms, scratch=tmp_path)
    assert first == hear_song(tmp_path / "copy.wav", facts.duration_ms, scratch=tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.wav", "copy.wav"]
    assert f_measure(truth.beats, settled(seconds(b.time_ms for b in first.beats), truth.beats)) == 1
    with pytest.raises(Cancelled):
        hear_song(tmp_path / "copy.wav", facts.duration_ms, scratch=tmp_path, cancelled=lambda: True)


def test_the_command_writes_what_other_tools_read(tmp_path: Path) -> None:
    truth = play(120, seconds=24)
    song = write(tmp_path / "a.wav", truth.sound)
    out = tmp_path / "made" / "a.json"
    call_command("analyse_song", str(song), "--out", str(out), "--most-cuts", "5")
    report = json.loads(out.read_text())
    keys = {"beats", "downbeats", "tempo", "sections", "cues", "drums", "drops", "pauses", "vocals"}
    assert keys <= set(report)
    assert abs(report["tempo"] - 120) < 1 and report["vocals"] is None
    assert f_measure(truth.beats, settled(report["beats"], truth.beats)) == 1
    assert 4 <= len(report["cues"]) <= 6 and report["cues"][0] == 0
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.json", "a.wav", "made"]


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    song = tmp_path / "a.mp3"
    song.write_text("no song")
    with pytest.raises(CommandError, match="not a song that Cuelock takes"):
        call_command("analyse_song", str(song), "--out", str(tmp_path / "a.json"))
    assert list(tmp_path.iterdir()) == [song]
