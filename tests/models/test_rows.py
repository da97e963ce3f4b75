"""What the database itself refuses, and what goes with a project when it is deleted."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, RestrictedError

from accounts.models import LedgerEntry
from tests.makers import (
    make_artifact,
    make_job,
    make_project,
    make_scene,
    make_source,
    make_take,
    make_team,
    sha,
)
from trailers.models import (
    Artifact,
    Cut,
    Event,
    Job,
    Lane,
    Project,
    Render,
    Scene,
    Script,
    Soundtrack,
    Source,
    Take,
    TeamTurn,
)
from trailers.queue.events import record

pytestmark = pytest.mark.django_db


def refused(make) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def whole_film() -> tuple[Project, Artifact]:
    project = make_project()
    artifact = make_artifact(project.team)
    script = Script.objects.create(
        project=project, number=1, origin="generated", content={}, sha256=sha("script")
    )
    soundtrack = Soundtrack.objects.create(
        project=project, number=1, script=script, voice=artifact, key="k", content={}, sha256=sha("sound")
    )
    scene = make_scene(project)
    image = make_take(scene, artifact=artifact)
    make_take(scene, kind="clip", parent=image)
    first = Cut.objects.create(
        project=project, number=1, soundtrack=soundtrack, content={}, sha256=sha("cut 1")
    )
    cut = Cut.objects.create(
        project=project, number=2, parent=first, soundtrack=soundtrack, content={}, sha256=sha("cut 2")
    )
    Render.objects.create(
        project=project, cut=cut, format="1920x1080@24/1", key="k", film=artifact, receipt={}
    )
    project.script, project.soundtrack, project.current_cut = script, soundtrack, cut
    project.save()
    job = make_job(project, scene=scene, take=image, state="done")
    record(project, "job.done", job=job)
    return project, artifact


def test_a_project_takes_its_rows_along_and_leaves_what_the_team_owns():
    project, _ = whole_film()
    LedgerEntry.objects.create(
        team=project.team,
        project_id=project.pk,
        job_id=Job.objects.get().pk,
        kind="reserve",
        amount_microusd=1,
    )
    project.delete()
    kept = {
        model.__name__: model.objects.count()
        for model in (Script, Soundtrack, Scene, Take, Cut, Render, Job, Event, Source, Artifact, LedgerEntry)
    }
    assert kept == {
        "Script": 0,
        "Soundtrack": 0,
        "Scene": 0,
        "Take": 0,
        "Cut": 0,
        "Render": 0,
        "Job": 0,
        "Event": 0,
        "Source": 1,
        "Artifact": 1,
        "LedgerEntry": 1,
    }


@pytest.mark.parametrize(
    ("victim", "error"),
    [
        (lambda project, artifact: artifact, ProtectedError),
        (lambda project, artifact: project.source, ProtectedError),
        (lambda project, artifact: project.team, ProtectedError),
        (lambda project, artifact: project.script, RestrictedError),
        (lambda project, artifact: project.soundtrack, RestrictedError),
        (lambda project, artifact: project.current_cut, RestrictedError),
        (lambda project, artifact: project.cuts.get(number=1), RestrictedError),
        (lambda project, artifact: Take.objects.get(kind="image"), RestrictedError),
    ],
    ids=["artifact", "source", "team", "script", "soundtrack", "current cut", "older cut", "parent take"],
)
def test_what_a_film_consists_of_cannot_be_deleted(victim, error):
    project, artifact = whole_film()
    row = victim(project, artifact)
    with pytest.raises(error):
        row.delete()
    assert type(row).objects.filter(pk=row.pk).exists()


def test_keys_and_contents_are_unique_within_a_team_and_free_across_teams():
    one, two = make_team(), make_team()
    make_artifact(one, "k")
    make_artifact(two, "k")
    refused(lambda: make_artifact(one, "k"))
    make_source(one, sha256=sha("s"))
    make_source(two, sha256=sha("s"))
    refused(lambda: make_source(one, sha256=sha("s")))
    make_project(one, fingerprint="f")
    make_project(two, fingerprint="f")
    refused(lambda: make_project(one, fingerprint="f"))


def test_numbers_are_unique_within_their_parent():
    project, _ = whole_film()
    sound = project.soundtrack
    refused(lambda: Script.objects.create(project=project, number=1, content={}, sha256=""))
    refused(lambda: Soundtrack.objects.create(project=project, number=1, key="", content={}, sha256=""))
    refused(lambda: Cut.objects.create(project=project, number=1, soundtrack=sound, content={}, sha256=""))
    scene = Scene.objects.get()
    refused(lambda: make_scene(project, key=scene.key))
    refused(lambda: make_take(scene, number=1))
    make_take(scene, number=2)
    refused(lambda: Event.objects.create(project=project, seq=1, kind="again"))


def test_values_outside_the_vocabulary_are_refused():
    project = make_project()
    scene = make_scene(project)
    refused(lambda: make_project(kind="opera"))
    refused(lambda: make_project(width=0))
    refused(lambda: make_project(budget_microusd=-1))
    refused(lambda: make_scene(project, kind="dream"))
    refused(lambda: make_take(scene, kind="photo"))
    image = make_take(scene)
    refused(lambda: make_take(scene, number=2, parent=image))  # an image grows from nothing


def test_one_live_job_per_key():
    project = make_project()
    for state in ("done", "failed", "cancelled", "done"):
        make_job(project, key="k", state=state)
    make_job(project, key="k", state="queued")
    for state in ("queued", "running", "waiting", "uncertain"):
        refused(lambda state=state: make_job(project, key="k", state=state))
        refused(lambda state=state: make_job(make_project(project.team), key="k", state=state))
        make_job(make_project(), key="k", state=state)  # another team's


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "running", "worker": ""},
        {"state": "running", "lease_until": None},
        {"state": "waiting", "provider_job_id": ""},
        {"state": "waiting", "poll_after": None},
        {"state": "done", "finished_at": None},
        {"attempts": 4, "max_attempts": 3},
        {"price_microusd": -1},
    ],
    ids=str,
)
def test_a_job_that_contradicts_itself_is_refused(fields):
    refused(lambda: make_job(make_project(), **fields))


def test_phases():
    assert Job().phase == "make"
    assert Job(submitted_at="now").phase == "lookup"
    assert Job(submitted_at="now", provider_job_id="p").phase == "poll"


def test_events_are_history():
    project = make_project()
    event = record(project, "made", by="alice")
    event.kind = "changed"
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        Event.objects.filter(project=project).update(kind="changed")
    assert Event.objects.get().kind == "made"


def test_the_lanes_of_the_design_are_there():
    lanes = dict(Lane.objects.values_list("name", "cap"))
    assert lanes == {"text": 8, "speech": 4, "image": 30, "video": 4, "music": 2, "media": 100}
    assert dict(Lane.objects.exclude(cap_per_host=None).values_list("name", "cap_per_host")) == {"media": 0}
    refused(lambda: Lane.objects.filter(pk="image").update(cap_auto=0))


def test_one_turn_per_lane_and_team():
    team, lane = make_team(), Lane.objects.get(pk="image")
    TeamTurn.objects.create(lane=lane, team=team, turn=1)
    refused(lambda: TeamTurn.objects.create(lane=lane, team=team, turn=2))
