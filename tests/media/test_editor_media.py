"""What an editor receives: whole takes with reel and timecode, stems of 24 bit, letters over a picture."""

from __future__ import annotations

import wave
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from tests.media import barcode
from trailers.domain.clock import Rate
from trailers.domain.conform import Conform, plan_conform
from trailers.domain.errors import FatalError
from trailers.domain.mix import Level, MixPlan
from trailers.domain.segment import Format, TakeFacts, Window
from trailers.media.audio import read_wav, write_wav
from trailers.media.burn import Overlay, burn, lay_on
from trailers.media.mix import mix
from trailers.media.stems import cut_stems, gain_between
from trailers.media.unbar import without_bars
from trailers.media.ungraded import whole_take, with_timecode

RATES = (Rate(24000, 1001), Rate(24), Rate(25), Rate(30000, 1001))
SIZE = (320, 180)


def clip_window(rate: Rate, frames: int = 30, own: Rate | None = None) -> Window:
    own = own or rate
    plan = plan_conform(take_frames=frames, take_rate=own, need=10, rate=rate, in_point=4)
    assert isinstance(plan, Conform)
    return Window(
        "s1", TakeFacts("t1", "a1" * 32, "clip", frames, own), plan, 10, 0, 10, "noir", (500, 500), "hold", 0
    )


def told(path: Path) -> tuple[str, str]:
    """(timecode, reel) as another program reads them from the file."""
    with av.open(str(path)) as container:
        data = [stream for stream in container.streams if stream.type == "data"]
        assert len(data) == 1
        return data[0].metadata["timecode"], data[0].metadata.get("reel_name", "")


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_a_take_is_whole_with_its_own_reel_and_timecode(rate: Rate, tmp_path: Path) -> None:
    take = barcode.make_clip(tmp_path / "t.mp4", 1, 30, rate=rate, size=SIZE)
    out = tmp_path / "CUE00001.mov"
    whole_take(
        clip_window(rate), take, Format(*SIZE, rate), out,
        reel="CUE00001", timecode="02:00:10:00", hold=12, frames=42, scratch=tmp_path,
    )  # fmt: skip
    assert told(out) == ("02:00:10:00", "CUE00001")
    seen = [barcode.read(picture, 1) for picture in barcode.luma_of(out)]
    assert seen == [(1, n) for n in range(30)] + [(1, 29)] * 12
    with av.open(str(out)) as container:
        video = container.streams.video[0]
        packets = [packet for packet in container.demux(video) if packet.size]
        assert all(packet.is_keyframe for packet in packets), "an editor's program seeks to any frame"
        assert [packet.pts * packet.time_base * rate.exact for packet in packets] == list(range(42))
        assert (video.codec_context.width, video.codec_context.height) == SIZE


def test_a_take_of_another_rate_keeps_every_frame_once(tmp_path: Path) -> None:
    """30 frames a second laid down at 24: slower, and nothing dropped; the cut lists carry the speed."""
    take = barcode.make_clip(tmp_path / "t.mp4", 1, 30, rate=Rate(30), size=SIZE)
    out = tmp_path / "m.mov"
    window = clip_window(Rate(24), own=Rate(30))
    whole_take(
        window, take, Format(*SIZE, Rate(24)), out,
        reel="CUE00001", timecode="02:00:00:00", hold=0, frames=30, scratch=tmp_path,
    )  # fmt: skip
    assert [barcode.read(picture, 1) for picture in barcode.luma_of(out)] == [(1, n) for n in range(30)]


def test_no_look_is_in_the_media(tmp_path: Path) -> None:
    """The picture of the take within what an encoder takes away; noir would move it by tens of steps."""
    take = barcode.make_clip(tmp_path / "t.mp4", 1, 2, size=SIZE)
    out = tmp_path / "m.mov"
    window = clip_window(Rate(24), frames=30)
    window = Window.from_json({**window.to_json(), "take": {**window.to_json()["take"], "frames": 2}})
    whole_take(
        window, take, Format(*SIZE, Rate(24)), out,
        reel="R", timecode="02:00:00:00", hold=0, frames=2, scratch=tmp_path,
    )  # fmt: skip
    before, after = (barcode.luma_of(path)[0].astype(int) for path in (take, out))
    assert np.abs(before - after).mean() < 1.5


def test_a_still_is_its_camera_move_with_held_ends(tmp_path: Path) -> None:
    still = barcode.make_still(tmp_path / "s.png", 2, size=(640, 360))
    window = Window(
        "s2", TakeFacts("t2", "a2" * 32, "image"), None, 8, 0, 8, "noir", (500, 500), "push_in", 3
    )
    out = tmp_path / "m.mov"
    whole_take(
        window, still, Format(*SIZE, Rate(24)), out,
        reel="CUE00002", timecode="02:00:20:00", hold=3, frames=14, scratch=tmp_path,
    )  # fmt: skip
    pictures = [picture.astype(int) for picture in barcode.luma_of(out)]
    assert len(pictures) == 14
    steps = [float(np.abs(a - b).mean()) for a, b in pairwise(pictures)]
    assert max(steps[:3]) < 0.4 and max(steps[-3:]) < 0.4, "held"
    assert min(steps[4:9]) > max(steps[:2] + steps[-2:]), "moves"


