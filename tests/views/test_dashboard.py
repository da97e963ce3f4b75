"""The dashboard: what cards say, in a number of questions that does not grow, and what can be done to films."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from unittest.mock import patch

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from accounts.ledger import reserve, settle
from tests.makers import make_artifact, make_job, make_project, make_scene, make_take, make_team, make_user
from tests.views.room import FilmCase, RoomCase, order_film, run_lab
from trailers.models import Cut, Job, Project, Render, Soundtrack
from trailers.selectors.cards import dashboard, percent_of
from trailers.services.lifecycle import archive_project, delete_project

HOME = "/"
QUERIES = 11


def cards(team: object, **kw: object) -> list[object]:
    wanted = {"words": "", "sort": "newest", "archived": False, "number": "1", **kw}
    return dashboard(team, **wanted)[1]  # type: ignore[arg-type]


class CardTest(RoomCase):
    def test_states_in_the_order_of_what_matters(self) -> None:
        auto = dict.fromkeys(("script", "voice", "stills", "clips"), "auto")
        working = make_project(self.team, title="a", gates=auto)
        make_job(working, state="running")
        make_job(working, state="failed", key="x")
        failed = make_project(self.team, title="b", gates=auto)
        make_job(failed, state="failed")
        held = make_project(self.team, title="c", gates={**auto, "voice": "stop"})
        cancelled = make_project(self.team, title="d", gates=auto, cancelled_at=timezone.now())
        waiting = make_project(self.team, title="e", gates=auto)
        got = [(card.project, card.state) for card in cards(self.team, sort="title")]  # type: ignore[attr-defined]
        wanted = [(working, "working"), (failed, "failed"), (held, "decision"), (cancelled, "cancelled")]
        self.assertEqual(got, [*wanted, (waiting, "waiting")])

    def test_a_failure_that_was_tried_again_with_success_is_forgotten(self) -> None:
        project = make_project(self.team)
        make_job(project, state="failed", key="k")
        make_job(project, state="done", key="k")
        (card,) = cards(self.team)
        self.assertNotEqual(card.state, "failed")  # type: ignore[attr-defined]

    def test_finished_means_that_the_film_of_the_current_cut_is_measured(self) -> None:
        project = make_project(self.team)
        content = {"spans": [{"end": 48}, {"end": 240}]}
        sound = Soundtrack.objects.create(project=project, number=1, key="s", content=content, sha256="s")
        cut = Cut.objects.create(project=project, number=1, soundtrack=sound, content={}, sha256="c")
        Project.objects.filter(pk=project.pk).update(current_cut=cut, soundtrack=sound)
        film = make_artifact(self.team, kind="film")
        render = Render.objects.create(project=project, cut=cut, format="f", key="k", film=film, receipt={})
        self.assertNotEqual(cards(self.team)[0].state, "done")  # type: ignore[attr-defined]
        Render.objects.filter(pk=render.pk).update(receipt={"pass": True})
        (card,) = cards(self.team)
        self.assertEqual((card.state, card.percent, card.length_ms), ("done", 100, 10_000))  # type: ignore[attr-defined]

    def test_the_picture_is_the_latest_still_of_the_first_scene_until_a_thumbnail_is_made(self) -> None:
        project = make_project(self.team)
        first, second = make_scene(project, number=1), make_scene(project, number=2)
        make_take(second, artifact=make_artifact(self.team))
        make_take(first, artifact=make_artifact(self.team))
        newest = make_artifact(self.team)
        make_take(first, number=2, artifact=newest)
        self.assertEqual(cards(self.team)[0].picture, newest.pk)  # type: ignore[attr-defined]
        make_job(project, kind="promo", state="done", key="promo")
        thumbnail = make_artifact(self.team, "promo:thumbnail")
        self.assertEqual(cards(self.team)[0].picture, thumbnail.pk)  # type: ignore[attr-defined]

    def test_spent_is_what_the_ledger_says(self) -> None:
        team = make_team(cap_microusd=10_000_000, owner=self.users["owner"])
        project = make_project(team)
        job = make_job(project)
        ids = {"team_id": team.pk, "project_id": project.pk, "job_id": job.pk}
        reserve(**ids, price_microusd=900_000, project_cap_microusd=5_000_000)
        settle(**ids, cost_microusd=750_000)
        self.assertEqual(cards(team)[0].spent_microusd, 750_000)  # type: ignore[attr-defined]

    def test_progress_never_says_100_before_the_end(self) -> None:
        project = make_project(self.team)
        for kind in (
            "read_document",
            "script_pass",
            "voice",
            "soundtrack",
            "score",
            "image",
            "clip",
            "segment",
        ):
            for n in range(40):
                make_job(project, kind=kind, state="done", key=f"{kind}{n}")
        with patch("trailers.selectors.cards.took_ms", lambda: defaultdict(lambda: 1_000)):
            self.assertEqual(percent_of(project), 93)  # 92 steps of 98: no mix, film or receipt yet
        takes = defaultdict(lambda: 1_000, clip=90_000)
        with patch("trailers.selectors.cards.took_ms", lambda: takes):
            self.assertEqual(percent_of(project), 99)


class ListTest(RoomCase):
    def test_other_teams_films_are_nowhere(self) -> None:
        make_project(self.team, title="Ours alone")
        self.assertContains(self.owner.get(HOME), "Ours alone")
        self.assertNotContains(self.clients["stranger"].get(HOME + "?q=ours"), "Ours alone")

    def test_search_finds_every_word_in_title_or_file_name(self) -> None:
        make_project(self.team, title="The Last Ferry")
        make_project(self.team, title="Halflight")
        self.assertEqual(len(cards(self.team, words="ferry last")), 1)
        self.assertEqual(len(cards(self.team, words="ferry.txt")), 2)
        self.assertContains(self.owner.get(HOME + "?q=moon"), "No film is called “moon”")

    def test_sorting(self) -> None:
        old = make_project(self.team, title="B")
        Project.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=1))
        make_project(self.team, title="A")
        for sort, first in (("newest", "A"), ("oldest", "B"), ("title", "A"), ("nonsense", "A")):
            self.assertEqual(cards(self.team, sort=sort)[0].project.title, first)  # type: ignore[attr-defined]

    def test_htmx_gets_the_cards_without_the_frame(self) -> None:
        make_project(self.team, title="Halflight")
        page = self.owner.get(HOME, headers={"HX-Request": "true"}).content.decode()
        self.assertIn("Halflight", page)
        self.assertNotIn("<html", page)

    def test_pages_of_24(self) -> None:
        for n in range(25):
            make_project(self.team, title=f"Film {n:02d}")
        self.assertEqual((len(cards(self.team)), len(cards(self.team, number="2"))), (24, 1))
        self.assertContains(self.owner.get(HOME), "1 to 24 of 25")
        self.assertEqual(len(cards(self.team, number="999")), 1, "beyond the last page is the last page")

    def test_a_name_in_arabic_keeps_its_direction(self) -> None:
        make_project(self.team, title="الملح")
        self.assertContains(self.owner.get(HOME), 'dir="auto"')

    def test_an_empty_room_offers_the_sample_to_those_who_may_start_it(self) -> None:
        self.assertContains(self.owner.get(HOME), "Make the sample trailer")
        self.assertNotContains(self.viewer.get(HOME), "Make the sample trailer")

    def test_strangers_see_what_cuelock_is(self) -> None:
        self.assertContains(self.clients["anonymous"].get(HOME), "Every cut on its cue")


class QueryTest(TestCase):
    def test_the_number_of_queries_does_not_grow_with_the_films(self) -> None:
        user = make_user()
        team = make_team(owner=user)
        self.client.force_login(user)
        self.fill(team, 1)
        self.client.get(HOME)
        with self.assertNumQueries(QUERIES):
            self.client.get(HOME)
        self.fill(team, 30)
        with self.assertNumQueries(QUERIES):
            self.client.get(HOME)

    def fill(self, team: object, count: int) -> None:
        for _ in range(count):
            project = make_project(team, title="x")  # type: ignore[arg-type]
            make_job(project, state="failed")
            make_take(make_scene(project), artifact=make_artifact(project.team))


class ActTest(FilmCase):
    def post(self, name: str, **kw: object) -> object:
        return self.owner.post(reverse(name, args=[self.film.pk]), follow=True)

    def test_archiving_puts_away_and_back(self) -> None:
        self.post("project_archive")
        self.assertEqual(cards(self.team), [])
        self.assertEqual(len(cards(self.team, archived=True)), 1)
        self.post("project_unarchive")
        self.assertEqual(len(cards(self.team)), 1)

    def test_deleting_hides_everything_and_undo_gives_it_back_whole(self) -> None:
        answer = self.post("project_delete")
        undo = reverse("project_restore", args=[self.film.pk])
        self.assertContains(answer, f'action="{undo}"')  # type: ignore[arg-type]
        page = reverse("project", args=[self.film.pk])
        self.assertEqual(self.owner.get(page).status_code, 404)
        self.assertEqual(cards(self.team), [])
        self.assertEqual(self.owner.post(undo).status_code, 302)
        self.assertContains(self.owner.get(page), "In sync")
        self.assertEqual(self.owner.post(undo).status_code, 404, "there is nothing to take back twice")

    def test_deleting_stops_what_is_under_way(self) -> None:
        project = order_film(self.team)
        delete_project(project=project)
        self.assertFalse(Job.objects.filter(project=project, state="queued").exists())

    def test_a_duplicate_is_finished_at_once_and_makes_nothing_again(self) -> None:
        self.post("project_duplicate")
        copy = Project.objects.exclude(pk=self.film.pk).get()
        run_lab(copy)
        kinds = set(Job.objects.filter(project=copy).values_list("kind", flat=True))
        self.assertEqual(kinds, {"package"}, "all else is shared; a package names the takes of its own film")
        self.assertTrue(Render.objects.filter(project=copy).exclude(receipt={}).exists())
        self.assertEqual((copy.title, copy.settings["copy"]), (self.film.title, 2))

    def test_two_duplicates_are_two_films(self) -> None:
        self.post("project_duplicate")
        self.post("project_duplicate")
        self.assertEqual(
            sorted(Project.objects.values_list("settings__copy", flat=True), key=str), [2, 3, None]
        )

    def test_an_archived_film_starts_nothing(self) -> None:
        project = order_film(self.team)
        archive_project(project=project)
        before = Job.objects.filter(project=project).count()
        run_lab(project)
        self.assertEqual(Job.objects.filter(project=project).count(), before)
