"""Debian's Chromium on the live site. Skipped with its reason where there is none; never in CI."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from PIL import Image, ImageDraw

from accounts.models import Team, User
from tests.makers import make_team, make_user
from tests.views.room import order_film, run_lab
from trailers.models import Artifact, Project

CHROMIUM = shutil.which("chromium")
# Playwright's synchronous interface keeps an event loop in this thread, which Django would refuse
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(str(item.path)).parent.name == "browser":
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None and os.environ.get("CUELOCK_REQUIRE_BROWSER") != "1":
                item.add_marker(pytest.mark.skip(reason="no Chromium here: scripts/browser.sh"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    quiet = ("disable-gpu", "disable-background-networking", "disable-component-update", "disable-sync")
    args = ["--no-sandbox", "--no-first-run", *(f"--{name}" for name in quiet)]
    return {"executable_path": CHROMIUM, "args": [*args, "--autoplay-policy=no-user-gesture-required"]}


@pytest.fixture
def director(transactional_db: None, own_folders: Path) -> User:
    return make_user("director@example.org", name="Ada", is_superuser=True, is_staff=True)


@pytest.fixture
def team(director: User) -> Team:
    return make_team("Harbour", owner=director)


@pytest.fixture
def film(team: Team) -> Project:
    """A finished film whose stills are real pictures."""
    project = run_lab(order_film(team, title="The Last Ferry"))
    for n, still in enumerate(Artifact.objects.filter(team=team, kind__in=("image", "card"))):
        name = storages["default"].save(f"stills/{still.sha256}.png", ContentFile(picture(n)))
        Artifact.objects.filter(pk=still.pk).update(storage_name=name)
    return project


def picture(n: int) -> bytes:
    image = Image.new("RGB", (320, 180), (18 + 4 * n, 20 + 3 * n, 26 + 5 * n))
    ImageDraw.Draw(image).ellipse((40 + 20 * n, 30, 140 + 20 * n, 130), fill=(190, 190, 186))
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def signed_in(page: Any, live_server: Any, director: User, client: Any) -> Iterator[Any]:
    """A page of somebody who is signed in. A test fails when the page logs an error or breaks its policy."""
    client.force_login(director)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    yield page
    mine = [text for text in problems if "Failed to load resource" not in text]
    assert mine == [], mine
