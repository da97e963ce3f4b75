"""Files sent straight into storage: by a form that takes exactly one file, then confirmed, once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
import pytest
import time_machine
from django.core.files.storage import storages
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import Team, User
from tests.makers import make_team, make_user
from tests.views.room import order_film, run_lab
from trailers.domain.errors import CuelockError
from trailers.models import Project, Source, Take, Upload
from trailers.services.scenes import scene_number
from trailers.services.uploads import clear_uploads, confirm_source, form_for, promise_upload
from trailers.worker.uploads import confirm_take

STORY = (
    b"The Last Ferry\n\nOn a storm-beaten island the ferry has stopped coming. Mara, a young lighthouse keeper, "
    b"finds a letter in a bottle that names her drowned brother.\n"
)


@pytest.fixture(params=["local", "s3"])
def where(request: pytest.FixtureRequest) -> str:
    """Both kinds of storage: the site's own folder, and a real bucket."""
    request.getfixturevalue("own_folders" if request.param == "local" else "bucket")
    return str(request.param)


@pytest.fixture
def user(db: None) -> User:
    return make_user("mara@example.org")


@pytest.fixture
def team(user: User) -> Team:
    return make_team("Harbour", owner=user)


@pytest.fixture
def promise(team: Team, user: User) -> Callable[..., Upload]:
    def one(data: bytes = STORY, name: str = "ferry.txt", media_type: str = "text/plain") -> Upload:
        return promise_upload(team=team, user=user, name=name, size=len(data), media_type=media_type)

    return one


def send(upload: Upload, data: bytes, **changes: str) -> int:
    """Post the form as a browser would; answers the status."""
    form = form_for(upload)
    if form.token:
        file = BytesIO(data)
        file.name = upload.name
        return (
            Client(enforce_csrf_checks=True)
            .post(reverse("upload_receive", args=[form.token]), {"file": file})
            .status_code
        )
    fields = {**form.fields, **changes}
    return httpx.post(form.url, data=fields, files={"file": (upload.name, data)}, timeout=20).status_code


def code_of(call: Callable[..., Any], **kw: Any) -> str:
    with pytest.raises(CuelockError) as error:
        call(**kw)
    return error.value.code


def is_kept(name: str) -> bool:
    return bool(storages["default"].exists(name))


def test_a_document_is_sent_confirmed_and_becomes_a_source(where: str, promise: Any, team: Team) -> None:
    upload = promise()
    assert send(upload, STORY) == 204
    assert is_kept(upload.storage_name)
    source = confirm_source(upload=upload)
    assert (source.team, source.name, source.size) == (team, "ferry.txt", len(STORY))
    assert storages["default"].open(source.storage_name).read() == STORY
    upload.refresh_from_db()
    assert upload.source == source
    assert not is_kept(upload.storage_name), "what arrived is kept under its own name only"
    assert confirm_source(upload=upload) == source
    assert Source.objects.count() == 1


def test_only_the_promised_size_is_taken(where: str, promise: Any) -> None:
    upload = promise()
    for data in (STORY + b"!", STORY[:-1], b""):
        assert send(upload, data) in (400, 403)
    assert not is_kept(upload.storage_name)
    assert code_of(confirm_source, upload=upload) == "upload.missing"


def test_a_far_longer_file_is_refused_unread(own_folders: Path, promise: Any) -> None:
    assert send(promise(), b"x" * (200 << 10)) == 413


def test_the_bucket_takes_no_other_name_and_no_other_type(bucket: Any, promise: Any) -> None:
    upload = promise()
    assert send(upload, STORY, key="teams/elsewhere/film.mp4") == 403
    assert send(upload, STORY, **{"Content-Type": "text/html"}) == 403
    assert bucket.names() == []


def test_a_form_expires(where: str, promise: Any) -> None:
    with time_machine.travel(timezone.now() - timedelta(seconds=3601), tick=False):
        form = form_for(promise())
    with patch("tests.storage.test_direct.form_for", return_value=form):
        assert send(promise(), STORY) in (403, 404)


