"""Clips whose every frame says which clip and which frame it is, as bars in the picture; and how to read them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

BITS = 16
"""Six of the clip's number, ten of the frame's: 64 clips of 1024 frames."""
WIDTH, HEIGHT = 320, 180
PROXY = (
    "-c:v", "libx264", "-profile:v", "high", "-level", "3.1", "-preset", "ultrafast", "-crf", "24", "-g", "1", "-bf", "0",
    "-pix_fmt", "yuv420p", "-movflags", "empty_moov+default_base_moof", "-frag_duration", "1000000",
)  # fmt: skip


def code_of(clip: int, frame: int) -> int:
    return clip << 10 | frame


def picture(clip: int, frame: int) -> NDArray[np.uint8]:
    """Sixteen bars, white for one, the highest bit on the left; grey between, so that nothing reads as a code."""
    image = np.full((HEIGHT, WIDTH), 128, np.uint8)
    code = code_of(clip, frame)
    for bit in range(BITS):
        left = bit * WIDTH // BITS
        value = 235 if code >> (BITS - 1 - bit) & 1 else 16
        image[HEIGHT // 4 : 3 * HEIGHT // 4, left + 2 : left + WIDTH // BITS - 2] = value
    return image


def write_clip(
    path: Path, clip: int, frames: int, rate: str = "24/1", options: tuple[str, ...] = PROXY
) -> Path:
    """A clip of so many coded frames, as a proxy unless other options are given."""
    raw = b"".join(picture(clip, frame).tobytes() for frame in range(frames))
    source = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{WIDTH}x{HEIGHT}", "-r", rate, "-i", "-"]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *source, *options, str(path)]
    subprocess.run(command, input=raw, check=True)
    return path


def write_sound(path: Path, seconds: float) -> Path:
    """A quiet tone as AAC that Media Source plays from its first sample."""
    tone = ["-f", "lavfi", "-i", f"sine=frequency=220:sample_rate=48000:duration={seconds}"]
    form = [
        "-c:a",
        "aac",
        "-b:a",
        "64k",
        "-movflags",
        "empty_moov+default_base_moof+delay_moov",
        "-frag_duration",
        "1000000",
    ]
    subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *tone, *form, "-f", "mp4", str(path)],
        check=True,
    )
    return path


def read(image: NDArray[np.uint8]) -> tuple[int, int]:
    """(clip, frame) of a grey picture of any size."""
    height, width = image.shape[:2]
    code = 0
    for bit in range(BITS):
        middle = int((bit + 0.5) * width / BITS)
        code = code << 1 | int(image[height // 2, middle] > 126)
    return code >> 10, code & 1023


READ_JS = """(video) => {
  const canvas = new OffscreenCanvas(320, 180);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(video, 0, 0, 320, 180);
  const row = context.getImageData(0, 90, 320, 1).data;
  let code = 0;
  for (let bit = 0; bit < 16; bit += 1) code = (code << 1) | (row[4 * Math.floor((bit + 0.5) * 20)] > 126 ? 1 : 0);
  return [code >> 10, code & 1023];
}"""
"""The same in a page: (clip, frame) that a video shows."""
