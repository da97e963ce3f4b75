"""What lies over the preview and beside it: dissolves and fades as they are rendered, the film in another shape, a take
slipped under its scene, two takes in step."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.browser.cutting import (
    SHOW,
    Reels,
    coded_reels,
    enter,
    manifest,
    rendered_files,
    settle,
    shown_at,
    wanted_at,
)
from tests.browser.test_pages import faults
from tests.editor import coded
from trailers.models import Project

BARS = tuple(int((bit + 0.5) * coded.WIDTH / coded.BITS) for bit in range(coded.BITS))
SEEN = """async () => {
  await editor.room.screen.mixer.settled();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [320, 180];
  const draw = canvas.getContext("2d", { willReadFrequently: true });
  const [video, mix, dark] = ["video", "mix", "dark"].map((id) => document.getElementById(id));
  draw.drawImage(video, 0, 0, 320, 180);
  if (!mix.hidden) draw.drawImage(mix, 0, 0, 320, 180);
  draw.globalAlpha = dark.hidden ? 0 : Number(dark.style.opacity);
  draw.fillRect(0, 0, 320, 180);
  const row = draw.getImageData(0, 90, 320, 1).data;
  return BARS.map((x) => row[4 * x]);
}""".replace("BARS", str(list(BARS)))
"""How bright each bar of the picture is, with everything that lies over it."""


@pytest.fixture
def reels(signed_in: Any, tmp_path: Path) -> Iterator[Reels]:
    with coded_reels(signed_in, tmp_path / "coded") as found:
        yield found


def seen_at(page: Any, frame: int) -> list[int]:
    page.evaluate(SHOW, [frame])
    found: list[int] = page.evaluate(SEEN)
    return found


def rendered_bars(
    film: Project, reels: Reels, folder: Path, near: tuple[int, int]
) -> dict[int, NDArray[np.float64]]:
    """Film frame -> how bright each bar is in the segments that a render is joined from."""
    found: dict[int, NDArray[np.float64]] = {}
    for at, path in rendered_files(film, reels, folder, near):
        with av.open(str(path)) as file:
            for n, picture in enumerate(file.decode(video=0)):
                luma = picture.to_ndarray(format="yuv420p")[coded.HEIGHT // 2, list(BARS)]
                found[at + n] = (luma.astype(float) - 16) * 255 / 219
    return found


def make(page: Any, **edit: Any) -> None:
    page.evaluate("(edit) => editor.room.edit([edit])", edit)
    settle(page)


def clip_pair(page: Any) -> int:
    """The place in the cut of a scene that shows a clip, as the one before it does, with hard cuts all around."""
    for scene in manifest(page)["scenes"]:
        if scene["transition"] != "hard":
            make(page, op="set_transition", scene=scene["id"], transition="hard", frames=0)
    film = manifest(page)
    kinds = [film["takes"].get(s["take"], {}).get("kind") for s in film["scenes"]]
    return next(n for n in range(1, len(kinds)) if kinds[n - 1] == kinds[n] == "clip")


def test_dissolves_and_fades_look_as_they_are_rendered(
    signed_in: Any, live_server: Any, film: Project, reels: Reels, tmp_path: Path
) -> None:
    page = signed_in
    enter(page, live_server, film)
    make(page, op="set_look", scene=None, look="colour")
    index = clip_pair(page)
    scene = manifest(page)["scenes"][index]
    for transition in ("dissolve", "fade"):
        make(page, op="set_transition", scene=scene["id"], transition=transition, frames=12)
        assert manifest(page)["scenes"][index]["transition"] == transition
        start = scene["start"]
        made = rendered_bars(film, reels, tmp_path / "segments", (start - 7, start + 7))
        frames = [start - 7, start - 6, start - 5, start - 1, start, start + 5, start + 6]
        for frame in frames:
            assert seen_at(page, frame) == pytest.approx(made[frame], abs=6), (transition, frame)
        mixes = page.evaluate("!document.getElementById('mix').hidden")
        assert not mixes, "behind its last frame nothing lies over the picture"


@pytest.mark.slow  # a second page of the same film; the badge's words are all that differs
def test_a_browser_that_decodes_nothing_shows_a_dissolve_as_a_cut_and_says_so(
    signed_in: Any, live_server: Any, film: Project, reels: Reels
) -> None:
    page = signed_in
    page.add_init_script("delete window.VideoDecoder")
    enter(page, live_server, film)
    index = clip_pair(page)
    scene = manifest(page)["scenes"][index]
    make(page, op="set_transition", scene=scene["id"], transition="dissolve", frames=12)
    page.evaluate("(id) => editor.room.select(id)", scene["id"])
    assert page.get_by_text("Dissolve: a cut in this preview").is_visible()
    frames = [scene["start"] - 1, scene["start"]]
    assert shown_at(page, frames) == wanted_at(film, reels, frames)
    assert page.locator("#mix").is_hidden()


def test_another_shape_a_slipped_take_and_two_in_step(
    signed_in: Any, live_server: Any, film: Project, reels: Reels
) -> None:
    page = signed_in
    enter(page, live_server, film)
    index = clip_pair(page)
    seen_in_another_shape(page, film, reels, index)
    slipped_under_its_scene(page, film, reels, index)
    two_in_step(page)


def seen_in_another_shape(page: Any, film: Project, reels: Reels, index: int) -> None:
    """By key and by button, cut by the focus points."""
    scene = manifest(page)["scenes"][index]
    make(page, op="set_focus", scene=scene["id"], focus=[900, 500])
    page.keyboard.press("v")
    assert page.locator("#say").inner_text() == "As 9:16, cut by each scene’s focus point."
    assert page.get_by_role("button", name="9:16", exact=True).get_attribute("aria-pressed") == "true"
    page.keyboard.press("g")
    assert page.locator("#safe-area").is_visible()
    assert faults(page) == []
    page.keyboard.press("g")
    assert page.locator("#safe-area").is_hidden()
    for frame, focus in ((scene["start"], 900), (scene["start"] - 1, 500)):
        assert shown_at(page, [frame]) == wanted_at(film, reels, [frame])
        assert_shows(page, shown_at(page, [frame])[0], 540 * 9 / 16, focus)
    page.get_by_role("button", name="1:1", exact=True).click()
    assert_shows(page, shown_at(page, [scene["start"]])[0], 540, 900)
    page.get_by_role("button", name="16:9", exact=True).click()
    assert_shows(page, shown_at(page, [scene["start"]])[0], 960, 900)


def assert_shows(page: Any, shown: list[int], width: float, focus: int) -> None:
    """On screen is the part of a coded picture that is `width` of its 960 wide, with the focus (per mille) in it."""
    box = page.locator("#screen").bounding_box()
    assert box["width"] / box["height"] == pytest.approx(width / 540, abs=0.01)
    left = max(0.0, min(960 - width, 960 * focus / 1000 - width / 2))
    whole = coded.picture(shown[0], shown[1])
    image = Image.open(BytesIO(page.screenshot(clip=box))).convert("L")
    checked = 0
    for part in range(5, 96, 3):
        x = (left + width * part / 100) * coded.WIDTH / 960
        flat = whole[coded.HEIGHT // 2, max(0, int(x) - 3) : int(x) + 4]
        if flat.min() == flat.max():  # not at the edge of a bar
            wanted = int(flat[0])
            assert image.getpixel((image.width * part // 100, image.height // 2)) == pytest.approx(
                wanted, abs=14
            ), part
            checked += 1
    assert checked > 10


def slipped_under_its_scene(page: Any, film: Project, reels: Reels, index: int) -> None:
    """By pointer, by key and by button; it stops where the take does."""
    scene = manifest(page)["scenes"][index]
    make(page, op="set_speed", scene=scene["id"], speed="1/1")
    take = manifest(page)["takes"][scene["take"]]
    need = scene["end"] - scene["start"]
    most = take["frames"] - need
    assert most > 8, "the laboratory's clips have handles"
    tile = page.locator("#tiles .tile-face").nth(index)
    told = slip(page, tile, -3)  # to the left: what comes later in the take
    at = scene["in_point"] + 3
    assert told == f"In at frame {at}; {at} frames before, {most - at} after"
    settle(page)
    assert manifest(page)["scenes"][index]["in_point"] == at
    frames = [scene["start"], scene["end"] - 1]
    assert shown_at(page, frames) == wanted_at(film, reels, frames)
    assert slip(page, tile, at + 6) == f"In at frame 0; 0 frames before, {most} after · The take begins here."
    settle(page)
    page.keyboard.press("Control+z")
    page.get_by_text(f"Undone: Slip scene {index + 1}").first.wait_for()
    assert manifest(page)["scenes"][index]["in_point"] == at
    page.keyboard.press("y")
    settle(page)
    assert manifest(page)["scenes"][index]["in_point"] == at + 1
    assert (
        page.locator("#say").inner_text()
        == f"In at frame {at + 1}; {at + 1} frames before, {most - at - 1} after."
    )
    page.get_by_role("button", name="Slip one frame earlier").click()
    settle(page)
    assert page.locator("#s-handles").inner_text() == f"{at} before, {most - at} after"


TOGETHER = """async () => {
  const read = READ;
  const videos = [...document.querySelectorAll("#two video")];
  const when = (video, name) => new Promise((done) => video.addEventListener(name, done, { once: true }));
  const until = async (video) => {
    while (video.seeking || video.readyState < 2) await (video.seeking ? when(video, "seeked") : when(video, "canplay"));
  };
  await Promise.all(videos.map(until));
  return videos.map((video) => read(video)[1]);
}""".replace("READ", coded.READ_JS)
"""The frame of its own take that each of the two shows, once both stand."""

PLAYED = """() => new Promise((done) => {
  const [lead, other] = document.querySelectorAll("#two video");
  const apart = [];
  const look = (_, { mediaTime }) => {
    apart.push(Math.abs(other.currentTime - lead.currentTime) * 24);
    if (mediaTime < 1.5) lead.requestVideoFrameCallback(look); else done(apart);
  };
  lead.requestVideoFrameCallback(look);
})"""
"""How many frames the two were apart, at every frame that the first showed of a second and a half."""


def two_in_step(page: Any) -> None:
    """Stepped, played, paused and chosen."""
    page.get_by_role("button", name="Compare two").click()
    assert page.locator("#two video").count() == 2
    for name, frames in (
        ("Both one frame on", [1, 1]),
        ("Both one frame on", [2, 2]),
        ("Both one frame back", [1, 1]),
    ):
        page.get_by_role("button", name=name).click()
        assert page.evaluate(TOGETHER) == frames
    page.get_by_role("button", name="Play both").click()
    apart = sorted(page.evaluate(PLAYED))
    assert apart[len(apart) // 2] <= 2, apart
    page.locator("#two-play").click()
    left, right = page.evaluate(TOGETHER)
    assert left == right > 20
    assert faults(page) == []
    before = manifest(page)["cut"]
    page.locator("#two").get_by_role("button", name="Use this one").click()
    settle(page)
    assert manifest(page)["cut"] != before
    page.keyboard.press("Control+z")
    page.get_by_text("Undone: Another take in scene").or_(
        page.get_by_text("Undone: Use take")
    ).first.wait_for()
    assert manifest(page)["cut"] == before


def slip(page: Any, tile: Any, frames: int) -> str:
    box = tile.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.keyboard.down("Alt")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + frames * page.evaluate("editor.room.timeline.zoom"), y, steps=3)
    told: str = page.locator("#guide-text").inner_text()
    page.mouse.up()
    page.keyboard.up("Alt")
    return told
