"""The guide for operators names every setting that the code reads."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
_READ = re.compile(r'"(CUELOCK_[A-Z0-9_]+|[A-Z]+_API_KEY|FAL_KEY|FFMPEG_BINARY)"')
_NAME = re.compile(r"`(CUELOCK_[A-Z0-9_]+|[A-Z]+_API_KEY|FAL_KEY|FFMPEG_BINARY|_[A-Z0-9_]+)")


def read_by_the_code() -> set[str]:
    folders = ("config", "accounts", "trailers")
    files = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return {name for path in files for name in _READ.findall(path.read_text(encoding="utf-8"))}


def told(guide: str) -> set[str]:
    """Names in full, and what a short one such as `_PORT` may stand for beside the full names of its paragraph."""
    found: set[str] = set()
    for paragraph in re.split(r"\n\n|\n(?=\|)", guide):
        names = _NAME.findall(paragraph)
        full = [name for name in names if not name.startswith("_")]
        found |= set(full)
        for short in names:
            if short.startswith("_"):
                found |= {
                    name[:at] + short for name in full for at in range(len(name)) if name[at] == "_"
                } | {name + short for name in full}
    return found


def test_every_setting_stands_in_the_guide() -> None:
    guide = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    read = read_by_the_code()
    assert {"CUELOCK_ENV", "CUELOCK_S3_BUCKET", "CUELOCK_TLS", "FAL_KEY"} <= read, "the search finds settings"
    assert read - told(guide) == set()


def test_a_short_name_stands_for_a_sibling_and_nothing_else() -> None:
    assert "CUELOCK_S3_REGION" in told("`CUELOCK_S3_BUCKET`, `_REGION`")
    assert "CUELOCK_S3_REGION" not in told("`CUELOCK_S3_BUCKET`\n\n`_REGION`")
