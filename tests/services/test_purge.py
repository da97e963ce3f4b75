"""Deleted films end some time after; a team that nobody is in loses what it had, and the books stay."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from accounts.ledger import reserve
from accounts.models import LedgerEntry, Membership, Team
from accounts.people import delete
from tests.makers import make_artifact, make_job, make_project, make_team, make_user
from tests.views.room import order_film, run_lab
from trailers.models import Artifact, Cut, Event, Job, Project, Scene, Script, Source, Take
from trailers.services.lifecycle import delete_project, restore_project
from trailers.services.purge import purge_team

pytestmark = pytest.mark.django_db
LATER = timedelta(days=31)


def test_a_deleted_film_can_be_taken_back_until_the_grace_period_is_over(settings) -> None:
    team = make_team(owner=make_user())
    film = run_lab(order_film(team))
    delete_project(project=film)
    assert purge_team(team) == 0
    assert purge_team(team, now=timezone.now() + timedelta(days=settings.PURGE_AFTER_DAYS - 1)) == 0
    restore_project(project=film)
    assert purge_team(team, now=timezone.now() + LATER) == 0
    assert Project.objects.filter(pk=film.pk).exists()


def test_then_it_goes_with_all_its_rows_and_leaves_what_others_share() -> None:
    team = make_team(owner=make_user())
    film = run_lab(order_film(team))
    other = run_lab(order_film(team, look="colour"))
    delete_project(project=film)
    assert purge_team(team, now=timezone.now() + LATER) == 1
    assert purge_team(team, now=timezone.now() + LATER) == 0, "twice is once"
    for model in (Scene, Take, Script, Cut, Event, Job):
        assert not model.objects.filter(project_id=film.pk).exists()
    assert Project.objects.get() == other
    assert Source.objects.exists() and Artifact.objects.filter(kind="segment").exists()


def test_a_film_is_not_purged_while_a_worker_still_has_a_job_of_it() -> None:
    team = make_team(owner=make_user())
    film = make_project(team, deleted_at=timezone.now() - LATER)
    make_job(film, state="running")
    assert purge_team(team) == 0
    assert Project.objects.filter(pk=film.pk).exists()


def test_a_team_that_nobody_is_in_loses_its_films_and_files_and_keeps_its_books(own_folders: Path) -> None:
    user = make_user()
    team = make_team(cap_microusd=5_000_000, owner=user)
    film = make_project(team, title="The Last Ferry")
    name = storages["default"].save(f"teams/{team.pk}/aa/{'a' * 64}.png", ContentFile(b"x"))
    make_artifact(team, storage_name=name)
    job = make_job(film, state="done")
    reserve(
        team_id=team.pk, project_id=film.pk, job_id=job.pk, price_microusd=500, project_cap_microusd=10_000
    )
    delete(user=user)
    assert purge_team(team) == 0
    film.refresh_from_db()
    assert film.deleted_at is not None, "it is hidden at once"
    assert purge_team(team, now=timezone.now() + LATER) == 1
    assert (Artifact.objects.count(), Source.objects.count(), Membership.objects.count()) == (0, 0, 0)
    assert not storages["default"].exists(name)
    assert LedgerEntry.objects.filter(team=team).count() == 1
    assert Team.objects.get(pk=team.pk).name == "Removed team"


def test_a_team_with_people_keeps_films_it_did_not_delete() -> None:
    team = make_team(viewer=make_user())
    make_project(team)
    assert purge_team(team, now=timezone.now() + LATER) == 0
    assert Project.objects.count() == 1
