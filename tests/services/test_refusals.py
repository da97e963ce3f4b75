"""After a refusal: other words, another engine, the still with a camera move, or a file; once, priced, on record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.ledger import project_committed
from accounts.models import Team
from tests.makers import make_artifact, make_user
from tests.services import lab
from tests.services.test_film import WRITTEN, make
from trailers.domain.errors import CuelockError, UserError
from trailers.domain.refusal import softened
from trailers.models import Event, Job, Project, Take
from trailers.services.advance import advance
from trailers.services.engines import set_engines
from trailers.services.refusal_offers import refusals
from trailers.services.refusals import open_refusals, order_instead, settle_by
from trailers.services.snapshot import plan_project

pytestmark = pytest.mark.django_db
CAP = 10**9
PERSON = UserError("refused.person", provider="ark", detail="privacy")
OUTPUT = UserError("refused.output", provider="ark", cost_microusd=40_000)


@pytest.fixture(autouse=True)
def _keys(settings: Any) -> None:
    settings.ENGINE_KEYS = {"ark": "a", "fal": "f"}


@pytest.fixture
def project() -> Project:
    made = make(Team.objects.create(name="Local", slug="local", spend_cap_microusd=CAP))
    Project.objects.filter(pk=made.pk).update(budget_microusd=CAP)
    made.refresh_from_db()
    return made


def film(project: Project, fails: Callable[[Job], CuelockError | None] = lambda job: None) -> list[Job]:
    advance(project.pk)
    done = lab.run(project, WRITTEN, fails=fails)
    project.refresh_from_db()
    return done


def refuse(kind: str, errors: Mapping[int, CuelockError]) -> Callable[[Job], CuelockError | None]:
    """The hosted engine refuses these scenes, whatever it is told."""

    def fails(job: Job) -> CuelockError | None:
        hosted = job.kind == kind and job.input["params"].get("engine") == "ark"
        return errors.get(job.scene.number) if hosted and job.scene else None

    return fails


def states(project: Project) -> set[str]:
    return {step.state for step in plan_project(project)[1].steps.values()}


def test_a_refused_clip_becomes_the_still_with_a_camera_move(project: Project) -> None:
    set_engines(project=project, engines={"video": "ark"})
    film(project, refuse("clip", {2: PERSON}))
    (found,) = refusals(project)
    assert (found.scene, found.made, found.level, found.engine) == (2, "clip", "person", "ark")
    assert (found.charged_microusd, found.has_still) == (0, True)
    assert found.suggestion == softened(found.prompt, "person") != found.prompt
    refused = Take.objects.get(pk=found.take_id)
    seconds = max(4, -(-refused.params["frames"] // 24))
    offered = {other.name: (other.price_microusd, other.refuses_people) for other in found.others}
    assert offered["fal"] == (seconds * 303_400, True)
    assert set(offered) == {"fal", "ark-2.5"}, "what has no key is not offered, nor what refused"
    second = order_instead(project=project, take_id=refused.pk, engine="embedded")
    job = Job.objects.get(take=second)
    assert (second.engine, second.parent_id, second.price_microusd, job.lane_id) == (
        "embedded",
        refused.parent_id,
        0,
        "media",
    )
    film(project)
    assert states(project) == {"done"}, "nothing of the film counts as failed any more"
    assert refusals(project) == []
    shown = {entry["take_id"] for entry in project.current_cut.content["entries"]}
    assert str(second.pk) in shown
    why = Take.objects.get(pk=second.pk).params["instead_of"]
    assert why == {"take": str(refused.pk), "engine": "ark", "code": "refused.person"}
    assert Event.objects.filter(project=project, kind="take.instead").count() == 1


def test_once_something_stands_in_a_second_press_orders_nothing(project: Project) -> None:
    set_engines(project=project, engines={"image": "ark"})
    film(project, refuse("image", {2: UserError("refused.prompt", provider="ark"), 3: PERSON}))
    found, other = refusals(project)
    for words in ("", found.prompt, f"  {found.prompt}\n"):
        with pytest.raises(UserError) as same:
            order_instead(project=project, take_id=found.take_id, prompt=words)
        assert same.value.code == "refusal.unchanged"
    order_instead(project=project, take_id=found.take_id, prompt="A calm sea")
    jobs = Job.objects.count()
    done = Take.objects.filter(project=project, artifact__isnull=False).first()
    assert done is not None
    for take, words, engine in (
        (found.take_id, "Another sea", ""),
        (found.take_id, "", "fal"),
        (done.pk, "", "fal"),
    ):
        with pytest.raises(UserError) as settled:
            order_instead(project=project, take_id=take, prompt=words, engine=engine)
        assert settled.value.code == "refusal.settled"
    assert Job.objects.count() == jobs
    a_file_settles(project, Take.objects.get(pk=other.take_id))


def a_file_settles(project: Project, refused: Take) -> None:
    artifact = make_artifact(project.team, kind="image")
    own = Take.objects.create(
        project=project, scene=refused.scene, kind="image", number=2, engine="upload", origin="uploaded",
        key=artifact.key, artifact=artifact,
    )  # fmt: skip
    assert settle_by(project=project, scene=refused.scene, take=own) is True
    assert settle_by(project=project, scene=refused.scene, take=own) is False
    assert "failed" not in states(project) and refusals(project) == []


def test_softened_words_go_to_the_same_engine_at_its_price_and_may_be_refused_again(project: Project) -> None:
    set_engines(project=project, engines={"image": "ark"})
    film(project, refuse("image", {2: OUTPUT}))
    (first,) = refusals(project)
    assert (first.level, first.charged_microusd, first.price_microusd) == ("output", 40_000, 40_000)
    spent = project_committed(project.pk)
    second = order_instead(project=project, take_id=first.take_id, prompt="A boat in mist")
    assert project_committed(project.pk) == spent + 40_000
    params = Job.objects.get(take=second).input["params"]
    assert (params["prompt"], params["visual"]["description"], params["own_prompt"]) == (
        "A boat in mist",
        "A boat in mist",
        True,
    )
    assert second.prompt == "A boat in mist"
    film(project, refuse("image", {2: OUTPUT}))
    (again,) = refusals(project)
    assert (again.take_id, again.prompt) == (second.pk, "A boat in mist")
    third = order_instead(project=project, take_id=second.pk, engine="fal", prompt="A boat")
    film(project)
    assert Take.objects.get(pk=third.pk).artifact_id is not None
    assert states(project) == {"done"} and open_refusals(project) == []


def test_the_pages_tell_them_apart_and_every_way_out_works_without_scripts(project: Project) -> None:
    owner = make_user()
    project.team.memberships.create(user=owner, role="owner")
    set_engines(project=project, engines={"video": "ark"})
    words = UserError("refused.prompt", provider="ark")
    film(project, refuse("clip", {1: OUTPUT, 2: PERSON, 3: words}))
    client = Client()
    client.force_login(owner)
    whole = client.get(reverse("project", args=[project.pk])).content.decode()
    found = refusals(project)
    assert [each.title for each in found] == [
        "The result was withheld", "A real person was suspected", "The words were refused",
    ]  # fmt: skip
    told = client.get(f"/api/v1/projects/{project.pk}/refusals").json()
    assert [(each["level"], each["charged_microusd"]) for each in told] == [
        ("output", 40_000), ("person", 0), ("prompt", 0),
    ]  # fmt: skip
    for each in found:
        scene = reverse("scene", args=[project.pk, each.scene])
        page = client.get(scene).content.decode()
        assert f"</svg>{each.title}</h2>" in page and each.suggestion in page.replace("&#x27;", "'")
        charged = "$0.04 was charged." if each.level == "output" else "Nothing was charged."
        assert charged in page and "Set in motion by ark" in page
        assert f"Scene {each.scene}, {each.made}: {each.title.lower()}.</strong> {charged}" in whole
        assert f"{scene}#refused-{each.take_id}" in whole and f"{scene}#own" in whole
        form = reverse("take_instead", args=[project.pk, each.scene, each.take_id])
        assert page.count(f'action="{form}"') == 3 and whole.count(f'action="{form}"') == 1
    answer = client.post(form, {"engine": "embedded", "next": scene}, follow=True)
    assert answer.redirect_chain == [(scene, 302)]
    assert f"Scene {each.scene}: another clip is on its way, by embedded." in answer.content.decode()
    lab.run(project, WRITTEN)
    page = client.get(scene).content.decode()
    assert each.title not in page and "The clip is by embedded, instead of ark: " in page
    again = reverse("scene_again", args=[project.pk, 2])
    assert client.post(again, {"prompt": "The quay from above"}).status_code == 302
    assert [left.scene for left in refusals(project)] == [1], "made again, it is no longer waited for"
