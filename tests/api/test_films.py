"""What the API answers about films: exact values, as the pages would show them."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from unittest.mock import patch

import httpx
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from PIL import Image

from accounts.ledger import reserve
from accounts.tokens import issue
from tests.makers import make_job, make_source, make_team
from tests.s3 import S3Server
from tests.services import lab
from tests.views.room import WRITTEN, FilmCase
from trailers.domain.errors import FatalError
from trailers.engines.registry import ENGINES, EngineInfo
from trailers.models import Artifact, Project, Take
from trailers.services.gates import close_gate

PAID = {
    (port, "dear"): EngineInfo(port, "dear", "embedded.pictures:EmbeddedPictures", "image", 40_000)
    for port in ("image", "video")
}
NEEDS_KEY = {
    ("voice", "ark"): EngineInfo(
        "voice", "ark", "embedded.voice:EmbeddedVoice", "speech", 1, ("ARK_API_KEY",)
    )
}


class TokenCase(FilmCase):
    """As a program asks: with the token of an editor."""

    def setUp(self) -> None:
        super().setUp()
        self.token, text = issue(
            team=self.team, user=self.users["editor"], name="farm", scopes=["read", "write"]
        )
        self.headers = {"Authorization": f"Bearer {text}"}

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        call = getattr(Client(), method)
        given = {} if method == "get" else {"data": body or {}, "content_type": "application/json"}
        return call(f"/api/v1/{path}", headers={**self.headers, **headers}, **given)

    def film_path(self, rest: str = "") -> str:
        return f"projects/{self.film.pk}{rest}"

    def told(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        answer = self.ask(method, path, body)
        self.assertEqual(answer.status_code, status, answer.content)
        return answer.json()

    def refused(self, method: str, path: str, body: Any = None) -> tuple[int, str]:
        answer = self.ask(method, path, body)
        self.assertEqual(answer["Content-Type"], "application/problem+json")
        return answer.status_code, answer.json()["code"]


class ReadingTest(TokenCase):
    def test_me(self) -> None:
        me = self.told("get", "me")
        self.assertEqual((me["email"], me["team"]), ("editor@example.org", str(self.team.pk)))
        self.assertEqual(me["scopes"], ["read", "write"])
        self.assertEqual([team["role"] for team in me["teams"]], ["editor"])
        self.token.refresh_from_db()
        self.assertIsNotNone(self.token.last_used_at)

    def test_a_film(self) -> None:
        film = self.told("get", self.film_path())
        self.assertEqual((film["title"], film["state"], film["percent"]), ("The Last Ferry", "done", 100))
        self.assertEqual((film["scenes"], film["failures"], film["questions"]), (7, [], []))
        self.assertEqual((film["width"], film["height"], film["rate"]), (1920, 1080, "24/1"))
        self.assertEqual(film["events"], Project.objects.get(pk=self.film.pk).next_seq - 1)
        self.assertEqual({stage["state"] for stage in film["stages"]}, {"done"})

    def test_the_list_is_filtered_sorted_and_paged(self) -> None:
        for title in ("Beacon", "Anchor"):
            self.told("post", "projects", {"source": str(self.film.source_id), "title": title}, status=201)
        titles = lambda query: [c["title"] for c in self.told("get", f"projects?{query}")["results"]]  # noqa: E731
        self.assertEqual(titles("sort=title"), ["Anchor", "Beacon", "The Last Ferry"])
        self.assertEqual(titles("sort=newest"), ["Anchor", "Beacon", "The Last Ferry"])
        self.assertEqual(titles("sort=oldest"), ["The Last Ferry", "Beacon", "Anchor"])
        self.assertEqual(titles("q=beac"), ["Beacon"])
        self.told("post", self.film_path("/archive"))
        self.assertEqual(titles("archived=true"), ["The Last Ferry"])
        self.assertEqual(titles("sort=title"), ["Anchor", "Beacon"])
        page = self.told("get", "projects?page=99")
        self.assertEqual((page["count"], page["pages"], page["page"]), (2, 1, 1))
        self.assertEqual(self.refused("get", "projects?sort=price"), (400, "api.invalid"))

    def test_the_storyboard(self) -> None:
        with patch(
            "trailers.views.media.time.time", return_value=1_800_000_000
        ):  # addresses change by the hour
            scenes = self.told("get", self.film_path("/scenes"))
            third = self.told("get", self.film_path("/scenes/3"))
        self.assertEqual([scene["number"] for scene in scenes], list(range(1, 8)))
        self.assertEqual(scenes[4]["kind"], "black")
        self.assertEqual([s["start_frame"] for s in scenes[1:]], [s["end_frame"] for s in scenes[:-1]])
        self.assertEqual(scenes[2], third)
        self.assertEqual(self.refused("get", self.film_path("/scenes/8")), (404, "api.not_found"))

    def test_events_come_in_order_and_once(self) -> None:
        last = Project.objects.get(pk=self.film.pk).next_seq - 1
        first = self.ask("get", self.film_path("/events"))
        found = first.json()
        self.assertEqual([e["seq"] for e in found["events"]], list(range(1, last + 1)))
        self.assertEqual((found["last"], found["more"]), (last, False))
        same = self.ask("get", self.film_path("/events"), **{"If-None-Match": first["ETag"]})
        self.assertEqual((same.status_code, same.content), (304, b""))
        rest = self.told("get", self.film_path(f"/events?after={last - 2}"))
        self.assertEqual([e["seq"] for e in rest["events"]], [last - 1, last])
        self.told("post", self.film_path("/cancel"))
        fresh = self.ask("get", self.film_path("/events"), **{"If-None-Match": first["ETag"]})
        self.assertEqual(fresh.status_code, 200)
        nothing = self.told("get", self.film_path("/events?after=99999"))
        self.assertEqual(nothing, {"events": [], "last": 99999, "more": False})

    def test_money(self) -> None:
        job = make_job(self.film, price_microusd=40_000)
        type(self.team).objects.filter(pk=self.team.pk).update(spend_cap_microusd=100_000)
        reserve(
            team_id=self.team.pk,
            project_id=self.film.pk,
            job_id=job.pk,
            price_microusd=40_000,
            project_cap_microusd=50_000,
        )
        spend = {"cap_microusd": 100_000, "committed_microusd": 40_000, "left_microusd": 60_000}
        self.assertEqual(self.told("get", f"teams/{self.team.pk}/spend"), spend)
        of_film = self.told("get", self.film_path("/spend"))
        self.assertEqual((of_film["committed_microusd"], of_film["left_microusd"]), (40_000, 0))
        for path in (f"teams/{self.team.pk}/ledger", self.film_path("/ledger")):
            (entry,) = self.told("get", path)["results"]
            self.assertEqual((entry["kind"], entry["amount_microusd"]), ("reserve", 40_000))
            self.assertEqual(entry["job_id"], str(job.pk))

    def test_failures_are_told_in_words(self) -> None:
        wishes = {"source": str(self.film.source_id), "look": "colour"}
        film = self.told("post", "projects", wishes, status=201)
        fails = lambda job: FatalError("internal") if job.kind == "assemble" else None  # noqa: E731
        lab.run(Project.objects.get(pk=film["id"]), WRITTEN, fails=fails)
        (failure,) = self.told("get", f"projects/{film['id']}/failures")
        self.assertEqual((failure["title"], failure["count"]), ("Something went wrong inside Cuelock.", 1))
        self.assertEqual(self.told("post", f"projects/{film['id']}/retry"), {"steps": 1})


class MakingTest(TokenCase):
    def new(self, **wishes: Any) -> dict[str, Any]:
        return {"source": str(self.film.source_id), "title": "Another", **wishes}

    def test_the_same_wishes_are_the_same_film(self) -> None:
        first = self.told("post", "projects", self.new(), status=201)
        again = self.told("post", "projects", self.new(engines={"image": "embedded"}))
        self.assertEqual(first["id"], again["id"])

    def test_wishes_are_checked(self) -> None:
        for wish, field in (
            ({"size": "10x10"}, "size"),
            ({"size": "1921x1081"}, "size"),
            ({"rate": "500"}, "rate"),
            ({"look": "sepia"}, "look"),
            ({"target_ms": 1}, "target_ms"),
            ({"gates": {"script": "open"}}, "gates.script"),
            ({"lines": ["ok", "x" * 401]}, "lines.1"),
            ({"source": "nonsense"}, "source"),
            ({"title": "nul\0"}, "title"),
        ):
            with self.subTest(wish=wish):
                answer = self.ask("post", "projects", self.new(**wish))
                self.assertEqual((answer.status_code, answer.json()["code"]), (400, "api.invalid"))
                self.assertEqual([error["field"] for error in answer.json()["errors"]], [field])
        self.assertEqual(Project.objects.count(), 1)

    def test_engines_that_are_not_there(self) -> None:
        with patch.dict("trailers.engines.registry.ENGINES", NEEDS_KEY):
            for engines in ({"image": "fal-9"}, {"voice": "ark"}):
                got = self.refused("post", "projects", self.new(engines=engines))
                self.assertEqual(got, (422, "engine.unavailable"))

    def test_another_teams_source_is_not_there(self) -> None:
        source = make_source(make_team("Else", owner=self.users["stranger"]))
        self.assertEqual(
            self.refused("post", "projects", self.new(source=str(source.pk))), (404, "api.not_found")
        )

    def test_gates_hold_and_tell_their_price(self) -> None:
        with patch.dict("trailers.engines.registry.ENGINES", PAID):
            wishes = self.new(engines={"video": "dear"}, gates={"stills": "stop"})
            film = self.told("post", "projects", wishes, status=201)
            lab.run(Project.objects.get(pk=film["id"]), WRITTEN)
            gates = self.told("get", f"projects/{film['id']}/gates")
            self.assertEqual([gate["gate"] for gate in gates], ["script", "voice", "stills", "clips"])
            shots = 4
            self.assertEqual(gates[2]["state"], "stop")
            self.assertTrue(gates[2]["next"])
            self.assertEqual(gates[2]["price_microusd"], shots * 40_000)
        self.assertEqual(
            self.refused("put", f"projects/{film['id']}/gates/coffee", {"state": "open"}),
            (404, "api.not_found"),
        )

    def test_opening_a_gate_lets_the_film_go_on(self) -> None:
        close_gate(project=self.film, gate="clips")
        gates = self.told("put", self.film_path("/gates/clips"), {"state": "auto"})
        self.assertEqual([gate["state"] for gate in gates], ["auto"] * 4)

    def test_delete_restore_rename_duplicate(self) -> None:
        self.assertEqual(self.ask("delete", self.film_path()).status_code, 204)
        self.assertEqual(self.refused("get", self.film_path()), (404, "api.not_found"))
        self.assertEqual(self.told("post", self.film_path("/restore"))["title"], "The Last Ferry")
        self.assertEqual(self.told("patch", self.film_path(), {"title": "Ferry"})["title"], "Ferry")
        copy = self.told("post", self.film_path("/duplicate"), status=201)
        self.assertNotEqual(copy["id"], str(self.film.pk))


class ScenesTest(TokenCase):
    def test_the_price_is_told_before_and_only_this_scene_changes(self) -> None:
        with patch.dict("trailers.engines.registry.ENGINES", PAID):
            seen = self.told("get", self.film_path("/scenes/3/regenerate?engine=dear"))
        self.assertEqual((seen["price_microusd"], seen["changed"], seen["kept"]), (40_000, [3], 6))
        free = self.told("get", self.film_path("/scenes/3/regenerate"))
        self.assertEqual((free["price_microusd"], free["made"]["image"]), (0, 1))
        take = self.told("post", self.film_path("/scenes/3/regenerate"), {"prompt": "A lantern"}, status=201)
        self.assertEqual((take["number"], take["prompt"], take["state"]), (2, "A lantern", "working"))
        self.assertEqual(self.refused("post", self.film_path("/scenes/3/regenerate")), (409, "scene.busy"))

    def test_several_takes_in_one_order(self) -> None:
        path = self.film_path("/scenes/3")
        with patch.dict("trailers.engines.registry.ENGINES", PAID):
            seen = self.told("get", path + "/regenerate?engine=dear&takes=3")
        self.assertEqual(
            (seen["price_microusd"], seen["made"]["image"], seen["made"]["clip"]), (120_000, 3, 1)
        )
        for takes in (0, 5):
            self.assertEqual(self.ask("post", path + "/regenerate", {"takes": takes}).status_code, 400)
        first = self.told("post", path + "/regenerate", {"takes": 3}, status=201)
        self.assertEqual(first["number"], 2)
        lab.run(self.film, WRITTEN)
        takes = self.told("get", path + "/takes")
        self.assertEqual(
            [(t["number"], t["shown"], bool(t["clip"])) for t in takes],
            [(4, False, False), (3, False, False), (2, True, True), (1, False, True)],
        )
        choose = f"{path}/takes/{takes[0]['id']}/choose"
        seen = self.told("get", choose)
        self.assertEqual((seen["made"]["clip"], seen["changed"], seen["price_microusd"]), (1, [3], 0))
        self.assertEqual(self.told("get", choose)["made"], seen["made"], "asking changes nothing")

    def test_black_has_no_picture(self) -> None:
        for method in ("get", "post"):
            got = self.refused(method, self.film_path("/scenes/5/regenerate"))
            self.assertEqual(got, (422, "scene.black"))

    def test_choose_and_lock(self) -> None:
        path = self.film_path("/scenes/3")
        self.told("post", path + "/regenerate", status=201)
        lab.run(self.film, WRITTEN)
        takes = self.told("get", path + "/takes")
        self.assertEqual([(t["number"], t["shown"]) for t in takes], [(2, True), (1, False)])
        chosen = self.told("post", f"{path}/takes/{takes[1]['id']}/choose")
        self.assertEqual(chosen["take"], 1)
        self.assertTrue(self.told("put", path + "/lock", {"locked": True})["locked"])
        self.assertEqual(self.refused("post", path + "/regenerate"), (409, "scene.locked"))
        self.assertFalse(self.told("put", path + "/lock", {"locked": False})["locked"])

    def test_the_script_is_edited_from_the_version_that_was_read(self) -> None:
        script = self.told("get", self.film_path("/script"))
        rows = script["rows"]
        line = next(row for row in rows if row["kind"] == "line")
        line["text"] = "The sea keeps nothing."
        seen = self.told("post", self.film_path("/script/preview"), {"rows": rows})
        self.assertEqual((seen["made"]["voice"], seen["price_microusd"]), (1, 0))
        saved = self.told("put", self.film_path("/script"), {"base": script["number"], "rows": rows})
        self.assertEqual((saved["number"], saved["origin"]), (2, "edited"))
        self.assertIn("The sea keeps nothing.", [row["text"] for row in saved["rows"]])
        late = self.refused("put", self.film_path("/script"), {"base": 1, "rows": script["rows"][:-1]})
        self.assertEqual(late, (409, "edit.outdated"))
        back = self.told("post", self.film_path("/script/versions/1/restore"))
        self.assertEqual(back["number"], 1)


@pytest.mark.usefixtures("own_folders")
class FilesTest(TokenCase):
    def test_a_link_of_a_file_works_without_a_token(self) -> None:
        package = Artifact.objects.get(team=self.team, kind="package")
        name = storages["default"].save("lab/package.zip", ContentFile(b"PK"))
        Artifact.objects.filter(pk=package.pk).update(storage_name=name, size=2)
        file = self.told("get", self.film_path("/files"))[0]
        self.assertEqual((file["name"], file["size"], file["sha256"]), ("package.zip", 2, package.sha256))
        answer = Client().get(file["url"])
        self.assertEqual(b"".join(answer), b"PK")
        self.assertEqual(answer["Content-Disposition"], 'attachment; filename="package.zip"')

    def test_a_render_has_its_receipt(self) -> None:
        (render,) = self.told("get", self.film_path("/renders"))
        self.assertEqual((render["receipt"], render["current"]), ({"pass": True}, True))
        self.assertEqual(render["format"], "1920x1080@24/1")


@pytest.mark.usefixtures("bucket")
class BucketTest(TokenCase):
    """Past the site: promised by the API, sent to a real bucket, confirmed by the API."""

    @pytest.fixture(autouse=True)
    def _kept(self, bucket: S3Server) -> None:
        self.bucket = bucket

    def send(self, name: str, data: bytes, media_type: str) -> dict[str, Any]:
        wanted = {"name": name, "size": len(data), "media_type": media_type}
        upload = self.told("post", "uploads", wanted, status=201)
        form = upload["form"]
        self.assertTrue(form["url"].startswith(self.bucket.endpoint))
        sent = httpx.post(form["url"], data=form["fields"], files={"file": (name, data)}, timeout=20)
        self.assertEqual(sent.status_code, 204)
        return dict(upload)

    def test_a_synopsis(self) -> None:
        story = b"The Last Ferry\n\nOn an island the ferry has stopped coming, and Mara waits every night.\n"
        upload = self.send("ferry.txt", story, "text/plain")
        source = self.told("post", f"uploads/{upload['id']}/confirm", status=201)
        self.assertEqual((source["name"], source["size"]), ("ferry.txt", len(story)))
        self.assertEqual(source["reading"]["title"], "The Last Ferry")
        self.assertEqual(self.told("get", f"uploads/{upload['id']}")["source"], source["id"])
        self.assertEqual(self.told("post", f"uploads/{upload['id']}/confirm", status=201)["id"], source["id"])

    def test_a_take(self) -> None:
        file = BytesIO()
        Image.new("RGB", (640, 360), (10, 90, 160)).save(file, "PNG")
        upload = self.send("sea.png", file.getvalue(), "image/png")
        path = self.film_path("/scenes/3/takes")
        take = self.told("post", path, {"upload": upload["id"]}, status=201)
        self.assertEqual((take["origin"], take["shown"], take["number"]), ("uploaded", True, 2))
        self.assertEqual(self.told("post", path, {"upload": upload["id"]}, status=201)["id"], take["id"])
        self.assertEqual(Take.objects.filter(origin="uploaded").count(), 1)
        picture = httpx.get(Client().get(take["picture"])["Location"], timeout=20)
        self.assertEqual((picture.content, picture.headers["Content-Type"]), (file.getvalue(), "image/png"))

    def test_what_was_not_sent_cannot_be_confirmed(self) -> None:
        upload = self.told("post", "uploads", {"name": "a.txt", "size": 9}, status=201)
        self.assertEqual(self.refused("post", f"uploads/{upload['id']}/confirm"), (409, "upload.missing"))


class ProblemsTest(TokenCase):
    def test_a_refusal_has_a_code_and_words(self) -> None:
        answer = self.ask("post", self.film_path("/scenes/5/regenerate"))
        self.assertEqual(
            answer.json(),
            {
                "type": "urn:cuelock:problem:scene.black",
                "title": "Scene 5 is black.",
                "status": 422,
                "detail": "There is no picture to make. Choose another scene.",
                "code": "scene.black",
            },
        )

    def test_what_http_itself_refuses(self) -> None:
        self.assertEqual(self.refused("delete", "me"), (405, "api.no_such_method"))
        for data, kind, wanted in (
            ("{", "application/json", (400, "api.unreadable")),
            ("a=1", "application/x-www-form-urlencoded", (415, "api.media_type")),
            ("[]", "application/json", (400, "api.invalid")),
        ):
            answer = Client().post("/api/v1/uploads", data, content_type=kind, headers=self.headers)
            self.assertEqual((answer.status_code, answer.json()["code"]), wanted)
        answer = self.ask("get", "me", Accept="text/html")
        self.assertEqual((answer.status_code, answer.json()["code"]), (406, "api.not_acceptable"))

    def test_a_mistake_of_ours_tells_nothing(self) -> None:
        with patch("trailers.api.films.plan_project", side_effect=ZeroDivisionError("secret")):
            answer = self.ask("get", self.film_path())
        self.assertEqual((answer.status_code, answer.json()["code"]), (500, "internal"))
        self.assertNotIn(b"secret", answer.content)

    def test_too_many_requests(self) -> None:
        rates = {"read": "3/min", "write": "1/min"}
        with patch("trailers.api.auth.UserRateThrottle.THROTTLE_RATES", rates):
            got = [self.ask("get", "engines").status_code for _ in range(4)]
            self.assertEqual(got, [200, 200, 200, 429])
            first = self.ask("post", "uploads", {"name": "a.txt", "size": 3})
            self.assertEqual(first.status_code, 201, "reads do not use up writes")
            answer = self.ask("post", "uploads", {"name": "a.txt", "size": 3})
        self.assertEqual((answer.status_code, answer.json()["code"]), (429, "api.throttled"))
        self.assertTrue(0 < int(answer["Retry-After"]) <= 60)


def test_the_paid_engines_of_these_tests_are_not_real() -> None:
    assert not set(PAID) & set(ENGINES)
