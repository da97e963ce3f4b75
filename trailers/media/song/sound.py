"""The song in the film: at its own level, as its own packets where they can be kept, else encoded once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from trailers.domain.errors import CuelockError, FatalError
from trailers.domain.song_clock import SONG_RATE
from trailers.media.audio import wav_facts
from trailers.media.mix import encode_aac
from trailers.media.process import SONG_CODECS, SONG_FORMATS, Limits, replacing, run_ffmpeg, untrusted

from .intake import pcm_of

AAC_BITS = 320_000
_EDGE_MS = 8
"""A part of a song begins and ends within this, so that it does not click."""
_PACKET = 1_024
_LIMITS = Limits(memory_bytes=2 << 30, cpu_s=300, file_bytes=1 << 29)


@dataclass(frozen=True, slots=True)
class SoundFacts:
    samples: int
    """Of the PCM, at 44.1 kHz."""
    copied: bool
    """Whether the film has the original's own packets."""
    residual_db: float
    """What the codec left over, against the PCM."""


def lay_song(
    source: Path, song: Path, part: tuple[int, int], wav: Path, m4a: Path, *, whole: bool, scratch: Path
) -> SoundFacts:
    """Write samples [part) of the decoded `song` to `wav`, and the film's AAC to `m4a`.

    The whole of a plain AAC song is copied packet by packet; anything else is encoded from the decode.
    FatalError mix.wrong_samples when what was written is not as long as the song.
    """
    _write_part(song, part, wav, whole=whole)
    samples = part[1] - part[0]
    copied = whole and _copied(source, wav, m4a, samples, scratch)
    if not copied:
        found = wav_facts(wav).samples
        if found != samples:
            raise FatalError("mix.wrong_samples", found=found, expected=samples)
        encode_aac(wav, m4a, scratch=scratch, bit_rate=AAC_BITS, sample_rate=SONG_RATE)
    return SoundFacts(samples, copied, _left_over_db(m4a, wav))


def _left_over_db(m4a: Path, wav: Path) -> float:
    from trailers.media.soundcheck import compare_sound

    left_db = compare_sound(m4a, wav).residual_db
    return 0.0 if left_db is None else round(left_db, 2)


def write_voices(song: Path, part: tuple[int, int], wav: Path) -> int:
    """Samples [part) of the decoded `song` in one channel, as they are, for whoever listens for words. How many
    were written; FatalError mix.wrong_samples for a part that the song does not have."""
    import numpy as np
    import soundfile

    both = pcm_of(song)[part[0] : part[1]].astype(np.int32)
    wanted = part[1] - part[0]
    if len(both) != wanted:
        raise FatalError("mix.wrong_samples", found=len(both), expected=wanted)
    with replacing(wav) as temp:
        middle = ((both[:, 0] + both[:, 1]) // 2).astype(np.int16)
        soundfile.write(str(temp), middle, SONG_RATE, format="WAV", subtype="PCM_16")
    return wanted


def _write_part(song: Path, part: tuple[int, int], wav: Path, *, whole: bool) -> None:
    import soundfile

    sound = pcm_of(song)[part[0] : part[1]].copy()
    if not whole:
        _soften(sound, part, len(pcm_of(song)))
    with replacing(wav) as temp:
        soundfile.write(str(temp), sound, SONG_RATE, format="WAV", subtype="PCM_16")


def _soften(sound: object, part: tuple[int, int], samples: int) -> None:
    """A ramp of a few ms where the song goes on outside the part."""
    import numpy as np

    edge = SONG_RATE * _EDGE_MS // 1000
    ramp = (np.arange(edge) / edge)[:, None]
    pcm = np.asarray(sound)
    if part[0] > 0:
        pcm[:edge] = np.rint(pcm[:edge] * ramp)
    if part[1] < samples:
        pcm[-edge:] = np.rint(pcm[-edge:] * ramp[::-1])


def _copied(source: Path, wav: Path, m4a: Path, samples: int, scratch: Path) -> bool:
    """Whether `m4a` now holds the source's packets and decodes to the same sound from its first sample on."""
    if not _is_plain_aac(source):
        return False
    try:
        with replacing(m4a) as temp:
            run_ffmpeg(
                [
                    *untrusted(source, formats=SONG_FORMATS, codecs=SONG_CODECS),
                    "-map", "0:a:0", "-vn", "-sn", "-dn", "-map_metadata", "-1", "-c:a", "copy",
                    "-fflags", "+bitexact", "-movflags", "+faststart", "-f", "mp4", f"file:{temp.resolve()}",
                ],
                scratch=scratch,
                timeout_s=120,
                limits=_LIMITS,
            )  # fmt: skip
    except CuelockError:
        return False
    return _is_same(m4a, wav, samples)


def _is_plain_aac(source: Path) -> bool:
    """AAC-LC in one or two channels: other profiles have other packets, and a film is heard in stereo."""
    import av

    try:
        with av.open(str(source)) as container:
            context = container.streams.audio[0].codec_context
            return context.name == "aac" and context.profile == "LC" and context.channels in (1, 2)
    except (av.FFmpegError, IndexError):
        return False


def _is_same(m4a: Path, wav: Path, samples: int) -> bool:
    """At offset 0, and long enough: a file with a clock of its own (an edit list, a late start) is encoded."""
    from trailers.media.soundcheck import compare_sound

    found = compare_sound(m4a, wav)
    least = samples * 48_000 // SONG_RATE - _PACKET
    fits = least <= found.samples <= samples * 48_000 // SONG_RATE + 2 * _PACKET
    return fits and found.offset_samples == 0 and found.residual_db is not None and found.residual_db < -40
