"""Every address of the site, asked by everybody. A route without a line in MATRIX fails the first test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import Membership
from accounts.teams import invite
from accounts.tokens import issue
from tests.views.room import WRITTEN, FilmCase
from trailers.media.song.intake import SongFacts
from trailers.models import Artifact, Job, Project, Take
from trailers.services.music_videos import NewMusicVideo, find_or_create_music_video
from trailers.services.share import share
from trailers.views.media import signed_name

WHO = ("owner", "editor", "viewer", "stranger", "anonymous")
IN, OUT = "in", "login"
"""IN: answered (200, or 302 to somewhere of ours, 304, 410, 422). OUT: sent to the sign-in page."""

SEE = (IN, IN, IN, 404, OUT)
EDIT = (IN, IN, 403, 404, OUT)
START = (IN, IN, 403, IN, OUT)  # in their own team a stranger is an owner
OWN = (IN, 403, 403, IN, OUT)
ANYBODY_IN = (IN, IN, IN, IN, OUT)
PUBLIC = (IN, IN, IN, IN, IN)

MATRIX: dict[str, tuple[str, tuple[Any, ...]]] = {
    "healthz": ("get", PUBLIC),
    "readyz": ("get", PUBLIC),
    "home": ("get", PUBLIC),
    "new": ("get", START),
    "sample": ("post", START),
    "new_film": ("get", EDIT),
    "estimate": ("get", EDIT),
    "new_draft": ("post", EDIT),
    "new_song": ("get", START),
    "new_music_video": ("get", EDIT),
    "estimate_song": ("get", EDIT),
    "project_song": ("get", SEE),
    "song_correct": ("post", EDIT),
    "song_foresee": ("post", EDIT),
    "song_back": ("post", EDIT),
    "song_performance": ("post", EDIT),
    "song_words": ("post", EDIT),
    "song_words_back": ("post", EDIT),
    "song_performance_drop": ("post", EDIT),
    "song_performances": ("get", SEE),
    "treatment_edit": ("post", EDIT),
    "treatment_lock": ("post", EDIT),
    "treatment_back": ("post", EDIT),
    "project_shots": ("get", SEE),
    "shots_setup": ("post", EDIT),
    "shots_scenes": ("post", EDIT),
    "shots_lock": ("post", EDIT),
    "shots_back": ("post", EDIT),
    "shots_anew": ("post", EDIT),
    "project": ("get", SEE),
    "project_live": ("get", SEE),
    "project_events": ("get", SEE),
    "job_decide": ("post", EDIT),
    "project_script": ("get", SEE),
    "script_edit": ("post", EDIT),
    "script_restore": ("post", EDIT),
    "line_again": ("post", EDIT),
    "line_reading": ("post", EDIT),
    "slot_renew": ("post", EDIT),
    "scene": ("get", SEE),
    "scene_foresee": ("get", EDIT),
    "scene_compare": ("get", SEE),
    "media": ("get", SEE),
    "upload_receive": ("post", (404,) * 5),  # the address is the permission, and nobody has one
    "signed_media": ("get", PUBLIC),
    "project_cast": ("get", SEE),
    "project_ladder": ("post", EDIT),
    "cast_choose": ("post", EDIT),
    "cast_upload": ("post", EDIT),
    "project_engines": ("get", EDIT),
    "project_engine_test": ("post", EDIT),
    "project_voices": ("get", EDIT),
    "voices_speak": ("post", EDIT),
    "voice_sample": ("get", (404, 404, 403, 404, OUT)),  # nothing but what we signed is fetched
    "keys": ("get", OWN),
    "key_set": ("post", OWN),
    "key_remove": ("post", OWN),
    "key_test": ("post", OWN),
    "project_share": ("post", EDIT),
    "share_end": ("post", EDIT),
    "watch": ("get", PUBLIC),
    "watch_part": ("get", PUBLIC),
    "gate": ("post", EDIT),
    "project_cancel": ("post", EDIT),
    "project_retry": ("post", EDIT),
    "project_rename": ("post", EDIT),
    "project_archive": ("post", EDIT),
    "project_unarchive": ("post", EDIT),
    "project_duplicate": ("post", EDIT),
    "project_delete": ("post", EDIT),
    "project_restore": ("post", EDIT),
    "scene_again": ("post", EDIT),
    "scene_upload": ("post", EDIT),
    "scene_lock": ("post", EDIT),
    "take_choose": ("post", EDIT),
    "take_instead": ("post", EDIT),
    "account": ("get", ANYBODY_IN),
    "account_export": ("get", ANYBODY_IN),
    "account_delete": ("get", ANYBODY_IN),
    "invitation": ("get", PUBLIC),
    "invitation_accept": ("post", ANYBODY_IN),
    "team": ("get", ANYBODY_IN),
    "team_new": ("get", ANYBODY_IN),
    "team_rename": ("post", OWN),
    "team_invite": ("post", OWN),
    "team_switch": ("post", SEE),
    "invitation_revoke": ("post", OWN),
    "member_role": ("post", OWN),
    "member_remove": ("post", OWN),
    "tokens": ("get", ANYBODY_IN),
    "token_new": ("post", ANYBODY_IN),
    "token_revoke": ("post", ANYBODY_IN),
}
COOKIELESS = {"upload_receive"}
OTHERS = ("admin", "account_", "mfa_", "api", "edit")
"""Prefixes of names whose access others prove: Django's admin, allauth, the API's and the editor's own tests."""


