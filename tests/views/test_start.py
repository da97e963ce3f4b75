"""A new film: the file is checked before anything, the choices show their price, the start orders the work."""

from __future__ import annotations

import tempfile
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse

from accounts.models import LedgerEntry
from tests.makers import make_job, make_project, make_source
from tests.views.room import RoomCase
from trailers.domain.film import GATES
from trailers.engines.registry import engine_info
from trailers.models import Job, Project, Source
from trailers.selectors.forecast import engine_choices, outlook

STORY = "The Salt Line\n\n" + "A woman rows out at night to ask the sea for her brother back. " * 30
CHOICES = {"title": "", "length": "66000", "size": "1920x1080", "rate": "24/1", "look": "noir", "lines": ""}


@pytest.mark.usefixtures("own_folders")
class StartTest(RoomCase):
    def setUp(self) -> None:
        super().setUp()
        cache.clear()

    def upload(self, body: bytes = STORY.encode(), name: str = "salt.txt", who: str = "owner") -> object:
        return self.clients[who].post(reverse("new"), {"file": SimpleUploadedFile(name, body)})

    def test_a_story_is_read_kept_and_shown_before_anything_starts(self) -> None:
        answer = self.upload()
        source = Source.objects.get()
        self.assertRedirects(answer, reverse("new_film", args=[source.pk]))  # type: ignore[arg-type]
        page = self.owner.get(reverse("new_film", args=[source.pk]))
        self.assertContains(page, "A woman rows out at night")
        self.assertContains(page, "free")
        self.assertEqual((Project.objects.count(), Job.objects.count()), (0, 0))

    def test_what_cannot_be_used_is_told_and_not_kept(self) -> None:
        for name, body in (("a.pdf", b"%PDF-1.7 broken"), ("a.docx", b"PK nothing"), ("a.txt", b"short")):
            with self.subTest(name=name):
                answer = self.upload(body, name)
                self.assertContains(answer, 'role="alert"', status_code=422)  # type: ignore[arg-type]
        self.assertEqual(Source.objects.count(), 0)

    def test_the_same_bytes_are_one_source_and_earlier_films_are_named(self) -> None:
        self.upload()
        self.upload(name="again.txt")
        source = Source.objects.get()
        make_project(self.team, source=source, title="The first go")
        page = self.owner.get(reverse("new_film", args=[source.pk]))
        self.assertContains(page, "This file was used before")
        self.assertContains(page, "The first go")

    def test_a_viewer_cannot_upload(self) -> None:
        self.assertEqual(self.upload(who="viewer").status_code, 403)  # type: ignore[attr-defined]
        self.assertEqual(Source.objects.count(), 0)

    def start(self, **changes: object) -> Project:
        source = Source.objects.first() or make_source(self.team)
        with patch("trailers.views.start.reading_of", return_value=None):
            answer = self.owner.post(reverse("new_film", args=[source.pk]), {**CHOICES, **changes})
        self.assertEqual(answer.status_code, 302, answer.content[-3000:])
        return Project.objects.order_by("-created_at").first()  # type: ignore[return-value]

    def test_the_free_draft_stops_nowhere_and_is_ordered_at_once(self) -> None:
        self.upload()
        project = self.start()
        self.assertEqual(project.gates, dict.fromkeys(GATES, "auto"))
        self.assertEqual((project.engines, project.settings, project.budget_microusd), ({}, {}, 0))
        self.assertEqual(Job.objects.filter(project=project, kind="read_document").count(), 1)

    def test_choices_become_the_film(self) -> None:
        project = self.start(
            title="Low Water",
            length="45000",
            size="1080x1920",
            rate="25/1",
            look="colour",
            stops=["script", "clips"],
        )
        self.assertEqual(
            (project.width, project.height, project.rate, project.look), (1080, 1920, "25/1", "colour")
        )
        self.assertEqual(project.settings, {"target_ms": 45_000})
        self.assertEqual([gate for gate in GATES if project.gates[gate] == "stop"], ["script", "clips"])

    def test_ones_own_lines_are_kept_word_for_word(self) -> None:
        project = self.start(lines="The sea keeps.\r\n\r\nUntil tonight.\r\n")
        self.assertEqual(project.brief["verbatim"], ["The sea keeps.", "Until tonight."])

    def test_the_same_wish_twice_is_the_same_film(self) -> None:
        self.assertEqual(self.start().pk, self.start().pk)

    def test_a_deleted_film_comes_back_when_it_is_asked_for_again(self) -> None:
        project = self.start()
        self.owner.post(reverse("project_delete", args=[project.pk]))
        again = self.start()
        self.assertEqual((again.pk, again.deleted_at, again.cancelled_at), (project.pk, None, None))

    def test_nonsense_is_refused_and_starts_nothing(self) -> None:
        source = make_source(self.team)
        with patch("trailers.views.start.reading_of", return_value=None):
            answer = self.owner.post(reverse("new_film", args=[source.pk]), {**CHOICES, "rate": "1000/1"})
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(Project.objects.count(), 0)

    def test_nothing_that_a_new_account_does_can_be_charged(self) -> None:
        project = self.start()
        self.assertEqual(project.team.spend_cap_microusd, 0)
        self.assertFalse(Job.objects.filter(price_microusd__gt=0).exists())
        self.assertFalse(LedgerEntry.objects.exists())

    def test_the_sample_starts_in_one_click(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            sample = Path(folder) / "the-salt-line.pdf"
            with patch("trailers.views.start.SAMPLE", sample):
                self.owner.post(reverse("sample"))
                self.assertEqual(Project.objects.count(), 0, "a missing sample is told, not an error")
                sample.write_bytes(b"%PDF-1.7 the salt line")
                self.owner.post(reverse("sample"))
                self.owner.post(reverse("sample"))
        self.assertEqual(Project.objects.count(), 1)
        self.assertEqual(Job.objects.filter(kind="read_document").count(), 1)

    def test_the_estimate_follows_the_choices(self) -> None:
        source = make_source(self.team)
        address = reverse("estimate", args=[source.pk])
        short = self.owner.get(address, {"length": "45000"}).content
        long = self.owner.get(address, {"length": "90000"}).content
        self.assertNotEqual(short, long)
        self.assertIn(b"Nothing here can be charged", short)


class OutlookTest(RoomCase):
    def setUp(self) -> None:
        super().setUp()
        cache.clear()

    def test_every_port_has_a_free_engine_that_needs_nothing(self) -> None:
        for port, choices in engine_choices().items():
            with self.subTest(port=port):
                self.assertEqual(
                    (choices[0].name, choices[0].price_microusd, choices[0].missing), ("embedded", 0, ())
                )

    def test_time_is_an_estimate_until_it_is_measured(self) -> None:
        before = outlook({}, 66_000)
        self.assertFalse(before.measured)
        self.assertLessEqual(before.minutes_low, before.minutes_high)
        cache.clear()
        project = make_project(self.team)
        for n in range(3):
            job = make_job(project, kind="segment", state="done", key=f"s{n}")
            type(job).objects.filter(pk=job.pk).update(
                started_at=job.finished_at.replace(year=2020)  # type: ignore[union-attr]
            )
        after = outlook({}, 66_000)
        self.assertTrue(after.measured)
        self.assertGreater(after.minutes_high, before.minutes_high)

    @override_settings(ENGINE_KEYS={})
    def test_the_free_draft_costs_nothing_at_any_length(self) -> None:
        for length in (10_000, 66_000, 600_000):
            self.assertEqual(str(outlook({}, length).price), "free")

    def test_the_sheets_of_people_and_places_are_in_the_price_of_bought_pictures(self) -> None:
        each = engine_info("image", "ark").price_microusd
        price = outlook({"image": "ark"}, 66_000).price
        scenes = 66_000 // 4_400
        self.assertEqual(price.low_microusd, (scenes * 4 // 5 + 1) * each)
        self.assertEqual(price.high_microusd, (scenes * 5 // 4 + 1 + 10) * each)
