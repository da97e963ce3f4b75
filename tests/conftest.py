"""Fixtures for every test. Makers of rows are plain functions in tests/makers.py."""

from __future__ import annotations

from pathlib import Path

import pytest


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
