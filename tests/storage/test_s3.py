"""Stored files in a real S3 server: whole, once, private, and classified when something is wrong."""

from __future__ import annotations

import hashlib
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import botocore.auth
import httpx
import pytest
from django.core.files.storage import storages
from django.test import RequestFactory

from config.media import media_storage
from tests.s3 import BUCKET, S3Server
from trailers.domain.errors import FatalError, RetryableError
from trailers.storage import fetch, storage_name, store
from trailers.views.serving import Stored, serve

DATA = b"frames" * 1000
SHA = hashlib.sha256(DATA).hexdigest()
NAME = f"teams/t1/{SHA[:2]}/{SHA}.mp4"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    path = tmp_path / "made.mp4"
    path.write_bytes(DATA)
    return path


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


def keep(path: Path) -> str:
    data = path.read_bytes()
    return store(path, team_id="t1", sha256=hashlib.sha256(data).hexdigest(), suffix=path.suffix)


def link(name: str = NAME, *, download: bool = False) -> Any:
    request = RequestFactory().get("/")
    return serve(request, Stored(name, SHA), name="The Salt Line.mp4", download=download)


def get(address: str, **headers: str) -> tuple[int, httpx.Headers, bytes]:
    answer = httpx.get(address, headers=headers, timeout=20)
    return answer.status_code, answer.headers, answer.content


def test_a_file_comes_back_as_it_went(made: Path, inbox: Path, bucket: S3Server) -> None:
    assert keep(made) == NAME
    assert bucket.names() == [NAME]
    local = fetch(NAME, inbox)
    assert (local.parent, local.name, local.read_bytes()) == (inbox, f"{SHA}.mp4", DATA)
    assert fetch(NAME, inbox) == local
    assert [path.name for path in inbox.iterdir()] == [local.name], "nothing half-fetched stays"


def test_the_same_bytes_are_sent_once(made: Path, bucket: S3Server) -> None:
    keep(made)
    with patch("trailers.storage._upload") as upload:
        assert keep(made) == NAME
    upload.assert_not_called()


def test_stores_at_the_same_time_leave_one_object_under_its_own_name(made: Path, bucket: S3Server) -> None:
    start = threading.Barrier(4)
    given: list[str] = []

    def one() -> None:
        start.wait()
        given.append(keep(made))

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert given == [NAME] * 4
    assert bucket.names() == [NAME]


def test_a_film_that_is_sent_in_parts_comes_back_whole(tmp_path: Path, inbox: Path, bucket: S3Server) -> None:
    large = tmp_path / "large.mp4"
    large.write_bytes(hashlib.sha256(b"seed").digest() * (20 << 15))  # 20 MiB: three parts of 8
    local = fetch(keep(large), inbox)
    assert local.stat().st_size == 20 << 20
    assert local.read_bytes() == large.read_bytes()


def test_an_object_of_another_size_is_replaced(made: Path, inbox: Path, bucket: S3Server) -> None:
    bucket.client().put_object(Bucket=BUCKET, Key=NAME, Body=b"half")
    keep(made)
    assert fetch(NAME, inbox).read_bytes() == DATA


def test_a_missing_object_is_named(inbox: Path, bucket: S3Server) -> None:
    name = storage_name(team_id="t1", sha256="0" * 64, suffix=".png")
    with pytest.raises(FatalError) as error:
        fetch(name, inbox)
    assert (error.value.code, error.value.params) == ("storage.missing", {"name": name})
    assert list(inbox.iterdir()) == []


def test_other_bytes_than_promised_are_refused(inbox: Path, bucket: S3Server) -> None:
    bucket.client().put_object(Bucket=BUCKET, Key=NAME, Body=b"other bytes")
    with pytest.raises(RetryableError) as error:
        fetch(NAME, inbox)
    assert error.value.code == "storage.damaged"
    assert list(inbox.iterdir()) == []


def test_the_bucket_has_no_paths_so_nothing_can_count_on_them(bucket: S3Server) -> None:
    with pytest.raises(NotImplementedError):
        storages["default"].path(NAME)


def test_a_wrong_key_is_told_by_the_vendors_word(
    made: Path, bucket: S3Server, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CUELOCK_S3_SECRET_KEY", "not the secret")
    settings.STORAGES = {**settings.STORAGES, "default": media_storage(tmp_path)}
    with pytest.raises(RetryableError) as error:
        keep(made)
    assert error.value.code == "storage.failed"
    assert error.value.params["detail"] == "403"
    assert bucket.names() == []


def test_a_server_that_is_away_is_a_passing_fault(
    made: Path, bucket: S3Server, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CUELOCK_S3_ENDPOINT", "http://127.0.0.1:9")  # nobody listens to discard
    settings.STORAGES = {**settings.STORAGES, "default": media_storage(tmp_path)}
    with pytest.raises(RetryableError) as error:
        keep(made)
    assert (error.value.code, error.value.params["detail"]) == ("storage.failed", "EndpointConnectionError")


class TestLinks:
    """Pages send a browser to the bucket by an address that names, types and dates the one object it shows."""

    @pytest.fixture(autouse=True)
    def _kept(self, made: Path, bucket: S3Server) -> None:
        keep(made)

    def test_nobody_gets_in_without_a_link(self, bucket: S3Server) -> None:
        assert get(f"{bucket.endpoint}/{BUCKET}/{NAME}")[0] == 403
        assert get(f"{bucket.endpoint}/{BUCKET}?list-type=2")[0] == 403

    def test_a_link_shows_the_file_under_its_name_and_type(self) -> None:
        answer = link()
        assert answer.status_code == 302
        status, headers, body = get(answer["Location"])
        assert (status, body) == (200, DATA)
        assert headers["Content-Type"] == "video/mp4"
        assert headers["Content-Disposition"] == 'inline; filename="The Salt Line.mp4"'

    def test_a_download_is_saved(self) -> None:
        _, headers, _ = get(link(download=True)["Location"])
        assert headers["Content-Disposition"] == 'attachment; filename="The Salt Line.mp4"'

    def test_a_player_can_ask_for_a_range(self) -> None:
        status, headers, body = get(link()["Location"], Range="bytes=6-11")
        assert (status, body, headers["Content-Range"]) == (206, b"frames", f"bytes 6-11/{len(DATA)}")

    def test_a_link_is_asked_for_again_before_it_expires(self) -> None:
        assert link()["Cache-Control"] == "private, max-age=450"
        assert "X-Amz-Expires=900" in link()["Location"]

    def test_an_old_link_is_refused(self) -> None:
        now = botocore.auth.get_current_datetime()
        with patch("botocore.auth.get_current_datetime", return_value=now - timedelta(seconds=901)):
            old = link()["Location"]
        assert get(old)[0] == 403

    def test_a_link_for_one_file_opens_no_other(self, bucket: S3Server) -> None:
        bucket.client().put_object(Bucket=BUCKET, Key="teams/t2/secret.mp4", Body=b"secret")
        assert get(link()["Location"].replace(NAME, "teams/t2/secret.mp4"))[0] == 403

    def test_a_link_to_read_does_not_write(self) -> None:
        assert httpx.put(link()["Location"], content=b"evil").status_code == 403
        assert get(link()["Location"])[2] == DATA

    def test_captions_come_from_the_site_itself(self, tmp_path: Path) -> None:
        """A browser takes <track> from another origin only with rights that a private bucket does not give."""
        captions = tmp_path / "captions.vtt"
        captions.write_bytes(b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n")
        answer = link(keep(captions))
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/vtt; charset=utf-8")
        assert b"".join(answer) == captions.read_bytes()
