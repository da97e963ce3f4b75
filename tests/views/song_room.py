"""A music video with everything made but its media, once per class, in folders of the class's own."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.conf import settings
from django.test import override_settings

from tests.services import song_lab
from tests.views.room import RoomCase
from trailers.models import Project


class SongCase(RoomCase):
    video: Project

    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory(prefix="cuelock-test-")
        cls.addClassCleanup(folder.cleanup)
        local = {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": Path(folder.name) / "media", "base_url": None},
        }
        storages = {**settings.STORAGES, "default": local}
        own = override_settings(VAR_DIR=Path(folder.name), STORAGES=storages)
        own.enable()
        cls.addClassCleanup(own.disable)
        super().setUpClass()

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.video = song_lab.make_music_video(cls.team)
        song_lab.run(cls.video)
        cls.video.refresh_from_db()
