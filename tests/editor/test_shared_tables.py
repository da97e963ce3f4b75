"""The tables that Python and the editor's JavaScript both answer to: frames.json, conform.json, transitions.json and
framing.json.

The browser's side is in tests/browser/test_editor_core.py. `python -m tests.editor.test_shared_tables` writes them
anew after the domain has changed; what they then say is looked at before it is committed.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

from trailers.domain.clock import Rate, frame_at, ms_at
from trailers.domain.conform import Conform, plan_conform
from trailers.domain.cues import Cue
from trailers.domain.cut import Boundary, Cut, Entry
from trailers.domain.exports import SHAPES
from trailers.domain.segment import Format, Segment, TakeFacts, Window, later_share
from trailers.domain.segments import segments_of
from trailers.media.chains import fill_chain

TABLES = Path(__file__).parent / "fixtures"
RATES = ("24/1", "25/1", "30/1", "24000/1001", "30000/1001", "60000/1001")
EDGES = (0, 1, 20, 21, 41, 42, 62, 63, 500, 999, 1001, 41_708, 59_999, 3_599_999, 3_600_000, 36_000_000)


def table(name: str) -> Any:
    return json.loads((TABLES / name).read_text(encoding="utf-8"))


def frame_row(rate: str, ms: int) -> dict[str, Any]:
    exact = Rate.parse(rate)
    frame = frame_at(ms, exact)
    return {"rate": rate, "ms": ms, "frame": frame, "ms_at": ms_at(frame, exact)}


def conform_row(asked: dict[str, Any]) -> dict[str, Any]:
    speed = asked["speed"]
    plan = plan_conform(
        take_frames=asked["take_frames"],
        take_rate=Rate.parse(asked["take_rate"]),
        need=asked["need"],
        rate=Rate.parse(asked["rate"]),
        in_point=asked["in_point"],
        speed=None if speed is None else Fraction(speed),
    )
    if not isinstance(plan, Conform):
        return asked | {"flag": plan.code, "short_frames": plan.short_frames}
    shown = sorted({0, 1, plan.play - 1, plan.frames // 2, plan.frames - 1} & set(range(plan.frames)))
    return asked | {
        "use": plan.use,
        "play": plan.play,
        "freeze": plan.freeze,
        "mode": plan.mode,
        "plays_at": str(plan.speed),
        "shown": [[k, plan.source_frame(k)] for k in shown],
    }


def asked_of_conform() -> list[dict[str, Any]]:
    dice = random.Random(6)
    speeds = (None, None, None, "1/1", "17/20", "23/20", "23/25", "11/10", "6/5")
    return [
        {
            "take_frames": (frames := dice.choice((1, 12, 24, 96, 120, 121, 145, 192))),
            "take_rate": dice.choice(RATES),
            "need": dice.choice((1, 6, 20, 48, 83, 96, 100, 113, 120, 192)),
            "rate": dice.choice(RATES[:5]),
            "in_point": dice.choice((0, 0, 0, 1, 10, frames - 1, frames)),
            "speed": dice.choice(speeds),
        }
        for _ in range(240)
    ]


RATE = Rate(24)
Scene = dict[str, Any]


def transition_row(scenes: list[Scene]) -> dict[str, Any]:
    """What a render shows in every frame of a film of these scenes: [scene's index, frame of its take, share], the
    earlier first; frames in which only one scene is seen whole, and by its own take, are left out."""
    cues = [
        Cue("start" if not s["start"] else f"c{n}", "span", 0, s["start"], None) for n, s in enumerate(scenes)
    ]
    cues.append(Cue("end", "end", 0, scenes[-1]["end"], None))
    takes = {s["take"]: TakeFacts(s["take"], s["take"] * 8, "clip", 200, RATE) for s in scenes if s["take"]}
    entries = tuple(
        Entry(
            str(n), "shot" if s["take"] else "black", Boundary(cues[n].id), s["take"], s["in_point"], s["speed"],
            s["transition"], s["transition_frames"],
        )
        for n, s in enumerate(scenes)
    )  # fmt: skip
    seen: list[list[Any]] = []
    for segment in segments_of(Cut("sound", entries), cues, takes, Format(320, 180, RATE), "test"):
        seen += [_seen(segment, k) for k in range(segment.frames)]
    assert len(seen) == scenes[-1]["end"]
    return {"scenes": scenes, "seen": [[f, layers] for f, layers in enumerate(seen) if layers[0][2] != "1"]}


def _seen(segment: Segment, k: int) -> list[list[Any]]:
    if segment.kind == "body":
        return [_layer(segment.a, k, Fraction(1))]
    later = later_share(k, segment.frames)
    sides = ((segment.a, 1 - later), (segment.b, later))
    return [_layer(side, k, share) for side, share in sides if side is not None]


def _layer(window: Window | None, k: int, share: Fraction) -> list[Any]:
    assert window is not None
    own = window.conform.source_frame(window.start + k) if window.conform else None
    return [int(window.scene_id), own, str(share)]


def scenes_in_transition() -> list[list[Scene]]:
    """Rows of scenes with every transition beside every other, over clips and black, at several speeds."""
    dice = random.Random(9)
    rows = []
    for _ in range(40):
        at, scenes = 0, []
        for n in range(dice.randint(2, 5)):
            long = dice.randint(30, 60)
            kind = dice.choice(("hard", "dissolve", "fade") if n else ("hard", "fade"))
            scenes.append({
                "start": at, "end": at + long, "take": dice.choice("abc") if n != 1 else dice.choice(("d", None)),
                "in_point": dice.choice((0, 5)), "speed": dice.choice(("1/1", "17/20", "23/20")), "transition": kind,
                "transition_frames": 0 if kind == "hard" else dice.choice((2, 8, 24)),
            })  # fmt: skip
            at += long
        rows.append(scenes)
    return rows


def framing_row(source: list[int], shape: str, focus: list[int]) -> dict[str, Any]:
    """Where a render cuts a picture for a shape, by the words that it gives to ffmpeg: in pixels of the picture."""
    across, down = SHAPES[shape]
    width, height = source
    scale = max(Fraction(across, width), Fraction(down, height))
    said = fill_chain(across, down, (focus[0], focus[1]), "f").split("crop=")[1].split(",setsar")[0]
    x, y = re.fullmatch(r"\d+:\d+:'(.+)':'(.+)'", said).groups()  # type: ignore[union-attr]
    known = {"iw": width * scale, "ih": height * scale, "ow": across, "oh": down, "max": max, "min": min}
    at = [eval(text, {"__builtins__": {}}, known) / scale for text in (x, y)]  # noqa: S307  # the chain's own words
    size = [Fraction(side) / scale for side in (across, down)]
    return {
        "source": source,
        "shape": shape,
        "focus": focus,
        "crop": [float(value) for value in (*at, *size)],
    }


def asked_of_framing() -> list[tuple[list[int], str, list[int]]]:
    sizes = ([960, 540], [540, 960], [540, 540], [1286, 540])
    return [
        (size, shape, focus)
        for size in sizes
        for shape in SHAPES
        for focus in ([500, 500], [0, 0], [300, 800], [960, 20])
    ]


def test_every_frame_of_a_transition_is_as_the_table_says() -> None:
    rows = table("transitions.json")
    assert [transition_row(row["scenes"]) for row in rows] == rows
    counts = Counter(len(layers) for row in rows for _, layers in row["seen"])
    assert counts[1] > 200 and counts[2] > 200, "fades and dissolves"
    first, last = later_share(0, 24), later_share(23, 24)
    assert (first, last, later_share(0, 1)) == (Fraction(1, 48), Fraction(47, 48), Fraction(1, 2))


def test_another_shape_is_cut_as_the_table_says() -> None:
    rows = table("framing.json")
    assert [framing_row(row["source"], row["shape"], row["focus"]) for row in rows] == rows
    tall = next(
        r for r in rows if r["source"] == [960, 540] and r["shape"] == "9:16" and r["focus"] == [300, 800]
    )
    assert tall["crop"] == [288 - 151.875, 0, 303.75, 540]


def test_frames_and_milliseconds_are_as_the_table_says() -> None:
    rows = table("frames.json")
    assert len(rows) == len(RATES) * len(EDGES)
    assert [frame_row(row["rate"], row["ms"]) for row in rows] == rows


def test_a_take_fills_a_scene_as_the_table_says() -> None:
    rows = table("conform.json")
    keys = ("take_frames", "take_rate", "need", "rate", "in_point", "speed")
    assert [conform_row({key: row[key] for key in keys}) for row in rows] == rows
    modes = {row.get("mode", row.get("flag")) for row in rows}
    assert modes >= {"trim", "speed", "slow_freeze", "take_too_short", "in_point_outside", "speed_outside"}


def write() -> None:
    frames = [frame_row(rate, ms) for rate in RATES for ms in EDGES]
    for name, rows in (
        ("frames.json", frames),
        ("conform.json", [conform_row(r) for r in asked_of_conform()]),
        ("transitions.json", [transition_row(scenes) for scenes in scenes_in_transition()]),
        ("framing.json", [framing_row(*asked) for asked in asked_of_framing()]),
    ):
        lines = ",\n".join(json.dumps(row) for row in rows)
        (TABLES / name).write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    write()
