"""One finished film, made once for every test that starts from one."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from tests.e2e.studio import LINES, STORY, Said, Studio, ended


@dataclass(frozen=True, slots=True)
class Twins:
    """A machine on which two commands made the same film at the same time, from nothing."""

    studio: Studio
    said: tuple[Said, Said]
    outs: tuple[Path, Path]
    story: Path
    lines: Path


@pytest.fixture(scope="session")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    """Test processes share it: the first one makes it, the others wait. Only to be copied, never changed."""
    folder = tmp_path_factory.getbasetemp()
    folder = (folder.parent if folder.name.startswith("popen-") else folder) / "twins"
    folder.mkdir(exist_ok=True)
    studio = Studio(folder)
    told = folder / "said.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        story, lines = studio.write("ferry.txt", STORY), studio.write("lines.txt", LINES)
        outs = folder / "one", folder / "two"
        if not told.exists():
            commands = [studio.start_film(story, "--script", lines, out=out) for out in outs]
            told.write_text(json.dumps([asdict(ended(command)) for command in commands]))
        first, second = (Said(**said) for said in json.loads(told.read_text()))
    yield Twins(studio, (first, second), outs, story, lines)


@pytest.fixture
def studio(twins: Twins, tmp_path: Path) -> Studio:
    """A machine of the test's own on which that film is finished."""
    return twins.studio.copy(tmp_path)
