"""Accents in the frames: a flare that fades, a jump that eases back, and every other frame as it was."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
from numpy.typing import NDArray

from trailers.domain.accents import Accent
from trailers.domain.clock import Rate
from trailers.domain.segment import Format, Window
from trailers.media.accents import accented, bar_rows

FMT = Format(64, 96, Rate(24))


def window(*accents: Accent, start: int = 0, count: int = 20) -> Window:
    return Window("s", None, None, 20, start, count, "colour", (500, 500), "hold", 0, accents)


def still() -> NDArray[np.uint8]:
    """A grey frame with a light square in its middle, in one colour."""
    frame = np.full(FMT.width * FMT.height * 3 // 2, 160, np.uint8)
    luma = frame[: FMT.width * FMT.height].reshape(FMT.height, FMT.width)
    luma[:] = 60
    luma[40:56, 24:40] = 200
    return frame


def frames(count: int = 20) -> Generator[NDArray[np.uint8], None, None]:
    frame = still()
    for _ in range(count):
        yield frame


def shown(w: Window) -> list[NDArray[np.uint8]]:
    return [frame.copy() for frame in accented(frames(w.count), w, FMT)]


def luma(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return frame[: FMT.width * FMT.height].reshape(FMT.height, FMT.width)


def test_a_flash_turns_to_white_at_its_frame_and_is_gone_at_its_end() -> None:
    out = shown(window(Accent("flash", 5, 4, 1_000)))
    assert [int(luma(frame)[0, 0]) for frame in out[3:11]] == [60, 60, 235, 158, 104, 71, 60, 60]
    assert int(out[5][-1]) == 128, "colours go with it"
    assert all(np.array_equal(frame, still()) for n, frame in enumerate(out) if not 5 <= n < 9)


def test_a_push_magnifies_about_the_focus_and_eases_back() -> None:
    out = shown(window(Accent("push", 2, 6, 1_000)))
    lit = [int(luma(frame).sum(dtype=int)) for frame in out]
    plain = int(luma(still()).sum(dtype=int))
    assert lit[:2] == [plain] * 2
    assert lit[2] > lit[3] > lit[4] > lit[5] > lit[6] > lit[7] >= plain, (
        "the square seems larger, less and less"
    )
    assert lit[8:] == [plain] * 12
    ys, xs = np.nonzero(luma(out[2]) > 150)
    assert abs(ys.mean() - 47.5) < 1
    assert abs(xs.mean() - 31.5) < 1


def test_a_part_of_a_window_shows_its_own_part_of_the_accent() -> None:
    accent = Accent("flash", 8, 6, 800)
    whole = shown(window(accent))
    assert all(
        np.array_equal(a, b)
        for a, b in zip(whole[10:15], shown(window(accent, start=10, count=5)), strict=True)
    )


def test_both_at_once_are_both_seen() -> None:
    out = shown(window(Accent("flash", 0, 4, 500), Accent("push", 0, 4, 1_000)))
    assert luma(out[0])[0, 0] > 60
    assert int((luma(out[0]) > 190).sum()) > 256


def test_the_frames_before_it_are_closed_when_nobody_reads_on() -> None:
    source = frames()
    made = accented(source, window(Accent("flash", 0, 4, 500)), FMT)
    next(made)
    made.close()
    assert source.gi_frame is None


def test_black_bars_stay_black_and_where_they_are() -> None:
    frame = still()
    luma(frame)[:12], luma(frame)[-12:] = 16, 16
    w = window(Accent("flash", 0, 4, 1_000), Accent("push", 0, 4, 1_000), count=1)
    (out,) = [made.copy() for made in accented((f for f in [frame]), w, FMT)]
    assert set(np.unique(luma(out)[:12])) == set(np.unique(luma(out)[-12:])) == {16}
    assert luma(out)[12:-12].min() == 235


def test_a_dark_picture_has_no_bars() -> None:
    dark = np.full((96, 64), 18, np.uint8)
    assert bar_rows(dark) == 0
    dark[48, 32] = 200
    assert bar_rows(dark) == 0, "half of the picture is no bar"
    dark[10, 5] = dark[83, 5] = 90
    assert bar_rows(dark) == 10