def routes(patterns: Any = None, prefix: str = "") -> Iterator[tuple[str, str]]:
    """(name, address) of every route of the URL configuration."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if pattern.namespace not in ("admin",):
                yield from routes(pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern):
            yield pattern.name or "", here


def ours() -> list[str]:
    own = {"account_export", "account_delete"}
    return sorted(
        name
        for name, address in routes()
        if (name in own or not name.startswith(OTHERS))
        and not address.startswith(("api/", "editor/", "admin/"))
    )


def test_every_route_is_in_the_matrix() -> None:
    assert sorted(MATRIX) == ours()


class AccessTest(FilmCase):
    def things(self) -> dict[str, dict[str, Any]]:
        """What each address needs, all of it the team's."""
        film, team = self.film, self.team
        scene = {"project_id": film.pk, "number": 3}
        artifact = Artifact.objects.filter(team=team, kind="image").first()
        take = Take.objects.filter(scene__project=film, scene__number=3, kind="image").first()
        assert artifact is not None and take is not None
        owner = self.users["owner"]
        invitation, secret = invite(team=team, email="new@example.org", role="viewer", invited_by=owner)
        token, _ = issue(team=team, user=owner, name="t", scopes=["read"])
        link, shared = share(project=film, by=owner, days=7)
        video, _ = find_or_create_music_video(
            team=team, owner=owner, new=NewMusicVideo(source=film.source, concept="A woman at sea")
        )
        found: dict[str, dict[str, Any]] = {name: {} for name in MATRIX}
        found |= {name: {"project_id": film.pk} for name in MATRIX if name.startswith("project")}
        found |= {name: scene for name in MATRIX if name.startswith("scene")}
        line = {"project_id": film.pk, "item_id": WRITTEN.lines[0].id}
        found |= {
            "script_edit": {"project_id": film.pk},
            "script_restore": {"project_id": film.pk, "number": 1},
            **{name: {"vendor": "ark"} for name in MATRIX if name.startswith("key_")},
            "project_engine_test": {"project_id": film.pk, "vendor": "ark"},
            "voices_speak": {"project_id": film.pk},
            "voice_sample": {"project_id": film.pk, "token": "forged"},
            "line_again": line,
            "line_reading": {**line, "number": 1},
            "slot_renew": {"project_id": film.pk},
            "cast_choose": {"project_id": film.pk, "subject_id": uuid4()},
            "cast_upload": {"project_id": film.pk, "subject_id": uuid4()},
            "gate": {"project_id": film.pk, "gate": "stills"},
            "job_decide": {"project_id": film.pk, "job_id": Job.objects.filter(project=film).first().pk},
            "take_choose": {**scene, "take_id": take.pk},
            "take_instead": {**scene, "take_id": take.pk},
            "new_draft": {"source_id": film.source_id, "project_id": film.pk},
            "new_film": {"source_id": film.source_id},
            "new_music_video": {"source_id": film.source_id},
            "estimate_song": {"source_id": film.source_id},
            **{
                name: {"project_id": video.pk}
                for name in MATRIX
                if name.startswith(("project_song", "song_", "treatment_", "project_shots", "shots_"))
            },
            "estimate": {"source_id": film.source_id},
            "media": {"artifact_id": artifact.pk, "name": "a.png"},
            "signed_media": {"token": signed_name(artifact), "name": "a.png"},
            "upload_receive": {"token": "forged"},
            "share_end": {"project_id": film.pk, "link_id": link.pk},
            "watch": {"secret": shared},
            "watch_part": {"secret": shared, "name": "film.mp4"},
            "invitation": {"secret": secret},
            "invitation_revoke": {"invitation_id": invitation.pk},
            "team_switch": {"team_id": team.pk},
            "member_role": {"user_id": self.users["viewer"].pk},
            "member_remove": {"user_id": uuid4()},
            "token_revoke": {"token_id": token.pk},
        }
        return found

    @patch("trailers.views.song.song_facts", return_value=SongFacts("mp3", "mp3", 2, 44_100, 1_323_000))
    @patch("trailers.views.start.reading_of", return_value=None)
    @patch("trailers.views.share.serve", side_effect=lambda *a, **kw: HttpResponse("bytes"))
    @patch("trailers.views.media.serve", side_effect=lambda *a, **kw: HttpResponse("bytes"))
    def test_who_may(self, *_: Any) -> None:
        things = self.things()
        for name, (method, expected) in MATRIX.items():
            if name == "project_restore":
                Project.objects.filter(pk=self.film.pk).update(deleted_at=self.film.created_at)
            for who, wanted in zip(WHO, expected, strict=True):
                with self.subTest(route=name, who=who):
                    self.assertEqual(self.ask(who, method, reverse(name, kwargs=things[name])), wanted)
            Project.objects.filter(pk=self.film.pk).update(deleted_at=None)

    def ask(self, who: str, method: str, address: str) -> Any:
        """What one person gets; taken back afterwards, and proved to have changed nothing if refused."""
        before = self.facts()
        mark = transaction.savepoint()
        got = outcome(getattr(self.clients[who], method)(address))
        if got != IN:
            self.assertEqual(self.facts(), before)
        transaction.savepoint_rollback(mark)
        return got

    def facts(self) -> tuple[int, ...]:
        events = Project.objects.values_list("next_seq", flat=True)
        return Job.objects.count(), Project.objects.count(), Membership.objects.count(), sum(events)

    def test_an_act_is_never_a_get_and_needs_its_csrf_token(self) -> None:
        things = self.things()
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(self.users["owner"])
        for name in (
            name for name, (method, _) in MATRIX.items() if method == "post" and name not in COOKIELESS
        ):
            with self.subTest(route=name):
                address = reverse(name, kwargs=things[name])
                self.assertEqual(self.owner.get(address).status_code, 405)
                self.assertEqual(strict.post(address).status_code, 403)


def outcome(response: Any) -> Any:
    if response.status_code == 302 and "/accounts/login" in response["Location"]:
        return OUT
    return IN if response.status_code in (200, 206, 302, 304, 400, 410, 422) else response.status_code
