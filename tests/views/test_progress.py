"""Progress for programs: events after a number, 304 when nothing happened; and questions that a person decides."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

from django.urls import reverse
from django.utils import timezone

from accounts.ledger import reserve, team_ledger_sum
from accounts.models import Team
from tests.makers import make_job, make_scene
from tests.views.room import FilmCase, RoomCase, order_film
from trailers.models import Event, Job, Project
from trailers.queue.events import record
from trailers.templatetags.cuelock import minutes

PRICE = 700_000
USUAL = "trailers.selectors.pace._measured"


def events_url(project: Project, after: object = 0) -> str:
    return f"{reverse('project_events', args=[project.pk])}?after={after}"


def test_minutes_as_a_person_says_them() -> None:
    found = [minutes(ms) for ms in (0, 60_000, 60_001, 7_500_000)]
    assert found == ["1 min", "1 min", "2 min", "2 h 5 min"]


class EventsTest(FilmCase):
    def test_all_events_are_told_in_order_with_their_data(self) -> None:
        answer = self.owner.get(events_url(self.film)).json()
        rows = list(Event.objects.filter(project=self.film).order_by("seq"))
        self.assertEqual([event["seq"] for event in answer["events"]], list(range(1, len(rows) + 1)))
        self.assertEqual([event["kind"] for event in answer["events"]], [row.kind for row in rows])
        self.assertEqual(answer["events"][-1]["data"], rows[-1].data)
        self.assertEqual((answer["last"], answer["more"]), (len(rows), False))

    def test_a_reader_asks_on_from_where_it_stopped(self) -> None:
        last = self.owner.get(events_url(self.film)).json()["last"]
        self.assertEqual(len(self.owner.get(events_url(self.film, last - 2)).json()["events"]), 2)
        nothing = self.owner.get(events_url(self.film, last)).json()
        self.assertEqual((nothing["events"], nothing["last"]), ([], last))

    def test_a_long_history_comes_in_portions(self) -> None:
        last = self.owner.get(events_url(self.film)).json()["last"]
        with patch("trailers.selectors.history.AT_ONCE", 5):
            first = self.owner.get(events_url(self.film)).json()
            rest = self.owner.get(events_url(self.film, last - 5)).json()
        self.assertEqual((first["last"], first["more"]), (5, True))
        self.assertEqual((rest["last"], rest["more"]), (last, False))

    def test_304_until_something_happens(self) -> None:
        first = self.viewer.get(events_url(self.film))
        again = self.viewer.get(events_url(self.film), headers={"If-None-Match": first["ETag"]})
        self.assertEqual((again.status_code, again.content, again["ETag"]), (304, b"", first["ETag"]))
        self.assertIn("private", again["Cache-Control"])
        elsewhere = self.viewer.get(events_url(self.film, 3), headers={"If-None-Match": first["ETag"]})
        self.assertEqual(elsewhere.status_code, 200, "another question has another answer")
        record(Project.objects.get(pk=self.film.pk), "take.chosen")
        fresh = self.viewer.get(events_url(self.film), headers={"If-None-Match": first["ETag"]})
        self.assertEqual(fresh.status_code, 200)
        self.assertEqual(fresh.json()["events"][-1]["kind"], "take.chosen")

    def test_304_costs_no_plan(self) -> None:
        tag = self.owner.get(events_url(self.film))["ETag"]
        with patch("trailers.views.progress.plan_project", side_effect=AssertionError):
            self.assertEqual(
                self.owner.get(events_url(self.film), headers={"If-None-Match": tag}).status_code, 304
            )

    def test_a_finished_film_says_so(self) -> None:
        progress = self.owner.get(events_url(self.film)).json()["progress"]
        self.assertEqual(
            (progress["state"], progress["percent"], progress["time_left_ms"]), ("done", 100, None)
        )
        self.assertEqual(
            [stage["key"] for stage in progress["stages"]],
            ["reading", "script", "voice", "storyboard", "clips", "edit", "package"],
        )
        self.assertEqual({stage["state"] for stage in progress["stages"]}, {"done"})
        self.assertEqual((progress["questions"], progress["late"]), ([], []))

    def test_a_wrong_number_is_refused(self) -> None:
        for wrong in ("-1", "1.5", "x", "", "٣", "9" * 19):
            with self.subTest(after=wrong):
                self.assertEqual(self.owner.get(events_url(self.film, wrong)).status_code, 400)


class UnderWayTest(RoomCase):
    def test_the_time_left_comes_from_what_steps_took_here(self) -> None:
        project = order_film(self.team)
        with (
            patch(USUAL, return_value={"read_document": 90_000}),
            patch("trailers.selectors.pace.cache") as cache,
        ):
            cache.get.return_value = None
            progress = self.owner.get(events_url(project)).json()["progress"]
        self.assertEqual(progress["state"], "working")
        # the document, then film, receipt and package: 90 + 1 + 4 + 1 s, and the script's four passes after it
        self.assertGreaterEqual(progress["time_left_ms"], 90_000)
        self.assertLess(progress["time_left_ms"], 100_000)

    def test_a_silent_worker_and_a_late_provider_are_said(self) -> None:
        project = order_film(self.team)
        ago = timezone.now() - timedelta(minutes=10)
        scene = make_scene(project, number=4)
        silent = make_job(project, state="running", lease_until=ago)
        overdue = make_job(project, state="waiting", lane="video", deadline=ago, scene=scene)
        make_job(project, state="running")
        make_job(project, state="waiting", lane="video", deadline=timezone.now() + timedelta(hours=1))
        before = self.owner.get(events_url(project))
        late = before.json()["progress"]["late"]
        self.assertEqual(
            [(each["job"], each["why"]) for each in late],
            [(str(silent.pk), "silent"), (str(overdue.pk), "overdue")],
        )
        Job.objects.filter(pk=silent.pk).update(lease_until=timezone.now() + timedelta(minutes=1))
        heard = self.owner.get(events_url(project), headers={"If-None-Match": before["ETag"]})
        self.assertEqual(
            heard.status_code, 200, "that a worker falls silent or is heard again changes the page"
        )
        Job.objects.filter(pk=silent.pk).update(lease_until=ago)
        page = self.owner.get(reverse("project", args=[project.pk])).content.decode()
        self.assertIn("its worker was last heard of 10", page)
        self.assertIn("Scene 4: the provider is 10", page)


class QuestionTest(RoomCase):
    def setUp(self) -> None:
        super().setUp()
        Team.objects.filter(pk=self.team.pk).update(spend_cap_microusd=10 * PRICE)
        self.film = order_film(self.team)
        Job.objects.filter(project=self.film).delete()
        self.job = make_job(
            self.film,
            state="uncertain",
            lane="video",
            provider="ark",
            price_microusd=PRICE,
            submitted_at=timezone.now(),
            error_code="job.outcome_unknown",
            error_detail={"provider": "ark"},
        )
        self.money = {"team_id": self.team.pk, "project_id": self.film.pk, "job_id": self.job.pk}
        reserve(**self.money, price_microusd=PRICE, project_cap_microusd=10 * PRICE)

    def decide(self, act: str, who: str = "owner") -> int:
        address = reverse("job_decide", args=[self.film.pk, self.job.pk])
        return self.clients[who].post(address, {"act": act}).status_code

    def state(self) -> str:
        return Job.objects.get(pk=self.job.pk).state

    def test_the_page_asks_with_the_price(self) -> None:
        page = self.owner.get(reverse("project", args=[self.film.pk])).content.decode()
        for wanted in (
            "Nobody can say whether ark took this order.",
            "Order it again",
            "$0.70",
            "Give it up",
        ):
            self.assertIn(wanted, page)
        self.assertNotIn(
            "Order it again", self.viewer.get(reverse("project", args=[self.film.pk])).content.decode()
        )
        progress = self.owner.get(events_url(self.film)).json()["progress"]
        self.assertEqual(progress["questions"], [str(self.job.pk)])

    def test_the_dashboard_calls_for_a_decision(self) -> None:
        self.assertContains(self.owner.get(reverse("home")), "Your decision: a call without an answer")

    def test_once_more_books_the_first_call_as_bought(self) -> None:
        self.assertEqual(self.decide("repeat"), 302)
        job = Job.objects.get(pk=self.job.pk)
        self.assertEqual((job.state, job.cost_microusd, job.uncertain_repeats), ("queued", PRICE, 1))
        self.assertEqual(self.decide("repeat"), 302, "too late, and nothing happens twice")
        self.assertEqual(Job.objects.get(pk=self.job.pk).uncertain_repeats, 1)

    def test_given_up_costs_what_the_bill_says(self) -> None:
        self.assertEqual(self.decide("charged"), 302)
        self.assertEqual((self.state(), team_ledger_sum(self.team.pk)), ("failed", PRICE))

    def test_given_up_and_not_on_the_bill_costs_nothing(self) -> None:
        self.assertEqual(self.decide("free"), 302)
        self.assertEqual((self.state(), team_ledger_sum(self.team.pk)), ("failed", 0))

    def test_anything_else_changes_nothing(self) -> None:
        self.assertEqual(self.decide("perhaps"), 400)
        for who, status in (("viewer", 403), ("stranger", 404)):
            self.assertEqual(self.decide("repeat", who), status)
        self.assertEqual(self.state(), "uncertain")

    def test_a_job_of_another_film_is_not_found(self) -> None:
        other = order_film(self.team, title="Another")
        address = reverse("job_decide", args=[other.pk, self.job.pk])
        self.assertEqual(self.owner.post(address, {"act": "repeat"}).status_code, 404)
        self.assertEqual(self.state(), "uncertain")
