"""Random but valid films for property tests. All follows from one seed, so a failure can be replayed.

Films are made once and shared by the tests of a run; they are values, nobody changes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from random import Random

from hypothesis import strategies as st

from trailers.domain.clock import SAMPLE_RATE, Rate
from trailers.domain.cues import Cue, cues_for
from trailers.domain.cut import Boundary, Cut, Entry, grid, render_span
from trailers.domain.script import Item, ItemKind
from trailers.domain.segments import Format, Segment, TakeFacts, segments_of
from trailers.domain.soundtrack import Soundtrack, Voiced, lay
from trailers.domain.words import Word

RATES = (Rate(24), Rate(25), Rate(30), Rate(60), Rate(24000, 1001), Rate(30000, 1001))
PROFILE = "test-profile-1"
SEEDS = st.integers(0, 1_499)


@dataclass(frozen=True, slots=True)
class Film:
    soundtrack: Soundtrack
    cut: Cut
    cues: tuple[Cue, ...]
    takes: Mapping[str, TakeFacts]
    fmt: Format

    @property
    def bounds(self) -> tuple[int, ...]:
        return grid(self.cut, self.cues)

    def segments(self, cut: Cut, extra: Mapping[str, TakeFacts] | None = None) -> tuple[Segment, ...]:
        """The segments of another cut of this film, which may use other takes too."""
        return segments_of(cut, self.cues, {**self.takes, **(extra or {})}, self.fmt, PROFILE)


def sha(name: object) -> str:
    return f"{name!s:0>64}"


def random_soundtrack(rng: Random) -> Soundtrack:
    items, voiced = [], {}
    for n in range(rng.randint(1, 7)):
        kind: ItemKind = rng.choice(("line", "line", "line", "card", "silence"))
        if kind == "line":
            items.append(Item(f"line{n}", "line", "words", pause_after_ms=rng.choice((0, 0, 250, 900))))
            voiced[f"line{n}"] = random_voice(rng)
        else:
            items.append(Item(f"{kind}{n}", kind, duration_ms=rng.randint(400, 9_000)))
    return lay(items, voiced, rng.choice(RATES))


def random_voice(rng: Random) -> Voiced:
    """Words with pauses, without any, and now and then overlapping; starts never go back."""
    words: list[Word] = []
    at = rng.randint(0, 30)
    for n in range(rng.randint(1, 12)):
        length = rng.randint(60, 700)
        words.append(Word(f"w{n}", at, at + length))
        at += length + rng.choice((0, 10, 90, 300, 800, -min(length, 40)))
    end_ms = max(word.end_ms for word in words)
    return Voiced(samples=(end_ms + rng.randint(0, 40)) * SAMPLE_RATE // 1000, words=tuple(words))


@cache
def random_segments(seed: int) -> tuple[Segment, ...]:
    film = random_film(seed)
    return film.segments(film.cut)


@cache
def random_film(seed: int) -> Film:
    """A film that tiles, whose transitions fit and whose takes are long enough."""
    rng = Random(seed)
    soundtrack = random_soundtrack(rng)
    starts = _starts(rng, soundtrack)
    frames = [end - start for (_, start), (_, end) in zip(starts, [*starts[1:], ("", soundtrack.frames)])]  # noqa: B905
    transitions = _transitions(rng, frames)
    entries = []
    for n, ((cue, frame), (transition, length)) in enumerate(zip(starts, transitions, strict=True)):
        shown = rng.choice(("black", "image", "clip", "clip", "clip"))
        entries.append(
            Entry(
                scene_id=f"scene-{n}",
                kind="black" if shown == "black" else rng.choice(("shot", "card")),
                start=Boundary(cue.id, frame - cue.frame),  # type: ignore[union-attr]
                take_id=None if shown == "black" else f"{shown}-{n}",
                in_point=rng.choice((0, 0, 3, 11)) if shown == "clip" else 0,
                speed=rng.choice((None, None, "1/1", "17/20", "11/10")) if shown == "clip" else None,
                transition=transition,  # type: ignore[arg-type]
                transition_frames=length,
                look=rng.choice(("noir", "colour")),
                focus=(rng.randint(0, 1000), rng.randint(0, 1000)),
                move=rng.choice(("push_in", "hold", "drift")),
                locked=rng.random() < 0.1,
            )
        )
    cut = Cut("soundtrack-sha", tuple(entries))
    cues = cues_for(soundtrack, [entry.start.cue_id for entry in entries])
    takes = _takes(rng, cut, grid(cut, cues), soundtrack.rate)
    return Film(soundtrack, cut, cues, takes, Format(1920, 1080, soundtrack.rate))


def _starts(rng: Random, soundtrack: Soundtrack) -> list[tuple[Cue | str, int]]:
    """Cues with the frame where a scene starts: on the cue or up to three frames beside it."""
    spans = [span for span in soundtrack.spans if span.frames > 60]
    extra = [f"{span.item_id}:f{rng.randint(1, span.frames - 1)}" for span in spans[:2]]
    cues = cues_for(soundtrack, extra)
    chosen: dict[int, Cue] = {}
    for cue in rng.sample(cues, rng.randint(0, min(len(cues), 12))):
        frame = cue.frame + rng.choice((0, 0, 0, -3, -1, 2))
        if 0 < frame < soundtrack.frames:
            chosen[frame] = cue
    chosen[0] = cues[0]
    return [(chosen[frame], frame) for frame in sorted(chosen)]


def _transitions(rng: Random, frames: list[int]) -> list[tuple[str, int]]:
    """Lengths that leave each scene at least one frame of its own."""
    room = [length - 1 for length in frames]
    out = []
    for n in range(len(frames)):
        kind = rng.choice(("hard", "dissolve", "fade")) if n else rng.choice(("hard", "fade"))
        half = rng.randint(0, min(room[n], room[n - 1] if n else 24, 12))
        if kind == "hard" or half == 0:
            out.append(("hard", 0))
            continue
        room[n] -= half
        if n:
            room[n - 1] -= half
        out.append((kind, 2 * half))
    return out


def _takes(rng: Random, cut: Cut, bounds: tuple[int, ...], rate: Rate) -> dict[str, TakeFacts]:
    takes = {}
    for n, entry in enumerate(cut.entries):
        if entry.take_id is None:
            continue
        if entry.take_id.startswith("image"):
            takes[entry.take_id] = TakeFacts(entry.take_id, sha(n), "image")
            continue
        first, end = render_span(cut, bounds, n)
        take_rate = rng.choice(RATES)
        full = (end - first) * take_rate.exact / rate.exact
        enough = int(full * 6 / 5) + 2 + entry.in_point + rng.choice((0, 0, 40))
        takes[entry.take_id] = TakeFacts(entry.take_id, sha(n), "clip", enough, take_rate)
    return takes
