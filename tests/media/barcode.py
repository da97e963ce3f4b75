"""Clips whose every frame says who it is: a scene number and a frame number painted into the picture.

Each bit is a pair of blocks, one light and one dark, and is read by comparing the two. So it survives any
tone curve, scaling, grain, and half of a dissolve: scenes with even numbers paint in the upper lane and those
with odd numbers in the lower one, and the other lane is flat grey.
"""

from __future__ import annotations

import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trailers.domain.clock import SAMPLE_RATE, Rate
from trailers.media.process import open_ffmpeg, run_ffmpeg

Bytes = NDArray[np.uint8]

RATE = Rate(24)
SCENE_BITS, FRAME_BITS = 5, 10
BITS = SCENE_BITS + FRAME_BITS
LANES = ((0.14, 0.42), (0.58, 0.86))
"""Top and bottom of each lane as a part of the height."""
LEFT, RIGHT = 0.08, 0.92
READABLE = 10
"""Least difference of the two blocks of a bit, in luma, for it to count as read."""


def painted(scene: int, frame: int, width: int, height: int) -> Bytes:
    """A grey picture with a soft slope, and the code in the lane of the scene."""
    slope = np.linspace(96, 150, width)[None, :] + np.linspace(-12, 12, height)[:, None]
    picture = slope.astype(np.uint8)
    top, bottom = (round(part * height) for part in LANES[scene % 2])
    for index, bit in enumerate(_bits(scene, frame)):
        left, middle, right = (round(x * width) for x in _place(index))
        picture[top:bottom, left:middle] = 210 if bit else 50
        picture[top:bottom, middle:right] = 50 if bit else 210
    return picture


def read(picture: Bytes, lane: int) -> tuple[int, int] | None:
    """(scene, frame) of a lane, or None where no code can be read."""
    height = picture.shape[0]
    top, bottom = LANES[lane]
    rows = slice(
        round((top + 0.3 * (bottom - top)) * height), round((bottom - 0.3 * (bottom - top)) * height)
    )
    value = 0
    for index in range(BITS):
        left, middle, right = _place(index)
        light = _mean(picture[rows], left, middle)
        dark = _mean(picture[rows], middle, right)
        if abs(light - dark) < READABLE:
            return None
        value = value * 2 + (light > dark)
    return value >> FRAME_BITS, value & ((1 << FRAME_BITS) - 1)


def _bits(scene: int, frame: int) -> list[int]:
    value = (scene << FRAME_BITS) | frame
    return [value >> shift & 1 for shift in reversed(range(BITS))]


def _place(index: int) -> tuple[float, float, float]:
    width = (RIGHT - LEFT) / BITS
    left = LEFT + index * width
    return left, left + width / 2, left + width


def _mean(rows: Bytes, left: float, right: float) -> float:
    width = rows.shape[1]
    inset = (right - left) * 0.25
    return float(rows[:, round((left + inset) * width) : round((right - inset) * width)].mean())


def make_clip(
    path: Path,
    scene: int,
    frames: int,
    *,
    rate: Rate = RATE,
    size: tuple[int, int] = (854, 480),
    options: tuple[str, ...] = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "14", "-bf", "2"),
) -> Path:
    """A clip of painted frames 0, 1, 2 ... with ordinary (not frozen) encoder settings."""
    return encode(
        path, (painted(scene, n, *size) for n in range(frames)), rate=rate, size=size, options=options
    )


def encode(
    path: Path,
    pictures: Iterator[Bytes],
    *,
    rate: Rate = RATE,
    size: tuple[int, int],
    options: tuple[str, ...] = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "14"),
) -> Path:
    """Any grey pictures as a clip."""
    args = [
        "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{size[0]}x{size[1]}", "-r", f"{rate.num}/{rate.den}",
        "-i", "pipe:0", "-pix_fmt", "yuv420p", *options, str(path),
    ]  # fmt: skip
    chroma = np.full(size[0] * size[1] // 2, 128, np.uint8)
    with open_ffmpeg(args, scratch=path.parent, timeout_s=60, writes=True) as child:
        for picture in pictures:
            child.write(np.concatenate([picture.ravel(), chroma]).data)
        child.finish()
    return path


def make_still(path: Path, scene: int, *, size: tuple[int, int] = (1280, 720)) -> Path:
    from PIL import Image

    Image.fromarray(painted(scene, 0, *size)).convert("RGB").save(path)
    return path


def luma_of(path: Path) -> list[Bytes]:
    """Every decoded picture of a file."""
    import av

    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        return [
            np.array(frame.to_ndarray(format="yuv420p")[: frame.height]) for frame in container.decode(stream)
        ]


def make_sound(
    wav: Path,
    m4a: Path,
    samples: int,
    shape: Callable[[NDArray[np.float64]], NDArray[np.float64]] | None = None,
) -> None:
    """A mix that is easy to find again, as WAV and as AAC."""
    time = np.arange(samples) / SAMPLE_RATE
    swell = 0.5 + 0.5 * np.sin(2 * np.pi * 0.7 * time)
    sound = 0.3 * swell * np.sin(2 * np.pi * (220 + 180 * time) * time) + 0.2 * np.sin(2 * np.pi * 97 * time)
    if shape is not None:
        sound = shape(sound)
    data = np.rint(np.stack([sound, sound * 0.8], 1) * 32_000).astype("<i2")
    with wave.open(str(wav), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(data.tobytes())
    run_ffmpeg(["-i", str(wav), "-c:a", "aac", "-b:a", "192k", str(m4a)], scratch=wav.parent, timeout_s=30)
