"""Films that are bought, through the vendors' own SDKs: what is made, what is charged, and what is bought twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts.ledger import project_committed
from tests.e2e import bought
from tests.vendors import ark, elevenlabs, openai_chat, pictures
from tests.vendors.server import CUT, DROPPED, Server, broken_after, refused
from trailers.engines.registry import engine_info
from trailers.models import Event, Job, Project, Reference, Take
from trailers.services.engines import set_engines
from trailers.services.fallback import set_fallback
from trailers.services.ladder import buy, offer
from trailers.services.scenes import regenerate_scene, scene_number
from trailers.services.snapshot import plan_project
from trailers.services.voices import speak_outdated
from trailers.worker.uploads import upload_take

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.e2e]


@pytest.fixture
def server(settings: Any, own_folders: Path) -> Iterator[Server]:
    settings.ENGINE_KEYS = dict(bought.KEYS)
    with bought.vendors() as at_work:
        yield at_work


def finished(project: Project) -> Project:
    """Made, measured, and every port's money where the vendors' books say it is."""
    film = bought.run(project)
    left = Job.objects.filter(project=film).exclude(state__in=("done", "cancelled"))
    stale = {step.node for step in plan_project(film)[1].steps.values() if step.state == "stale"}
    assert bought.states(film) - {"stale"} == {"done"}, list(left.values_list("node", "state", "error_code"))
    assert stale <= {"score"}, "it is fitted to another length, and composed anew only when somebody asks"
    assert bought.receipt(film)["pass"]
    return film


def repeats() -> int:
    return sum(Job.objects.values_list("uncertain_repeats", flat=True))


def test_a_film_whose_every_port_is_bought_while_everything_goes_wrong_once(
    server: Server, tmp_path: Path
) -> None:
    """Each fault is met where its port meets it, and lands where the tables say: waited out, looked up, repeated
    once on record, or fetched again."""
    eleven, chat, seed = (server.vendor(name) for name in ("elevenlabs", "openai", "ark"))
    chat.fault("write", openai_chat.too_many("1"))  # with Retry-After
    chat.says = [lambda work: "{"]  # malformed: one repair, which is another order
    eleven.fault("speak", broken_after(500))
    eleven.fault("speak", CUT)
    eleven.fault("compose", elevenlabs.too_many())  # without Retry-After
    seed.fault("images", DROPPED)
    seed.fault("create", DROPPED)
    seed.fault("file", refused(403, "<Error>Request has expired</Error>"))
    film = finished(bought.order_film(tmp_path, engines=bought.BOUGHT))

    assert server.vendors["fal"].calls == []
    assert [vendor.faults_left() for vendor in server.vendors.values()] == [0, 0, 0, 0]
    voices, stills = bought.made(film, "voice"), bought.made(film, "image")
    assert sorted(job.uncertain_repeats for job in voices) == [0, 1, 1], (
        "500 after accepting, an answer cut short"
    )
    assert sum(job.uncertain_repeats for job in stills + sheets(film)) == 1, "dropped after accepting"
    assert all(job.uncertain_repeats == 0 for job in bought.made(film, "clip")), "that one was looked up"
    taken = [count for orders in bought.paid_posts(server).values() for count in orders.values()]
    assert sum(count - 1 for count in taken) == repeats() == 3
    assert max(taken) == 2

    fetched = Counter(asked.path for asked in seed.asked("get"))
    assert sorted(fetched.values()) == [1, 1, 1, 1, 2], "one address had run out, its task was asked again"
    lost = sum(job.uncertain_repeats for job in voices)
    aside = lost * sum(engine_info(port, "elevenlabs").price_microusd for port in ("voice", "aligner"))
    charged = sum(chars for chars in lost_lines(server))
    assert project_committed(film.pk) == sum(bought.bill(server).values()) + aside - charged, (
        "as the vendors' books say, but for two lost lines, which are booked at what was set aside"
    )

    clips = [job for job in bought.made(film, "clip") if job.input["params"]["engine"] == "ark"]
    prompts = bought.made(film, "shot_prompt")
    assert len(prompts) == len(clips) == 5
    assert len(chat.accepted()) == 4 + 1 + 5, "four passes, the repair, and each picture looked at once"
    words = openai_chat.SHOT_WORDS
    assert {job.input["params"]["prompt"] for job in clips} == {words}
    assert all(words in body["content"][0]["text"] for body in (a.json() for a in seed.asked("create")))
    assert set(Take.objects.filter(kind="clip", engine="ark").values_list("prompt", flat=True)) == {words}

    sent = [job.input["files"] for job in stills if "shows" in job.input["params"]]
    assert len(sent) == 5 and all("reference.00" in files for files in sent), "every scene names somebody"
    assert {(row.name, row.engine) for row in Reference.objects.all()} == {
        ("Mara", "ark"), ("the harbour", "ark"),
    }  # fmt: skip
    bodies = [asked.json() for asked in seed.asked("images")]
    assert sum("image" in body for body in bodies) - 5 in (0, 1), "and the repeated one, if it was one"
    assert len(bought.paid_posts(server)["elevenlabs"]) == 3 + 3 + 1, "lines, their alignment, the score"


def sheets(film: Project) -> list[Job]:
    return [*bought.made(film, "characters"), *bought.made(film, "locations")]


def lost_lines(server: Server) -> list[int]:
    """What the vendor charged for each line whose first answer was no use."""
    from trailers.engines.prices import cost

    spoken = server.vendor("elevenlabs").asked("speak")
    texts = Counter(asked.json()["text"] for asked in spoken)
    model = spoken[0].json()["model_id"]
    return [cost("elevenlabs", model, {"chars": len(text)}) for text, n in texts.items() if n == 2]


@pytest.mark.slow
def test_a_mixed_film(server: Server, tmp_path: Path) -> None:
    """A free film of which three scenes are bought: one as ordered, one by the engine that stands in, one refused
    and replaced by a still of one's own."""
    film = finished(bought.order_film(tmp_path))
    assert project_committed(film.pk) == 0 and sum(bought.bill(server).values()) == 0
    free = {take.pk for take in Take.objects.filter(project=film)}
    set_fallback(project=film, port="image", name="fal")
    scenes = Take.objects.filter(project=film, kind="image", scene__kind="shot").order_by("scene__number")
    first, second, third = (scene_number(film, take.scene.number) for take in scenes[:3])

    seed = server.vendor("ark")
    regenerate_scene(project=film, scene=first, engine="ark")
    bought.run(film)
    seed.fault("images", refused(403, ark.envelope("AccountOverdueError")))
    regenerate_scene(project=film, scene=second, engine="ark")
    bought.run(film)
    seed.fault("images", refused(400, ark.envelope("InputTextSensitiveContentDetected")))
    refused_take = regenerate_scene(project=film, scene=third, engine="ark")
    bought.run(film)
    assert Job.objects.get(take=refused_take).error_code == "refused.prompt"
    own = tmp_path / "own.png"
    own.write_bytes(pictures.still(1280, 720))
    upload_take(project=film, scene=third, path=own)
    film = bought.run(film)

    assert bought.receipt(film)["pass"]
    new = Take.objects.filter(project=film, kind="image").exclude(pk__in=free).exclude(artifact=None)
    assert [(t.scene.number, t.engine) for t in new.order_by("scene__number")] == [
        (first.number, "ark"), (second.number, "fal"), (third.number, "upload"),
    ]  # fmt: skip
    shown = {entry["scene_id"]: entry["take_id"] for entry in film.current_cut.content["entries"]}  # type: ignore[union-attr]
    by = {
        str(t.pk): (t.parent or t).engine for t in Take.objects.filter(project=film).select_related("parent")
    }
    assert [by[shown[scene.key]] for scene in (first, second, third)] == ["ark", "fal", "upload"]
    assert Counter(by[take] for take in shown.values() if take)["embedded"] == len(by_scene(film)) - 3
    told = bought.bill(server)
    price = {name: engine_info("image", name).price_microusd for name in ("ark", "fal")}
    assert (told["ark stills"], told["fal"]) == (price["ark"], price["fal"])
    assert project_committed(film.pk) == sum(told.values())
    assert all(count == 1 for orders in bought.paid_posts(server).values() for count in orders.values())


