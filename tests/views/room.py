"""Test cases with a team of three roles, a stranger with a team of their own, and a film, made once per class."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.test import Client, TestCase

from accounts.models import Team, User
from tests.makers import make_artifact, make_source, make_team, make_user, seed_lanes
from tests.services import lab
from trailers.models import Project
from trailers.services.advance import advance
from trailers.services.projects import NewTrailer, find_or_create_trailer
from trailers.services.snapshot import source_key

WRITTEN = lab.script("The sea keeps what it takes.", "Tonight one woman rows out to ask for it back.")
"""Seven scenes: opening, one, two, two, black, title, end."""
PEOPLE = ("owner", "editor", "viewer", "stranger")


def order_film(team: Team, **choices: Any) -> Project:
    """A film that was started and of which nothing is made."""
    seed_lanes()
    source = make_source(team)
    make_artifact(team, source_key(source.sha256), kind="source", sha256=source.sha256)
    project, _ = find_or_create_trailer(team=team, owner=None, new=NewTrailer(source=source, **choices))
    advance(project.pk)
    return project


def run_lab(project: Project, **kw: Any) -> Project:
    lab.run(project, WRITTEN, **kw)
    project.refresh_from_db()
    return project


class RoomCase(TestCase):
    team: Team
    users: dict[str, User]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.users = {name: make_user(f"{name}@example.org") for name in PEOPLE}
        cls.team = make_team("Harbour", **{name: cls.users[name] for name in PEOPLE[:3]})
        make_team("Elsewhere", owner=cls.users["stranger"])

    def setUp(self) -> None:
        cache.clear()  # tests write rows behind the back of the events that kept pages go by
        self.clients = {name: Client() for name in (*PEOPLE, "anonymous")}
        for name in PEOPLE:
            self.clients[name].force_login(self.users[name])
        self.owner, self.viewer = self.clients["owner"], self.clients["viewer"]


class FilmCase(RoomCase):
    film: Project

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.film = run_lab(order_film(cls.team))