def test_a_take_that_is_shorter_than_it_was_measured_is_refused(tmp_path: Path) -> None:
    take = barcode.make_clip(tmp_path / "t.mp4", 1, 10, size=SIZE)
    with pytest.raises(FatalError) as refusal:
        whole_take(
            clip_window(Rate(24)), take, Format(*SIZE, Rate(24)), tmp_path / "m.mov",
            reel="R", timecode="02:00:00:00", hold=0, frames=30, scratch=tmp_path,
        )  # fmt: skip
    assert refusal.value.code == "segment.wrong_frames"
    assert not (tmp_path / "m.mov").exists()


def test_timecode_is_added_without_touching_a_picture(tmp_path: Path) -> None:
    take = barcode.make_clip(tmp_path / "t.mp4", 1, 6, size=SIZE)
    with_timecode(take, tmp_path / "g.mov", timecode="01:00:02:00", scratch=tmp_path)
    assert told(tmp_path / "g.mov")[0] == "01:00:02:00"
    for a, b in zip(barcode.luma_of(take), barcode.luma_of(tmp_path / "g.mov"), strict=True):
        assert (a == b).all()


# --- black bars ---


def barred(scene: int, frame: int, bar: int) -> np.ndarray:
    picture = barcode.painted(scene, frame, *SIZE)
    picture[:bar] = picture[SIZE[1] - bar :] = 16
    return picture


def test_bars_are_cut_away_and_every_frame_stays(tmp_path: Path) -> None:
    take = barcode.encode(tmp_path / "t.mp4", (barred(1, n, 20) for n in range(30)), size=SIZE)
    cut = without_bars(take, tmp_path / "o.mp4", kind="clip", frames=30, rate=Rate(24), scratch=tmp_path)
    assert cut == 111
    pictures = barcode.luma_of(tmp_path / "o.mp4")
    assert {picture.shape for picture in pictures} == {(140, 320)}
    before = barcode.luma_of(take)
    assert len(pictures) == 30
    for a, b in zip(before, pictures, strict=True):
        assert np.abs(a[20:160].astype(int) - b).mean() < 2


@pytest.mark.parametrize("kind", ["clip", "image"])
def test_a_take_without_bars_stays_byte_for_byte(kind: str, tmp_path: Path) -> None:
    if kind == "clip":
        take = barcode.make_clip(tmp_path / "t.mp4", 1, 6, size=SIZE)
    else:
        take = barcode.make_still(tmp_path / "t.png", 1, size=SIZE)
    out = tmp_path / f"o{take.suffix}"
    assert without_bars(take, out, kind=kind, frames=6, rate=Rate(24), scratch=tmp_path) == 0
    assert out.read_bytes() == take.read_bytes()


def test_a_still_loses_its_bars_too(tmp_path: Path) -> None:
    Image.fromarray(barred(2, 0, 20)).convert("RGB").save(tmp_path / "s.png")
    out = tmp_path / "o.png"
    assert without_bars(tmp_path / "s.png", out, kind="image", frames=0, rate=None, scratch=tmp_path) == 111
    with Image.open(out) as image:
        assert image.size == (320, 140)


# --- stems ------------------------------------------------------------------------------------------------


def parts_of(made: dict[str, Path], samples: int) -> dict[str, Any]:
    """The stems as they are on disk, -1 to 1."""
    parts = {}
    for name, path in made.items():
        with wave.open(str(path)) as wav:
            assert (wav.getsampwidth(), wav.getframerate(), wav.getnchannels()) == (3, 48_000, 2)
            assert wav.getnframes() == samples
            raw = np.frombuffer(wav.readframes(samples), np.uint8).reshape(-1, 3)
        padded = np.concatenate([np.zeros((len(raw), 1), np.uint8), raw], axis=1)
        parts[name] = padded.reshape(-1).view("<i4").reshape(samples, 2) / 2**31
    return parts


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, int]:
    """Eight seconds: a voice with pauses and hard peaks, for the limiter to work on, over two tones."""
    folder, samples = tmp_path_factory.mktemp("sounds"), 48_000 * 8
    time = np.arange(samples) / 48_000
    voice = 0.2 * np.sin(2 * np.pi * 220 * time) * (time % 1 < 0.6)
    voice[4_800::24_000] = 0.95
    music = np.stack([0.1 * np.sin(2 * np.pi * 440 * time), 0.1 * np.sin(2 * np.pi * 330 * time)], axis=1)
    write_wav(folder / "v.wav", voice.astype(np.float32))
    write_wav(folder / "m.wav", music.astype(np.float32))
    return folder / "v.wav", folder / "m.wav", samples


