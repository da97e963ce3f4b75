"""Half-written files: those of the living stay, those of the dead go, and nobody trips over the sweep."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from trailers import parts
from trailers.parts import clear_parts, new_part

ROOT = Path(__file__).resolve().parents[2]
WRITER = """
import sys
from pathlib import Path
from trailers.parts import new_part
with new_part(Path(sys.argv[1])) as part:
    part.write(b"half")
    part.flush()
    print("written", flush=True)
    input()
"""


def left(root: Path) -> list[bytes]:
    return [path.read_bytes() for path in (root / parts.FOLDER).iterdir()]


def test_a_part_becomes_the_file(tmp_path: Path) -> None:
    with new_part(tmp_path) as part:
        part.write(b"whole")
        part.flush()
        Path(part.name).rename(tmp_path / "film.mp4")
    assert (tmp_path / "film.mp4").read_bytes() == b"whole"
    assert left(tmp_path) == []


def test_a_block_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no room"), new_part(tmp_path) as part:
        part.write(b"half")
        raise OSError("no room")
    assert left(tmp_path) == []


def test_a_killed_writer_leaves_a_part_that_is_found_then_and_not_before(tmp_path: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None and writer.stdin is not None
    assert writer.stdout.readline() == "written\n"
    assert clear_parts(tmp_path) == 0
    assert left(tmp_path) == [b"half"]
    writer.kill()
    writer.wait()
    writer.stdout.close()
    writer.stdin.close()
    assert clear_parts(tmp_path) == 1
    assert left(tmp_path) == []
    assert clear_parts(tmp_path) == 0


def test_a_folder_that_was_never_used_has_no_parts(tmp_path: Path) -> None:
    assert clear_parts(tmp_path) == 0


def test_writers_and_sweeps_at_the_same_moment_lose_no_file(tmp_path: Path) -> None:
    """Between being made and being locked a part looks like a left one: the writer then takes another."""
    over = threading.Event()

    def sweep() -> None:
        while not over.is_set():
            clear_parts(tmp_path)

    sweeper = threading.Thread(target=sweep)
    sweeper.start()
    try:
        for number in range(400):
            with new_part(tmp_path) as part:
                part.write(b"%d" % number)
                part.flush()
                Path(part.name).rename(tmp_path / f"{number}")
    finally:
        over.set()
        sweeper.join()
    assert [int((tmp_path / f"{number}").read_bytes()) for number in range(400)] == list(range(400))
