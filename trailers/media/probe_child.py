"""Runs alone in a limited process: measures one untrusted file and prints what it found as JSON.

Started by `probe.py` as a program of its own; it imports nothing of Cuelock. Answers are {"facts": {...}} or
{"error": code, "params": {...}}; whatever else happens (killed, crashed) the parent takes as unreadable.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any


class Refused(Exception):
    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def main() -> None:
    request = json.loads(sys.argv[1])
    measure = {"clip": probe_clip, "audio": probe_audio, "song": probe_song, "image": probe_image}[
        request["kind"]
    ]
    try:
        answer: dict[str, Any] = {"facts": measure(request)}
    except Refused as refused:
        answer = {"error": refused.code, "params": refused.params}
    except MemoryError:
        answer = {"error": "media.unreadable", "params": {"detail": "It needs more memory than is allowed."}}
    except Exception:  # a library met bytes that it cannot read: that is the answer
        answer = {
            "error": "media.unreadable",
            "params": {"detail": "It is damaged, or a part of it is missing."},
        }
    print(json.dumps(answer))


@contextmanager
def opened(request: dict[str, Any]) -> Iterator[Any]:
    """The container, with only the readers and decoders that were allowed."""
    import av

    options = {
        "format_whitelist": ",".join(request["formats"]),
        "codec_whitelist": ",".join(request["codecs"]),
        "protocol_whitelist": "file",
    }
    if not known_head(request):
        raise Refused("media.unsupported", detail="It is no file of a kind that Cuelock reads.")
    with av.open(f"file:{request['path']}", options=options) as container:
        yield container


def known_head(request: dict[str, Any]) -> bool:
    """Whether the first bytes are those of a container at all: tells a foreign file from a damaged one."""
    with open(request["path"], "rb") as file:
        head = file.read(12)
    kinds = [head[4:8] in (b"ftyp", b"moov", b"mdat", b"free", b"wide"), head[:4] == b"\x1a\x45\xdf\xa3"]
    if request["kind"] in ("audio", "song"):
        sync = len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0
        kinds += [head[:4] in (b"RIFF", b"RF64", b"fLaC", b"OggS"), head[:3] == b"ID3", sync]
    return any(kinds)


def probe_clip(request: dict[str, Any]) -> dict[str, Any]:
    """Every frame is decoded: what a header says about length is not believed."""
    with opened(request) as container:
        stream = checked_video(container, request)
        stream.thread_type = "NONE"
        times: list[Fraction] = []
        frames = 0
        width, height = stream.codec_context.width, stream.codec_context.height
        for frame in container.decode(stream):
            check_size(frame.width, frame.height, request)
            if (frame.width, frame.height) != (width, height):
                raise Refused("media.unreadable", detail="Its picture changes size.")
            frames += 1
            if frame.pts is not None and frame.time_base is not None:
                times.append(frame.pts * frame.time_base)
            check_length(frames, times, request)
            turned = getattr(frame, "rotation", 0) % 180 == 90
        if not frames:
            raise Refused("media.unreadable", detail="Not one frame of it can be decoded.")
        if turned:
            width, height = height, width
        rate = measured_rate(times, stream)
        return {
            "frames": frames,
            "rate": [rate.numerator, rate.denominator],
            "width": width,
            "height": height,
            "codec": stream.codec_context.name,
        }


def checked_video(container: Any, request: dict[str, Any]) -> Any:
    """The one video stream, once its head promises nothing out of bounds. Cover pictures do not count."""
    streams = [s for s in container.streams.video if not s.disposition & s.disposition.attached_pic]
    if not streams:
        raise Refused("media.no_video")
    if len(streams) > 1:
        raise Refused("media.several_videos", count=len(streams))
    stream = streams[0]
    if stream.codec_context is None or stream.codec_context.codec.name not in request["codecs"]:
        raise Refused("media.unsupported", detail="Its codec is not one that Cuelock reads.")
    check_size(stream.codec_context.width, stream.codec_context.height, request)
    seconds = container.duration / 1_000_000 if container.duration else 0
    if seconds > request["max_seconds"]:
        raise Refused("media.too_long", seconds=round(seconds), limit_s=request["max_seconds"])
    return stream


def check_size(width: int, height: int, request: dict[str, Any]) -> None:
    limit_width, limit_height = request["max_width"], request["max_height"]
    fits = width <= limit_width and height <= limit_height
    fits_turned = width <= limit_height and height <= limit_width
    if not fits and not fits_turned:
        limit = f"{limit_width}x{limit_height}"
        raise Refused("media.too_many_pixels", width=width, height=height, limit=limit)
    if min(width, height) < request["min_side"]:
        least = f"{request['min_side']}x{request['min_side']}"
        raise Refused("media.too_small", width=width, height=height, limit=least)


def check_length(frames: int, times: list[Fraction], request: dict[str, Any]) -> None:
    """Stop an endless file at the limit: by its own clock, and by frames when the clock stands still."""
    seconds = float(times[-1] - times[0]) if times else 0.0
    if seconds > request["max_seconds"] or frames > request["max_seconds"] * request["max_rate"]:
        raise Refused(
            "media.too_long", seconds=f"more than {request['max_seconds']}", limit_s=request["max_seconds"]
        )


def measured_rate(times: list[Fraction], stream: Any) -> Fraction:
    """Frames a second over the whole clip, put on the usual rate when it is within 1/2000 of one."""
    span = max(times) - min(times) if times else Fraction(0)
    if len(times) > 1 and span > 0:
        exact = (len(times) - 1) / span
    else:
        exact = Fraction(stream.average_rate or stream.guessed_rate or 24)
    usual = [Fraction(n) for n in (12, 15, 16, 24, 25, 30, 48, 50, 60)]
    usual += [Fraction(n * 1000, 1001) for n in (24, 30, 60)]
    nearest = min(usual, key=lambda rate: abs(rate - exact))
    if abs(nearest - exact) * 2000 <= nearest:
        return nearest
    return max(exact.limit_denominator(1001), Fraction(1))


def probe_audio(request: dict[str, Any]) -> dict[str, Any]:
    """Every sample is decoded and counted, at the file's own rate."""
    with opened(request) as container:
        if not container.streams.audio:
            raise Refused("media.no_audio")
        stream = container.streams.audio[0]
        samples, rate, channels = 0, 0, 0
        for frame in container.decode(stream):
            if rate and frame.sample_rate != rate:
                raise Refused("media.unreadable", detail="Its sample rate changes.")
            rate, channels = frame.sample_rate, frame.layout.nb_channels
            samples += frame.samples
            if samples > request["max_seconds"] * rate:
                limit = request["max_seconds"]
                raise Refused("media.too_long", seconds=f"more than {limit}", limit_s=limit)
        if not samples:
            raise Refused("media.unreadable", detail="Not one sample of it can be decoded.")
        return {"samples": samples, "sample_rate": rate, "channels": channels}