def by_scene(film: Project) -> list[str]:
    entries = film.current_cut.content["entries"]  # type: ignore[union-attr]
    return [entry["scene_id"] for entry in entries if entry["take_id"]]


@pytest.mark.slow
def test_a_film_is_bought_up_the_ladder_and_nothing_twice(server: Server, tmp_path: Path) -> None:
    film = finished(bought.order_film(tmp_path))
    shots = Take.objects.filter(project=film, kind="image", scene__kind="shot").count()
    lines = len(bought.made(film, "voice"))
    assert counts(server) == {}

    set_engines(project=film, engines={"voice": "elevenlabs"})
    assert speak_outdated(project=film) == lines
    film = finished(film)
    assert counts(server) == {"speak": lines, "align": lines}
    told = Event.objects.filter(project=film, kind="split.new").order_by("-seq")[0].data
    assert 0 < told["timed"] <= told["scenes"], "how many scenes have another length now"

    assert len(offer(film, "stills", "ark").scenes) == shots
    assert buy(project=film, rung="stills", engine="ark") == shots
    film = finished(film)
    # the sheets were drawn here for nothing, and stay
    assert counts(server) == {"speak": lines, "align": lines, "images": shots}
    assert all("image" in asked.json() for asked in server.vendor("ark").asked("images")), "with its framing"

    expected = offer(film, "clips", "ark")
    assert buy(project=film, rung="clips", engine="ark") == shots == len(expected.scenes)
    film = finished(film)
    assert counts(server) == {"speak": lines, "align": lines, "images": shots, "create": shots}
    entries = film.current_cut.content["entries"]  # type: ignore[union-attr]
    on_show = Take.objects.filter(pk__in=[entry["take_id"] for entry in entries if entry["take_id"]])
    assert Counter(on_show.filter(scene__kind="shot").values_list("kind", "engine")) == {
        ("clip", "ark"): shots
    }
    assert offer(film, "stills", "ark").scenes == offer(film, "clips", "ark").scenes == ()
    assert project_committed(film.pk) == sum(bought.bill(server).values())


def counts(server: Server) -> dict[str, int]:
    """Paid orders taken on, by route."""
    found = Counter(
        call.route
        for vendor in server.vendors.values()
        for call in vendor.calls
        if call.accepted and call.route in {r.name for r in vendor.routes() if r.paid}
    )
    return dict(found)
