"""Set-up: how much is downloaded, and how long it takes once the wheels are on the machine.

Each row makes throw-away environments with scripts/setup.sh, as `make` does: base is what `make demo` and
`make run` need, dev what tests and checks need. Downloading is not timed: it measures the network.

Columns: wheels = from downloaded wheels alone (uv's cache empty: it verifies, unpacks and links them all);
cache = uv's cache warm, as on every later set-up; again = an environment that is already right.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
LIMIT_S = 30.0
HEAD = ("lock", "packages", "download", "installed", "wheels", "cache", "again")


@dataclass(frozen=True, slots=True)
class Row:
    lock: str
    packages: int
    download_mb: float
    installed_mb: float
    wheels_s: float
    cache_s: float
    again_s: float

    def cells(self) -> tuple[str, ...]:
        return (
            self.lock,
            str(self.packages),
            f"{self.download_mb:.0f} MB",
            f"{self.installed_mb:.0f} MB",
            f"{self.wheels_s:.1f} s",
            f"{self.cache_s:.1f} s",
            f"{self.again_s:.2f} s",
        )


def megabytes(folder: Path) -> float:
    """Size on disk of a folder; a file linked twice inside it counts once."""
    seen = {(entry.st_dev, entry.st_ino): entry.st_size for entry in map(os.lstat, folder.rglob("*"))}
    return sum(seen.values()) / 1e6


def download(lock: str, wheels: Path) -> None:
    """Puts exactly the wheels that this lock needs on this machine into `wheels`."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    command += ["--only-binary", ":all:", "--dest", str(wheels)]
    for name in (lock, "bootstrap"):
        command += ["-r", f"requirements/{name}.txt"]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def set_up(lock: str, venv: Path, wheels: Path, cache: Path) -> float:
    """Seconds that scripts/setup.sh takes with no index to ask: only `wheels`, and uv's cache in `cache`."""
    offline = {
        "VENV": str(venv),
        "PYTHON": sys.executable,
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(wheels),
        "UV_NO_INDEX": "1",
        "UV_FIND_LINKS": str(wheels),
        "UV_CACHE_DIR": str(cache),
    }
    start = time.perf_counter()
    subprocess.run(
        ["scripts/setup.sh", lock], cwd=ROOT, env=os.environ | offline, check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - start


def measure(lock: str, scratch: Path) -> Row:
    """Base must be measured before dev: they share the folder of wheels, and dev holds all of base."""
    wheels, cache = scratch / "wheels", scratch / f"cache-{lock}"
    download(lock, wheels)
    wheels_s = set_up(lock, scratch / "first", wheels, cache)
    rmtree(scratch / "first")
    second = scratch / f"{lock}-second"
    cache_s = set_up(lock, second, wheels, cache)
    return Row(
        lock=lock,
        packages=sum(1 for _ in wheels.glob("*.whl")),
        download_mb=megabytes(wheels),
        installed_mb=megabytes(second),
        wheels_s=wheels_s,
        cache_s=cache_s,
        again_s=set_up(lock, second, wheels, cache),
    )


def table(rows: list[Row]) -> str:
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEAD))]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines
    )


def main() -> None:
    with TemporaryDirectory(prefix="cuelock-setup-") as scratch:
        rows = [measure(lock, Path(scratch)) for lock in ("base", "dev")]
    print(table(rows))
    slowest = max(rows[0].wheels_s, rows[0].cache_s)
    verdict = "met" if slowest <= LIMIT_S else "MISSED"
    print(f"limit for base: {LIMIT_S:.0f} s from a warm wheel cache: {verdict} (slowest {slowest:.1f} s)")


if __name__ == "__main__":
    main()
