"""Proxies and the preview's sound: what a browser's Media Source needs, and the very frames of the film."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.media import barcode
from tests.media.test_segment import CLIP, FORMAT, STILL, body, sources
from trailers.domain.clock import Rate
from trailers.domain.conform import plan_conform
from trailers.domain.errors import FatalError
from trailers.domain.previews import whole
from trailers.domain.segment import Window
from trailers.media.audio import write_wav
from trailers.media.proxy import render_proxy, stream_sound
from trailers.media.segment import render_segment

__all__ = ["sources"]


def window(look: str = "noir", frames: int = 40) -> Window:
    conform = whole(40, Rate(24), Rate(24))
    return Window("scene", CLIP, conform, frames, 0, frames, look, (500, 500), "hold", 11)


def boxes(path: Path) -> list[str]:
    """The names of the top-level boxes of an MP4 file."""
    data, at, names = path.read_bytes(), 0, []
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        names.append(data[at + 4 : at + 8].decode())
        at += size
    return names


def test_a_clip_is_whole_frame_for_frame_and_every_frame_is_a_key(
    sources: dict[str, Path], tmp_path: Path
) -> None:
    import av

    out = tmp_path / "proxy.mp4"
    assert render_proxy(window(), sources["clip"], FORMAT, out, scratch=tmp_path) == 40
    read = [barcode.read(luma, 1) for luma in barcode.luma_of(out)]
    assert read == [(3, frame) for frame in range(40)]
    with av.open(str(out)) as file:
        stream = file.streams.video[0]
        assert (stream.profile, stream.codec_context.has_b_frames) == ("High", 0)
        packets = [p for p in file.demux(stream) if p.size]
    assert len(packets) == 40 and all(p.is_keyframe for p in packets)
    assert [p.pts * p.time_base * 24 for p in packets] == list(range(40))
    assert boxes(out)[:2] == ["ftyp", "moov"]
    assert boxes(out).count("moof") == 2  # one a second
    record = out.read_bytes()
    start = record.index(b"avcC") + 4
    assert (record[start + 1], record[start + 3]) == (0x64, 0x1F)  # High, level 3.1


@pytest.mark.parametrize("look", ["noir", "colour"])
def test_proxy_and_film_show_the_same_frames(sources: dict[str, Path], tmp_path: Path, look: str) -> None:
    """From its in-point on, a proxy is what the film's segment shows, but for the coarser encoding."""
    plan = plan_conform(take_frames=40, take_rate=Rate(24), need=20, rate=Rate(24), in_point=7)
    shown = Window("scene", CLIP, plan, 20, 0, 20, look, (500, 500), "hold", 11)  # type: ignore[arg-type]
    render_segment(body(shown), sources, FORMAT, tmp_path / "film.mp4", scratch=tmp_path)
    render_proxy(window(look), sources["clip"], FORMAT, tmp_path / "proxy.mp4", scratch=tmp_path)
    film, proxy = (barcode.luma_of(tmp_path / name) for name in ("film.mp4", "proxy.mp4"))
    for k in (0, 1, 10, 19):
        near = np.abs(film[k].astype(int) - proxy[7 + k].astype(int)).mean()
        far = np.abs(film[k].astype(int) - proxy[(7 + k + 15) % 40].astype(int)).mean()
        assert near < far / 2 and near < 3


def test_a_still_moves_as_long_as_it_is_wanted(sources: dict[str, Path], tmp_path: Path) -> None:
    shown = Window("scene", STILL, None, 24, 0, 24, "noir", (500, 500), "push_in", 11)
    out = tmp_path / "proxy.mp4"
    assert render_proxy(shown, sources["still"], FORMAT, out, scratch=tmp_path) == 24
    frames = barcode.luma_of(out)
    assert np.abs(frames[0].astype(int) - frames[-1].astype(int)).mean() > 1


def test_a_take_of_another_rate_plays_at_its_own_speed() -> None:
    plan = whole(50, Rate(25), Rate(24))
    assert (plan.play, plan.use, plan.freeze) == (48, 50, 0)
    assert [plan.source_frame(k) for k in (0, 24, 47)] == [0, 25, 49]


def test_a_file_that_ends_early_is_noticed(sources: dict[str, Path], tmp_path: Path) -> None:
    conform = whole(60, Rate(24), Rate(24))
    longer = Window("scene", CLIP, conform, 60, 0, 60, "colour", (500, 500), "hold", 11)
    with pytest.raises(FatalError) as caught:
        render_proxy(longer, sources["clip"], FORMAT, tmp_path / "p.mp4", scratch=tmp_path)
    assert caught.value.code == "segment.wrong_frames"
    assert not (tmp_path / "p.mp4").exists()


def test_the_sound_starts_at_zero_and_is_as_long_as_the_mix(tmp_path: Path) -> None:
    import av

    clicks = np.zeros((96_000, 2), np.float32)
    clicks[24_000:24_010] = 0.9
    write_wav(tmp_path / "mix.wav", clicks)
    stream_sound(tmp_path / "mix.wav", tmp_path / "sound.mp4", scratch=tmp_path)
    assert "moof" in boxes(tmp_path / "sound.mp4") and b"elst" in (tmp_path / "sound.mp4").read_bytes()
    with av.open(str(tmp_path / "sound.mp4")) as file:
        heard = [(frame.pts * frame.time_base, frame.to_ndarray()[0]) for frame in file.decode(audio=0)]
    first, _ = heard[0]
    sound = np.concatenate([samples for _, samples in heard])
    assert float(first) <= 0
    loudest = int(np.abs(sound).argmax()) + round(float(first) * 48_000)
    assert abs(loudest - 24_005) < 24
