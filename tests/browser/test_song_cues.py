"""Cues of a song moved by hand: the pure module case by case, then the pointer and the keys on the page itself."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from accounts.models import Team
from tests.browser.test_pages import faults
from tests.services import song_lab
from trailers.domain.song_wishes import SongWishes
from trailers.models import Project
from trailers.selectors.song import song_panel
from trailers.services.snapshot import plan_project

STATIC = Path(__file__).parents[2] / "static"
SITE = "http://cues.example"
CASES = """async () => {
  const m = await import('/js/cues/core.js');
  const beats = [[0, 0], [500, 1], [1000, 2], [1500, 3], [2000, 0], [2500, 1], [3000, 2], [3500, 3], [4000, 0]];
  const cues = [{ time: 0 }, { time: 2000 }, { time: 4000 }];
  const span = m.room(cues, 1, 6000);
  return {
    span, start: m.room(cues, 0, 6000), last: m.room(cues, 2, 6000), tight: m.room([{ time: 0 }, { time: 800 }], 1, 1500),
    wide: m.room([{ time: 0 }, { time: 4000 }, { time: 9000 }], 1, 12000),
    snapped: m.dropped(beats, 2260, span, true), free: m.dropped(beats, 2260.4, span, false),
    beyond: m.dropped(beats, 9000, span, true), bare: m.dropped([], 2260, span, true),
    beat: m.stepped(beats, 2000, 1, 'beat', span, [24, 1]), back: m.stepped(beats, 2000, -1, 'beat', span, [24, 1]),
    bar: m.stepped(beats, 1500, 1, 'bar', span, [24, 1]), nobar: m.stepped(beats, 2000, 1, 'bar', span, [24, 1]),
    frame: m.stepped(beats, 2000, 1, 'frame', span, [24, 1]), ntsc: m.stepped(beats, 2000, -1, 'frame', span, [24000, 1001]),
    told: m.told(72512), on: [m.onWhat(beats, 2000), m.onWhat(beats, 2500), m.onWhat(beats, 2501)],
    units: [m.unitOf({}), m.unitOf({ shiftKey: true }), m.unitOf({ altKey: true, shiftKey: true })],
  };
}"""


def test_where_a_cue_may_go_and_where_it_lands(page: Any) -> None:
    page.route(SITE + "/", lambda route: route.fulfill(content_type="text/html", body="<!doctype html>"))
    page.route(
        SITE + "/js/**", lambda route: route.fulfill(path=STATIC / urlsplit(route.request.url).path[1:])
    )
    page.goto(SITE)
    assert page.evaluate(CASES) == {
        "span": [800, 3200], "start": None, "last": [2800, 5200], "tight": None, "wide": [1000, 8000],
        "snapped": 2500, "free": 2260, "beyond": 3000, "bare": 2260,
        "beat": 2500, "back": 1500, "bar": 2000, "nobar": 2000, "frame": 2042, "ntsc": 1960,
        "told": "1:12.512", "on": ["on a bar line", "on beat 2 of its bar", "between beats"],
        "units": ["beat", "bar", "frame"],
    }  # fmt: skip


@pytest.fixture
def video(team: Team) -> Project:
    made = song_lab.make_music_video(team)
    song_lab.run(made)
    return Project.objects.get(pk=made.pk)


def edits(video: Project) -> list[dict[str, Any]]:
    settings = Project.objects.values_list("settings", flat=True).get(pk=video.pk)
    return [dict(edit) for edit in SongWishes.from_json(settings["song"]).edits]


def test_a_cue_is_dragged_to_a_beat_moved_by_key_told_first_kept_and_taken_back(
    signed_in: Any, live_server: Any, video: Project
) -> None:
    page = signed_in
    panel = song_panel(video, plan_project(video)[1])
    assert panel
    cue = panel.cues[2]
    page.goto(f"{live_server.url}/films/{video.pk}/song")
    handle = page.get_by_role("slider", name="Cue of scene 3")
    note = page.locator("[data-cue-say]")

    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 40
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 9, y, steps=3)  # 14 pixels are a second: it goes to the beat half a second later
    page.mouse.up()
    page.locator("[data-cue-say]", has_text="Scenes 2 and 3 are cut anew.").wait_for()
    assert handle.get_attribute("aria-valuenow") == str(cue.time_ms + 500)
    assert edits(video) == []
    assert faults(page) == []
    if where := os.environ.get("SHOTS"):
        page.screenshot(path=f"{where}/song-cues.png")

    handle.press("Escape")
    note.wait_for(state="hidden")
    assert handle.get_attribute("aria-valuenow") == str(cue.time_ms)

    handle.press("ArrowRight")
    handle.press("Alt+ArrowRight")
    frame = (cue.time_ms + 500) * 24 // 1000 + 1
    wanted = round(frame * 1000 / 24)
    page.locator("[data-cue-say]", has_text="between beats. Scenes 2 and 3").wait_for()
    assert handle.get_attribute("aria-valuenow") == str(wanted)
    handle.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    page.get_by_role("button", name="Take back the last correction").wait_for()
    assert edits(video) == [{"kind": "move_cue", "cue": cue.id, "time_ms": wanted}]
    page.get_by_role("button", name="Take back the last correction").click()
    page.get_by_role("button", name="Take back the last correction").wait_for(state="detached")
    assert edits(video) == []
