"""The one encoder profile. Every segment of every film is made with it, so segments join without encoding.

What makes them join: closed GOPs, fixed preset, profile and thread count, `stitchable`, and colour set on the
frames themselves. Then the parameter sets are the same bytes whatever is in the picture and however long.
"""

from __future__ import annotations

from trailers.domain.clock import Rate
from trailers.domain.segment import Format

PROFILE_ID = "x264-high-veryfast-crf18-g48-t2-1"
"""In the key of every segment. Whatever changes the bytes below changes this name and renders again."""

THREADS = 2
"""x264 gives other bytes for every thread count, so it is fixed. Measured against 1: 5 % more processor time,
and a scene that somebody waits for is there 30 % sooner; more threads than 2 serve no host that is busy."""

_GOP = 48
_NTSC_DEN = 1001
_LEVELS = (
    ("4.0", 8_192, 245_760),
    ("4.2", 8_704, 522_240),
    ("5.1", 36_864, 983_040),
    ("5.2", 36_864, 2_073_600),
)
"""H.264 level, most macroblocks in a frame, most in a second (Rec. ITU-T H.264, table A-1)."""


def timescale_of(rate: Rate) -> tuple[int, int]:
    """Ticks per second of a track, and ticks per frame: 24000 and 1000 at 24, 24000 and 1001 at 23.976."""
    return (rate.num, rate.den) if rate.den == _NTSC_DEN else (rate.num * 1_000, rate.den * 1_000)


def level_of(fmt: Format) -> str:
    """4.0 for everything up to 1080p30, and the smallest that fits above."""
    blocks = -(-fmt.width // 16) * -(-fmt.height // 16)
    for level, per_frame, per_second in _LEVELS:
        if blocks <= per_frame and blocks * fmt.rate.exact <= per_second:
            return level
    return _LEVELS[-1][0]


def encode_args(fmt: Format) -> list[str]:
    """Output options up to the file name: video only, no metadata, nothing of this machine in the bytes."""
    scale, _ = timescale_of(fmt.rate)
    return [
        "-map_metadata", "-1", "-map_chapters", "-1", "-an", "-sn", "-dn",
        "-fflags", "+bitexact", "-flags:v", "+bitexact",
        "-fps_mode", "passthrough", "-enc_time_base", f"{fmt.rate.den}/{fmt.rate.num}",
        "-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p",
        "-profile:v", "high", "-level:v", level_of(fmt), "-threads", str(THREADS),
        "-x264-params", f"keyint={_GOP}:min-keyint=1:open-gop=0:stitchable=1",
        "-video_track_timescale", str(scale), "-movie_timescale", str(scale), "-f", "mp4",
    ]  # fmt: skip


TAGS = "setsar=1,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709:field_mode=prog"
"""Last filter of every chain: on the frames, since some builds take colour from them and not from options."""


def raw_args(fmt: Format, pix_fmt: str = "yuv420p") -> list[str]:
    """Input options for frames that come through standard input."""
    return [
        "-f", "rawvideo", "-pix_fmt", pix_fmt, "-s:v", f"{fmt.width}x{fmt.height}",
        "-framerate", f"{fmt.rate.num}/{fmt.rate.den}", "-i", "pipe:0",
    ]  # fmt: skip
