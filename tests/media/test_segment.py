"""Rendering one segment: whole or not at all, and every trouble by its name."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.media import barcode
from trailers.domain.clock import Rate
from trailers.domain.conform import Conform, Flag, plan_conform
from trailers.domain.errors import Cancelled, CuelockError
from trailers.domain.segment import Format, Segment, TakeFacts, Window
from trailers.domain.vocabulary import MOVES
from trailers.media import grids, segment, stills
from trailers.media.segment import SegmentFacts, render_segment
from trailers.media.track import read_track, sha256_of

SIZE = (320, 180)
FORMAT = Format(*SIZE, Rate(24))
CLIP = TakeFacts("clip", "c1" * 32, "clip", 40, Rate(24))
STILL = TakeFacts("still", "51" * 32, "image")


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("sources")
    return {
        "clip": barcode.make_clip(folder / "clip.mp4", 3, 40, size=SIZE),
        "still": barcode.make_still(folder / "still.png", 3, size=(640, 360)),
    }


def conform(need: int) -> Conform:
    plan = plan_conform(take_frames=40, take_rate=Rate(24), need=need, rate=Rate(24))
    assert not isinstance(plan, Flag)
    return plan


def window(take: TakeFacts | None = CLIP, frames: int = 36, look: str = "noir", move: str = "hold") -> Window:
    plan = conform(frames) if take is CLIP else None
    return Window("scene", take, plan, frames, 0, frames, look, (500, 500), move, 11)


def body(shown: Window) -> Segment:
    return Segment("body", "key", shown.count, "scene", shown, None)


def refusal(call: Callable[[], Any]) -> CuelockError:
    with pytest.raises(CuelockError) as caught:
        call()
    return caught.value


def render(made: Segment, sources: dict[str, Path], folder: Path, **more: Any) -> SegmentFacts:
    return render_segment(made, sources, FORMAT, folder / "out.mp4", scratch=folder, **more)


class TestFacts:
    @pytest.mark.parametrize(
        "shown",
        [
            window(),
            window(look="colour"),
            window(STILL),
            window(STILL, look="colour", move="push_in"),
            window(None, look="colour"),
        ],
        ids=["noir clip", "colour clip", "noir still", "colour still", "black"],
    )
    def test_are_those_of_the_file(self, sources: dict[str, Path], tmp_path: Path, shown: Window) -> None:
        facts = render(body(shown), sources, tmp_path)
        out = tmp_path / "out.mp4"
        assert facts == SegmentFacts(36, sha256_of(out), read_track(out).avcc_sha256, out.stat().st_size)
        assert len(barcode.luma_of(out)) == 36
        assert os.listdir(tmp_path) == ["out.mp4"]

    def test_the_file_holds_one_video_and_nothing_else(
        self, sources: dict[str, Path], tmp_path: Path
    ) -> None:
        import av

        render(body(window()), sources, tmp_path)
        with av.open(str(tmp_path / "out.mp4")) as container:
            assert [stream.type for stream in container.streams] == ["video"]
            stream = container.streams.video[0]
            assert (stream.width, stream.height, stream.average_rate) == (320, 180, 24)

    @pytest.mark.parametrize("count", [1, 2, 3])
    def test_the_shortest_segments_are_whole(
        self, sources: dict[str, Path], tmp_path: Path, count: int
    ) -> None:
        shown = replace(window(), start=5, count=count)
        assert render(body(shown), sources, tmp_path).frames == count


class TestPictures:
    def test_noir_has_no_colour(self, sources: dict[str, Path], tmp_path: Path) -> None:
        import av

        render(body(window(STILL)), sources, tmp_path)
        with av.open(str(tmp_path / "out.mp4")) as container:
            planes = next(container.decode(video=0)).to_ndarray(format="yuv420p")
        assert set(np.unique(planes[180:])) == {128}

    def test_colour_keeps_its_colour(self, tmp_path: Path) -> None:
        import av

        Image.new("RGB", (640, 360), (200, 60, 40)).save(tmp_path / "red.png")
        render(body(window(STILL, look="colour")), {"still": tmp_path / "red.png"}, tmp_path)
        with av.open(str(tmp_path / "out.mp4")) as container:
            frame = next(container.decode(video=0)).reformat(format="rgb24", src_colorspace="ITU709")
        red, green, blue = (int(v) for v in frame.to_ndarray()[90, 160])
        assert abs(red - 202) < 8
        assert abs(green - 57) < 8
        assert abs(blue - 36) < 8

    def test_a_clip_and_a_still_of_the_same_picture_look_alike(
        self, sources: dict[str, Path], tmp_path: Path
    ) -> None:
        """Graded as 8-bit frames or in floating point: one tone is one tone."""
        slope = np.tile(np.linspace(0, 255, 640), (360, 1))
        Image.fromarray(slope.astype(np.uint8)).save(tmp_path / "flat.png")
        picture = np.tile(np.linspace(16, 235, 320), (180, 1)).astype(np.uint8)
        barcode.encode(tmp_path / "flat.mp4", iter([picture] * 40), size=SIZE)
        shown = []
        for made, path in ((window(), tmp_path / "flat.mp4"), (window(STILL), tmp_path / "flat.png")):
            assert made.take is not None
            fresh = replace(made, take=replace(made.take, sha256=path.name))
            render(body(fresh), {made.take.id: path}, tmp_path)
            shown.append(barcode.luma_of(tmp_path / "out.mp4")[10].astype(float).mean(0))
        assert np.abs(shown[0] - shown[1])[4:-4].max() < 5

    @pytest.mark.parametrize("move", [move for move in MOVES if move != "hold"])
    def test_the_camera_moves_over_a_still(self, sources: dict[str, Path], tmp_path: Path, move: str) -> None:
        render(body(window(STILL, move=move)), sources, tmp_path)
        pictures = barcode.luma_of(tmp_path / "out.mp4")
        assert np.abs(pictures[0].astype(int) - pictures[-1]).mean() > 1.5

    def test_parts_of_a_window_over_a_still_join(self, sources: dict[str, Path], tmp_path: Path) -> None:
        whole = window(STILL, move="push_in")
        frames: list[np.ndarray] = []
        for start, count in ((0, 12), (12, 20), (32, 4)):
            part = replace(whole, start=start, count=count)
            frames += [
                f.copy()
                for f in stills.still_frames(part, sources["still"], FORMAT, scratch=tmp_path, timeout_s=60)
            ]
        together = stills.still_frames(whole, sources["still"], FORMAT, scratch=tmp_path, timeout_s=60)
        assert all(np.array_equal(one, two) for one, two in zip(frames, together, strict=True))

    @pytest.mark.parametrize("look", ["noir", "colour"])
    def test_the_bars_of_a_wide_picture_stand_still(self, tmp_path: Path, look: str) -> None:
        picture = np.full((360, 640), 0, np.uint8)
        picture[46:314] = barcode.painted(3, 0, 640, 268)
        Image.fromarray(picture).convert("RGB").save(tmp_path / "still.jpg", quality=92)
        shown = window(STILL, look=look, move="push_in")
        path = tmp_path / "still.jpg"
        for frame in stills.still_frames(shown, path, FORMAT, scratch=tmp_path, timeout_s=60):
            rows = frame[: 320 * 180].reshape(180, 320)
            assert np.all(rows[:22] == 16)
            assert np.all(rows[-22:] == 16)
            assert rows[24:-24].mean(1).min() > 40

    @pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
    def test_stills_of_every_kind(self, tmp_path: Path, kind: str) -> None:
        picture = Image.fromarray(barcode.painted(3, 0, 640, 360)).convert("RGB")
        picture.save(tmp_path / "still", kind)
        render(body(window(STILL, frames=2)), {"still": tmp_path / "still"}, tmp_path)
        assert barcode.read(barcode.luma_of(tmp_path / "out.mp4")[0], 1) == (3, 0)

    def test_an_upright_still_is_cut_around_its_focus(self, tmp_path: Path) -> None:
        """Of a picture dark above and light below, the focus decides which half is seen."""
        picture = np.full((1280, 720), 40, np.uint8)
        picture[640:] = 200
        Image.fromarray(picture).save(tmp_path / "still.png")
        means = []
        for y in (100, 900):
            shown = replace(window(STILL, frames=1, look="colour"), focus=(500, y))
            render(body(shown), {"still": tmp_path / "still.png"}, tmp_path)
            means.append(barcode.luma_of(tmp_path / "out.mp4")[0].mean())
        assert means[0] < 60
        assert means[1] > 170

    def test_a_smooth_dark_sky_shows_no_steps(self, tmp_path: Path) -> None:
        """Rows of a slope of a few tones go over into each other, where 8 bits alone would make rings."""
        sky = np.tile(np.linspace(30, 44, 720)[:, None], (1, 1280))
        Image.fromarray(np.rint(sky).astype(np.uint8)).convert("RGB").save(tmp_path / "still.png")
        shown = window(STILL, frames=1)
        frame = next(
            stills.still_frames(shown, tmp_path / "still.png", FORMAT, scratch=tmp_path, timeout_s=60)
        )
        rows = frame[: 320 * 180].reshape(180, 320).mean(1)
        assert rows[-10:].mean() - rows[:10].mean() > 6
        assert np.abs(np.diff(rows)).max() < 0.5


class TestTransitions:
    def lumas(self, made: Segment, sources: dict[str, Path], folder: Path) -> list[float]:
        render(made, sources, folder)
        return [float(picture.mean()) for picture in barcode.luma_of(folder / "out.mp4")]

    def test_a_dissolve_goes_evenly_from_one_to_the_other(
        self, sources: dict[str, Path], tmp_path: Path
    ) -> None:
        Image.new("L", (640, 360), 255).save(tmp_path / "white.png")
        light = replace(window(STILL, 36, "colour"), start=24, count=12)
        dark = replace(window(None, 12, "colour"), count=12)
        made = Segment("dissolve", "key", 12, "scene", light, dark)
        found = self.lumas(made, {"still": tmp_path / "white.png"}, tmp_path)
        wanted = [235 + (16 - 235) * (2 * k + 1) / 24 for k in range(12)]
        assert found == pytest.approx(wanted, abs=1.5)

    def test_a_fade_out_and_a_fade_in_mirror_each_other(
        self, sources: dict[str, Path], tmp_path: Path
    ) -> None:
        Image.new("L", (640, 360), 255).save(tmp_path / "white.png")
        light = {"still": tmp_path / "white.png"}
        shown = replace(window(STILL, 36, "colour"), count=4)
        fall = self.lumas(Segment("fade", "key", 4, "scene", shown, None), light, tmp_path)
        rise = self.lumas(Segment("fade", "key", 4, "scene", None, shown), light, tmp_path)
        assert fall == pytest.approx(rise[::-1], abs=1.5)
        assert fall == sorted(fall, reverse=True)

    def test_the_clip_goes_on_through_body_and_dissolve(
        self, sources: dict[str, Path], tmp_path: Path
    ) -> None:
        head = replace(window(look="colour"), start=0, count=30)
        tail = replace(window(look="colour"), start=30, count=6)
        render(body(head), sources, tmp_path)
        codes = [barcode.read(picture, 1) for picture in barcode.luma_of(tmp_path / "out.mp4")]
        render(Segment("fade", "key", 6, "scene", tail, None), sources, tmp_path)
        codes += [barcode.read(picture, 1) for picture in barcode.luma_of(tmp_path / "out.mp4")]
        plan = conform(36)
        assert codes[:34] == [(3, plan.source_frame(k)) for k in range(34)]


class TestTrouble:
    def test_a_missing_file_is_named_by_its_take(self, tmp_path: Path) -> None:
        error = refusal(lambda: render(body(window()), {}, tmp_path))
        assert (error.code, error.params["take"]) == ("media.missing_source", "clip")

    def test_a_stop_leaves_nothing(self, sources: dict[str, Path], tmp_path: Path) -> None:
        done: list[int] = []

        def slowly(frame: int, total: int) -> None:
            done.append(frame)
            time.sleep(0.02)

        error = refusal(
            lambda: render(
                body(window()), sources, tmp_path, progress=slowly, cancelled=lambda: len(done) > 5
            )
        )
        assert 5 < len(done) < 36
        assert isinstance(error, Cancelled)
        assert os.listdir(tmp_path) == []

    def test_a_stop_leaves_the_file_that_was_there(self, sources: dict[str, Path], tmp_path: Path) -> None:
        (tmp_path / "out.mp4").write_text("older")
        for shown in (window(), window(look="colour"), window(STILL)):
            refusal(lambda: render(body(shown), sources, tmp_path, cancelled=lambda: True))  # noqa: B023
        assert (tmp_path / "out.mp4").read_text() == "older"
        assert os.listdir(tmp_path) == ["out.mp4"]

    @pytest.mark.parametrize("look", ["noir", "colour"])
    def test_a_full_disk_is_called_by_its_name_and_leaves_nothing(
        self, sources: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look: str
    ) -> None:
        real = segment.replacing

        def on_a_full_disk(out: Path) -> Any:
            """The same, with a device behind the temporary name that is always full."""
            from contextlib import contextmanager

            @contextmanager
            def full() -> Any:
                with real(out) as temp:
                    temp.symlink_to("/dev/full")
                    yield temp

            return full()

        monkeypatch.setattr(segment, "replacing", on_a_full_disk)
        error = refusal(lambda: render(body(window(look=look)), sources, tmp_path))
        assert error.code == "disk.full"
        assert os.listdir(tmp_path) == []

    def test_a_render_that_hangs_is_stopped(
        self, sources: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(segment, "_START_S", 0.01)
        monkeypatch.setattr(segment, "_SLOWEST_FRAME_S", 0.0)
        error = refusal(lambda: render(body(window()), sources, tmp_path))
        assert error.code == "media.timeout"
        assert os.listdir(tmp_path) == []

    def test_a_clip_that_is_no_clip(self, sources: dict[str, Path], tmp_path: Path) -> None:
        (tmp_path / "take").write_text("#EXTM3U\n")
        error = refusal(lambda: render(body(window(look="colour")), {"clip": tmp_path / "take"}, tmp_path))
        assert error.code == "media.child_failed"
        assert os.listdir(tmp_path) == ["take"]

    def test_a_still_that_is_no_still(self, tmp_path: Path) -> None:
        (tmp_path / "take").write_text("<svg/>")
        error = refusal(lambda: render(body(window(STILL)), {"still": tmp_path / "take"}, tmp_path))
        assert error.code == "media.unsupported"

    def test_a_clip_with_fewer_frames_than_measured(self, tmp_path: Path) -> None:
        short = barcode.make_clip(tmp_path / "short.mp4", 3, 20, size=SIZE)
        for look in ("noir", "colour"):
            error = refusal(lambda: render(body(window(look=look)), {"clip": short}, tmp_path))  # noqa: B023
            assert (error.code, error.params["wanted"]) == ("segment.wrong_frames", 36)
        assert os.listdir(tmp_path) == ["short.mp4"]

    def test_progress_counts_frames(self, sources: dict[str, Path], tmp_path: Path) -> None:
        for look in ("noir", "colour"):
            seen: list[tuple[int, int]] = []
            render(body(window(look=look)), sources, tmp_path, progress=lambda *news: seen.append(news))  # noqa: B023
            assert seen[-1] == (36, 36)


class TestTheMemoOfGrids:
    def test_measures_a_take_once_for_a_format(
        self, sources: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(grids, "_memo", grids._Memo())
        measured: list[Path] = []
        real = grids.measure_grid
        monkeypatch.setattr(
            grids, "measure_grid", lambda path, *a, **k: measured.append(path) or real(path, *a, **k)
        )
        for count in (10, 20):
            render(body(replace(window(), count=count)), sources, tmp_path)
        assert len(measured) == 1
        render(body(replace(window(), focus=(100, 500), count=3)), sources, tmp_path)
        assert len(measured) == 2

    def test_forgets_the_oldest(self) -> None:
        memo = grids._Memo()
        grid = np.zeros((8, 8, 256), np.float32)
        for n in range(grids._KEPT + 3):
            memo.get(n, lambda: grid)
        assert len(memo._grids) == grids._KEPT
        assert 0 not in memo._grids
