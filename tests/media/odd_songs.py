"""Odd and hostile songs as files: what each is, how it is made, and whether a film or an error is to come of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.media.songs import write
from tests.media.test_song_hostile import HEARD, REFUSED, SECONDS, band, made, noise
from trailers.media.process import run_ffmpeg

Build = Callable[[Path], Path]
NAMES = (
    "-rf.mp3",
    "$(touch pwned) `id`; echo.mp3",
    "concat:a|b.mp3",
    "%s%n%d {0} {{x}}.mp3",
    "two\nlines.mp3",
    "\u202egnp.\u202c \u0627\u0644\u0628\u062d\u0631 \U0001f3b5.mp3",
    "<img src=x onerror=alert(1)>'\"&.mp3",
    "n" * 200 + ".mp3",
)
"""Names that mean something to a shell, to ffmpeg, to a template or to a terminal."""
_TOLD = {
    "song.too_short": "at least 20 s",
    "song.silent": "silent",
    "song.unsupported": "is not a song",
    "file.empty": "empty",
    "media.unreadable": "cannot be read",
}


@dataclass(frozen=True, slots=True)
class Odd:
    what: str
    build: Build
    film: bool = True
    says: str = ""
    """Words of the error, where one is to come."""


def chain(name: str, *args: str, source: str = "source.wav") -> Build:
    """The band, and a second file where two are wanted, through ffmpeg."""

    def build(folder: Path) -> Path:
        write(folder / source, band())
        write(folder / "second.wav", noise())
        run_ffmpeg(
            [word.format(folder=folder) for word in args] + [str(folder / name)], scratch=folder, timeout_s=60
        )
        return folder / name

    return build


def tagged(folder: Path) -> Path:
    """An MP3 behind five megabytes of ID3, its size in the tag's own seven-bit numbers."""
    plain = made("plain.mp3", "-q:a", "6")(folder).read_bytes()
    size = 5 * 1024 * 1024
    count = bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))
    frame = b"TXXX" + bytes((((size - 10) >> shift) & 0x7F) for shift in (21, 14, 7, 0)) + b"\0\0"
    (folder / "tagged.mp3").write_bytes(
        b"ID3\x04\x00\x00" + count + frame + b"\0" * (size - len(frame)) + plain
    )
    return folder / "tagged.mp3"


def pictured(folder: Path) -> Path:
    """An MP3 with its cover as a stream of its own."""
    cover = ["-f", "lavfi", "-i", "color=red:size=300x300", "-frames:v", "1", str(folder / "cover.jpg")]
    run_ffmpeg(cover, scratch=folder, timeout_s=60)
    sound = ["-i", str(write(folder / "source.wav", band())), "-i", str(folder / "cover.jpg"), "-map", "0:a"]
    picture = [
        "-map",
        "1:v",
        "-c:v",
        "copy",
        "-disposition:v",
        "attached_pic",
        "-id3v2_version",
        "3",
        "-q:a",
        "6",
    ]
    run_ffmpeg([*sound, *picture, str(folder / "art.mp3")], scratch=folder, timeout_s=60)
    return folder / "art.mp3"


def truncated(name: str, *args: str) -> Build:
    def build(folder: Path) -> Path:
        whole = made(f"whole-{name}", *args, sound=lambda: band(seconds=30))(folder)
        (folder / name).write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
        return folder / name

    return build


def named(name: str) -> Odd:
    def build(folder: Path) -> Path:
        return made("plain.mp3", "-q:a", "6")(folder).rename(folder / name)

    return Odd("an MP3 called " + ascii(name[:28]), build)


def edited(folder: Path) -> Path:
    write(folder / "source.wav", band(seconds=SECONDS + 1))
    run_ffmpeg(
        ["-i", str(folder / "source.wav"), "-c:a", "aac", str(folder / "source.m4a")],
        scratch=folder,
        timeout_s=60,
    )
    cut = [
        "-ss",
        "0.513",
        "-i",
        str(folder / "source.m4a"),
        "-c",
        "copy",
        "-f",
        "mp4",
        str(folder / "edit.m4a"),
    ]
    run_ffmpeg(cut, scratch=folder, timeout_s=60)
    return folder / "edit.m4a"


MORE: dict[str, Odd] = {
    "cover art": Odd("MP3 with a picture as a video stream", pictured),
    "moving cover": Odd("M4A whose first stream is a video", chain(
        "video.m4a", "-f", "lavfi", "-i", f"testsrc=size=160x120:rate=10:duration={SECONDS}", "-i",
        "{folder}/source.wav", "-map", "0:v", "-map", "1:a", "-c:v", "libx264", "-c:a", "aac", "-f", "mp4")),
    "24-bit FLAC": Odd("96 kHz, 24 bit", chain(
        "deep.flac", "-i", "{folder}/source.wav", "-ar", "96000", "-sample_fmt", "s32", "-bits_per_raw_sample", "24")),
    "float WAV": Odd("32 bit float, over full scale", chain(
        "float.wav", "-i", "{folder}/source.wav", "-af", "volume=6dB", "-c:a", "pcm_f32le")),
    "Opus": Odd("Ogg Opus, 48 kHz", chain("o.opus", "-i", "{folder}/source.wav", "-c:a", "libopus", "-b:a", "64k")),
    "5 MB of ID3": Odd("MP3 behind a tag of 5 MB", tagged),
    "two audio streams": Odd("M4A with the band and with noise", chain(
        "two.m4a", "-i", "{folder}/source.wav", "-i", "{folder}/second.wav", "-map", "0", "-map", "1", "-c:a", "aac",
        "-f", "mp4")),
    "late start": Odd("M4A whose sound starts at 0.7 s", chain(
        "late.m4a", "-itsoffset", "0.7", "-i", "{folder}/source.wav", "-c:a", "aac", "-f", "mp4")),
    "edit list": Odd("M4A cut by its edit list, packets kept", edited),
    "encoder delay": Odd("MP3 at 22.05 kHz with LAME's delay", chain(
        "delay.mp3", "-i", "{folder}/source.wav", "-ar", "22050", "-b:a", "64k")),
    "AAC with priming": Odd("M4A, AAC 128k: packets are kept", chain(
        "aac.m4a", "-i", "{folder}/source.wav", "-c:a", "aac", "-b:a", "128k")),
    "half an M4A": Odd("its index is at the end, and gone", truncated("half.m4a", "-c:a", "aac"),
                       film=False, says="half.m4a"),
    "half a FLAC": Odd("promises 30 s, holds 15", truncated("half.flac"), film=False, says="is damaged"),
}  # fmt: skip


SONGS: dict[str, Odd] = {
    **{name: Odd(name, build) for name, build in HEARD.items()},
    **{name: Odd(name, build, False, _TOLD[code]) for name, (build, code) in REFUSED.items()},
    **MORE,
}
