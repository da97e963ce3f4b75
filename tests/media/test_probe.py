"""Untrusted files: what they are is measured, and every trick is answered by its own code."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.media import barcode
from trailers.domain.clock import Rate
from trailers.domain.errors import TEXTS, Cancelled, CuelockError, UserError
from trailers.media import process
from trailers.media.probe import AudioFacts, ClipFacts, probe_audio, probe_clip, probe_image
from trailers.media.process import run_ffmpeg


def refusal(call: Callable[[], Any]) -> CuelockError:
    with pytest.raises(UserError) as caught:
        call()
    assert caught.value.code in TEXTS
    return caught.value


def make(path: Path, *args: str) -> Path:
    run_ffmpeg([*args, str(path)], scratch=path.parent, timeout_s=60)
    return path


def picture(seconds: float = 1, size: str = "320x240", rate: str = "24") -> list[str]:
    return ["-f", "lavfi", "-t", str(seconds), "-i", f"testsrc2=size={size}:rate={rate}"]


FAST = ["-c:v", "libx264", "-preset", "ultrafast"]


class TestClips:
    def test_tells_what_was_decoded(self, tmp_path: Path) -> None:
        clip = barcode.make_clip(tmp_path / "a.mp4", 1, 37, size=(320, 240))
        assert probe_clip(clip) == ClipFacts(37, Rate(24), 320, 240, 1_542, "h264")

    @pytest.mark.parametrize(
        "rate", [Rate(24000, 1001), Rate(25), Rate(30000, 1001), Rate(30), Rate(60)], ids=str
    )
    def test_measures_the_rate(self, tmp_path: Path, rate: Rate) -> None:
        clip = barcode.make_clip(tmp_path / "a.mp4", 1, 50, rate=rate, size=(160, 120))
        facts = probe_clip(clip)
        assert (facts.rate, facts.frames) == (rate, 50)

    def test_measures_the_rate_through_a_clock_of_milliseconds(self, tmp_path: Path) -> None:
        options = ("-c:v", "libvpx-vp9", "-cpu-used", "8", "-deadline", "realtime")
        rate = Rate(24000, 1001)
        clip = barcode.make_clip(tmp_path / "a.webm", 1, 60, rate=rate, size=(160, 120), options=options)
        facts = probe_clip(clip)
        assert (facts.rate, facts.frames, facts.codec) == (rate, 60, "vp9")

    def test_does_not_believe_a_rate_in_the_head(self, tmp_path: Path) -> None:
        """Packets without times run at the head's rate; here the head says 24 and the times say 20."""
        clip = make(tmp_path / "a.mp4", *picture(2, rate="20"), *FAST, "-video_track_timescale", "24000")
        assert probe_clip(clip).rate == Rate(20)

    def test_a_clip_filmed_upright_is_upright(self, tmp_path: Path) -> None:
        flat = barcode.make_clip(tmp_path / "flat.mp4", 1, 5, size=(320, 240))
        clip = make(tmp_path / "a.mp4", "-display_rotation", "90", "-i", str(flat), "-c", "copy")
        facts = probe_clip(clip)
        assert (facts.width, facts.height) == (240, 320)

    def test_sound_beside_the_picture_is_no_trouble(self, tmp_path: Path) -> None:
        clip = make(
            tmp_path / "a.mp4", *picture(), "-f", "lavfi", "-t", "1", "-i", "sine", *FAST, "-c:a", "aac"
        )
        assert probe_clip(clip).frames == 24

    def test_a_single_frame_is_a_clip(self, tmp_path: Path) -> None:
        facts = probe_clip(barcode.make_clip(tmp_path / "a.mp4", 1, 1, size=(160, 120)))
        assert (facts.frames, facts.rate) == (1, Rate(24))


