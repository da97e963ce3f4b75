"""Stored files: whole or not there, the same bytes once, and classified failures."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from django.core.files.storage import InMemoryStorage, storages

from tests.makers import sha
from trailers import storage
from trailers.domain.errors import FatalError, RetryableError, UserError
from trailers.storage import fetch, storage_name, store

DATA = b"frames" * 1000


@pytest.fixture
def made(tmp_path: Path) -> Path:
    path = tmp_path / "made.mp4"
    path.write_bytes(DATA)
    return path


@pytest.fixture(params=["local", "remote"])
def media(request, own_folders: Path, settings) -> Path:
    """The local folder, and a storage that has no paths (as a bucket)."""
    if request.param == "remote":
        memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
        settings.STORAGES = {**settings.STORAGES, "default": memory}
    return own_folders


def keep(path: Path, data: bytes = DATA) -> str:
    return store(path, team_id="t1", sha256=sha256(data), suffix=".mp4")


def sha256(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


def test_a_file_comes_back_as_it_went(made, media, tmp_path):
    name = keep(made)
    assert name == f"teams/t1/{sha256(DATA)[:2]}/{sha256(DATA)}.mp4"
    folder = tmp_path / "in"
    folder.mkdir()
    local = fetch(name, folder)
    assert (local.parent, local.suffix, local.read_bytes()) == (folder, ".mp4", DATA)
    assert fetch(name, folder) == local
    assert made.exists()


def test_the_same_bytes_are_kept_once(made, media):
    assert keep(made) == keep(made)
    top = storages["default"].listdir("teams/t1")[0]
    assert len(top) == 1 and len(storages["default"].listdir(f"teams/t1/{top[0]}")[1]) == 1


def test_teams_do_not_share(made, media):
    assert store(made, team_id="t2", sha256=sha256(DATA), suffix="").startswith("teams/t2/")


def test_a_missing_file_is_named(media, tmp_path):
    name = storage_name(team_id="t1", sha256=sha("gone"), suffix=".png")
    with pytest.raises(FatalError) as error:
        fetch(name, tmp_path)
    assert (error.value.code, error.value.params) == ("storage.missing", {"name": name})
    assert list(tmp_path.glob("*.png")) == []


def test_a_local_copy_is_lent_not_copied(made, own_folders, tmp_path):
    local = fetch(keep(made), tmp_path)
    assert local.stat().st_nlink == 2


def test_changing_the_original_does_not_change_what_is_kept(made, own_folders, tmp_path):
    name = keep(made)
    with made.open("r+b") as file:
        file.write(b"XXXX")
    assert fetch(name, tmp_path / "..").read_bytes() == DATA


def test_a_truncated_leftover_is_replaced(made, own_folders, tmp_path):
    name = keep(made)
    (own_folders / name).write_bytes(b"half")
    keep(made)
    assert (own_folders / name).read_bytes() == DATA


def test_another_file_system_gets_a_copy(made, own_folders, tmp_path, monkeypatch):
    name = keep(made)

    def refuse(*_: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    assert fetch(name, tmp_path).read_bytes() == DATA
    assert list(tmp_path.glob(".part-*")) == []


@pytest.mark.parametrize(
    ("number", "error", "code"),
    [
        (errno.ENOSPC, UserError, "disk.full"),
        (errno.EDQUOT, UserError, "disk.full"),
        (errno.EIO, RetryableError, "storage.failed"),
    ],
)
def test_a_full_or_failing_disk_leaves_nothing_half_written(
    made, own_folders, monkeypatch, number, error, code
):
    def fail(file: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(storage, "_durable", fail)
    with pytest.raises(error) as raised:
        keep(made)
    assert raised.value.code == code
    assert [path for path in own_folders.rglob("*") if path.is_file()] == []


class TestBucket:
    @pytest.fixture(autouse=True)
    def _bucket(self, own_folders, settings):
        memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
        settings.STORAGES = {**settings.STORAGES, "default": memory}

    def test_other_bytes_than_promised_are_refused(self, made, tmp_path):
        name = store(made, team_id="t1", sha256=sha("something else"), suffix=".mp4")
        with pytest.raises(RetryableError) as error:
            fetch(name, tmp_path)
        assert error.value.code == "storage.damaged"
        assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".mp4")] == ["made.mp4"]

    def test_a_vendors_own_errors_are_passing_faults(self, made, monkeypatch):
        def down(self: object, name: str) -> bool:
            raise ConnectionAbortedError("EndpointConnectionError")

        class VendorError(Exception):
            pass

        def strange(self: object, name: str) -> bool:
            raise VendorError

        for broken in (down, strange):
            monkeypatch.setattr(InMemoryStorage, "exists", broken)
            with pytest.raises(RetryableError) as error:
                keep(made)
            assert error.value.code == "storage.failed"
