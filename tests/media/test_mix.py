"""The mixer: exact places, exact length, levels, and an AAC file that begins at sample 0."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pyloudnorm
import pytest

from trailers.domain.clock import Rate
from trailers.domain.errors import FatalError, UserError
from trailers.domain.mix import Duck, MixPlan, PlacedVoice
from trailers.media.audio import read_wav, to_pcm16, write_wav
from trailers.media.loudness import integrated_lufs, true_peak_db
from trailers.media.mix import lay_voice, levelled, mix
from trailers.media.score_track import fitted_score

RATE = 48_000
SECONDS = 8


def speech(seconds: float, seed: int = 1) -> np.ndarray:
    """Noise that comes and goes four times a second: as uneven as a voice."""
    chance = np.random.default_rng(seed)
    at = np.arange(int(seconds * RATE)) / RATE
    envelope = 0.02 + np.sin(2 * np.pi * 2 * at) ** 2
    return (0.12 * envelope * chance.standard_normal(len(at))).astype(np.float32)


def music(seconds: float, seed: int = 2) -> np.ndarray:
    chance = np.random.default_rng(seed)
    return (0.05 * chance.standard_normal((int(seconds * RATE), 2))).astype(np.float32)


def plan_of(*lines: tuple[str, int, int], samples: int = SECONDS * RATE) -> MixPlan:
    return MixPlan(
        samples=samples,
        rate=Rate(24),
        voices=tuple(PlacedVoice(*line) for line in lines),
        ducks=tuple(Duck(start, start + length) for _, start, length in lines),
    )


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, MixPlan]:
    """Two lines over a score, mixed once for the tests that only look at it."""
    folder = tmp_path_factory.mktemp("mix")
    plan = plan_of(("a", 30_000, 96_000), ("b", 240_000, 48_000))
    write_wav(folder / "a.wav", speech(2))
    write_wav(folder / "b.wav", speech(1, seed=5))
    write_wav(folder / "score.wav", music(SECONDS))
    lay_voice(plan, {"a": folder / "a.wav", "b": folder / "b.wav"}, folder / "voice.wav")
    mix(
        plan,
        folder / "voice.wav",
        folder / "score.wav",
        folder / "mix.wav",
        folder / "mix.m4a",
        scratch=folder,
    )
    return folder, plan


def decoded(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
    return np.concatenate(frames, axis=1).T


def lag_of(heard: np.ndarray, wanted: np.ndarray, reach: int = 2400) -> int:
    """Samples by which `heard` is late, by cross-correlation."""
    size = 1 << int(np.ceil(np.log2(len(heard) + len(wanted))))
    spectrum = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(wanted, size))
    match = np.fft.irfft(spectrum, size)
    return int(np.argmax(np.concatenate([match[-reach:], match[: reach + 1]]))) - reach


def test_stem_holds_each_line_at_its_sample_and_silence_elsewhere(mixed: tuple[Path, MixPlan]) -> None:
    folder, plan = mixed
    stem = to_pcm16(read_wav(folder / "voice.wav", channels=1))
    np.testing.assert_array_equal(stem[30_000:126_000], to_pcm16(speech(2)))
    np.testing.assert_array_equal(stem[240_000:288_000], to_pcm16(speech(1, seed=5)))
    stem[30_000:126_000] = stem[240_000:288_000] = 0
    assert not stem.any()
    assert len(stem) == plan.samples


def test_mix_is_exactly_as_long_as_planned(mixed: tuple[Path, MixPlan]) -> None:
    folder, plan = mixed
    assert read_wav(folder / "mix.wav", channels=2).shape == (plan.samples, 2)


def test_voice_is_in_the_mix_at_its_own_sample(mixed: tuple[Path, MixPlan]) -> None:
    folder, _ = mixed
    heard = read_wav(folder / "mix.wav").mean(axis=1)
    assert lag_of(heard[30_000:126_000], speech(2)) == 0
    assert lag_of(heard, read_wav(folder / "voice.wav")) == 0


def test_aac_decodes_to_the_mix_at_offset_zero(mixed: tuple[Path, MixPlan]) -> None:
    folder, plan = mixed
    wanted = read_wav(folder / "mix.wav")
    heard = decoded(folder / "mix.m4a")
    assert plan.samples <= len(heard) < plan.samples + 2048
    assert lag_of(heard[: plan.samples].mean(axis=1), wanted.mean(axis=1)) == 0
    with av.open(str(folder / "mix.m4a")) as container:
        stream = container.streams.audio[0]
        assert (stream.rate, stream.codec_context.layout.nb_channels) == (RATE, 2)
        assert stream.codec_context.name == "aac"
        assert next(container.decode(audio=0)).pts == 0


def test_loudness_and_peak_reach_the_plan(mixed: tuple[Path, MixPlan]) -> None:
    folder, plan = mixed
    sound = read_wav(folder / "mix.wav")
    assert integrated_lufs(sound) == pytest.approx(-14, abs=0.2)
    assert pyloudnorm.Meter(RATE).integrated_loudness(sound.astype(np.float64)) == pytest.approx(-14, abs=0.3)
    assert true_peak_db(sound) <= plan.ceiling_dbtp + 0.01


def test_score_lies_far_under_the_voice_and_comes_back(mixed: tuple[Path, MixPlan], tmp_path: Path) -> None:
    folder, plan = mixed
    write_wav(folder / "none.wav", np.zeros(plan.samples, np.float32))
    score_only = replace(plan, voices=())
    mix(
        score_only,
        folder / "none.wav",
        folder / "score.wav",
        tmp_path / "s.wav",
        tmp_path / "s.m4a",
        scratch=tmp_path,
    )
    sound = read_wav(tmp_path / "s.wav")
    level = lambda first, last: 10 * np.log10(np.mean(np.square(sound[first:last])))  # noqa: E731
    assert level(30_000, 126_000) - level(175_000, 215_000) == pytest.approx(-14, abs=0.3)


def test_same_input_gives_same_bytes(mixed: tuple[Path, MixPlan], tmp_path: Path) -> None:
    folder, plan = mixed
    mix(
        plan,
        folder / "voice.wav",
        folder / "score.wav",
        tmp_path / "m.wav",
        tmp_path / "m.m4a",
        scratch=tmp_path,
    )
    assert (tmp_path / "m.wav").read_bytes() == (folder / "mix.wav").read_bytes()
    assert (tmp_path / "m.m4a").read_bytes() == (folder / "mix.m4a").read_bytes()


def test_mix_without_score_is_the_voice_alone(tmp_path: Path) -> None:
    plan = plan_of(("a", 1000, 96_000), samples=120_000)
    write_wav(tmp_path / "a.wav", speech(2))
    lay_voice(plan, {"a": tmp_path / "a.wav"}, tmp_path / "voice.wav")
    facts = mix(plan, tmp_path / "voice.wav", None, tmp_path / "m.wav", tmp_path / "m.m4a", scratch=tmp_path)
    sound = read_wav(tmp_path / "m.wav")
    assert facts.samples == 120_000
    assert not sound[:1000].any()
    np.testing.assert_array_equal(sound[:, 0], sound[:, 1])
    assert facts.lufs == pytest.approx(-14, abs=0.3)


def test_silence_stays_silence(tmp_path: Path) -> None:
    write_wav(tmp_path / "voice.wav", np.zeros(RATE, np.float32))
    plan = plan_of(samples=RATE)
    facts = mix(plan, tmp_path / "voice.wav", None, tmp_path / "m.wav", tmp_path / "m.m4a", scratch=tmp_path)
    assert not read_wav(tmp_path / "m.wav").any()
    assert (facts.lufs, facts.true_peak_db) == (-70.0, -120.0)


@pytest.mark.parametrize("target", [-14.0, -23.0])
def test_a_peaky_film_still_reaches_its_loudness(target: float) -> None:
    film = music(6)
    film[::24_000] = 0.9
    made = levelled(film, target, -1.5)
    assert integrated_lufs(made) == pytest.approx(target, abs=0.2)
    assert true_peak_db(made) <= -1.499


def test_a_voice_of_the_wrong_length_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", speech(1))
    with pytest.raises(FatalError) as error:
        lay_voice(plan_of(("a", 0, 48_001)), {"a": tmp_path / "a.wav"}, tmp_path / "voice.wav")
    assert error.value.code == "mix.voice_length"
    assert error.value.params == {"item": "a", "found": 48_000, "expected": 48_001}
    assert not (tmp_path / "voice.wav").exists()


def test_a_stem_of_the_wrong_length_is_refused(tmp_path: Path) -> None:
    write_wav(tmp_path / "voice.wav", speech(1))
    with pytest.raises(FatalError) as error:
        mix(plan_of(), tmp_path / "voice.wav", None, tmp_path / "m.wav", tmp_path / "m.m4a", scratch=tmp_path)
    assert error.value.code == "mix.voice_length"


# --- the score's own length -----------------------------------------------------------------------------


@pytest.mark.parametrize("length", [384_000, 384_001, 400_123, 500_000])
def test_a_long_score_is_cut_to_the_sample_and_faded(tmp_path: Path, length: int) -> None:
    sound = np.full((length, 2), 0.5, np.float32)
    write_wav(tmp_path / "s.wav", sound)
    made = fitted_score(tmp_path / "s.wav", plan_of(samples=384_000), tmp_path)
    assert made.shape == (384_000, 2)
    np.testing.assert_array_equal(made[: 384_000 - 96_000], sound[: 384_000 - 96_000])
    assert made[384_000 - 48_000, 0] == pytest.approx(0.25, abs=0.001)
    assert abs(made[-1, 0]) < 0.001
    assert (np.diff(made[-96_000:, 0]) <= 1e-6).all()


@pytest.mark.parametrize("length", [100_000, 131_072, 200_003])
def test_a_short_score_is_looped_without_a_seam(tmp_path: Path, length: int) -> None:
    write_wav(tmp_path / "s.wav", np.full((length, 2), 0.4, np.float32))
    made = fitted_score(tmp_path / "s.wav", plan_of(samples=600_001), tmp_path)
    assert made.shape == (600_001, 2)
    np.testing.assert_allclose(made[: 600_001 - 96_000], 0.4, atol=0.002)


def test_a_loop_repeats_at_its_period(tmp_path: Path) -> None:
    """100,000 samples cross over by a quarter, in whole ms: 520 ms = 24,960 samples."""
    sound = music(100_000 / RATE)
    write_wav(tmp_path / "s.wav", sound)
    made = fitted_score(tmp_path / "s.wav", plan_of(samples=400_000), tmp_path)
    period = 100_000 - 24_960
    np.testing.assert_allclose(made[24_960:75_000], made[24_960 + period : 75_000 + period], atol=1e-4)


def test_a_mono_score_becomes_two_channels(tmp_path: Path) -> None:
    write_wav(tmp_path / "s.wav", np.full(384_000, 0.5, np.float32))
    assert fitted_score(tmp_path / "s.wav", plan_of(samples=384_000), tmp_path).shape == (384_000, 2)


def test_a_bought_score_in_another_form_is_decoded_first(mixed: tuple[Path, MixPlan], tmp_path: Path) -> None:
    folder, plan = mixed
    made = fitted_score(folder / "mix.m4a", plan, tmp_path)
    assert made.shape == (plan.samples, 2)
    assert lag_of(made.mean(axis=1), read_wav(folder / "mix.wav").mean(axis=1)) == 0


def test_a_score_too_short_to_loop_is_refused(tmp_path: Path) -> None:
    write_wav(tmp_path / "s.wav", music(1.0))
    with pytest.raises(UserError) as error:
        fitted_score(tmp_path / "s.wav", plan_of(), tmp_path)
    assert error.value.code == "score.too_short"


def test_a_score_that_is_no_music_is_refused(tmp_path: Path) -> None:
    (tmp_path / "s.wav").write_bytes(b"nothing to hear here" * 50)
    with pytest.raises(UserError) as error:
        fitted_score(tmp_path / "s.wav", plan_of(), tmp_path)
    assert error.value.code == "media.unreadable"


def test_a_film_shorter_than_the_fade(tmp_path: Path) -> None:
    write_wav(tmp_path / "s.wav", music(3))
    made = fitted_score(tmp_path / "s.wav", plan_of(samples=30_001), tmp_path)
    assert made.shape == (30_001, 2)
    assert np.abs(made[-48:]).max() < 0.002