def probe_song(request: dict[str, Any]) -> dict[str, Any]:
    """What its heads promise: nothing is decoded here, the one decode that counts follows."""
    with opened(request) as container:
        if not container.streams.audio:
            raise Refused("media.no_audio")
        stream = container.streams.audio[0]
        seconds = stream.duration * stream.time_base if stream.duration and stream.time_base else 0
        return {
            "container": container.format.name,
            "codec": stream.codec_context.name,
            "sample_rate": stream.codec_context.sample_rate,
            "channels": stream.codec_context.channels,
            "promised_ms": round(seconds * 1000),
        }


def probe_image(request: dict[str, Any]) -> dict[str, Any]:
    """The size as it is shown (turned by its EXIF tag), once the whole picture has been decoded."""
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # our own limit follows, on the header, before anything is decoded
    try:
        picture = Image.open(request["path"], formats=["PNG", "JPEG", "WEBP"])
    except UnidentifiedImageError as error:
        raise Refused("media.unsupported", detail="It is not a PNG, JPEG or WebP picture.") from error
    with picture:
        width, height = picture.size
        if width * height > request["max_pixels"]:
            limit = f"{request['max_pixels'] // 1_000_000} million pixels"
            raise Refused("media.too_many_pixels", width=width, height=height, limit=limit)
        if min(width, height) < request["min_side"]:
            least = f"{request['min_side']}x{request['min_side']}"
            raise Refused("media.too_small", width=width, height=height, limit=least)
        picture.load()
        if picture.getexif().get(0x0112, 1) in (5, 6, 7, 8):
            width, height = height, width
        return {"width": width, "height": height, "format": (picture.format or "").lower()}


if __name__ == "__main__":
    main()
