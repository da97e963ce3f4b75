"""The film from its segments and its sound, by copying packets: nothing is encoded, every time is an integer.

Frame n of the film is shown at exactly n ticks times the step of the track, whatever the segments' own clocks
or containers say; lengths are counted in packets. The segments must carry one parameter set, byte for byte:
a player reads it once, from the head of the file.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trailers.domain.clock import Rate, samples_at
from trailers.domain.errors import FatalError

from .profile import timescale_of
from .sandbox import replacing
from .track import HEADER_ONLY, Track, places_of, read_track, sha256_of

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.stream import VideoStream

_AAC_SAMPLES = 1_024
"""Samples in a packet of AAC."""
_BITEXACT = 0x0400
"""AVFMT_FLAG_BITEXACT: no version and no time of writing in the file."""
_REORDER = 2
"""Frames by which x264 decodes ahead of what it shows, in the frozen profile (b-pyramid)."""


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """What came out, measured on the file."""

    frames: int
    sha256: str
    avcc_sha256: str
    bytes: int
    audio_packets: int


def assemble(
    segments: Sequence[Path],
    audio: Path,
    out: Path,
    rate: Rate,
    *,
    frames: Sequence[int],
    ends_early: bool = False,
) -> FilmFacts:
    """Join `segments` (with `frames[i]` frames each) and the AAC sound of `audio` into `out`.

    `out` appears whole or not at all. The sound of a song `ends_early`: within the last frame. FatalError
    film.mismatch when a segment has other parameter sets than the first or another count of frames than it
    should, film.sound_short when the sound ends before the picture, disk.full.
    """
    if not segments or len(segments) != len(frames):
        raise ValueError(f"{len(frames)} lengths for {len(segments)} segments")
    with replacing(out) as temp:
        audio_packets = _join(segments, audio, temp, rate, frames)
        heard_frames = sum(frames) - ends_early
        track = _checked(temp, rate, sum(frames), audio_packets * _AAC_SAMPLES, heard_frames, _rate_of(audio))
        return FilmFacts(track.frames, sha256_of(temp), track.avcc_sha256, temp.stat().st_size, audio_packets)


def _join(segments: Sequence[Path], audio: Path, temp: Path, rate: Rate, frames: Sequence[int]) -> int:
    """Write the film and return the number of sound packets."""
    import av

    timescale, _ = timescale_of(rate)
    options = {
        "movflags": "+faststart",
        "video_track_timescale": str(timescale),
        "movie_timescale": str(timescale),
    }
    with (
        av.open(str(temp), "w", format="mp4", options=options) as film,
        av.open(str(audio), options=HEADER_ONLY) as sound,
        av.open(str(segments[0]), options=HEADER_ONLY) as first,
    ):
        film.flags |= _BITEXACT
        video = film.add_stream_from_template(first.streams.video[0])
        video.time_base = Fraction(1, timescale)
        track = film.add_stream_from_template(sound.streams.audio[0])
        sounds = [p for p in sound.demux(sound.streams.audio[0]) if p.dts is not None and p.size]
        for packet in sounds:
            packet.stream = track
        pictures: Iterator[Packet[Any]] = _pictures(segments, frames, video, rate)
        for each in heapq.merge(pictures, sounds, key=_decoded_at):
            film.mux_one(each)
        return len(sounds)


def _rate_of(audio: Path) -> int:
    import av

    with av.open(str(audio), options=HEADER_ONLY) as sound:
        return sound.streams.audio[0].codec_context.sample_rate


def _decoded_at(packet: Packet[Any]) -> Fraction:
    return (packet.dts or 0) * (packet.time_base or Fraction(0))


def _pictures(
    segments: Sequence[Path], frames: Sequence[int], stream: VideoStream, rate: Rate
) -> Iterator[Packet[VideoStream]]:
    """The packets of all segments on one clock, in the order in which they are decoded.

    Packet i of a segment of the frozen profile is never shown earlier than place i - 2 in it, so decoding
    times two frames ahead of a plain count are right for all, and go on evenly over the joints.
    """
    timescale, step = timescale_of(rate)
    clock = Fraction(1, timescale)
    start = 0
    first = b""
    for number, (path, wanted) in enumerate(zip(segments, frames, strict=True), start=1):
        parameter_sets, packets = _packets(path)
        first = first or parameter_sets
        places = places_of([packet.pts or 0 for packet in packets])
        early = any(place < index - _REORDER for index, place in enumerate(places))
        if parameter_sets != first or early:
            raise FatalError("film.mismatch", number=number, detail="was encoded with other settings")
        if len(set(places)) != wanted or len(packets) != wanted:
            raise FatalError(
                "film.mismatch", number=number, detail=f"has {len(packets)} frames, not {wanted}"
            )
        for index, (packet, place) in enumerate(zip(packets, places, strict=True)):
            packet.time_base = clock
            packet.pts = (start + place) * step
            packet.dts = (start + index - _REORDER) * step
            packet.duration = step
            packet.stream = stream
            yield packet
        start += wanted


def _packets(path: Path) -> tuple[bytes, list[Packet[VideoStream]]]:
    """Parameter sets and packets of a segment."""
    import av

    with av.open(str(path), options=HEADER_ONLY) as source:
        stream = source.streams.video[0]
        packets = [packet for packet in source.demux(stream) if packet.pts is not None and packet.size]
        return bytes(stream.codec_context.extradata or b""), packets


def _checked(path: Path, rate: Rate, frames: int, samples: int, heard_frames: int, sample_rate: int) -> Track:
    """The written file again: its frames, its even clock, and sound over as many of them as should be heard."""
    track = read_track(path)
    timescale, step = timescale_of(rate)
    even = track.time_base == Fraction(1, timescale) and track.times == tuple(n * step for n in range(frames))
    if track.frames != frames or not even:
        raise FatalError("segment.wrong_frames", made=track.frames, wanted=frames)
    if samples < samples_at(heard_frames, rate, sample_rate):
        raise FatalError("film.sound_short", frames=frames)
    return track
