"""A disk without room: told in so many words, nothing half-written, and finished once there is room."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Twins
from tests.e2e.studio import Studio, check_folder
from tests.e2e.test_recovery import OTHER_LINES

pytestmark = pytest.mark.e2e

FULL = "CommandError: The disk is full."


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own; `resize` gives it more room."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", place], capture_output=True)
    if mounted.returncode:
        pytest.skip("no disk can be mounted here; test_make_film plays a full one")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def resize(disk: Path, kilobytes: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={kilobytes}k", disk], check=True)


def test_a_full_disk_at_the_destination(disk: Path, studio: Studio, twins: Twins) -> None:
    out = disk / "out"
    said = studio.film(twins.story, "--script", twins.lines, out=out)
    assert said.code == 1
    assert said.complaint.splitlines()[-3:] == [
        FULL,
        "Nothing was left half-written. No space left on device",
        "Free some space and run it again.",
    ]
    assert list(out.iterdir()) == []
    resize(disk, 64_000)
    assert studio.film(twins.story, "--script", twins.lines, out=out).code == 0
    check_folder(out)


def test_a_full_disk_leaves_an_older_package_whole(disk: Path, studio: Studio, twins: Twins) -> None:
    out = disk / "out"
    out.mkdir()
    (out / "film.mp4").write_bytes(b"the film of last week")
    assert studio.film(twins.story, "--script", twins.lines, out=out).code == 1
    assert [path.name for path in out.iterdir()] == ["film.mp4"]
    assert (out / "film.mp4").read_bytes() == b"the film of last week"


@pytest.mark.slow
@pytest.mark.parametrize(
    "room_kb",
    [pytest.param(200, id="at the first step"), pytest.param(2_500, id="in the middle")],
)
def test_a_full_disk_while_the_film_is_made(room_kb: int, disk: Path, twins: Twins, tmp_path: Path) -> None:
    resize(disk, 200_000)
    studio = twins.studio.copy(disk / "machine")
    made = studio.made()
    lines = studio.write("other.txt", OTHER_LINES)
    resize(disk, used_kb(disk) + room_kb)
    out = tmp_path / "out"
    said = studio.film(twins.story, "--script", lines, out=out)
    assert said.code == 1
    assert FULL in said.complaint.splitlines(), said.complaint[-2000:]
    assert not out.exists()
    resize(disk, 200_000)
    assert studio.film(twins.story, "--script", lines, out=out).code == 0
    check_folder(out)
    assert set(studio.made().values()) == {1}
    assert made.items() <= studio.made().items()
    assert not list(studio.var.rglob(".part-*")), "half a file in the storage"


def used_kb(disk: Path) -> int:
    room = os.statvfs(disk)
    return (room.f_blocks - room.f_bfree) * room.f_frsize // 1024
