"""A whole film whose every port is bought, in this process: real pump, stages and SDKs, vendors on the loopback."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from accounts.ledger import project_committed, team_ledger_sum
from tests.makers import make_team, seed_lanes
from tests.ports.hosted import told
from tests.vendors import ark, elevenlabs, fal, openai_chat
from tests.vendors.ark import Ark
from tests.vendors.elevenlabs import ElevenLabs
from tests.vendors.fal import Fal
from tests.vendors.openai_chat import TOKENS, Chat
from tests.vendors.server import Server
from trailers.engines.ark import models as ark_models
from trailers.engines.elevenlabs.models import TRANSCRIBER
from trailers.engines.fal import models as fal_models
from trailers.engines.prices import cost, settled
from trailers.models import Artifact, Job, Project, Render
from trailers.services.advance import advance
from trailers.services.projects import NewTrailer, find_or_create_trailer
from trailers.services.snapshot import plan_project
from trailers.services.sources import keep_source
from trailers.worker.pump import Pump

KEYS = {"elevenlabs": elevenlabs.KEY, "openai": openai_chat.KEY, "ark": ark.KEY, "fal": fal.KEY}
BOUGHT = {"text": "openai", "voice": "elevenlabs", "music": "elevenlabs", "image": "ark", "video": "ark"}
SIZE = {"width": 320, "height": 180}
STILLS = {"still_width": 640, "still_height": 360}
CAP = 10**9


@contextmanager
def vendors() -> Iterator[Server]:
    hosted = (ElevenLabs(credits=1_000_000), Chat(), Ark(polls=0), Fal(polls=0))
    with told(*hosted, keys=KEYS, paths={"openai": "/v1"}) as server:
        yield server


def order_film(folder: Path, **wishes: Any) -> Project:
    """Started, with money to spend."""
    seed_lanes()
    team = make_team(cap_microusd=CAP)
    story = folder / "ferry.txt"
    story.write_text(
        "The Last Ferry\n\nMara, a lighthouse keeper, rows out at night to the wreck on the reef.\n"
    )
    source = keep_source(team=team, path=story, name=story.name)
    new = NewTrailer(source=source, settings=STILLS, **SIZE, **wishes)
    project, _ = find_or_create_trailer(team=team, owner=None, new=new)
    Project.objects.filter(pk=project.pk).update(budget_microusd=CAP)
    advance(project.pk)
    return project


def run(project: Project) -> Project:
    """Until nothing is left to do by itself, waits for further attempts included."""
    Pump.local(project.pk).run_until_idle()
    project.refresh_from_db()
    assert team_ledger_sum(project.team_id) == project_committed(project.pk), "the books agree"
    return project


def bill(server: Server) -> Mapping[str, int]:
    """What each vendor charges for what it took on, by its own books and its prices, in microusd."""
    eleven, chat, seed, queue = (server.vendor(name) for name in ("elevenlabs", "openai", "ark", "fal"))
    spoken = [call.asked for call in eleven.calls if call.route == "speak" and call.accepted]
    timed = [call.asked for call in eleven.calls if call.route == "align" and call.accepted]
    scores = [call.asked for call in eleven.calls if call.route == "compose" and call.accepted]
    written = [call for call in chat.calls if call.route == "write" and call.accepted]
    tokens = {"input_tokens": TOKENS["prompt_tokens"], "output_tokens": TOKENS["completion_tokens"]}
    stills = sum(call.route == "images" and call.accepted for call in seed.calls)
    return {
        "voice": sum(_chars(asked.json()) for asked in spoken),
        "word times": sum(_heard(asked.form()["file"]) for asked in timed),
        "music": sum(_music(asked.json()) for asked in scores),
        "text": sum(cost("openai", call.asked.json()["model"], tokens) for call in written),
        "ark stills": stills * settled(ark_models.PRICES[ark_models.STILL], {"images": 1}),
        "ark clips": sum(map(_clip, seed.tasks.values())),
        "fal": sum(map(_queued, queue.orders.values())),
    }


def _chars(body: Mapping[str, Any]) -> int:
    return cost("elevenlabs", body["model_id"], {"chars": len(body["text"])})


def _heard(wav: bytes) -> int:
    with wave.open(io.BytesIO(wav)) as sound:
        audio_ms = sound.getnframes() * 1000 // sound.getframerate()
    return cost("elevenlabs", TRANSCRIBER, {"audio_ms": audio_ms})


def _music(body: Mapping[str, Any]) -> int:
    plan = body.get("composition_plan", {})
    parts = plan.get("chunks") or plan.get("sections") or []
    length_ms = body.get("music_length_ms") or sum(part["duration_ms"] for part in parts)
    return cost("elevenlabs", body["model_id"], {"music_ms": length_ms})


def _clip(task: Mapping[str, Any]) -> int:
    used = task.get("usage", {}).get("completion_tokens", 0)
    units = {f"video_tokens_{task['resolution']}": used}
    return settled(ark_models.PRICES[task["model"]], units)


def _queued(order: Mapping[str, Any]) -> int:
    if "error" in order.get("ending", {}):
        return 0
    if "image_size" in order["body"]:
        return settled(fal_models.PRICES[fal_models.STILL], {"images": 1})
    return settled(fal_models.PRICES[fal_models.CLIP], {"ms": 1_000 * int(order["body"]["duration"])})


def paid_posts(server: Server) -> dict[str, dict[str, int]]:
    """Vendor -> how often each of its orders was taken on."""
    return {name: dict(vendor.accepted()) for name, vendor in server.vendors.items()}


def states(project: Project) -> set[str]:
    return {step.state for step in plan_project(project)[1].steps.values()}


def receipt(project: Project) -> Mapping[str, Any]:
    """Of the newest render."""
    found = Render.objects.filter(project=project).order_by("-created_at").first()
    assert found is not None and found.receipt, "there is no measured film"
    return dict(found.receipt)


def made(project: Project, kind: str) -> list[Job]:
    return list(Job.objects.filter(project=project, kind=kind, state="done").order_by("created_at"))


def films(project: Project) -> int:
    return Artifact.objects.filter(team=project.team, kind="film").count()
