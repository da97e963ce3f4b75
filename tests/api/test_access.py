"""Every method of every route of the API, asked by everybody. One without a line in MATRIX fails the first test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, reverse

from accounts.models import LedgerEntry, Membership
from accounts.tokens import issue
from editor.exports.order import order_render
from editor.urls import urlpatterns as editor_urls
from tests.api.planned import planned
from tests.domain.song_makers import make_song
from tests.makers import make_job, make_team
from tests.views.room import WRITTEN, FilmCase
from trailers.api.urls import urlpatterns
from trailers.domain.script_edit import rows_of
from trailers.domain.shot_edit import rearranged, version_of
from trailers.domain.song_wishes import SongWishes
from trailers.domain.treatment import version_of as version_of_treatment
from trailers.engines.registry import ENGINES, EngineInfo
from trailers.engines.trial import Trial
from trailers.media.song.intake import SongFacts
from trailers.models import CutStep, IdempotencyKey, Job, Project, Source, Take, Upload
from trailers.services.intake import Reading
from trailers.services.lyrics import ask_words
from trailers.services.music_videos import NewMusicVideo, find_or_create_music_video
from trailers.services.uploads import promise_upload

WHO = ("owner", "editor", "viewer", "stranger", "anonymous")
PUBLIC = (200, 200, 200, 200, 200)
ANYBODY_IN = (200, 200, 200, 200, 401)
SEE = (200, 200, 200, 404, 401)
EDIT = (200, 200, 403, 404, 401)
OWN = (200, 403, 403, 404, 401)
MAKE = (201, 201, 403, 404, 401)
OWN_TEAM = (201, 201, 403, 201, 401)
"""In their own team a stranger is an owner."""
READING = Reading("The Last Ferry", 40, 1, "…", ())
PNG = b"\x89PNG"

_OF_WORDS = ("api_song_words", "api_song_words_take_back", "api_song_clips")
MATRIX: dict[tuple[str, str], tuple[int, ...]] = {
    ("api_schema", "get"): PUBLIC,
    ("api_docs", "get"): PUBLIC,
    ("api_me", "get"): ANYBODY_IN,
    ("api_team_spend", "get"): SEE,
    ("api_team_ledger", "get"): SEE,
    ("api_engines", "get"): ANYBODY_IN,
    ("api_team_keys", "get"): OWN,
    ("api_key_test", "post"): OWN,
    ("api_stand_ins", "get"): SEE,
    ("api_stand_ins", "put"): EDIT,
    ("api_voices", "get"): EDIT,
    ("api_voices", "put"): EDIT,
    ("api_voices_preview", "get"): SEE,
    ("api_voices_speak", "post"): EDIT,
    ("api_estimate", "get"): ANYBODY_IN,
    ("api_sources", "get"): ANYBODY_IN,
    ("api_sources", "post"): OWN_TEAM,
    ("api_source", "get"): SEE,
    ("api_songs", "post"): OWN_TEAM,
    ("api_project_song", "get"): SEE,
    ("api_song_corrections", "post"): EDIT,
    ("api_song_take_back", "post"): EDIT,
    ("api_song_clips", "get"): SEE,
    ("api_song_clips", "post"): EDIT,
    ("api_song_words", "get"): SEE,
    ("api_song_words", "post"): EDIT,
    ("api_song_words_take_back", "post"): EDIT,
    ("api_treatment", "get"): SEE,
    ("api_treatment", "put"): EDIT,
    ("api_treatment_preview", "post"): EDIT,
    ("api_treatment_take_back", "post"): EDIT,
    ("api_treatment_lock", "put"): EDIT,
    ("api_shots", "get"): SEE,
    ("api_shots", "put"): EDIT,
    ("api_shots_preview", "post"): EDIT,
    ("api_shots_take_back", "post"): EDIT,
    ("api_shots_anew", "post"): (202, 202, 403, 404, 401),
    ("api_setup_lock", "put"): EDIT,
    ("api_uploads", "post"): OWN_TEAM,
    ("api_upload", "get"): EDIT,
    ("api_upload_confirm", "post"): MAKE,
    ("api_projects", "get"): ANYBODY_IN,
    ("api_projects", "post"): MAKE,
    ("api_project", "get"): SEE,
    ("api_project", "patch"): EDIT,
    ("api_project", "delete"): (204, 204, 403, 404, 401),
    ("api_project_archive", "post"): EDIT,
    ("api_project_unarchive", "post"): EDIT,
    ("api_project_duplicate", "post"): MAKE,
    ("api_project_restore", "post"): EDIT,
    ("api_project_cancel", "post"): EDIT,
    ("api_project_retry", "post"): EDIT,
    ("api_gates", "get"): SEE,
    ("api_gate", "put"): EDIT,
    ("api_project_engines", "put"): EDIT,
    ("api_engines_preview", "get"): SEE,
    ("api_question", "post"): EDIT,
    ("api_script", "get"): SEE,
    ("api_script", "put"): EDIT,
    ("api_script_preview", "post"): EDIT,
    ("api_script_restore", "post"): EDIT,
    ("api_line_again", "post"): EDIT,
    ("api_renew", "post"): EDIT,
    ("api_sheets", "get"): SEE,
    ("api_sheet", "put"): EDIT,
    ("api_library", "get"): SEE,
    ("api_ladder", "get"): SEE,
    ("api_ladder", "post"): EDIT,
    ("api_failures", "get"): SEE,
    ("api_events", "get"): SEE,
    ("api_project_spend", "get"): SEE,
    ("api_project_ledger", "get"): SEE,
    ("api_renders", "get"): SEE,
    ("api_files", "get"): SEE,
    ("api_scenes", "get"): SEE,
    ("api_scene", "get"): SEE,
    ("api_scene_again", "get"): SEE,
    ("api_scene_again", "post"): MAKE,
    ("api_takes", "get"): SEE,
    ("api_takes", "post"): MAKE,
    ("api_refusals", "get"): SEE,
    ("api_take_instead", "post"): MAKE,
    ("api_take_choose", "get"): SEE,
    ("api_take_choose", "post"): EDIT,
    ("api_scene_lock", "put"): EDIT,
    ("api_timeline", "get"): SEE,
    ("api_timeline_edits", "post"): EDIT,
    ("api_timeline_foresee", "post"): EDIT,
    ("api_timeline_undo", "post"): EDIT,
    ("api_timeline_redo", "post"): EDIT,
    ("api_timeline_versions", "post"): EDIT,
    ("api_timeline_restore", "post"): EDIT,
    ("api_timeline_lock", "post"): EDIT,
    ("api_exports", "get"): SEE,
    ("api_exports", "post"): MAKE,
    ("api_export", "get"): SEE,
    ("api_export_stop", "post"): EDIT,
    ("api_export_file", "get"): SEE,
}
ROWS = [{**asdict(row), "pictures": list(row.pictures)} for row in rows_of(WRITTEN)]
METHODS = ("get", "post", "put", "patch", "delete")
API = [*urlpatterns, *(pattern for pattern in editor_urls if str(pattern.pattern).startswith("api/"))]
SAFE = ("get",)


def routes() -> Iterator[tuple[str, str]]:
    """(name, method) of everything that the API answers."""
    for pattern in API:
        assert isinstance(pattern, URLPattern)
        view = pattern.callback.view_class  # type: ignore[attr-defined]
        for method in METHODS:
            if hasattr(view, method):
                yield pattern.name or "", method


def test_every_method_of_every_route_is_in_the_matrix() -> None:
    assert sorted(MATRIX) == sorted(routes())


def test_every_post_takes_an_idempotency_key() -> None:
    for pattern in API:
        post = getattr(pattern.callback.view_class, "post", None)  # type: ignore[attr-defined]
        assert post is None or post.once, pattern.name


class ApiCase(FilmCase):
    """What each address needs, all of it the team's."""

    def things(self, name: str) -> dict[str, Any]:
        film = {"project_id": self.film.pk}
        scene = {**film, "number": 3}
        take = Take.objects.filter(scene__project=self.film, scene__number=3, kind="image").earliest("number")
        special: dict[str, dict[str, Any]] = {
            "api_team_spend": {"team_id": self.team.pk},
            "api_team_ledger": {"team_id": self.team.pk},
            "api_team_keys": {"team_id": self.team.pk},
            "api_key_test": {"team_id": self.team.pk, "vendor": "ark"},
            "api_source": {"source_id": self.film.source_id},
            "api_upload": {"upload_id": self.upload.pk},
            "api_upload_confirm": {"upload_id": self.upload.pk},
            **{
                name: {"project_id": self.video.pk}
                for name in ("api_project_song", "api_song_corrections", "api_song_take_back", *_OF_WORDS)
            },
            **{
                name: {"project_id": self.video.pk}
                for name, _ in MATRIX
                if name.startswith(("api_treatment", "api_shots"))
            },
            "api_setup_lock": {"project_id": self.video.pk, "setup_id": planned()[1].setups[0].id},
            "api_gate": {**film, "gate": "stills"},
            "api_sheet": {**film, "subject_id": uuid4()},
            "api_question": {**film, "job_id": self.question.pk},
            "api_script_restore": {**film, "number": 1},
            "api_line_again": {**film, "item_id": WRITTEN.lines[0].id},
            "api_take_choose": {**scene, "take_id": take.pk},
            "api_export": {**film, "export_id": self.export.pk},
            "api_export_stop": {**film, "export_id": self.export.pk},
            "api_export_file": {**film, "name": "cut.edl"},
            "api_take_instead": {**scene, "take_id": take.pk},
            "api_timeline_restore": {**film, "cut_id": self.film.current_cut_id},
        }
        plain = ("schema", "docs", "me", "engines", "estimate", "sources", "songs", "uploads", "projects")
        if name in {f"api_{word}" for word in plain}:
            return {}
        if name in special:
            return special[name]
        return scene if name.startswith(("api_scene", "api_take")) and name != "api_scenes" else film

    def body(self, name: str, method: str) -> dict[str, Any]:
        bodies: dict[tuple[str, str], dict[str, Any]] = {
            ("api_uploads", "post"): {"name": "a.txt", "size": 5, "media_type": "text/plain"},
            ("api_projects", "post"): {"source": str(self.film.source_id), "title": "Another"},
            ("api_project", "patch"): {"title": "Renamed"},
            ("api_song_corrections", "post"): {"kind": "halve"},
            ("api_song_words", "post"): {"text": "la la la"},
            **self.planned_bodies(),
            ("api_gate", "put"): {"state": "stop"},
            ("api_takes", "post"): {"upload": str(self.upload.pk)},
            ("api_scene_lock", "put"): {"locked": True},
            ("api_project_engines", "put"): {"image": "embedded"},
            ("api_stand_ins", "put"): {"image": ""},
            ("api_voices", "put"): {"voice": "joe"},
            ("api_question", "post"): {"act": "free"},
            ("api_script", "put"): {"base": 1, "rows": ROWS},
            ("api_script_preview", "post"): {"rows": ROWS},
            ("api_renew", "post"): {"slot": "score"},
            ("api_sheet", "put"): {"use": "drawn"},
            ("api_ladder", "post"): {"rung": "stills", "engine": "embedded"},
            ("api_timeline_edits", "post"): self.edits(),
            ("api_timeline_foresee", "post"): self.edits(),
            ("api_timeline_undo", "post"): {"base": str(self.film.current_cut_id)},
            ("api_timeline_redo", "post"): {"base": str(self.film.current_cut_id)},
            ("api_timeline_versions", "post"): {"name": "For Anna"},
            ("api_timeline_lock", "post"): {"take": True},
            ("api_exports", "post"): {"kind": "render", "shape": "1:1"},
        }
        return bodies.get((name, method), {})

    def planned_bodies(self) -> dict[tuple[str, str], dict[str, Any]]:
        treatment, plan, _ = planned()
        other = replace(treatment, ending="She stays.").to_json()
        shots = rearranged(plan, {plan.shots[0].cue: ("climax", plan.shots[0].setup)}).to_json()
        return {
            ("api_treatment", "put"): {"base": version_of_treatment(treatment), "treatment": other},
            ("api_treatment_preview", "post"): {"treatment": other},
            ("api_treatment_lock", "put"): {"locked": True},
            ("api_shots", "put"): {"base": version_of(plan), "plan": shots},
            ("api_shots_preview", "post"): {"plan": shots},
            ("api_setup_lock", "put"): {"locked": True},
        }

    def plan_video(self) -> None:
        """The video as if its treatment and its shots were written: a person's own, so that no file is read."""
        treatment, plan, cut = planned()
        own = {"treatment": treatment.to_json(), "shot_plan": plan.to_json()}
        before = {"treatments": [own["treatment"]], "shot_plans": [own["shot_plan"]]}
        Project.objects.filter(pk=self.video.pk).update(brief={**self.video.brief, **own, **before})
        patcher = patch("trailers.selectors.shots.made_json", return_value=cut.to_json())
        patcher.start()
        self.addCleanup(patcher.stop)

    def edits(self) -> dict[str, Any]:
        look = {"op": "set_look", "scene": None, "look": "colour"}
        return {"base": str(self.film.current_cut_id), "edits": [look]}

    def setUp(self) -> None:
        super().setUp()
        for redo in (False, True):
            CutStep.objects.create(
                project=self.film, redo=redo, number=1, cut_id=self.film.current_cut_id, label="a look"
            )
        source = Source.objects.get(pk=self.film.source_id)
        take = Take.objects.filter(scene__project=self.film, scene__number=3, kind="image").earliest("number")
        owner = self.users["owner"]
        self.upload = promise_upload(team=self.team, user=owner, name="a.png", size=4, media_type="image/png")
        self.export = order_render(project=self.film, user=owner, shape="16:9", captions=False)
        wishes = SongWishes(edits=({"kind": "double"},))
        new = NewMusicVideo(source=source, concept="At sea", wishes=wishes)
        self.video, _ = find_or_create_music_video(team=self.team, owner=owner, new=new)
        self.plan_video()
        ask_words(project=self.video, text="la la", by="")  # so that there is something to take back
        self.question = make_job(self.film, state="uncertain", provider="ark", attempts=1)
        for where, value in {
            "trailers.api.sources.reading_of": READING,
            "trailers.api.sources.uploads.confirm_source": source,
            "trailers.api.sources.take_in": source,
            "trailers.api.songs.take_in_song": source,
            "trailers.api.song_clips.send_performance": None,
            "trailers.api.songs.song_facts": SongFacts("mp3", "mp3", 2, 44_100, 1_323_000),
            "trailers.api.songs.heard_song": make_song(),
            "trailers.api.scenes.confirm_take": take,
            "trailers.api.scenes.order_instead": take,
            "trailers.services.script.stale_slots": {"score": 0},
            "trailers.services.references.use_drawn": None,
            "trailers.services.ladder.buy": 2,
            "trailers.api.engines.test_key": Trial("works"),
            "trailers.api.engines.voices.speak_outdated": 2,
        }.items():  # what happens to files has tests of its own
            patcher = patch(where, return_value=value)
            patcher.start()
            self.addCleanup(patcher.stop)

    def ask(self, client: Client, name: str, method: str, **headers: str) -> Any:
        address = reverse(name, kwargs=self.things(name))
        if (name, method) in (("api_sources", "post"), ("api_songs", "post"), ("api_song_clips", "post")):
            from io import BytesIO

            file = BytesIO(b"words")
            file.name = "a.txt"
            return client.post(address, {"file": file}, headers=headers)
        call = getattr(client, method)
        if method == "get":
            asked = {"rung": "stills", "engine": "embedded"} if name == "api_ladder" else {}
            return call(address, asked, headers=headers)
        return call(address, self.body(name, method), content_type="application/json", headers=headers)

    def asked_and_undone(self, client: Client, name: str, method: str, **headers: str) -> int:
        """The status; everything is taken back, and a refusal is proved to have changed nothing."""
        if name == "api_project_restore":
            Project.objects.filter(pk=self.film.pk).update(deleted_at=self.film.created_at)
        before = self.facts()
        mark = transaction.savepoint()
        status = self.ask(client, name, method, **headers).status_code
        if status >= 400:
            self.assertEqual(self.facts(), before)
        transaction.savepoint_rollback(mark)
        Project.objects.filter(pk=self.film.pk).update(deleted_at=None)
        return int(status)

    def facts(self) -> tuple[int, ...]:
        events = Project.objects.values_list("next_seq", flat=True)
        rows = (Job, Project, Membership, Take, Upload, LedgerEntry, IdempotencyKey)
        return (*(model.objects.count() for model in rows), sum(events))


