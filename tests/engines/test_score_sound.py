"""The rendered score: exact length, the build, the dip, the blow on the title; and each kind of sound by itself."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path

import numpy as np
import pytest

from trailers.domain.script import Style
from trailers.engines.embedded.score import EmbeddedScore, pads, shots, soundfont
from trailers.engines.embedded.score.blows import EFFECT_KINDS, sound_of
from trailers.engines.embedded.score.effects import Effect
from trailers.engines.embedded.score.instruments import VOICES, Font
from trailers.engines.embedded.score.levels import COOL_LUFS, HOT_LUFS, loudness, wanted_lufs
from trailers.engines.embedded.score.reverb import impulse, reverberate
from trailers.engines.embedded.score.writing import Note
from trailers.engines.ports import Hit, ScoreRequest
from trailers.media.audio import WavFacts, read_wav, wav_facts
from trailers.media.loudness import block_power

RATE = 48_000
TITLE_MS = 19_125
HITS = (Hit(7_000, "act"), Hit(18_000, "black"), Hit(TITLE_MS, "title"), Hit(21_500, "end"))
SAMPLES = 24 * RATE + 7


def compose(
    folder: Path, genre: str, *, seed: int = 5, samples: int = SAMPLES, hits: tuple[Hit, ...] = HITS
) -> Path:
    request = ScoreRequest(samples // 48, samples, Style(genre=genre), hits, seed)
    return EmbeddedScore().compose(request, folder).path


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    """Three unlike characters, rendered once."""
    made = {}
    for genre in ("thriller", "romance", "comedy"):
        made[genre] = read_wav(compose(tmp_path_factory.mktemp(genre), genre), channels=2)
    return made


def lufs(sound: np.ndarray, first_ms: int, last_ms: int) -> float:
    part = sound[first_ms * 48 : last_ms * 48]
    return -0.691 + 10 * math.log10(float(block_power(part).mean()) + 1e-12)


GENRES = ("thriller", "romance", "comedy")


@pytest.mark.parametrize("genre", GENRES)
def test_it_is_exactly_as_long_as_asked(rendered: dict[str, np.ndarray], genre: str) -> None:
    assert rendered[genre].shape == (SAMPLES, 2)


@pytest.mark.parametrize("genre", GENRES)
def test_the_loudest_moment_is_the_title_within_a_frame(rendered: dict[str, np.ndarray], genre: str) -> None:
    """Within 1/30 s of the hit, at -6 dBFS, and nothing else comes within 1 dB of it."""
    loudest = np.abs(rendered[genre]).max(axis=1)
    peak = int(loudest.argmax())
    assert 0 <= peak - TITLE_MS * 48 <= 1600
    assert 20 * math.log10(loudest[peak]) == pytest.approx(-6.0, abs=0.01)
    elsewhere = np.concatenate([loudest[: TITLE_MS * 48 - 480], loudest[TITLE_MS * 48 + 1600 :]])
    assert 20 * math.log10(elsewhere.max()) <= -6.0 - 0.5


@pytest.mark.parametrize("genre", GENRES)
def test_it_builds(rendered: dict[str, np.ndarray], genre: str) -> None:
    sound = rendered[genre]
    opening, middle, hot = lufs(sound, 1500, 6000), lufs(sound, 9500, 13_500), lufs(sound, 13_500, 17_800)
    assert opening < middle < hot
    assert 3 <= hot - opening <= 14


@pytest.mark.parametrize("genre", GENRES)
def test_before_the_title_it_holds_its_breath(rendered: dict[str, np.ndarray], genre: str) -> None:
    sound = rendered[genre]
    hush = lufs(sound, 18_450, 18_900)
    assert lufs(sound, 16_000, 18_000) - hush > 14
    assert lufs(sound, TITLE_MS, TITLE_MS + 400) - hush > 20


@pytest.mark.parametrize("genre", GENRES)
def test_it_rings_on_after_the_title(rendered: dict[str, np.ndarray], genre: str) -> None:
    sound = rendered[genre]
    assert -40 < lufs(sound, 22_000, 24_000) < lufs(sound, 19_500, 21_000)


@pytest.mark.parametrize("genre", GENRES)
def test_both_sides_are_alike_but_not_the_same(rendered: dict[str, np.ndarray], genre: str) -> None:
    left, right = rendered[genre].T
    assert abs(10 * math.log10(float(np.mean(left**2) / np.mean(right**2)))) < 2
    assert 0.1 < float(np.corrcoef(left, right)[0, 1]) < 0.98


def test_characters_sound_different(rendered: dict[str, np.ndarray]) -> None:
    """Octave levels while it builds: no two genres within 3 dB of each other in every octave."""

    def octaves(sound: np.ndarray) -> np.ndarray:
        power = np.abs(np.fft.rfft(sound[RATE : 17 * RATE].mean(axis=1))) ** 2
        hz = np.fft.rfftfreq(16 * RATE, 1 / RATE)
        bands = [
            power[(hz > c / 1.41) & (hz <= c * 1.41)].sum()
            for c in (63, 125, 250, 500, 1000, 2000, 4000, 8000)
        ]
        return np.asarray(10 * np.log10(np.array(bands) / sum(bands)))

    tables = {genre: octaves(sound) for genre, sound in rendered.items()}
    for first, second in (("thriller", "romance"), ("thriller", "comedy"), ("romance", "comedy")):
        assert np.abs(tables[first] - tables[second]).max() > 3


def test_no_direct_current_and_little_below_hearing(rendered: dict[str, np.ndarray]) -> None:
    for sound in rendered.values():
        assert np.abs(sound.mean(axis=0)).max() < 1e-3


def test_the_same_request_gives_the_same_bytes(tmp_path: Path) -> None:
    digests = set()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        path = compose(tmp_path / name, "horror", samples=6 * RATE, hits=(Hit(4000, "title"),))
        digests.add(hashlib.sha256(path.read_bytes()).hexdigest())
    assert len(digests) == 1


@pytest.mark.parametrize("samples", [1, 47, 480, 30_011])
def test_even_the_shortest_score_is_made(tmp_path: Path, samples: int) -> None:
    path = compose(tmp_path, "war", samples=samples, hits=())
    assert wav_facts(path) == WavFacts(samples, RATE, 2)


@pytest.mark.parametrize("at_ms", [0, 5999])
def test_a_title_on_the_first_or_last_moment(tmp_path: Path, at_ms: int) -> None:
    sound = read_wav(compose(tmp_path, "drama", samples=6 * RATE, hits=(Hit(at_ms, "title"),)))
    assert sound.shape == (6 * RATE, 2)
    assert np.abs(sound).max() <= 0.5013


# --- the sounds -----------------------------------------------------------------------------------------


def pitch_of(sound: np.ndarray, near_hz: float) -> float:
    windowed = sound * np.hanning(len(sound))
    power = np.abs(np.fft.rfft(windowed, 1 << 19))
    hz = np.fft.rfftfreq(1 << 19, 1 / RATE)
    inside = (hz > near_hz / 1.06) & (hz < near_hz * 1.06)
    return float(hz[inside][power[inside].argmax()])


@pytest.mark.parametrize(
    "program", sorted({font.program for voice in VOICES.values() for font in voice.fonts})
)
def test_every_instrument_sounds_in_tune(program: int) -> None:
    errors = []
    for pitch in (60, 69, 76):
        sound = soundfont.play((Font(program),), [Note(0, RATE, pitch, 0.8)], RATE)
        assert np.abs(sound).max() > 0.005
        hz = 440 * 2 ** ((pitch - 69) / 12)
        errors.append(
            min(abs(1200 * math.log2(pitch_of(sound[4800:, 0], near) / near)) for near in (hz, 2 * hz))
        )
    if program not in (14, 47):  # the partials of a tube or a kettledrum are no octaves
        assert sorted(errors)[1] < 16


def test_the_soundfont_plays_to_the_sample_and_for_as_long_as_asked() -> None:
    notes = [Note(second * RATE + 777, second * RATE + 9_000, 60, 0.8) for second in range(70)]
    sound = soundfont.play((Font(45),), notes, 70 * RATE)
    assert sound.shape == (70 * RATE, 2)
    assert np.abs(sound[: 777 - 64]).max() < 1e-6
    for second in range(0, 70, 9):
        assert np.abs(sound[second * RATE + 777 : second * RATE + 9_000]).max() > 0.005


@pytest.mark.parametrize("name", sorted(pads.SPECTRA))
def test_a_pad_is_a_loop_without_a_seam(name: str) -> None:
    table = pads.loop(name, 57)
    np.testing.assert_array_equal(table, pads.loop(name, 57))
    assert float(np.sqrt(np.mean(table**2))) == pytest.approx(0.1, rel=0.01)
    seam = np.abs(table[0] - table[-1]).max()
    assert seam <= np.abs(np.diff(table, axis=0)).max() * 1.01


def test_a_pad_is_in_tune() -> None:
    assert pitch_of(pads.loop("organ", 69)[:96_000, 0], 440) == pytest.approx(440, rel=0.004)


@pytest.mark.parametrize("kind", sorted({voice.shot for voice in VOICES.values() if voice.shot}))
def test_every_stroke_is_full_scale_ends_quietly_and_is_the_same_again(kind: str) -> None:
    stroke = shots.strike(kind, 38)
    assert np.abs(stroke).max() == pytest.approx(1.0, abs=1e-6)
    assert np.abs(stroke[-48:]).max() < 0.06
    np.testing.assert_array_equal(stroke, shots.strike(kind, 38))


@pytest.mark.parametrize("kind", ["taiko", "snare", "tick"])
def test_no_two_strokes_in_a_row_are_the_same(kind: str) -> None:
    assert not np.array_equal(shots.strike(kind, 38, 0), shots.strike(kind, 38, 1))


@pytest.mark.parametrize("kind", sorted(EFFECT_KINDS))
@pytest.mark.parametrize("length", [1, 1000, 3 * RATE])
def test_effects_keep_their_length_and_level(kind: str, length: int) -> None:
    sound = sound_of(Effect(kind, 4_800, length, 0.4, 33))
    assert sound.shape[1] == 2
    assert 0 < len(sound) <= length
    assert np.abs(sound).max() <= 0.4001
    if length > 1000:
        assert np.abs(sound).max() > 0.399
        assert np.abs(sound[-1]).max() < 0.01


@pytest.mark.parametrize("kind", ["boom", "soft_boom", "drums", "metal", "button", "timpani", "braam"])
def test_a_blow_strikes_at_once(kind: str) -> None:
    loudest = np.abs(sound_of(Effect(kind, 0, 3 * RATE, 1.0, 33))).max(axis=1)
    assert int(loudest.argmax()) < 0.06 * RATE
    assert loudest[:480].max() > 0.2


@pytest.mark.parametrize("kind", ["riser", "inhale"])
def test_what_rises_is_loudest_at_its_end(kind: str) -> None:
    loudest = np.abs(sound_of(Effect(kind, 0, 2 * RATE, 1.0, 33))).max(axis=1)
    assert int(loudest.argmax()) > 1.7 * RATE
    assert loudest[: RATE // 2].max() < 0.2


@pytest.mark.parametrize("room_s", [1.3, 2.4, 3.6])
def test_a_room_falls_by_sixty_decibels_in_its_time(room_s: float) -> None:
    room = impulse(room_s)
    np.testing.assert_array_equal(room, impulse(room_s))
    np.testing.assert_allclose(np.square(room).sum(axis=0), 1.0, rtol=1e-4)
    left = np.cumsum(np.square(room[::-1, 0].astype(np.float64)))[::-1]
    fall = 10 * np.log10(left / left[0] + 1e-12)
    early, late = int(np.argmax(fall < -5)), int(np.argmax(fall < -25))
    assert (late - early) / RATE * 3 == pytest.approx(room_s, rel=0.25)


def test_reverb_keeps_length_and_does_not_come_early() -> None:
    sound = np.zeros((RATE, 2), np.float32)
    sound[10_000] = 1.0
    wet = reverberate(sound, impulse(2.0))
    assert wet.shape == sound.shape
    assert np.abs(wet[:10_000]).max() < 1e-5
    assert np.abs(wet[11_000:]).max() > 1e-3


def test_faders_read_like_a_meter() -> None:
    """A pink-like noise layer: within 2 LU of the real thing."""
    chance = np.random.default_rng(1)
    sound = np.cumsum(chance.standard_normal((4 * RATE, 2)), axis=0)
    sound = (0.02 * (sound - np.concatenate([np.zeros((200, 2)), sound[:-200]]))).astype(np.float32) / 10
    real = -0.691 + 10 * math.log10(float(block_power(sound).mean()))
    assert loudness(sound) == pytest.approx(real, abs=2)
    assert loudness(np.zeros((RATE, 2), np.float32)) == -math.inf


def test_the_hotter_the_louder() -> None:
    assert (wanted_lufs(0.0), wanted_lufs(1.0)) == (COOL_LUFS, HOT_LUFS)
    assert COOL_LUFS < wanted_lufs(0.5) < HOT_LUFS
