"""A music video in the cutting room: its bars, sections and cues are what it is cut by, and nothing of a narration
is offered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts.models import Team
from tests.browser.cutting import Reels, coded_reels, cut_frames, enter, manifest, settle, shown_at, wanted_at
from tests.browser.test_pages import faults
from tests.services import song_lab
from trailers.domain.song_wishes import CutSong
from trailers.models import Project
from trailers.selectors.song import laid_song


@pytest.fixture
def video(team: Team) -> Project:
    """Half a minute of a song in two sections, with everything made but its media."""
    project = song_lab.make_music_video(team)
    song_lab.run(project)
    project.refresh_from_db()
    return project


@pytest.fixture
def reels(signed_in: Any, tmp_path: Path) -> Iterator[Reels]:
    with coded_reels(signed_in, tmp_path / "coded") as found:
        yield found


def heard(video: Project) -> CutSong:
    found = laid_song(video)
    assert found is not None
    return found


def drag_to(page: Any, number: int, frame: int, *, alt: bool = False, drop: bool = True) -> str:
    """Pulls the start of a scene to a frame; what the guide says before it is let go."""
    edge = page.get_by_role("slider", name=f"Cut between scenes {number - 1} and {number}")
    edge.scroll_into_view_if_needed()
    start, zoom = int(edge.get_attribute("aria-valuenow")), page.evaluate("editor.room.timeline.zoom")
    box = edge.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    if alt:
        page.keyboard.down("Alt")
    page.mouse.move(x + (frame - start) * zoom, y, steps=3)
    told: str = page.locator("#guide-text").inner_text()
    if not drop:
        page.keyboard.press("Escape")
    page.mouse.up()
    if alt:
        page.keyboard.up("Alt")
    return told


def test_a_music_video_is_cut_by_its_bars_and_beats(
    signed_in: Any, live_server: Any, video: Project, reels: Reels
) -> None:
    page = signed_in
    enter(page, live_server, video)
    song, laid = manifest(page)["sound"]["song"], heard(video)
    assert [cue["frame"] for cue in song["cues"]] == [s["start"] for s in manifest(page)["scenes"]]
    assert [(s["role"], s["energy"]) for s in song["sections"]] == [
        (section.role, section.energy) for section in laid.song.sections
    ]

    assert page.get_by_role("tab", name="Words and sound").count() == 0
    for label in ("Voice, dB", "Score, dB"):
        assert not page.get_by_label(label).is_visible(), label
    assert "score" not in page.locator("#tracks").get_attribute("aria-label").lower()

    page.get_by_role("tab", name="Song").click()
    panel = page.locator("#panel-words")
    assert panel.locator("[data-bar]").all_inner_texts()[:2] == ["1\n1", "2"]
    assert panel.locator("[data-bar]").count() == len(song["bars"])
    assert panel.locator("[data-cue]").count() == len(laid.cues)
    assert "a section begins" in panel.inner_text()
    assert faults(page) == []

    starts = {scene["number"]: scene["start"] for scene in manifest(page)["scenes"]}
    beat = starts[3] + 12  # at 120 beats a minute and 24 frames a second
    # within reach of the beat it is drawn to it; with Alt it is not, and its distance is told
    with page.expect_response("**/timeline/edits") as answer:
        assert "on beat 2 of bar" in drag_to(page, 3, beat + 1)
    settle(page)
    after = answer.value.json()
    assert [s["start"] for s in after["scenes"]] == [
        *list(starts.values())[:2],
        beat,
        *list(starts.values())[3:],
    ]
    assert (after["said"]["kept"], len(after["said"]["changed"])) == (len(starts) - 2, 2)
    assert "on beat 2 of bar" in page.get_by_role("slider", name="Cut between scenes 2 and 3").get_attribute(
        "aria-valuetext"
    )
    assert "3 frames after beat 2 of bar" in drag_to(page, 3, beat + 3, alt=True)
    settle(page)
    assert manifest(page)["scenes"][2]["start"] == beat + 3
    assert "3 frames after beat 2 of bar" in page.locator("#say").inner_text()
    frames = cut_frames(page)
    assert shown_at(page, frames) == wanted_at(video, reels, frames)

    bars_become_a_scene(page)


def bars_become_a_scene(page: Any) -> None:
    """By keyboard: a bar, its third beat, and two bars as one scene; undo brings each back."""
    before = [scene["start"] for scene in manifest(page)["scenes"]]
    page.locator("#bar-2").focus()
    page.keyboard.press("Enter")
    second = manifest(page)["sound"]["song"]["bars"][1]["beats"]
    assert page.evaluate("editor.room.player.frame") == second[0]
    page.get_by_role("button", name="Beat 3 of bar 2").press("Enter")
    assert page.locator("#selection").inner_text().startswith("00:03:00, on beat 3 of bar 2")
    page.get_by_role("button", name="Split here").press("Enter")
    settle(page)
    assert second[2] in [scene["start"] for scene in manifest(page)["scenes"]]
    assert "2" in page.locator("#bar-2 .scene-mark").inner_text()
    page.keyboard.press("Control+z")
    page.get_by_text("Undone: Split scene 1").first.wait_for()
    assert [scene["start"] for scene in manifest(page)["scenes"]] == before