class AccessTest(ApiCase):
    def test_who_may_with_a_session(self) -> None:
        for (name, method), expected in MATRIX.items():
            for who, wanted in zip(WHO, expected, strict=True):
                with self.subTest(route=name, method=method, who=who):
                    self.assertEqual(self.asked_and_undone(self.clients[who], name, method), wanted)

    def test_a_token_that_may_only_read(self) -> None:
        _, text = issue(team=self.team, user=self.users["owner"], name="t", scopes=["read"])
        for (name, method), expected in MATRIX.items():
            with self.subTest(route=name, method=method):
                got = self.asked_and_undone(Client(), name, method, Authorization=f"Bearer {text}")
                self.assertEqual(got, expected[0] if method in SAFE else 403)

    def test_a_token_that_may_write(self) -> None:
        _, text = issue(team=self.team, user=self.users["editor"], name="t", scopes=["read", "write"])
        for (name, method), expected in MATRIX.items():
            with self.subTest(route=name, method=method):
                got = self.asked_and_undone(Client(), name, method, Authorization=f"Bearer {text}")
                self.assertEqual(got, expected[1])

    def test_a_token_of_another_team_of_the_same_person_opens_nothing_here(self) -> None:
        other = make_team("Boathouse", owner=self.users["owner"])
        _, text = issue(team=other, user=self.users["owner"], name="t", scopes=["read", "write"])
        for (name, method), expected in MATRIX.items():
            with self.subTest(route=name, method=method):
                got = self.asked_and_undone(Client(), name, method, Authorization=f"Bearer {text}")
                self.assertEqual(got, expected[3])

    def test_tokens_that_are_none(self) -> None:
        token, text = issue(team=self.team, user=self.users["owner"], name="t", scopes=["read"])
        token.revoked_at = token.created_at
        token.save()
        for given in (text, text[:-1], "cue_abc", "", "x" * 5000):
            answer = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {given}"})
            self.assertEqual((answer.status_code, answer.json()["code"]), (401, "api.not_signed_in"))
            self.assertEqual(answer["WWW-Authenticate"], 'Bearer realm="Cuelock"')

    def test_a_session_needs_its_csrf_token_to_change_anything(self) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(self.users["owner"])
        for name, method in MATRIX:
            if method not in SAFE:
                with self.subTest(route=name, method=method):
                    self.assertEqual(self.asked_and_undone(strict, name, method), 403)

    def test_a_member_who_left_has_no_team_here(self) -> None:
        _, text = issue(team=self.team, user=self.users["editor"], name="t", scopes=["read", "write"])
        Membership.objects.filter(user=self.users["editor"]).delete()
        answer = Client().get("/api/v1/projects", headers={"Authorization": f"Bearer {text}"})
        self.assertEqual(answer.status_code, 404)

    def test_another_team_is_named_in_vain(self) -> None:
        for given, status in ((self.team.pk, 404), (uuid4(), 404), ("nonsense", 400)):
            answer = self.clients["stranger"].get(f"/api/v1/projects?team={given}")
            self.assertEqual(answer.status_code, status)


