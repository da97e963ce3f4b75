"""Fixtures for every test. Makers of rows are plain functions in tests/makers.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from tests.s3 import bucket, s3_server  # noqa: F401


@pytest.fixture
def own_folders(settings, tmp_path: Path) -> Path:
    """Locks, scratch and stored files of this test alone. Answers the folder of stored files."""
    settings.VAR_DIR = tmp_path / "var"
    media = settings.VAR_DIR / "media"
    local = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": media, "base_url": None},
    }
    settings.STORAGES = {**settings.STORAGES, "default": local}
    return media


def _unsynced(sender: object, connection: BaseDatabaseWrapper, **_: object) -> None:
    """Test rows need not survive a power cut, and on a slow disk waiting for it is most of a test's time."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")


connection_created.connect(_unsynced)
