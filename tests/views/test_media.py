"""Files on their way out: ranges, conditions, types, names, signatures, small pictures."""

from __future__ import annotations

from io import BytesIO
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from PIL import Image

from tests.makers import make_artifact
from tests.views.room import RoomCase
from trailers.models import Artifact
from trailers.views.media import LINK_SECONDS, signed_name

BODY = bytes(range(256)) * 40
SIZE = len(BODY)


@pytest.mark.usefixtures("own_folders")
class MediaTest(RoomCase):
    def stored(self, name: str = "x/film.mp4", body: bytes = BODY) -> Artifact:
        kept = storages["default"].save(name, ContentFile(body))
        return make_artifact(self.team, storage_name=kept, size=len(body))

    def get(self, artifact: Artifact, query: str = "", **headers: str) -> object:
        return self.owner.get(f"/media/{artifact.pk}/film.mp4{query}", headers=headers)

    def test_whole(self) -> None:
        answer = self.get(self.stored())
        self.assertEqual((answer.status_code, b"".join(answer)), (200, BODY))  # type: ignore[attr-defined, call-overload]
        self.assertEqual(answer["Content-Type"], "video/mp4")  # type: ignore[index]
        self.assertEqual(answer["Accept-Ranges"], "bytes")  # type: ignore[index]
        self.assertEqual(answer["X-Content-Type-Options"], "nosniff")  # type: ignore[index]
        self.assertIn("immutable", answer["Cache-Control"])  # type: ignore[index]
        self.assertIn("private", answer["Cache-Control"])  # type: ignore[index]

    def test_ranges(self) -> None:
        film = self.stored()
        for wanted, start, end in (
            ("bytes=0-", 0, SIZE),
            ("bytes=0-0", 0, 1),
            ("bytes=100-199", 100, 200),
            ("bytes=10000-99999999", 10_000, SIZE),
            ("bytes=-100", SIZE - 100, SIZE),
            (f"bytes=-{SIZE + 5}", 0, SIZE),
        ):
            with self.subTest(wanted=wanted):
                answer = self.get(film, Range=wanted)
                self.assertEqual(answer.status_code, 206)  # type: ignore[attr-defined]
                self.assertEqual(b"".join(answer), BODY[start:end])  # type: ignore[call-overload]
                self.assertEqual(answer["Content-Range"], f"bytes {start}-{end - 1}/{SIZE}")  # type: ignore[index]
                self.assertEqual(answer["Content-Length"], str(end - start))  # type: ignore[index]

    def test_ranges_that_cannot_be_met(self) -> None:
        film = self.stored()
        for wanted in (f"bytes={SIZE}-", "bytes=-0", "bytes=9-3"):
            with self.subTest(wanted=wanted):
                answer = self.get(film, Range=wanted)
                self.assertEqual(answer.status_code, 416)  # type: ignore[attr-defined]
                self.assertEqual(answer["Content-Range"], f"bytes */{SIZE}")  # type: ignore[index]

    def test_ranges_that_are_not_done_give_the_whole(self) -> None:
        film = self.stored()
        for wanted in ("bytes=0-1,5-6", "frames=0-1", "bytes=-", "nonsense"):
            with self.subTest(wanted=wanted):
                self.assertEqual(self.get(film, Range=wanted).status_code, 200)  # type: ignore[attr-defined]

    def test_a_range_of_an_older_file_gives_the_whole_new_one(self) -> None:
        film = self.stored()
        fresh = {"Range": "bytes=0-1", "If-Range": f'"{film.sha256}"'}
        self.assertEqual(self.get(film, **fresh).status_code, 206)  # type: ignore[attr-defined]
        stale = {"Range": "bytes=0-1", "If-Range": '"another"'}
        self.assertEqual(self.get(film, **stale).status_code, 200)  # type: ignore[attr-defined]

    def test_known_bytes_are_not_sent_again(self) -> None:
        film = self.stored()
        answer = self.get(film, **{"If-None-Match": f'"{film.sha256}"'})
        self.assertEqual(answer.status_code, 304)  # type: ignore[attr-defined]

    def test_a_download_is_saved_under_its_name(self) -> None:
        film = self.stored()
        self.assertEqual(self.get(film)["Content-Disposition"], 'inline; filename="film.mp4"')  # type: ignore[index]
        saved = self.get(film, "?download")["Content-Disposition"]  # type: ignore[index]
        self.assertEqual(saved, 'attachment; filename="film.mp4"')

    def test_a_type_we_do_not_know_is_never_shown(self) -> None:
        page = self.stored("x/evil.html", b"<script>alert(1)</script>")
        answer = self.get(page)
        self.assertEqual(answer["Content-Type"], "application/octet-stream")  # type: ignore[index]
        self.assertIn("attachment", answer["Content-Disposition"])  # type: ignore[index]

    def test_a_name_cannot_add_headers(self) -> None:
        film = self.stored()
        answer = self.owner.get(f"/media/{film.pk}/a%22%0d%0aX-Evil: 1?download")
        self.assertIsNone(answer.get("X-Evil"))

    def test_what_is_gone_is_not_found(self) -> None:
        self.assertEqual(self.get(make_artifact(self.team)).status_code, 404)  # type: ignore[attr-defined]
        self.assertEqual(self.owner.get(f"/media/{uuid4()}/a.mp4").status_code, 404)

    def test_a_signed_link_works_without_a_session_for_an_hour_at_least(self) -> None:
        film = self.stored()
        anonymous = self.clients["anonymous"]
        start = 500_000 * LINK_SECONDS
        for asked in (start, start + 1, start + LINK_SECONDS - 1):
            with patch("trailers.views.media.time.time", return_value=asked):
                token = signed_name(film)
            for passed, status in ((0, 200), (LINK_SECONDS, 200), (2 * LINK_SECONDS, 404)):
                with patch("trailers.views.media.time.time", return_value=asked + passed):
                    answer = anonymous.get(f"/files/{token}/film.mp4")
                self.assertEqual(answer.status_code, status, (asked - start, passed))

    def test_a_forged_signed_link_finds_nothing(self) -> None:
        token = signed_name(self.stored())
        forged = token[:-6] + ("a" if token[-6] != "a" else "b") + token[-5:]
        for wrong in (forged, token[1:], token.split(":")[0], "x"):
            self.assertEqual(self.clients["anonymous"].get(f"/files/{wrong}/film.mp4").status_code, 404)

    def test_the_signed_link_to_a_file_is_the_same_within_an_hour(self) -> None:
        film, start = self.stored(), 500_000 * LINK_SECONDS
        seen = []
        for asked in (start, start + LINK_SECONDS - 1, start + LINK_SECONDS):
            with patch("trailers.views.media.time.time", return_value=asked):
                seen.append(signed_name(film))
        self.assertEqual(seen[0], seen[1])
        self.assertNotEqual(seen[1], seen[2])

    def test_small_pictures_are_made_once_and_never_larger(self) -> None:
        file = BytesIO()
        Image.new("RGB", (1200, 675), (10, 20, 30)).save(file, "PNG")
        still = self.stored("x/still.png", file.getvalue())
        answer = self.get(still, "?w=480")
        with Image.open(BytesIO(b"".join(answer))) as small:  # type: ignore[call-overload]
            self.assertEqual((small.size, small.format), ((480, 270), "WEBP"))
        with patch("trailers.services.thumbnails._shrunk") as shrink:
            self.get(still, "?w=480")
        shrink.assert_not_called()
        for query in ("?w=481", "?w=9999", "?w=x"):
            self.assertEqual(self.get(still, query).status_code, 404)  # type: ignore[attr-defined]

    def test_a_film_has_no_small_picture(self) -> None:
        self.assertEqual(self.get(self.stored(), "?w=480").status_code, 404)  # type: ignore[attr-defined]

    def test_a_bucket_serves_its_own_files(self) -> None:
        class Bucket:
            querystring_expire = 900

            def url(self, name: str, parameters: dict[str, str]) -> str:
                return f"https://bucket.example/{name}?d={parameters['ResponseContentDisposition'][:6]}"

        film = self.stored()
        with patch("trailers.views.serving.storages", {"default": Bucket()}):
            answer = self.get(film, "?download")
        self.assertEqual(answer.status_code, 302)  # type: ignore[attr-defined]
        self.assertEqual(answer["Location"], f"https://bucket.example/{film.storage_name}?d=attach")  # type: ignore[index]
