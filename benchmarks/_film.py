"""A film to measure on: clips of several sizes and rates as engines give them, cut hard to a silent clock.

The pictures are synthetic (patterns, fractals, slopes with grain), so seconds and megabits are not those of
real footage. Ratios are what the benchmarks judge.
"""

from __future__ import annotations

import wave
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from benchmarks._table import Spent, spent
from trailers.domain.clock import SAMPLE_RATE, Rate, samples_at
from trailers.domain.cues import cues_of
from trailers.domain.cut import Boundary, Cut, Entry
from trailers.domain.script import Item
from trailers.domain.segments import Format, Segment, TakeFacts, diff, segments_of
from trailers.domain.soundtrack import Soundtrack, lay
from trailers.media.assemble import assemble
from trailers.media.process import run_ffmpeg
from trailers.media.profile import PROFILE_ID
from trailers.media.segment import render_segment
from trailers.media.track import sha256_of

RATE = Rate(24)
FORMAT = Format(1920, 1080, RATE)
CLIP_S = 4
_PICTURES = (
    "testsrc2=size={size}:rate={rate},noise=alls=4:allf=t",
    "mandelbrot=size={size}:rate={rate}:start_scale=2:end_scale=0.3:end_pts=200",
    "gradients=size={size}:rate={rate}:speed=0.015:c0=0x101820:c1=0x405060,noise=alls=2:allf=t",
    "testsrc2=size={size}:rate={rate},gblur=sigma=12,noise=alls=3:allf=t",
)
_SHAPES = (
    ("1920x1080", Rate(24)),
    ("1280x720", Rate(24)),
    ("1248x704", Rate(30)),
    ("1920x1080", Rate(24000, 1001)),
)


@dataclass(frozen=True)
class Film:
    """Files of one film in one folder, and the values they were made from."""

    folder: Path
    soundtrack: Soundtrack
    cut: Cut
    takes: dict[str, TakeFacts]
    sources: dict[str, Path]
    wav: Path
    m4a: Path
    files: dict[str, Path] = field(default_factory=dict)

    def segments(self, cut: Cut | None = None) -> tuple[Segment, ...]:
        return segments_of(cut or self.cut, cues_of(self.soundtrack), self.takes, FORMAT, PROFILE_ID)

    def render(self, segment: Segment) -> Path:
        path = self.folder / f"{segment.key[:24]}.mp4"
        render_segment(segment, self.sources, FORMAT, path, scratch=self.folder)
        self.files[segment.key] = path
        return path

    def paths(self, segments: tuple[Segment, ...]) -> list[Path]:
        return [self.files[segment.key] for segment in segments]

    def join(self, segments: tuple[Segment, ...], name: str) -> None:
        """Assemble rendered segments as `name` in the film's folder."""
        lengths = [segment.frames for segment in segments]
        assemble(self.paths(segments), self.m4a, self.folder / name, RATE, frames=lengths)

    def render_all(self) -> tuple[Segment, ...]:
        """Every segment of the film, and film.mp4."""
        segments = self.segments()
        for segment in segments:
            self.render(segment)
        self.join(segments, "film.mp4")
        return segments

    def follow(self, cut: Cut, steps: dict[str, Spent]) -> Segment:
        """Render and join what `cut` changes, timing each step; leaves new.mp4.

        The one segment made. SystemExit when another changed, or another file is not the same to the byte.
        """
        before = self.segments()
        old = {segment.key: sha256_of(self.files[segment.key]) for segment in before}
        with spent() as steps["plan"]:
            after = self.segments(cut)
            made = diff(before, after).made
        with spent() as steps["render its segment"]:
            for segment in made:
                self.render(segment)
        with spent() as steps["join the film"]:
            self.join(after, "new.mp4")
        kept = sum(sha256_of(self.files[segment.key]) == old.get(segment.key) for segment in after)
        print(f"segments rendered: {len(made)}; byte for byte as before: {kept} of {len(after)}")
        if (len(made), kept) != (1, len(after) - 1):
            raise SystemExit("a change of one scene changed others")
        return made[0]


def make_film(folder: Path, *, scenes: int, frames: int, look: str) -> Film:
    """Sources, sound and cut of a film; its segments are not rendered yet."""
    made = [make_clip(folder, n) for n in range(min(scenes, len(_PICTURES) * 2))]
    takes = {take.id: take for take, _ in made}
    sources = {take.id: path for take, path in made}
    items = [Item(f"part{n}", "silence", duration_ms=round(frames * 1000 / 24)) for n in range(scenes)]
    soundtrack = lay(items, {}, RATE)
    entries = tuple(
        Entry(
            scene_id=f"scene{n}",
            kind="shot",
            start=Boundary("start" if n == 0 else f"part{n}:start"),
            take_id=made[n % len(made)][0].id,
            in_point=4,
            look=look,
        )
        for n in range(scenes)
    )
    wav, m4a = make_sound(folder, samples_at(soundtrack.frames, RATE))
    return Film(folder, soundtrack, Cut("sound", entries), takes, sources, wav, m4a)


def make_clip(folder: Path, number: int) -> tuple[TakeFacts, Path]:
    """A clip of 4 s with the settings of an ordinary encoder, as a take with its facts."""
    size, rate = _SHAPES[(number * 3 + number // 4) % len(_SHAPES)]
    picture = _PICTURES[number % len(_PICTURES)].format(size=size, rate=f"{rate.num}/{rate.den}")
    path = folder / f"take{number}.mp4"
    if not path.exists():
        args = ["-f", "lavfi", "-i", picture, "-t", str(CLIP_S), "-pix_fmt", "yuv420p", "-c:v", "libx264",
                "-preset", "veryfast", "-crf", "20", str(path)]  # fmt: skip
        run_ffmpeg(args, scratch=folder, timeout_s=300)
    from trailers.media.probe import probe_clip

    facts = probe_clip(path)
    return TakeFacts(f"take{number}", sha256_of(path), "clip", facts.frames, facts.rate), path


def make_sound(folder: Path, samples: int) -> tuple[Path, Path]:
    """Tones that come and go, as WAV and as AAC."""
    wav, m4a = folder / "mix.wav", folder / "mix.m4a"
    time = np.arange(samples, dtype=np.float32) / SAMPLE_RATE
    sound = 0.3 * np.sin(time * 700) * (0.5 + 0.5 * np.sin(time * 3)) + 0.1 * np.sin(time * 2_900)
    data = np.rint(np.stack([sound, sound * 0.9], 1) * 30_000).astype("<i2")
    with wave.open(str(wav), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(data.tobytes())
    run_ffmpeg(["-i", str(wav), "-c:a", "aac", "-b:a", "192k", str(m4a)], scratch=folder, timeout_s=120)
    return wav, m4a


def with_look(film: Film, look: str) -> Film:
    entries = tuple(replace(entry, look=look) for entry in film.cut.entries)
    return replace(film, cut=replace(film.cut, entries=entries), files={})
