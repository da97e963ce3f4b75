"""The real command on a machine of its own: manage.py in a process group, with an empty var folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SMALL = ("--size", "320x180")
PROJECT = re.compile(r"project ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")

STORY = """The Last Ferry

On a storm-beaten island the ferry has stopped coming. Mara, a young lighthouse keeper, finds a letter
in a bottle that names her drowned brother.

She rows out at night to the wreck on the reef. The sea gives back a door with his name carved into it.
"""
PACKAGE = {
    "film.mp4", "poster.jpg", "thumbnail.jpg", "cover.jpg", "captions.srt", "captions.vtt", "script.json",
    "timeline.json", "receipt.json", "package.zip",
}  # fmt: skip
LINES = "The ferry has stopped coming.\nShe rows out at night.\n"
"""Spoken word for word, they make the shortest film there is."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a finished command left: its exit code, what it printed, and what it complained of."""

    code: int
    printed: str
    complaint: str

    @property
    def project(self) -> str:
        """The number in the last line that was printed."""
        match = PROJECT.fullmatch(self.printed.strip().splitlines()[-1])
        assert match, f"{self.printed}\n{self.complaint}"
        return match[1]


@dataclass
class Studio:
    """A var folder and the commands that run on it."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def var(self) -> Path:
        return self.folder / "var"

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def write(self, name: str, content: bytes | str) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def start(self, *args: object) -> subprocess.Popen[str]:
        """Begin `manage.py args` as the leader of a group of its own."""
        return subprocess.Popen(
            [sys.executable, "manage.py", *map(str, args)],
            cwd=ROOT,
            env={**os.environ, "CUELOCK_VAR": str(self.var), **self.settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def start_film(self, file: Path, *args: object, out: Path | None = None) -> subprocess.Popen[str]:
        return self.start("make_film", "trailer", file, "--out", out or self.out, *SMALL, *args)

    def film(self, file: Path, *args: object, out: Path | None = None, timeout_s: float = 600) -> Said:
        return ended(self.start_film(file, *args, out=out), timeout_s)

    def copy(self, folder: Path) -> Studio:
        """The same films on another machine. Nothing may be running here."""
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(self.var, folder / "var")
        return Studio(folder, self.settings)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of its database, read beside whatever runs."""
        with sqlite3.connect(f"file:{self.var / 'cuelock.sqlite3'}?mode=ro", uri=True) as database:
            return database.execute(query, values).fetchall()

    def made(self) -> dict[str, int]:
        """How often each key was made."""
        return dict(self.rows("SELECT key, COUNT(*) FROM trailers_job WHERE state = 'done' GROUP BY key"))

    def count(self, table: str, where: str = "1") -> int:
        """Rows of a table; 0 while there is no database yet."""
        try:
            return int(self.rows(f"SELECT COUNT(*) FROM {table} WHERE {where}")[0][0])  # noqa: S608 - our own words
        except sqlite3.OperationalError:
            return 0


def ended(command: subprocess.Popen[str], timeout_s: float = 600) -> Said:
    """Wait for a command; one that hangs is killed and is a failure."""
    try:
        printed, complaint = command.communicate(timeout=timeout_s)
    except subprocess.TimeoutExpired:
        kill(command)
        printed, complaint = command.communicate()
        raise AssertionError(f"still running after {timeout_s} s\n{printed}\n{complaint}") from None
    return Said(command.returncode, printed, complaint)


def kill(command: subprocess.Popen[str]) -> None:
    """End the command and its group, at once and without asking."""
    os.killpg(command.pid, signal.SIGKILL)
    command.wait()


def check_folder(out: Path) -> None:
    """`out` holds one whole package that is in sync, and nothing else."""
    names = {path.name for path in out.iterdir()}
    assert names == PACKAGE | {"stills"}
    with zipfile.ZipFile(out / "package.zip") as bundle:
        assert bundle.testzip() is None
        inside = {name: bundle.read(name) for name in bundle.namelist()}
    outside = {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    del outside["package.zip"]
    assert outside == inside
    receipt = load(out / "receipt.json")
    assert receipt["pass"] is True, receipt["reasons"]
    assert receipt["max_error_frames"] <= 0.5
    assert receipt["frames"] == receipt["frames_expected"] == load(out / "timeline.json")["frames"]


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
