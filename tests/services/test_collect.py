"""Clean-up: renders that no cut needs go, rows before files; what people made or chose stays for ever."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.utils import timezone

from editor.exports.order import order_package, order_render
from editor.exports.page import exports_page
from editor.previews import playable
from editor.rows import rows_of
from editor.stand import stand_of
from tests.makers import make_artifact, make_job, make_team
from tests.views.room import order_film, run_lab
from trailers.domain.errors import FatalError
from trailers.domain.keeping import CACHE_KINDS
from trailers.models import Artifact, Cut, Export, Project, Render, Take
from trailers.queue.events import record
from trailers.services import collect
from trailers.services.collect import Collected, collect_strays, collect_team
from trailers.services.lifecycle import delete_project, duplicate_project
from trailers.services.previews import order_previews
from trailers.services.scenes import regenerate_scene, scene_number
from trailers.services.snapshot import plan_project
from trailers.worker import cleanup

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=30)


@pytest.fixture(autouse=True)
def _own_places(own_folders, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def film() -> Project:
    """Finished a month ago, with a file for each of its artifacts."""
    then = timezone.now() - LONG_AGO
    with patch("django.utils.timezone.now", lambda: then):
        project = run_lab(order_film(make_team()))
    put_files(project)
    return project


def put_files(project: Project) -> None:
    for row in Artifact.objects.filter(team=project.team):
        if not storages["default"].exists(row.storage_name):
            storages["default"].save(row.storage_name, ContentFile(b"x"))


def change(project: Project) -> None:
    """Another take of scene 3, and the film made anew, today."""
    regenerate_scene(project=project, scene=scene_number(project, 3))
    run_lab(project)
    put_files(project)


def kinds(project: Project) -> Counter[str]:
    rows = Artifact.objects.filter(team=project.team, kind__in=CACHE_KINDS)
    return Counter(rows.values_list("kind", flat=True))


def next_month():
    return timezone.now() + LONG_AGO


def test_a_finished_film_loses_nothing_however_old_it_is(film):
    before = Artifact.objects.count()
    assert collect_team(film.team, now=next_month()) == Collected()
    assert Artifact.objects.count() == before


def test_what_an_edit_replaced_goes_and_everything_that_was_chosen_stays(film):
    before, kept = kinds(film), Artifact.objects.exclude(kind__in=CACHE_KINDS).count()
    takes = Take.objects.count()
    change(film)
    more = kinds(film) - before
    assert more["film"] == more["package"] == 1 and more["segment"] >= 1 and more["mix"] == 0
    gone = collect_team(film.team, now=next_month())
    assert gone == Collected(rows=sum(more.values()), files=sum(more.values()), size=sum(more.values()))
    assert kinds(film) == before
    assert (
        Artifact.objects.exclude(kind__in=CACHE_KINDS).count() == kept + 3
    )  # the new still, its clip, a receipt
    assert (Take.objects.count(), Render.objects.count()) == (takes + 2, 1)
    assert all(
        storages["default"].exists(row.storage_name) for row in Artifact.objects.filter(team=film.team)
    )
    assert {step.state for step in plan_project(Project.objects.get(pk=film.pk))[1].steps.values()} == {
        "done"
    }
    assert collect_team(film.team, now=next_month()) == Collected()


def test_a_film_in_use_keeps_what_undo_would_show(film):
    change(film)
    assert collect_team(film.team) == Collected()


@pytest.mark.slow
def test_a_named_cut_keeps_its_film(film):
    Cut.objects.filter(pk=film.current_cut_id).update(name="for the festival")
    before = kinds(film)
    change(film)
    more = kinds(film) - before
    assert collect_team(film.team, now=next_month()) == Collected()
    assert kinds(film) == before + more


@pytest.mark.slow
def test_a_dry_run_counts_and_removes_nothing(film):
    change(film)
    before = kinds(film)
    found = collect_team(film.team, dry_run=True, now=next_month())
    assert (found.rows > 0, found.files, kinds(film)) == (True, 0, before)


def test_a_deleted_film_keeps_what_cannot_be_made_again(film):
    then = timezone.now() - timedelta(days=8)
    with patch("django.utils.timezone.now", lambda: then):
        delete_project(project=film)
    takes = Take.objects.exclude(artifact=None).count()
    collect_team(film.team)
    assert sum(kinds(film).values()) == 0
    assert Take.objects.exclude(artifact=None).count() == takes > 0


def play_and_order(project: Project) -> None:
    """What somebody had who looked at the cutting room and took a package and an upright film from the cut."""
    project.refresh_from_db()
    stand = stand_of(project, rows_of(project))
    assert stand is not None
    order_previews(project=project, wanted=playable(stand, lambda artifact, name: name).missing)
    run_lab(project)  # the peaks come with the sound
    order_package(project=project, user=None, kind="package")
    order_render(project=project, user=None, shape="9:16", captions=False)
    run_lab(project)
    put_files(project)


def test_what_the_current_cut_is_played_from_and_packed_into_stays(film):
    before = kinds(film)
    play_and_order(film)
    made = kinds(film) - before
    clips = Take.objects.filter(project=film).exclude(artifact=None).count()
    assert (made["proxy"], made["preview_sound"], made["editor_package"], made["film"]) == (clips, 1, 1, 1)
    collect_team(film.team, now=next_month())
    left = kinds(film) - before
    assert left == {"proxy": clips, "preview_sound": 1, "peaks": 3, "editor_package": 1, "film": 1}
    film.refresh_from_db()
    page = exports_page(film)
    states = Counter(order.state for order in (*page.renders, *page.packages) if order.id)
    assert states == {"done": 2}, "both can be downloaded"
    stand = stand_of(film, rows_of(film))
    assert stand is not None
    assert playable(stand, lambda artifact, name: name).missing == ()


@pytest.mark.slow
def test_what_was_packed_of_a_cut_that_nobody_keeps_goes(film):
    play_and_order(film)
    change(film)
    collect_team(film.team, now=next_month())
    assert kinds(film)["editor_package"] == 0
    assert set(Export.objects.values_list("artifact", flat=True)) == {None}
    film.refresh_from_db()
    assert exports_page(film).earlier == ()


def test_an_order_that_is_not_done_keeps_what_it_has(film):
    order_package(project=film, user=None, kind="package")
    full = FatalError("disk.full", folder="storage", detail="No space left on device")
    run_lab(film, fails=lambda job: full if job.kind == "editor_package" else None)
    put_files(film)
    before = kinds(film)
    assert before["editor_media"] > 0 and before["editor_reference"] == 1
    collect_team(film.team, now=next_month())
    assert kinds(film) == before


@pytest.mark.slow
def test_a_copy_keeps_what_it_shares_with_a_deleted_film(film):
    from tests.makers import make_user

    copy = duplicate_project(project=film, owner=make_user())
    run_lab(copy)
    delete_project(project=film)
    before = kinds(copy)
    collect_team(film.team, now=next_month())
    assert kinds(copy) == before - Counter(package=1)  # the deleted film's own
    assert {step.state for step in plan_project(Project.objects.get(pk=copy.pk))[1].steps.values()} == {
        "done"
    }


def test_what_a_job_was_ordered_with_is_not_taken_from_it(film):
    change(film)
    old = Artifact.objects.filter(kind="segment").order_by("created_at")
    unneeded = old.exclude(key__in=collect._needed_keys(film.team, next_month())).get()
    make_job(film, input={"files": {"segment.0001": {"storage_name": unneeded.storage_name}}})
    collect_team(film.team, now=next_month())
    assert Artifact.objects.filter(pk=unneeded.pk).exists()
    assert storages["default"].exists(unneeded.storage_name)


def test_nothing_goes_when_something_happens_meanwhile(film, monkeypatch):
    change(film)
    before, real = kinds(film), collect._needed_keys

    def meanwhile(*args):
        needed = real(*args)
        record(Project.objects.get(pk=film.pk), "cut.undone")
        return needed

    monkeypatch.setattr(collect, "_needed_keys", meanwhile)
    assert collect_team(film.team, now=next_month()) == Collected()
    assert kinds(film) == before


def test_files_wait_while_a_job_of_the_team_runs_and_go_afterwards(film):
    change(film)
    busy = make_job(film, state="running")
    gone = collect_team(film.team, now=next_month())
    assert gone.rows > 0 and gone.files == 0
    busy.delete()
    strays = collect_strays(film.team, now=next_month())
    assert (strays.files, strays.rows) == (gone.rows, 0)
    assert collect_strays(film.team, now=next_month()) == Collected()


@pytest.mark.parametrize("survives", [0, 1])
def test_a_kill_leaves_no_row_without_its_file(film, survives):
    change(film)
    real, done = collect.delete_file, []

    def killed(*args):
        if len(done) == survives:
            raise KeyboardInterrupt
        done.append(real(*args))
        return done[-1]

    with patch.object(collect, "delete_file", killed), pytest.raises(KeyboardInterrupt):
        collect_team(film.team, now=next_month())
    assert all(
        storages["default"].exists(row.storage_name) for row in Artifact.objects.filter(team=film.team)
    )
    assert collect_team(film.team, now=next_month()) == Collected()
    assert collect_strays(film.team, now=next_month()).files >= 1
    rows = Artifact.objects.filter(team=film.team, storage_name__startswith="teams/")
    assert set(files(film)) == set(rows.values_list("storage_name", flat=True))


def files(film: Project) -> list[str]:
    return list(collect._stored_files(film.team_id))


def test_strays_are_old_files_of_our_own_form_that_no_row_names(film):
    storage, team = storages["default"], film.team
    strays = [f"teams/{team.pk}/ab/{'ab' * 32}.mp4", f"teams/{team.pk}/ab/.part-x1y2"]
    others = [f"teams/{team.pk}/ab/notes.txt", f"teams/{team.pk}/thumbs/ab/{'ab' * 32}-480.webp"]
    young = f"teams/{team.pk}/cd/{'cd' * 32}.mp4"
    before = len(files(film))
    for name in (*strays, *others, young):
        storage.save(name, ContentFile(b"xyz"))
    for name in (*strays, *others):
        old = time.time() - LONG_AGO.total_seconds()
        os.utime(storage.path(name), (old, old))
    assert collect_strays(team, dry_run=True) == Collected(files=2, size=6)
    assert collect_strays(team) == Collected(files=2, size=6)
    assert [storage.exists(name) for name in (*strays, *others, young)] == [False, False, True, True, True]
    assert len(files(film)) == before + 1


@pytest.mark.slow
def test_a_file_that_two_rows_name_goes_with_the_last(film):
    row = Artifact.objects.filter(kind="segment").first()
    assert row is not None
    make_artifact(film.team, kind="segment", storage_name=row.storage_name, sha256=row.sha256)
    assert collect.delete_file(film.team_id, row.storage_name) is False
    Artifact.objects.filter(storage_name=row.storage_name).delete()
    assert collect.delete_file(film.team_id, row.storage_name) is True


def test_a_team_without_files_is_no_trouble():
    assert collect_team(make_team()) == collect_strays(make_team()) == Collected()


# --- by itself, and by hand -------------------------------------------------------------------------------------


@pytest.fixture
def looked(monkeypatch) -> Iterator[list]:
    seen: list = []
    monkeypatch.setattr(cleanup, "collect_team", lambda team: seen.append(team) or Collected(rows=1))
    monkeypatch.setattr(cleanup, "collect_strays", lambda team: Collected(files=1))
    yield seen


def test_once_an_hour_every_team_and_strays_once_a_day(looked):
    teams = {make_team(), make_team()}
    assert cleanup.hourly() == Collected(rows=2, files=2)
    assert cleanup.hourly() == Collected()
    assert set(looked) == teams
    from django.core.cache import cache

    cache.delete("collect.hour")
    assert cleanup.hourly() == Collected(rows=2)


def test_without_time_the_next_round_goes_on_where_the_last_stopped(looked, monkeypatch):
    from django.core.cache import cache

    teams = sorted((make_team(), make_team(), make_team()), key=lambda team: str(team.pk))
    ticks = iter([0.0, 0.0, 9.0, 0.0, 0.0, 9.0, 0.0, 0.0, 9.0, 0.0, 0.0, 9.0])
    monkeypatch.setattr(cleanup.time, "monotonic", lambda: next(ticks))
    for _ in range(4):
        cleanup.hourly(budget_s=5)
        cache.delete("collect.hour")
    assert looked == [*teams, teams[0]]


def test_a_team_that_cannot_be_planned_does_not_stop_the_others(monkeypatch, caplog):
    broken, other = sorted((make_team(), make_team()), key=lambda team: str(team.pk))

    def look(team):
        if team == broken:
            raise ValueError("a cut of another age")
        return Collected(rows=3)

    monkeypatch.setattr(cleanup, "collect_team", look)
    monkeypatch.setattr(cleanup, "collect_strays", lambda team: Collected())
    assert cleanup.hourly() == Collected(rows=3)
    assert str(broken.pk) in caplog.text and str(other.pk) not in caplog.text


def test_the_command_says_what_it_does(film, capsys, settings):
    then = timezone.now() - timedelta(days=20)
    with patch("django.utils.timezone.now", lambda: then):
        change(film)
    call_command("collect", "--dry-run")
    said = capsys.readouterr().out
    assert said.startswith(f"{film.team.slug}: ") and "Would remove" in said
    before = sum(kinds(film).values())
    call_command("collect")
    assert "Removed" in capsys.readouterr().out
    assert sum(kinds(film).values()) < before
    call_command("collect", "--dry-run")
    assert capsys.readouterr().out == "Would remove 0 renders and 0 files, 0\xa0bytes.\n"