class SpendingTest(ApiCase):
    """A new account, on a film whose every engine costs money: nothing that it can ask for is bought."""

    def test_a_new_account_cannot_cause_a_paid_request(self) -> None:
        ports = {info.port: info for (_, name), info in ENGINES.items() if name == "embedded"}
        paid = {
            (port, "embedded"): EngineInfo(port, "embedded", info.factory, info.lane, price_microusd=40_000)
            for port, info in ports.items()
        }
        Project.objects.filter(pk=self.film.pk).update(budget_microusd=10**9)
        self.assertEqual(self.team.spend_cap_microusd, 0)
        with patch.dict("trailers.engines.registry.ENGINES", paid):
            for name, method in MATRIX:
                if name == "api_project_restore":
                    Project.objects.filter(pk=self.film.pk).update(deleted_at=self.film.created_at)
                self.ask(self.owner, name, method)
                Project.objects.filter(pk=self.film.pk).update(deleted_at=None)
        paid_jobs = Job.objects.filter(price_microusd__gt=0)
        self.assertGreater(paid_jobs.count(), 0, "something was asked for that costs money")
        ends = set(paid_jobs.values_list("state", "error_code"))
        self.assertEqual(ends, {("failed", "spending.team_cap"), ("failed", "spending.project_cap")})
        self.assertEqual(LedgerEntry.objects.count(), 0)
