"""The shots of a music video in a browser: a prompt is edited, what changes is told, saved, and taken back."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse
from PIL import Image, ImageDraw

from accounts.models import Team
from tests.services import song_lab
from trailers.models import Artifact, Project

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def video(team: Team) -> Project:
    made = song_lab.make_music_video(team)
    song_lab.run(made)
    for n, still in enumerate(Artifact.objects.filter(team=team, kind="image")):
        image = Image.new("RGB", (180, 320), (30 + 9 * n, 40, 70 + 7 * n))
        ImageDraw.Draw(image).ellipse((30, 60 + 9 * n, 150, 180 + 9 * n), fill=(200, 190, 170))
        file = BytesIO()
        image.save(file, "PNG")
        name = storages["default"].save(f"stills/{still.sha256}.png", ContentFile(file.getvalue()))
        Artifact.objects.filter(pk=still.pk).update(storage_name=name)
    made.refresh_from_db()
    return made


def test_a_prompt_is_edited_with_a_word_before_and_taken_back(
    signed_in: Any, live_server: Any, video: Project, tmp_path: Path
) -> None:
    page = signed_in
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(live_server.url + reverse("project_shots", args=[video.pk]))
    page.get_by_role("heading", name="Setup 6").wait_for()
    page.evaluate(AXE)
    found = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)
    assert [fault["id"] for fault in found["violations"]] == []
    page.screenshot(path=tmp_path / "shots.png", full_page=True)
    first = page.get_by_label("Image prompt").first
    first.fill("A red kite over the dunes.")
    page.locator(".setup").first.get_by_role("button", name="What will change?").click()
    page.get_by_text("Scenes 1, 4 may come out different").wait_for()
    page.screenshot(path=tmp_path / "confirm.png", full_page=True)
    page.get_by_role("button", name="Change it").click()
    page.get_by_text("The shot plan is saved.").wait_for()
    assert page.get_by_label("Image prompt").first.input_value() == "A red kite over the dunes."
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("The shots are as they were before.").wait_for()
    assert page.get_by_label("Image prompt").first.input_value() != "A red kite over the dunes."
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, "no page is wider than a telephone"
    page.screenshot(path=tmp_path / "phone.png")
