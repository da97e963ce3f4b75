"""The cutting room as people use it: by keyboard alone, on a phone, only looking, together with somebody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Membership, Team, User
from tests.browser.cutting import Reels, coded_reels, edit_as, enter, manifest, settle, shown_at, wanted_at
from tests.browser.test_pages import faults
from tests.makers import make_artifact, make_job, make_user
from trailers.models import Project


@pytest.fixture
def reels(signed_in: Any, tmp_path: Path) -> Iterator[Reels]:
    with coded_reels(signed_in, tmp_path / "coded") as found:
        yield found


def scenes(page: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = manifest(page)["scenes"]
    return found


def test_a_film_is_cut_by_keyboard_alone(
    signed_in: Any, live_server: Any, film: Project, reels: Reels
) -> None:
    page = signed_in
    enter(page, live_server, film)
    keys = page.keyboard
    before = scenes(page)

    keys.press("Shift+ArrowRight")  # to the first cut
    assert page.locator("#s-title").inner_text() == "Scene 2"
    keys.press(".")
    settle(page)
    assert scenes(page)[1]["start"] == before[1]["start"] + 1 == scenes(page)[0]["end"]
    assert page.locator("#say").inner_text() == "Move the start of scene 2 by +1 frame"

    for _ in range(6):
        keys.press("ArrowRight")
    keys.press("i")  # the scene starts at the playhead
    settle(page)
    assert scenes(page)[1]["start"] == before[1]["start"] + 6

    keys.press("Control+z")
    page.get_by_text("Undone: Move the start of scene 2 by +5 frames").first.wait_for()
    assert scenes(page)[1]["start"] == before[1]["start"] + 1
    keys.press("Control+Shift+Z")
    page.locator("#say", has_text="again").wait_for()
    assert scenes(page)[1]["start"] == before[1]["start"] + 6

    for _ in range(20):
        keys.press("ArrowRight")
    keys.press("b")
    settle(page)
    assert len(scenes(page)) == len(before) + 1
    keys.press("Shift+M")
    settle(page)
    assert [scene["end"] for scene in scenes(page)][1] == before[1]["end"]

    keys.press("1")  # the still instead of the clip: free, so it is not asked about
    settle(page)
    still = scenes(page)[1]
    assert manifest(page)["takes"][still["take"]]["kind"] == "image"
    frames = [still["start"], still["start"] + 9, still["end"] - 1]
    assert shown_at(page, frames) == wanted_at(film, reels, frames)

    plays_over_and_over(page)

    edge = page.get_by_role("slider", name="Cut between scenes 2 and 3")
    edge.focus()
    at = scenes(page)[2]["start"]
    keys.press("ArrowLeft")
    keys.press("Shift+ArrowLeft")
    settle(page)
    assert scenes(page)[2]["start"] == at - 11 == int(edge.get_attribute("aria-valuenow"))

    page.get_by_label("Start of the scene").focus()  # a field keeps its letters
    keys.press("Control+A")
    keys.type("+4")
    keys.press("Enter")
    settle(page)
    assert scenes(page)[2]["start"] == at - 7
    page.locator("#play").focus()
    keys.press("?")
    assert page.locator("#d-help").get_by_text("Split the scene at the playhead").count() == 1
    page.get_by_label("Switch single keys off").focus()
    keys.press("Space")
    keys.press("Escape")
    count = len(scenes(page))
    keys.press("b")
    settle(page)
    assert len(scenes(page)) == count, "single keys are off"


LISTEN = """() => {
  const { player } = editor.room;
  window.passed = [];
  window.twice = new Promise((done) => {
    setTimeout(done, 20000);
    player.addEventListener("frame", () => {
      if (!player.playing) return;
      passed.push(player.frame);
      if (passed.filter((frame, n) => n && frame < passed[n - 1]).length >= 2) done();
    });
  });
}"""
"""Keeps the frames that are played, until play has gone back twice."""


def plays_over_and_over(page: Any) -> None:
    """Six frames between marks, by key, until they were played twice."""
    keys = page.keyboard
    page.evaluate("editor.room.goTo(30)")
    settle(page)
    keys.press("Shift+I")
    for _ in range(5):
        keys.press("ArrowRight")
    keys.press("Shift+O")
    assert page.evaluate("editor.room.range") == {"from": 30, "to": 36}
    page.evaluate(LISTEN)
    keys.press("k")
    page.evaluate("() => window.twice")
    keys.press("k")
    passed = page.evaluate("() => window.passed")
    assert sum(after < before for before, after in pairwise(passed)) >= 2
    assert (min(passed), max(passed) < 36) == (30, True)
    keys.press("Shift+X")
    assert page.evaluate("editor.room.range") is None
    assert page.locator("#range-off").is_hidden()


def test_another_score_is_chosen_by_keyboard(
    signed_in: Any, live_server: Any, film: Project, reels: Reels
) -> None:
    other = make_artifact(film.team, "another score", kind="score")
    make_job(film, kind="score", state="done", key=other.key)
    page = signed_in
    enter(page, live_server, film)
    page.get_by_role("tab", name="Film").click()
    chosen = page.get_by_label("Score", exact=True)
    assert chosen.locator("option").all_inner_texts() == ["Score 1, in the film", "Score 2"]
    chosen.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="What will change").wait_for()
    page.get_by_role("button", name="Change it").press("Enter")
    page.locator("#state[data-state=saved]").wait_for()
    settle(page)
    assert [score["used"] for score in manifest(page)["sound"]["scores"]] == [False, True]
    page.keyboard.press("Control+z")
    page.get_by_text("Undone: Use another score").first.wait_for()
    assert [score["used"] for score in manifest(page)["sound"]["scores"]] == [True, False]


@pytest.mark.slow  # what it drags is tried by key, by button and in the core in the gate
def test_a_boundary_is_dragged_to_a_pause_and_words_become_a_scene(
    signed_in: Any, live_server: Any, film: Project, reels: Reels
) -> None:
    page = signed_in
    enter(page, live_server, film)
    film_now = manifest(page)
    third = film_now["scenes"][2]
    mark = next(
        m for m in film_now["sound"]["snaps"] if m["kind"] == "pause" and m["frame"] > third["start"] + 3
    )
    zoom = page.evaluate("editor.room.timeline.zoom")
    box = page.get_by_role("slider", name="Cut between scenes 2 and 3").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + (mark["frame"] - third["start"] - 1) * zoom, y, steps=4)
    assert mark["label"] in page.locator("#guide-text").inner_text()
    page.keyboard.press("Escape")  # not after all
    page.mouse.up()
    assert scenes(page)[2]["start"] == third["start"]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + (mark["frame"] - third["start"] - 1) * zoom, y, steps=4)
    page.mouse.up()
    settle(page)
    assert scenes(page)[2]["start"] == mark["frame"]

    page.get_by_role("tab", name="Words and sound").click()
    page.get_by_role("button", name="sea", exact=True).click()
    page.get_by_role("button", name="keeps", exact=True).click(modifiers=["Shift"])
    words = {word["text"]: word["frame"] for word in film_now["sound"]["words"]}
    page.get_by_role("button", name="2 words as one scene").click()
    settle(page)
    chosen = [s for s in scenes(page) if s["start"] <= words["sea"] < s["end"]]
    assert len(chosen) == 1 and chosen[0]["end"] <= words["what"]

    page.locator("summary", has_text="Sound of line 1").click()
    page.get_by_role("button", name="Voice it again").first.click()
    page.get_by_role("heading", name="What will change").wait_for()
    assert "1 line is spoken" in page.locator("#d-ask").inner_text()
    cut = manifest(page)["cut"]
    page.get_by_role("button", name="Leave it").click()
    settle(page)
    assert manifest(page)["cut"] == cut


def test_somebody_elses_change_is_never_lost_and_never_loses_mine(
    signed_in: Any, live_server: Any, film: Project, reels: Reels, team: Team
) -> None:
    page = signed_in
    enter(page, live_server, film)
    ilse = make_user("ilse@example.org", name="Ilse")
    Membership.objects.create(user=ilse, team=team, role="editor")
    first = scenes(page)
    edit_as(ilse, film, {"op": "move_boundary", "scene": first[2]["id"], "frame": first[2]["start"] - 2})
    page.evaluate(
        "([scene, frame]) => void editor.room.edit([{op: 'move_boundary', scene, frame}])",
        [first[1]["id"], first[1]["start"] + 3],
    )
    page.get_by_role("button", name="Make mine on top of theirs").click()
    page.get_by_role("button", name="Take over and save mine").click()
    page.locator("#state[data-state=saved]").wait_for()
    settle(page)
    assert [s["start"] for s in scenes(page)][1:3] == [first[1]["start"] + 3, first[2]["start"] - 2]
    assert wanted_at(film, reels, [first[1]["start"] + 2]) == shown_at(page, [first[1]["start"] + 2])


def test_who_may_only_look_sees_the_cut_and_changes_nothing(
    signed_in: Any, live_server: Any, film: Project, reels: Reels, director: User, team: Team
) -> None:
    page = signed_in
    Membership.objects.filter(user=director, team=team).update(role="viewer")
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        enter(page, live_server, film)
        assert faults(page) == [], theme
    assert page.get_by_text("Read only.").count() == 1
    cut = manifest(page)["cut"]
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press(".")
    settle(page)
    assert manifest(page)["cut"] == cut
    enabled = "[...document.querySelectorAll('#panel-scene :is(button, input, select):not(:disabled)')].filter((n) => n.offsetParent && !['compare'].includes(n.id)).length"
    assert page.evaluate(enabled) == 0


def test_a_film_is_cut_on_a_phone(signed_in: Any, live_server: Any, film: Project, reels: Reels) -> None:
    page = signed_in
    page.set_viewport_size({"width": 390, "height": 844})
    enter(page, live_server, film)
    assert page.locator("#tl").is_visible() is False
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert faults(page) == []
    before = scenes(page)
    page.get_by_role("button", name="Start scene 2 one frame later").click()
    settle(page)
    assert scenes(page)[1]["start"] == before[1]["start"] + 1
    page.get_by_role("button", name="Edit at scene 3").click()
    sheet = page.get_by_role("complementary", name="Inspector")
    assert sheet.get_by_role("heading", name="Scene 3").is_visible()
    assert faults(page) == []
    sheet.get_by_role("button", name="Start ten frames earlier").click()
    settle(page)
    assert scenes(page)[2]["start"] == before[2]["start"] - 10
    sheet.get_by_label("Come into it by").select_option("fade")
    settle(page)
    assert (scenes(page)[2]["transition"], scenes(page)[2]["transition_frames"]) == ("fade", 12)
    sheet.get_by_role("button", name="Close").click()
    assert not sheet.is_visible()
    small = "[...document.querySelectorAll('#editor button')].filter((b) => b.offsetParent).map((b) => [b.id || b.textContent.trim(), b.getBoundingClientRect()]).filter(([, r]) => r.width < 24 || r.height < 24).map(([n]) => n)"
    assert page.evaluate(small) == []
    assert json.loads(page.evaluate("JSON.stringify(editor.room.player.kind)")) == "live"
    page.goto(live_server.url + reverse("project", args=[film.pk]))
    assert page.get_by_role("link", name="Cut the film").is_visible()
