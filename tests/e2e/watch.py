"""Watching a finished film: what a viewer would complain about, found by decoding every frame."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

BLANK = 1.5
"""Standard deviation of luma under which nothing can be seen; grain alone has less."""
ALIKE = 6.0
"""Mean difference of luma under which two pictures pass for one."""


class Film:
    """Streams and times of a film, and each of its frames as a small grey picture."""

    def __init__(self, path: Path) -> None:
        with av.open(str(path)) as film:
            video, audio = film.streams.video[0], film.streams.audio[0]
            self.codecs = (video.codec_context.name, audio.codec_context.name)
            self.pixels = (video.codec_context.pix_fmt, video.codec_context.color_primaries)
            self.size = (video.codec_context.width, video.codec_context.height)
            self.audio_rate = audio.codec_context.sample_rate
            self.seconds_of_sound = float(audio.duration * audio.time_base) if audio.duration else 0.0
        with av.open(str(path)) as film:
            self.frames: list[NDArray[np.uint8]] = []
            self.stamps: list[int] = []
            for frame in film.decode(video=0):
                self.frames.append(np.array(frame.reformat(format="gray").to_ndarray()[::2, ::2]))
                self.stamps.append(int(frame.pts))
        data = path.read_bytes()
        self.is_fast = data.index(b"moov") < data.index(b"mdat")

    def is_steady(self) -> bool:
        """Every frame follows the one before after the same number of ticks."""
        return len({after - before for before, after in pairwise(self.stamps)}) == 1


def blank_frames(film: Film, scenes: Sequence[dict[str, Any]]) -> list[int]:
    """Frames in which nothing can be seen, outside black scenes and the transitions at either end."""
    blank = []
    for scene, after in zip(scenes, [*scenes[1:], None], strict=True):
        if scene["kind"] == "black":
            continue
        start = scene["start_frame"] + transition(scene)
        end = scene["end_frame"] - (transition(after) if after else 0)
        blank += [n for n in range(start, end) if film.frames[n].std() < BLANK]
    return blank


def transition(scene: dict[str, Any]) -> int:
    """Frames that the transition at the start of a scene takes on either side of the cut."""
    return 0 if scene["transition"] == "hard" else int(scene["transition"])


def alike_neighbours(film: Film, scenes: Sequence[dict[str, Any]]) -> list[tuple[int, int]]:
    """Numbers of neighbouring shots whose middles look the same."""
    middles = [film.frames[(s["start_frame"] + s["end_frame"]) // 2].astype(int) for s in scenes]
    return [
        (before["number"], after["number"])
        for before, after, a, b in zip(scenes, scenes[1:], middles, middles[1:], strict=False)
        if before["kind"] == after["kind"] == "shot" and np.abs(a - b).mean() < ALIKE
    ]
