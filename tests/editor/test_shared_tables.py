"""The tables that Python and the editor's JavaScript both answer to: frames.json and conform.json.

The browser's side is in tests/browser/test_editor_core.py. `python -m tests.editor.test_shared_tables` writes them
anew after the domain has changed; what they then say is looked at before it is committed.
"""

from __future__ import annotations

import json
import random
from fractions import Fraction
from pathlib import Path
from typing import Any

from trailers.domain.clock import Rate, frame_at, ms_at
from trailers.domain.conform import Conform, plan_conform

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
    ):
        lines = ",\n".join(json.dumps(row) for row in rows)
        (TABLES / name).write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    write()
