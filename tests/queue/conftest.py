"""Every test here may run pumps, so each has folders of its own."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _own_folders(own_folders):
    return own_folders
