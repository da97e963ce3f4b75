"""The commands of docs/api.md, run as they stand there, against a server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from accounts.tokens import issue
from tests.makers import make_team, make_user, seed_lanes
from tests.services import lab
from tests.views.room import WRITTEN
from trailers.models import Project, Source, Take
from trailers.services.outcome import StoredOutput

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
BLOCKS = re.findall(r"```bash\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
STORY = "The Last Ferry\n\nOn an island the ferry has stopped coming, and Mara waits for it every night.\n"


def zipped() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as bundle:
        bundle.writestr("film.mp4", b"frames")
    return file.getvalue()


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the laboratory makes is really in storage, so that it can be downloaded."""
    make = lab._stored

    def keep(job: Any, role: str, media: Any) -> StoredOutput:
        output = make(job, role, media)
        name = f"{output.storage_name}.zip" if job.kind == "package" else output.storage_name
        storages["default"].save(name, ContentFile(zipped()))
        return StoredOutput(role, output.kind, name, output.sha256, output.size, media)

    monkeypatch.setattr(lab, "_stored", keep)


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
@pytest.mark.usefixtures("own_folders", "stored")
def test_the_page_does_what_it_says(live_server: Any, tmp_path: Path) -> None:
    seed_lanes()
    mara = make_user("mara@example.org")
    team = make_team("Harbour", owner=mara)
    _, token = issue(team=team, user=mara, name="docs", scopes=["read", "write"])
    (tmp_path / "synopsis.txt").write_text(STORY)
    (tmp_path / "page.sh").write_text("set -euo pipefail\n" + "\n".join(BLOCKS))
    script = subprocess.Popen(
        ["bash", "page.sh"],
        cwd=tmp_path,
        env={**os.environ, "CUELOCK": live_server.url, "CUELOCK_TOKEN": token},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        while script.poll() is None:  # the worker beside it
            for project in Project.objects.all():
                lab.run(project, WRITTEN)
            try:
                script.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
        said, complaint = script.communicate()
    finally:
        script.kill()
    assert script.returncode == 0, said + complaint
    film = Project.objects.get()
    assert (film.title, film.width, film.height) == ("The Salt Line", 1280, 720)
    assert f"The film is done after event {film.next_seq - 1}." not in complaint
    assert re.search(r"The film is done after event \d+\.", said), said
    with zipfile.ZipFile(tmp_path / "package.zip") as bundle:
        assert bundle.read("film.mp4") == b"frames"
    again = Take.objects.get(scene__project=film, scene__number=3, kind="image", number=2)
    assert again.prompt == "A lantern under water"
    assert Source.objects.count() == 1, "uploaded twice, in two ways, kept once"
