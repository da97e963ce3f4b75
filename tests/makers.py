"""Makers of rows: a test names only what it is about, the rest is some valid value."""

from __future__ import annotations

import hashlib
import itertools
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Membership, Team, User
from trailers.models import Artifact, Job, Lane, Project, Scene, Source, Take

_numbers = itertools.count(1)


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def make_user(email: str = "", **fields: Any) -> User:
    return User.objects.create_user(email or f"user{next(_numbers)}@example.org", **fields)


def make_team(name: str = "", *, cap_microusd: int = 0, **members: User) -> Team:
    """A team; members by role: make_team(owner=alice, viewer=bob)."""
    name = name or f"Team {next(_numbers)}"
    team = Team.objects.create(name=name, slug=f"team-{next(_numbers)}", spend_cap_microusd=cap_microusd)
    for role, user in members.items():
        Membership.objects.create(team=team, user=user, role=role)
    return team


def make_source(team: Team, **fields: Any) -> Source:
    digest = fields.pop("sha256", sha(f"source {next(_numbers)}"))
    wanted = {
        "name": "ferry.txt",
        "media_type": ".txt",
        "size": 10,
        "storage_name": f"lab/{digest}",
        **fields,
    }
    return Source.objects.create(team=team, sha256=digest, **wanted)


LANES = {"text": (8, None), "speech": (4, None), "image": (30, None), "video": (4, None), "music": (2, None)}
LANES |= {"media": (100, 0)}


def seed_lanes() -> None:
    """What the migrations put there, which the flush after a transactional test takes away."""
    if not Lane.objects.exists():
        rows = [Lane(name=name, cap=cap, cap_per_host=per_host) for name, (cap, per_host) in LANES.items()]
        Lane.objects.bulk_create(rows)


def make_project(team: Team | None = None, **fields: Any) -> Project:
    seed_lanes()
    team = team or make_team()
    source = fields.pop("source", None) or make_source(team)
    fields.setdefault("fingerprint", sha(f"project {next(_numbers)}"))
    return Project.objects.create(team=team, source=source, **fields)


def make_artifact(team: Team, key: str = "", **fields: Any) -> Artifact:
    key = key or f"key {next(_numbers)}"
    wanted = {"kind": "image", "sha256": sha(key), "size": 1, "storage_name": f"lab/{sha(key)}", **fields}
    return Artifact.objects.create(team=team, key=key, **wanted)


def make_scene(project: Project, **fields: Any) -> Scene:
    number = fields.pop("number", next(_numbers))
    wanted = {"key": f"scene {number}", "kind": "shot", "item_id": "item", **fields}
    return Scene.objects.create(project=project, number=number, **wanted)


def make_take(scene: Scene, **fields: Any) -> Take:
    wanted = {"kind": "image", "number": 1, "engine": "embedded", "key": f"key {next(_numbers)}", **fields}
    return Take.objects.create(project=scene.project, scene=scene, **wanted)


def make_job(project: Project, **fields: Any) -> Job:
    """A job written straight into a state, with what the constraints of that state want."""
    number, now = next(_numbers), timezone.now()
    state = fields.get("state", "queued")
    wanted: dict[str, Any] = {
        "team": project.team,
        "kind": "image",
        "node": f"image:{number}",
        "lane": Lane.objects.get(pk=fields.pop("lane", "image")),
        "key": f"key {number}",
        "run_after": now,
    }
    if state == "running":
        wanted |= {"worker": "host:1:birth:feed", "host": "host", "attempts": 1, "started_at": now}
        wanted |= {"lease_until": now + timedelta(seconds=60)}
    if state == "waiting":
        wanted |= {"provider": "ark", "provider_job_id": f"p{number}", "poll_after": now, "attempts": 1}
    if state in ("done", "failed", "cancelled"):
        wanted |= {"finished_at": now}
    return Job.objects.create(project=project, **(wanted | fields))