LEVELS = (Level(96_000, 144_000, None, 0), Level(192_000, 288_000, -60, 30))
"""The third second of the voice is muted; the fifth and sixth are 6 dB down, their music 3 dB up."""


@pytest.mark.parametrize("levels", [(), LEVELS], ids=["as it is", "levelled"])
@pytest.mark.parametrize("target", [-20.0, -9.0], ids=["soft", "hard on the limiter"])
def test_stems_are_24_bit_and_together_the_mix(
    sounds: tuple[Path, Path, int], levels: tuple[Level, ...], target: float, tmp_path: Path
) -> None:
    voice, music, samples = sounds
    plan = MixPlan(samples, Rate(24), (), target_lufs=target, levels=levels)
    made = cut_stems(plan, voice, music, tmp_path, scratch=tmp_path)
    assert list(made) == ["voice", "music", "effects"]
    parts = parts_of(made, samples)
    assert not parts["effects"].any()
    assert parts["voice"].any() and parts["music"].any()
    mix(plan, voice, music, tmp_path / "x.wav", tmp_path / "x.m4a", scratch=tmp_path)
    whole = read_wav(tmp_path / "x.wav")
    assert np.abs(whole - sum(parts.values())).max() < 2 / (1 << 16), "one step of the mix's 16 bit"


def test_a_muted_line_and_a_pause_are_silence_in_the_voice_and_levels_are_heard(
    sounds: tuple[Path, Path, int], tmp_path: Path
) -> None:
    voice, music, samples = sounds
    plan = MixPlan(samples, Rate(24), (), target_lufs=-20.0, levels=LEVELS)
    parts = parts_of(cut_stems(plan, voice, music, tmp_path, scratch=tmp_path), samples)

    def rms(name: str, second: int) -> float:
        """Of the spoken part of a second, away from its ramps and its peak."""
        part = parts[name][48_000 * second + 9_600 : 48_000 * second + 19_200]
        return float(np.sqrt((part**2).mean()))

    ramp = 480
    assert not parts["voice"][96_000 + ramp : 144_000 - ramp].any(), "muted"
    assert not parts["voice"][48_000 + 33_600 : 48_000 + 47_000].any(), "a pause"
    assert rms("music", 2) == pytest.approx(rms("music", 1), rel=0.02), "what is muted is the voice alone"
    assert 20 * np.log10(rms("voice", 4) / rms("voice", 3)) == pytest.approx(-6.0, abs=0.2)
    assert 20 * np.log10(rms("music", 4) / rms("music", 3)) == pytest.approx(3.0, abs=0.2)


def test_a_gain_is_read_off_where_there_is_sound_and_carried_over_where_there_is_none() -> None:
    before = np.array([[0.5, -0.1], [0.0, 0.0], [-0.2, 0.4], [0.0, 0.0]], np.float32)
    after = before * np.array([[0.5], [1.0], [1.0], [1.0]], np.float32)
    assert gain_between(before, after).tolist() == [0.5, 0.75, 1.0, 1.0]
    assert gain_between(np.zeros((3, 2), np.float32), np.zeros((3, 2), np.float32)).tolist() == [
        1.0,
        1.0,
        1.0,
    ]


# --- letters ----------------------------------------------------------------------------------------------


def test_an_overlay_changes_what_lies_under_it_and_nothing_else(tmp_path: Path) -> None:
    film = barcode.make_clip(tmp_path / "f.mp4", 1, 4, size=SIZE)
    white = Overlay(100, 100, np.full((20, 40), 235, np.uint8), np.full((20, 40), 255, np.uint8))
    out = tmp_path / "b.mp4"
    burn(film, out, Format(*SIZE, Rate(24)), 4, lambda n: [white] if n == 2 else [], scratch=tmp_path)
    before, after = barcode.luma_of(film), barcode.luma_of(out)
    for n in range(4):
        box = np.abs(after[n][104:116, 104:136].astype(int) - 235).mean()
        assert (box < 3) if n == 2 else (box > 20)
        assert np.abs(after[n][:90].astype(int) - before[n][:90]).mean() < 2


def test_half_an_overlay_is_half_seen_and_takes_half_the_colour() -> None:
    fmt = Format(8, 4, Rate(24))
    frame = np.concatenate([np.full(32, 100, np.uint8), np.full(16, 168, np.uint8)])
    lay_on(frame, Overlay(2, 0, np.full((2, 2), 200, np.uint8), np.full((2, 2), 128, np.uint8)), fmt)
    luma = frame[:32].reshape(4, 8)
    assert luma[0].tolist() == [100, 100, 150, 150, 100, 100, 100, 100] and (luma[2:] == 100).all()
    assert frame[32:].reshape(2, 2, 4)[:, 0].tolist() == [[168, 148, 168, 168]] * 2


def test_an_overlay_on_odd_pixels_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="even"):
        Overlay(1, 0, np.zeros((2, 2), np.uint8), np.zeros((2, 2), np.uint8))