class TestHostileClips:
    """Each is refused with its own code, and in seconds."""

    def test_a_playlist(self, tmp_path: Path) -> None:
        path = tmp_path / "a.mp4"
        path.write_text(
            "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n"
        )
        assert refusal(lambda: probe_clip(path)).code == "media.unsupported"

    def test_a_list_of_files(self, tmp_path: Path) -> None:
        barcode.make_clip(tmp_path / "b.mp4", 1, 5, size=(160, 120))
        path = tmp_path / "a.mp4"
        path.write_text("ffconcat version 1.0\nfile b.mp4\n")
        assert refusal(lambda: probe_clip(path)).code == "media.unsupported"

    def test_text(self, tmp_path: Path) -> None:
        path = tmp_path / "a.mp4"
        path.write_text("Once upon a time " * 100)
        error = refusal(lambda: probe_clip(path))
        assert error.code == "media.unsupported"
        assert str(error.message).startswith("a.mp4 is in a format that Cuelock does not take.")

    def test_nothing_at_all(self, tmp_path: Path) -> None:
        (tmp_path / "a.mp4").touch()
        assert refusal(lambda: probe_clip(tmp_path / "a.mp4")).code == "file.empty"

    def test_no_file(self, tmp_path: Path) -> None:
        assert refusal(lambda: probe_clip(tmp_path / "a.mp4")).code == "file.missing"

    def test_a_pipe_that_would_wait_for_ever(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "a.mp4")
        assert refusal(lambda: probe_clip(tmp_path / "a.mp4")).code == "file.missing"

    def test_a_file_without_its_index(self, tmp_path: Path) -> None:
        whole = barcode.make_clip(tmp_path / "whole.mp4", 1, 40).read_bytes()
        (tmp_path / "a.mp4").write_bytes(whole[: len(whole) // 2])
        error = refusal(lambda: probe_clip(tmp_path / "a.mp4"))
        assert error.code == "media.unreadable"
        assert "video" in str(error.message)

    def test_a_file_without_its_second_half(self, tmp_path: Path) -> None:
        clip = make(tmp_path / "whole.mp4", *picture(2), *FAST, "-movflags", "+faststart")
        whole = clip.read_bytes()
        (tmp_path / "a.mp4").write_bytes(whole[: len(whole) * 2 // 3])
        assert refusal(lambda: probe_clip(tmp_path / "a.mp4")).code == "media.unreadable"

    def test_a_small_file_of_huge_pictures(self, tmp_path: Path) -> None:
        clip = make(tmp_path / "a.mp4", "-f", "lavfi", "-t", "1", "-i", "color=size=8192x8192:rate=1", *FAST)
        assert clip.stat().st_size < 200_000
        error = refusal(lambda: probe_clip(clip))
        assert error.code == "media.too_many_pixels"
        assert (error.params["width"], error.params["height"]) == (8192, 8192)
        assert error.params["limit"] == "4096x2304"

    def test_the_largest_allowed_size_also_upright(self, tmp_path: Path) -> None:
        clip = make(tmp_path / "a.mp4", "-f", "lavfi", "-t", "1", "-i", "color=size=2304x4096:rate=1", *FAST)
        assert probe_clip(clip).height == 4096

    def test_a_picture_too_small_to_show(self, tmp_path: Path) -> None:
        clip = make(tmp_path / "a.mp4", *picture(size="32x32"), *FAST)
        assert refusal(lambda: probe_clip(clip)).code == "media.too_small"

    def test_an_hour_in_the_head(self, tmp_path: Path) -> None:
        clip = make(tmp_path / "a.mp4", *picture(70, size="64x64", rate="2"), *FAST)
        error = refusal(lambda: probe_clip(clip))
        assert (error.code, error.params["seconds"], error.params["limit_s"]) == ("media.too_long", 70, 60)

    def test_no_length_in_the_head_and_no_end(self, tmp_path: Path) -> None:
        args = [*picture(70, size="64x64", rate="4"), *FAST, "-f", "matroska", "-live", "1"]
        error = refusal(lambda: probe_clip(make(tmp_path / "a.webm", *args)))
        assert (error.code, error.params["seconds"]) == ("media.too_long", "more than 60")

    def test_more_bytes_than_allowed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        clip = barcode.make_clip(tmp_path / "a.mp4", 1, 20)
        monkeypatch.setattr(process, "MAX_BYTES", clip.stat().st_size - 1)
        assert refusal(lambda: probe_clip(clip)).code == "media.too_big"

    def test_sound_only(self, tmp_path: Path) -> None:
        clip = make(tmp_path / "a.mp4", "-f", "lavfi", "-t", "1", "-i", "sine", "-c:a", "aac")
        assert refusal(lambda: probe_clip(clip)).code == "media.no_video"

    def test_two_pictures(self, tmp_path: Path) -> None:
        clip = make(tmp_path / "a.mp4", *picture(), *picture(), "-map", "0", "-map", "1", *FAST)
        error = refusal(lambda: probe_clip(clip))
        assert (error.code, error.params["count"]) == ("media.several_videos", 2)

    def test_a_codec_that_nobody_makes_clips_with(self, tmp_path: Path) -> None:
        clip = make(tmp_path / "a.mkv", *picture(), "-c:v", "ffv1")
        assert refusal(lambda: probe_clip(clip)).code == "media.unsupported"

    def test_one_that_takes_too_long(self, tmp_path: Path) -> None:
        clip = barcode.make_clip(tmp_path / "a.mp4", 1, 20)
        error = refusal(lambda: probe_clip(clip, timeout_s=0.05))
        assert (error.code, error.params["seconds"]) == ("media.too_slow", "0.05")

    def test_a_stop(self, tmp_path: Path) -> None:
        clip = barcode.make_clip(tmp_path / "a.mp4", 1, 20)
        with pytest.raises(Cancelled):
            probe_clip(clip, cancelled=lambda: True)

    def test_nothing_is_left_behind(self, tmp_path: Path) -> None:
        clip = barcode.make_clip(tmp_path / "a.mp4", 1, 5, size=(160, 120))
        probe_clip(clip)
        assert os.listdir(tmp_path) == ["a.mp4"]


class TestPictures:
    @pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
    def test_tells_size_and_kind(self, tmp_path: Path, kind: str) -> None:
        path = tmp_path / f"a.{kind}"
        Image.new("RGB", (320, 200)).save(path)
        assert probe_image(path) == (320, 200, kind)

    def test_does_not_believe_the_name(self, tmp_path: Path) -> None:
        path = tmp_path / "a.png"
        Image.new("RGB", (320, 200)).save(path, "JPEG")
        assert probe_image(path) == (320, 200, "jpeg")

    def test_turns_what_its_camera_turned(self, tmp_path: Path) -> None:
        path = tmp_path / "a.jpg"
        exif = Image.Exif()
        exif[0x0112] = 6
        Image.new("RGB", (320, 200)).save(path, exif=exif)
        assert probe_image(path) == (200, 320, "jpeg")

    def test_refuses_a_bomb_by_its_head(self, tmp_path: Path) -> None:
        path = tmp_path / "a.png"
        Image.fromarray(np.zeros((8_192, 8_192), np.uint8)).save(path)
        assert path.stat().st_size < 200_000
        error = refusal(lambda: probe_image(path))
        assert (error.code, error.params["limit"]) == ("media.too_many_pixels", "50 million pixels")

    @pytest.mark.parametrize("kind", ["png", "jpeg"])
    def test_refuses_half_a_picture(self, tmp_path: Path, kind: str) -> None:
        path = tmp_path / f"a.{kind}"
        noise = np.random.default_rng(1).integers(0, 255, (200, 320, 3), np.uint8)
        Image.fromarray(noise).save(path, kind)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        assert refusal(lambda: probe_image(path)).code == "media.unreadable"

    @pytest.mark.parametrize(
        "content", [b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'/>"], ids=["text", "svg"]
    )
    def test_refuses_what_is_no_picture(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "a.png").write_bytes(content)
        assert refusal(lambda: probe_image(tmp_path / "a.png")).code == "media.unsupported"

    def test_refuses_kinds_that_were_not_asked_for(self, tmp_path: Path) -> None:
        Image.new("RGB", (320, 200)).save(tmp_path / "a.gif")
        assert refusal(lambda: probe_image(tmp_path / "a.gif")).code == "media.unsupported"

    def test_refuses_a_stamp(self, tmp_path: Path) -> None:
        Image.new("RGB", (320, 20)).save(tmp_path / "a.png")
        assert refusal(lambda: probe_image(tmp_path / "a.png")).code == "media.too_small"


class TestSound:
    def test_counts_samples(self, tmp_path: Path) -> None:
        barcode.make_sound(tmp_path / "a.wav", tmp_path / "a.m4a", 48_123)
        assert probe_audio(tmp_path / "a.wav") == AudioFacts(48_123, 48_000, 2)

    def test_counts_at_the_files_own_rate(self, tmp_path: Path) -> None:
        path = make(tmp_path / "a.flac", "-f", "lavfi", "-t", "2", "-i", "sine=sample_rate=44100", "-ac", "1")
        assert probe_audio(path) == AudioFacts(88_200, 44_100, 1)

    @pytest.mark.parametrize("name", ["a.mp3", "a.ogg", "a.m4a"])
    def test_reads_the_usual_kinds(self, tmp_path: Path, name: str) -> None:
        path = make(tmp_path / name, "-f", "lavfi", "-t", "1", "-i", "sine=sample_rate=48000")
        assert abs(probe_audio(path).samples - 48_000) < 2_400  # codecs add or lose a packet at the ends

    def test_refuses_a_picture_without_sound(self, tmp_path: Path) -> None:
        clip = barcode.make_clip(tmp_path / "a.mp4", 1, 5, size=(160, 120))
        assert refusal(lambda: probe_audio(clip)).code == "media.no_audio"

    def test_refuses_text(self, tmp_path: Path) -> None:
        (tmp_path / "a.wav").write_text("la la la")
        assert refusal(lambda: probe_audio(tmp_path / "a.wav")).code == "media.unsupported"