def test_an_address_of_ours_cannot_be_forged(own_folders: Path, db: None) -> None:
    assert Client().post("/uploads/WyJpbmNvbWluZy94IiwxXQ:1:abc").status_code == 404


def test_a_film_cannot_be_confirmed_as_a_synopsis(where: str, promise: Any) -> None:
    data = b"\x00\x00\x00\x20ftypisom" + bytes(400)
    upload = promise(data, "ferry.txt")
    assert send(upload, data) == 204
    assert code_of(confirm_source, upload=upload).startswith("document.")
    assert Source.objects.count() == 0


def test_a_promise_has_bounds(promise: Any, team: Team, user: User) -> None:
    for size, code in ((0, "file.empty"), (-1, "file.empty"), ((200 << 20) + 1, "file.too_big")):
        kw = {"team": team, "user": user, "name": "a.txt", "size": size, "media_type": "text/plain"}
        assert code_of(promise_upload, **kw) == code
    assert Upload.objects.count() == 0


def test_a_name_is_never_a_path(promise: Any, team: Team) -> None:
    upload = promise(STORY, "../../etc/passwd.txt")
    assert upload.name == "passwd.txt"
    assert upload.storage_name == f"incoming/{team.pk}/{upload.pk}"


def test_a_confirmation_that_was_killed_is_finished_by_the_next_and_by_the_sweep(
    where: str, promise: Any
) -> None:
    upload = promise()
    send(upload, STORY)
    with (
        patch("trailers.services.uploads.direct.forget", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        confirm_source(upload=upload)
    upload.refresh_from_db()
    assert confirm_source(upload=upload) == Source.objects.get()
    assert is_kept(upload.storage_name)
    assert clear_uploads() == 0, "not before its time"
    Upload.objects.update(expires_at=timezone.now() - timedelta(hours=3))
    assert clear_uploads() == 1
    assert not is_kept(upload.storage_name)
    assert (Upload.objects.count(), Source.objects.count()) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_confirmations_at_the_same_time_give_one_source(where: str, promise: Any) -> None:
    upload = promise()
    send(upload, STORY)
    start = threading.Barrier(3)
    found: list[object] = []

    def one() -> None:
        mine = Upload.objects.get(pk=upload.pk)
        start.wait()
        try:
            found.append(confirm_source(upload=mine).pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [Source.objects.get().pk] * 3


class TestTakes:
    @pytest.fixture
    def film(self, team: Team) -> Project:
        return run_lab(order_film(team))

    @pytest.fixture
    def picture(self) -> bytes:
        file = BytesIO()
        Image.new("RGB", (640, 360), (10, 90, 160)).save(file, "PNG")
        return file.getvalue()

    def test_a_picture_becomes_one_take(
        self, where: str, promise: Any, film: Project, picture: bytes, tmp_path: Path
    ) -> None:
        upload = promise(picture, "sea.png", "image/png")
        assert send(upload, picture) == 204
        scene = scene_number(film, 3)
        take = confirm_take(upload=upload, project=film, scene=scene)
        assert (take.origin, take.kind, take.scene) == ("uploaded", "image", scene)
        assert take.artifact is not None
        assert storages["default"].open(take.artifact.storage_name).read() == picture
        stale = Upload.objects.get(pk=upload.pk)
        stale.take = None  # as another request read it before
        again = tmp_path / "sea.png"
        again.write_bytes(picture)
        with patch("trailers.worker.uploads.arrived") as arrived:
            arrived.return_value.__enter__.return_value = again
            assert confirm_take(upload=stale, project=film, scene=scene) == take
        assert Take.objects.filter(scene=scene, origin="uploaded").count() == 1
        assert not is_kept(upload.storage_name)

    def test_what_was_used_is_not_used_for_something_else(
        self, where: str, promise: Any, film: Project, picture: bytes
    ) -> None:
        upload = promise(picture, "sea.png", "image/png")
        send(upload, picture)
        confirm_take(upload=upload, project=film, scene=scene_number(film, 3))
        upload.refresh_from_db()
        other = scene_number(film, 1)
        assert code_of(confirm_take, upload=upload, project=film, scene=other) == "upload.used"
        assert code_of(confirm_source, upload=upload) == "upload.used"
