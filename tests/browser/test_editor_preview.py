"""What the preview shows is what the cut says: read back from the picture, frame by frame, after every edit."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.cutting import (
    Reels,
    coded_reels,
    cut_frames,
    enter,
    manifest,
    rendered,
    settle,
    shown_at,
    wanted_at,
)
from trailers.models import Project

LIMITS = """async (index) => {
  const { limits } = await import("/static/js/editor/core/ops.js");
  return limits(editor.room.store.view, index);
}"""


@pytest.fixture
def reels(signed_in: Any, tmp_path: Path) -> Iterator[Reels]:
    with coded_reels(signed_in, tmp_path / "coded") as found:
        yield found


def some_edit(page: Any, dice: random.Random) -> dict[str, Any]:
    """Any edit that may be tried: some are refused, which must leave the preview right as well."""
    film = manifest(page)
    scenes = film["scenes"]
    index = dice.randrange(len(scenes))
    scene = scenes[index]
    kind = dice.choice(("move",) * 5 + ("split", "merge", "slip", "speed", "take", "undo"))
    if kind == "move" and index:
        held = page.evaluate(LIMITS, index)
        return {"op": "move_boundary", "scene": scene["id"], "frame": dice.randint(held["from"], held["to"])}
    if kind == "split" and len(scenes) < 14:
        return {"op": "split", "scene": scene["id"], "frame": dice.randint(scene["start"] + 6, scene["end"])}
    if kind == "merge" and index + 1 < len(scenes) and len(scenes) > 5:
        return {"op": "merge", "scene": scene["id"]}
    if kind == "speed":
        return {
            "op": "set_speed",
            "scene": scene["id"],
            "speed": dice.choice((None, "17/20", "1/1", "23/20")),
        }
    if kind == "take":
        return {
            "op": "use_take",
            "scene": scene["id"],
            "take": dice.choice(clips(film)),
            "in_point": dice.choice((0, 3)),
        }
    if kind == "undo" and film["undo"]:
        return {"op": "undo"}
    return {"op": "slip", "scene": scene["id"], "in_point": dice.randint(0, 6)}


def clips(film: dict[str, Any]) -> list[str]:
    return [key for key, take in film["takes"].items() if take["kind"] == "clip"]


def make(page: Any, edit: dict[str, Any]) -> None:
    if edit["op"] == "undo":
        page.evaluate("editor.room.step('undo')")
    else:
        page.evaluate("(edit) => editor.room.edit([edit])", edit)
    settle(page)


def edit_and_compare(page: Any, film: Project, reels: Reels, *, edits: int, seed: int) -> int:
    """Counts the edits that were taken."""
    dice = random.Random(seed)
    taken = 0
    for n in range(edits):
        before = manifest(page)["cut"]
        edit = some_edit(page, dice)
        make(page, edit)
        taken += manifest(page)["cut"] != before
        frames = cut_frames(page)
        assert shown_at(page, frames) == wanted_at(film, reels, frames), f"edit {n}: {edit}"
    return taken


def test_after_every_edit_both_sides_of_every_cut_are_exact(
    signed_in: Any, live_server: Any, film: Project, reels: Reels
) -> None:
    enter(signed_in, live_server, film)
    assert edit_and_compare(signed_in, film, reels, edits=20, seed=6) >= 10


@pytest.mark.slow
def test_two_hundred_edits_and_what_the_server_renders(
    signed_in: Any, live_server: Any, film: Project, reels: Reels, tmp_path: Path
) -> None:
    """After every 25 edits the film's segments are rendered, and read back beside the preview."""
    enter(signed_in, live_server, film)
    make(signed_in, {"op": "set_look", "scene": None, "look": "colour"})
    taken = compared = 0
    for round_ in range(8):
        taken += edit_and_compare(signed_in, film, reels, edits=25, seed=200 + round_)
        made = rendered(film, reels, tmp_path / "segments")
        frames = [frame for frame in cut_frames(signed_in) if frame in made]
        assert shown_at(signed_in, frames) == [made[frame] for frame in frames]
        compared += len(frames)
    assert taken >= 100 and compared >= 60


def test_seeks_are_exact_and_an_edit_is_shown_before_the_server_has_answered(
    signed_in: Any, live_server: Any, film: Project, reels: Reels
) -> None:
    enter(signed_in, live_server, film)
    length = manifest(signed_in)["frames"]
    frames = random.Random(40).sample(range(length), 40)
    assert shown_at(signed_in, frames) == wanted_at(film, reels, frames)

    held: list[Any] = []
    signed_in.route("**/timeline/edits", lambda route: held.append(route))
    second = manifest(signed_in)["scenes"][1]
    with signed_in.expect_request("**/timeline/edits"):
        signed_in.evaluate(
            "([scene, frame]) => void editor.room.edit([{op: 'move_boundary', scene, frame}])",
            [second["id"], second["start"] + 5],
        )
    at = second["start"] + 2
    first_clip = reels.clip(manifest(signed_in)["scenes"][0]["take"])
    assert shown_at(signed_in, [at])[0][0] == first_clip, "the scene before reaches further already"
    assert signed_in.locator("#state").inner_text() == "Saving…"
    held[0].continue_()
    settle(signed_in)
    assert shown_at(signed_in, [at]) == wanted_at(film, reels, [at])
