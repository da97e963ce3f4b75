"""A whole film through services and graph, finished by the laboratory: what is ordered, when, and how often."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from accounts.models import Team
from tests.services import lab
from trailers.domain.errors import FatalError, UserError
from trailers.models import Artifact, Cut, Event, Job, Project, Render, Scene, Source, Take
from trailers.services.advance import advance
from trailers.services.cancel import cancel_project, cancel_scene
from trailers.services.completion import complete
from trailers.services.gates import close_gate, open_gate
from trailers.services.projects import NewTrailer, find_or_create_trailer, retry_failed
from trailers.services.scenes import regenerate_scene, scene_number
from trailers.services.snapshot import plan_project, source_key

pytestmark = pytest.mark.django_db

WRITTEN = lab.script("The sea keeps what it takes.", "Tonight one woman rows out to ask for it back.")
"""Scenes: opening, one, two, two, black, title, end."""


@pytest.fixture()
def team() -> Team:
    return Team.objects.create(name="Local", slug="local")


@pytest.fixture()
def project(team: Team) -> Project:
    return make(team)


def make(team: Team, **kw: Any) -> Project:
    source, _ = Source.objects.get_or_create(
        team=team,
        sha256="ab" * 32,
        defaults={"name": "a.pdf", "media_type": ".pdf", "size": 9, "storage_name": "s"},
    )
    Artifact.objects.get_or_create(
        team=team,
        key=source_key(source.sha256),
        defaults={"kind": "source", "storage_name": "s", "sha256": source.sha256, "size": 9},
    )
    return find_or_create_trailer(team=team, owner=None, new=NewTrailer(source=source, **kw))[0]


def film(project: Project) -> list[Job]:
    advance(project.pk)
    jobs = lab.run(project, WRITTEN)
    project.refresh_from_db()
    return jobs


def states(project: Project) -> Counter[str]:
    return Counter(step.state for step in plan_project(Project.objects.get(pk=project.pk))[1].steps.values())


def test_a_film_is_made_by_exactly_the_jobs_it_needs(project: Project) -> None:
    jobs = film(project)
    assert Counter(job.kind for job in jobs) == {
        "read_document": 1,
        "script_pass": 4,
        "voice": 2,
        "soundtrack": 1,
        "split": 1,
        "score": 1,
        "image": 4,
        "card": 2,
        "clip": 6,
        "segment": 8,
        "mix": 1,
        "assemble": 1,
        "receipt": 1,
        "captions": 1,
        "promo": 1,
        "package": 1,
    }
    assert states(project) == {"done": 36 - 5}, "once the script stands, its passes are history"
    assert Render.objects.get().receipt == {"pass": True}
    assert Render.objects.get().cut == project.current_cut


def test_advancing_a_finished_film_orders_nothing(project: Project) -> None:
    film(project)
    before = Job.objects.count(), Cut.objects.count(), Take.objects.count()
    advance(project.pk)
    advance(project.pk)
    assert (Job.objects.count(), Cut.objects.count(), Take.objects.count()) == before


def test_the_film_is_assembled_once_not_for_every_clip(project: Project) -> None:
    film(project)
    assert Job.objects.filter(kind="assemble").count() == 1
    assert Job.objects.filter(kind="segment").count() == Artifact.objects.filter(kind="segment").count()


def test_another_project_of_the_team_shares_every_artifact(project: Project, team: Team) -> None:
    film(project)
    other = make(team, title="")
    assert other == project
    colour = make(team, look="colour")
    kinds = Counter(job.kind for job in film(colour))
    assert "voice" not in kinds and "image" not in kinds and "score" not in kinds and "clip" not in kinds
    assert kinds["segment"] > 0 and kinds["assemble"] == 1
    assert Take.objects.filter(project=colour).count() == Take.objects.filter(project=project).count()


def test_one_scene_again_changes_only_that_scene(project: Project) -> None:
    film(project)
    segments = set(Artifact.objects.filter(kind="segment").values_list("key", flat=True))
    scene = scene_number(project, 3)
    take = regenerate_scene(project=project, scene=scene, prompt="A lantern under water")
    jobs = lab.run(project, WRITTEN)
    assert Counter(job.kind for job in jobs) == {
        "image": 1, "clip": 1, "segment": 1, "assemble": 1, "receipt": 1, "package": 1,
    }  # fmt: skip
    fresh = set(Artifact.objects.filter(kind="segment").values_list("key", flat=True)) - segments
    assert len(fresh) == 1
    take.refresh_from_db()
    assert take.number == 2 and take.artifact is not None and take.prompt == "A lantern under water"
    project.refresh_from_db()
    assert project.current_cut is not None
    shown = project.current_cut.content["entries"][2]["take_id"]
    assert Take.objects.get(pk=shown).parent == take


def test_two_orders_for_one_scene_at_once_are_refused(project: Project) -> None:
    film(project)
    scene = scene_number(project, 3)
    regenerate_scene(project=project, scene=scene)
    with pytest.raises(UserError) as refused:
        regenerate_scene(project=project, scene=scene)
    assert refused.value.code == "scene.busy"
    assert Take.objects.filter(scene=scene, kind="image").count() == 2


def test_a_scene_that_cannot_be_made_again_says_why(project: Project) -> None:
    film(project)
    jobs = Job.objects.count()
    for number, code in ((0, "scene.unknown"), (8, "scene.unknown"), (5, "scene.black")):
        with pytest.raises(UserError) as refused:
            regenerate_scene(project=project, scene=scene_number(project, number))
        assert (number, refused.value.code, Job.objects.count()) == (number, code, jobs)


def test_a_closed_gate_holds_what_comes_next_and_nothing_else(project: Project) -> None:
    close_gate(project=project, gate="stills")
    jobs = film(project)
    kinds = Counter(job.kind for job in jobs)
    assert kinds["image"] == 4 and kinds["clip"] == 0
    assert kinds["assemble"] == 1, "the film plays from its stills"
    assert states(project)["held"] == 6
    open_gate(project=project, gate="stills")
    kinds = Counter(job.kind for job in lab.run(project, WRITTEN))
    assert kinds["clip"] == 6 and kinds["assemble"] == 1 and kinds["image"] == 0


def test_a_failed_step_fails_alone_and_is_not_tried_again_by_itself(project: Project) -> None:
    def fails(job: Job) -> FatalError | None:
        return (
            FatalError("internal", detail="no")
            if job.kind == "image" and "Picture 1" in str(job.input)
            else None
        )

    advance(project.pk)
    lab.run(project, WRITTEN, fails=fails)
    assert states(project)["failed"] == 1
    assert Job.objects.filter(state="failed").count() == 1
    assert not Job.objects.filter(kind="assemble").exists(), "a scene without any picture cannot be shown"
    assert Job.objects.filter(kind="clip", state="done").count() == 5, "the rest went on"
    advance(project.pk)
    assert not Job.objects.filter(state="queued").exists()

    assert retry_failed(project=project) == 1
    kinds = Counter(job.kind for job in lab.run(project, WRITTEN))
    assert kinds["image"] == 1 and kinds["clip"] == 1 and kinds["assemble"] == 1


def test_cancelling_stops_what_waits_and_a_retry_goes_on_from_there(project: Project) -> None:
    advance(project.pk)
    finished = lab.run(project, WRITTEN, limit=13)
    kept = Artifact.objects.count()
    cancel_project(project=project)
    assert not Job.objects.filter(state__in=("queued", "running")).exists()
    assert lab.run(project, WRITTEN) == []
    advance(project.pk)
    assert not Job.objects.filter(state="queued").exists(), "a cancelled film orders nothing by itself"
    assert Artifact.objects.count() == kept

    assert retry_failed(project=project) > 0
    again = lab.run(project, WRITTEN)
    assert not {job.key for job in again} & {job.key for job in finished}, "nothing finished is made again"
    assert Render.objects.filter(project=project).count() == 1
    project.refresh_from_db()
    assert (project.cancelled_at, project.epoch) == (None, 1)


def test_cancelling_one_scene_leaves_the_others_alone(project: Project) -> None:
    film(project)
    scene = scene_number(project, 3)
    regenerate_scene(project=project, scene=scene, prompt="A door")
    cancel_scene(project=project, scene=scene)
    assert lab.run(project, WRITTEN) == []
    assert Take.objects.get(scene=scene, kind="image", number=2).artifact is None
    assert states(project)["failed"] == 1
    assert Job.objects.filter(state="cancelled").count() == 1


def test_retrying_when_nothing_failed_orders_nothing(project: Project) -> None:
    film(project)
    count = Job.objects.count()
    assert retry_failed(project=project) == 0
    assert Job.objects.count() == count


def test_a_late_worker_that_lost_its_lease_changes_nothing(project: Project) -> None:
    advance(project.pk)
    (job,) = lab.run(project, WRITTEN, limit=1)
    artifacts, events = Artifact.objects.count(), Event.objects.count()
    assert complete(job=job, worker="someone:else", outcome=lab.outcome(job, WRITTEN)) is False
    assert (Artifact.objects.count(), Event.objects.count()) == (artifacts, events)


def test_events_are_numbered_without_a_gap(project: Project) -> None:
    film(project)
    assert list(Event.objects.filter(project=project).values_list("seq", flat=True)) == list(
        range(1, Event.objects.filter(project=project).count() + 1)
    )


def test_scenes_follow_the_script(project: Project) -> None:
    film(project)
    assert list(Scene.objects.filter(project=project).values_list("number", "kind")) == [
        (1, "shot"), (2, "shot"), (3, "shot"), (4, "shot"), (5, "black"), (6, "card"), (7, "card"),
    ]  # fmt: skip
