"""The timeline's API on a film of seven scenes: read, edit, undo, redo, name, restore, hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.utils import timezone

from editor.compare import compare
from editor.previews import _sound_step
from editor.rows import rows_of
from editor.stand import stand_of
from tests.views.room import WRITTEN, FilmCase, run_lab
from trailers.domain.cut import replace_entry
from trailers.domain.errors import FatalError
from trailers.models import Cut, Job, Project, Render, Scene, Take
from trailers.services.advance import advanced
from trailers.services.previews import CACHED_KINDS, order_previews
from trailers.services.snapshot import film_facts, plan_project
from trailers.services.take_facts import take_fact, take_facts

QUERIES = 21


def placed(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The scenes without what is being done about them, and without what waits on the shelf."""
    left_out = ("state", "takes")
    return [
        {name: value for name, value in scene.items() if name not in left_out} for scene in told["scenes"]
    ]


class TimelineCase(FilmCase):
    """What is only played is not ordered here: it has tests of its own."""

    def setUp(self) -> None:
        super().setUp()
        patcher = patch("editor.api.order_previews", return_value=0)
        self.orders = patcher.start()
        self.addCleanup(patcher.stop)

    def address(self, tail: str = "") -> str:
        return f"/api/v1/projects/{self.film.pk}/timeline{tail}"

    def timeline(self, who: str = "owner") -> dict[str, Any]:
        answer = self.clients[who].get(self.address())
        assert answer.status_code == 200, answer.content
        return answer.json()

    def post(self, tail: str, body: dict[str, Any], who: str = "owner", **headers: str) -> Any:
        return self.clients[who].post(
            self.address(tail), body, content_type="application/json", headers=headers
        )

    def edit(self, *edits: dict[str, Any], who: str = "owner") -> dict[str, Any]:
        answer = self.post("/edits", {"base": self.timeline()["cut"], "edits": list(edits)}, who)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def step(self, tail: str) -> dict[str, Any]:
        answer = self.post(tail, {"base": self.timeline()["cut"]})
        assert answer.status_code == 200, answer.content
        return answer.json()

    def alone(self, told: dict[str, Any]) -> str:
        """A scene that shares no frame with another."""
        pairs = zip(told["scenes"], told["scenes"][1:], strict=False)
        return next(one["id"] for one, after in pairs if one["transition"] == after["transition"] == "hard")

    def still_of(self, told: dict[str, Any], scene: dict[str, Any]) -> str:
        return told["takes"][scene["take"]]["parent"]

    def standing(self) -> Project:
        return Project.objects.select_related("current_cut", "soundtrack", "script").get(pk=self.film.pk)


class TimelineTest(TimelineCase):
    def test_what_a_timeline_holds(self) -> None:
        told = self.timeline()
        self.assertEqual((told["rate"], told["width"], told["kind"]), ("24/1", 1920, "trailer"))
        scenes = told["scenes"]
        self.assertEqual([scene["number"] for scene in scenes], [1, 2, 3, 4, 5, 6, 7])
        self.assertEqual(scenes[0]["start"], 0)
        self.assertEqual([s["start"] for s in scenes[1:]], [s["end"] for s in scenes[:-1]])
        self.assertEqual(scenes[-1]["end"], told["frames"])
        self.assertEqual(scenes[1]["text"], "The sea keeps what it takes.")
        self.assertEqual({s["state"] for s in scenes}, {"ready"})
        self.assertEqual([s["kind"] for s in scenes], ["shot"] * 4 + ["black", "card", "card"])
        self.assertEqual(len(told["sound"]["words"]), 16)
        self.assertEqual(told["sound"]["words"][0]["line"], WRITTEN.lines[0].id)
        self.assertEqual([line["text"] for line in told["sound"]["lines"]], [i.text for i in WRITTEN.lines])
        self.assertEqual((told["undo"], told["redo"], told["versions"]), (None, None, []))
        shown = told["takes"][scenes[1]["take"]]
        self.assertEqual((shown["kind"], shown["short_by"]), ("clip", 0))
        self.assertFalse(told["render"]["stale"])

    def test_it_is_not_sent_again_while_it_stands(self) -> None:
        first = self.owner.get(self.address())
        again = self.owner.get(self.address(), headers={"If-None-Match": first["ETag"]})
        since = self.owner.get(self.address(), {"since": first.json()["revision"]})
        self.assertEqual((again.status_code, since.status_code), (304, 304))
        self.edit({"op": "set_look", "scene": None, "look": "colour"})
        self.assertEqual(self.owner.get(self.address(), {"since": first.json()["revision"]}).status_code, 200)

    def test_the_number_of_queries_does_not_grow_with_the_film(self) -> None:
        self.timeline()
        with self.assertNumQueries(QUERIES):
            self.timeline()

    def test_takes_read_as_columns_are_those_read_as_rows(self) -> None:
        rows = Take.objects.filter(project=self.film).select_related("scene", "artifact")
        found = take_facts(self.film)
        self.assertEqual(found, {str(row.pk): take_fact(row) for row in rows})
        self.assertEqual(len(found), len(self.timeline()["takes"]))

    def test_an_edit_reads_the_film_once_and_knows_what_it_has_become(self) -> None:
        told = self.timeline()
        scene = self.alone(told)
        edits = [{"op": "set_look", "scene": scene, "look": "colour"}]
        with patch("trailers.services.snapshot.take_facts", side_effect=take_facts) as read:
            answer = self.post("/edits", {"base": told["cut"], "edits": edits})
        self.assertEqual((answer.status_code, read.call_count), (200, 1))
        self.assertEqual(answer.json()["said"]["changed"], [scene])

    def test_what_is_known_after_an_edit_is_what_would_be_read(self) -> None:
        """Of edits of every kind; those that give the film other scenes are read again."""
        told = self.timeline()
        scene, still = told["scenes"][3], self.still_of(told, told["scenes"][3])
        edits: list[tuple[bool, dict[str, Any]]] = [
            (True, {"op": "move_boundary", "scene": scene["id"], "frame": scene["start"] + 2}),
            (True, {"op": "set_look", "scene": None, "look": "colour"}),
            (True, {"op": "set_transition", "scene": scene["id"], "transition": "fade", "frames": 8}),
            (True, {"op": "set_focus", "scene": scene["id"], "focus": [100, 200]}),
            (True, {"op": "use_take", "scene": scene["id"], "take": still, "in_point": 0}),
            (False, {"op": "split", "scene": told["scenes"][0]["id"], "frame": 24}),
            (False, {"op": "merge", "scene": told["scenes"][0]["id"]}),
            (True, {"op": "lock", "scene": scene["id"], "locked": True}),
        ]
        seen: list[bool] = []

        def checked(project: Project, known: Any = None) -> Any:
            seen.append(known is not None)
            self.assertIn(known, (None, film_facts(project)))
            return advanced(project, known)

        with patch("editor.services.advanced", checked):
            for _, edit in edits:
                self.edit(edit)
        self.assertEqual(seen, [known for known, _ in edits])

    def test_the_sound_that_is_played_is_the_mix_of_the_plan_after_any_edit(self) -> None:
        """Its name is worked out without planning the film, and kept: each edit must give the plan's own."""
        told = self.timeline()
        scene, line = told["scenes"][3], WRITTEN.lines[0].id
        edits: list[dict[str, Any]] = [
            {"op": "set_look", "scene": scene["id"], "look": "colour"},
            {"op": "set_level", "scene": scene["id"], "voice_db": -3, "score_db": 2},
            {"op": "move_boundary", "scene": scene["id"], "frame": scene["start"] + 2},
            {"op": "mute_line", "line": line, "muted": True},
            {"op": "set_level", "line": line, "voice_db": 1, "score_db": 0},
            {"op": "mute_line", "line": line, "muted": False},
        ]
        keys = []
        for edit in edits:
            self.edit(edit)
            project = self.standing()
            stand = stand_of(project, rows_of(project))
            assert stand is not None
            keys.append(_sound_step(stand))
            self.assertEqual(keys[-1], plan_project(project)[1].steps["mix"].key, edit["op"])
        self.assertGreater(len(set(keys)), 4, "what is heard has another name")

    def test_a_boundary_moves_and_comes_back(self) -> None:
        before = self.timeline()
        scene = before["scenes"][3]
        after = self.edit({"op": "move_boundary", "scene": scene["id"], "frame": scene["start"] + 2})
        self.assertEqual(after["scenes"][3]["start"], scene["start"] + 2)
        self.assertEqual(after["undo"], {"label": "Move boundary 3→4 by +2 frames"})
        self.assertEqual(after["said"]["changed"], [before["scenes"][2]["id"], scene["id"]])
        self.assertEqual(after["said"]["kept"], 5)
        self.assertTrue(after["render"]["stale"])
        back = self.step("/undo")
        self.assertEqual((back["cut"], back["scenes"]), (before["cut"], before["scenes"]))
        self.assertEqual((back["undo"], back["redo"]), (None, after["undo"]))
        again = self.step("/redo")
        self.assertEqual((again["cut"], again["redo"]), (after["cut"], None))

    def test_a_split_makes_a_scene_and_a_merge_takes_one(self) -> None:
        before = self.timeline()
        scene = before["scenes"][0]
        body = {"op": "split", "scene": scene["id"], "frame": 24}
        split = self.edit(body)
        self.assertEqual([s["number"] for s in split["scenes"]], list(range(1, 9)))
        new = split["scenes"][1]
        self.assertEqual((new["start"], new["end"], new["take"]), (24, scene["end"], scene["take"]))
        self.assertEqual(new["takes"], scene["takes"])
        self.assertEqual(Take.objects.filter(project=self.film, scene__key=new["id"]).count(), 0)
        row = Scene.objects.get(project=self.film, key=new["id"])
        self.assertEqual((row.number, row.retired_at), (2, None))
        still = self.still_of(split, new)
        merged = self.edit(
            {"op": "use_take", "scene": new["id"], "take": still}, {"op": "merge", "scene": new["id"]}
        )
        self.assertEqual(len(merged["scenes"]), 7)
        gone = before["scenes"][1]["id"]
        self.assertIsNotNone(Scene.objects.get(project=self.film, key=gone).retired_at)
        back = self.step("/undo")
        self.assertEqual(placed(back), placed(split))
        self.assertIsNone(Scene.objects.get(project=self.film, key=gone).retired_at)
        self.assertEqual(placed(self.step("/undo")), placed(before))

    def test_one_scene_that_does_not_fit_hides_no_other_change(self) -> None:
        facts = film_facts(self.standing())
        assert facts.cut is not None
        last = facts.cut.entries[3]
        broken = replace(facts, cut=replace_entry(facts.cut, replace(last, in_point=last.in_point + 60)))
        assert broken.cut is not None
        looks = replace_entry(broken.cut, replace(broken.cut.entries[2], look="colour"))
        seen = compare(broken, replace(broken, cut=looks))
        self.assertEqual((seen.scenes, seen.kept, seen.segments), ((facts.cut.entries[2].scene_id,), 6, 1))

    def test_no_picture_is_ordered_for_a_scene_that_was_cut_off(self) -> None:
        orders = self.film.jobs.filter(kind__in=("image", "clip")).count()
        self.edit({"op": "split", "scene": self.timeline()["scenes"][0]["id"], "frame": 24})
        run_lab(self.film)
        self.assertEqual(self.film.jobs.filter(kind__in=("image", "clip")).count(), orders)

    def test_a_refusal_changes_nothing_and_says_what_to_do(self) -> None:
        before = self.timeline()
        scene = before["scenes"][3]
        edits = [
            {"op": "set_move", "scene": scene["id"], "move": "drift"},
            {"op": "move_boundary", "scene": scene["id"], "frame": scene["end"] - 4},
        ]
        answer = self.post("/edits", {"base": before["cut"], "edits": edits})
        self.assertEqual((answer.status_code, answer.json()["code"]), (422, "op.short"))
        wrong = self.post(
            "/edits",
            {"base": before["cut"], "edits": [{"op": "slip", "scene": scene["id"], "in_point": 900}]},
        )
        self.assertEqual((wrong.status_code, wrong.json()["code"]), (422, "op.misfit"))
        self.assertEqual(len(wrong.json()["choices"]), 1)
        bad = self.post("/edits", {"base": before["cut"], "edits": [{"op": "merge", "scene": 7}]})
        self.assertEqual((bad.status_code, bad.json()["code"]), (422, "op.unreadable"))
        self.assertEqual(self.timeline()["cut"], before["cut"])

    def test_the_same_request_twice_is_one_edit(self) -> None:
        base = self.timeline()
        body = {
            "base": base["cut"],
            "edits": [{"op": "split", "scene": base["scenes"][0]["id"], "frame": 24}],
        }
        first = self.post("/edits", body, **{"Idempotency-Key": "one"})
        again = self.post("/edits", body, **{"Idempotency-Key": "one"})
        self.assertEqual((first.status_code, again.status_code), (200, 200))
        self.assertEqual(again.json(), first.json())
        self.assertEqual(len(self.timeline()["scenes"]), 8)

    def test_two_people_do_not_overwrite_each_other(self) -> None:
        base = self.timeline()
        scene = base["scenes"][3]["id"]
        look = {"op": "set_look", "scene": scene, "look": "colour"}
        self.assertEqual(self.post("/edits", {"base": base["cut"], "edits": [look]}).status_code, 200)
        late = self.post(
            "/edits", {"base": base["cut"], "edits": [{"op": "merge", "scene": scene}]}, "editor"
        )
        self.assertEqual((late.status_code, late.json()["code"]), (409, "editor.moved_on"))
        self.assertEqual((late.json()["by"], late.json()["what"]), ("owner", "Look colour for scene 4"))
        now = self.timeline()
        held = self.post("/edits", {"base": now["cut"], "edits": [{"op": "merge", "scene": scene}]}, "editor")
        self.assertEqual(
            (held.status_code, held.json()["code"], held.json()["by"]), (409, "editor.held", "owner")
        )
        self.assertEqual(self.post("/lock", {"take": True}, "editor").json()["holder"]["mine"], True)
        taken = self.post(
            "/edits",
            {"base": now["cut"], "edits": [{"op": "lock", "scene": scene, "locked": True}]},
            "editor",
        )
        self.assertEqual(taken.status_code, 200)
        self.assertEqual(self.timeline()["holder"]["name"], "editor")

    def test_what_the_film_did_by_itself_stands_in_nobodys_way(self) -> None:
        base = self.timeline()
        cut = self.standing().current_cut
        went_on = Cut.objects.create(
            project=self.film, number=cut.number + 1, parent=cut, soundtrack=cut.soundtrack,
            content=cut.content, sha256=cut.sha256, sound=cut.sound, seq=cut.seq,
        )  # fmt: skip
        Project.objects.filter(pk=self.film.pk).update(current_cut=went_on)
        look = {"op": "set_look", "scene": base["scenes"][3]["id"], "look": "colour"}
        self.assertEqual(self.post("/edits", {"base": base["cut"], "edits": [look]}).status_code, 200)

    def test_a_named_version_comes_back_as_a_new_edit(self) -> None:
        first = self.timeline()
        self.assertEqual(
            self.post("/versions", {"name": " For  Anna "}).json()["versions"][0]["name"], "For Anna"
        )
        changed = self.edit({"op": "set_look", "scene": None, "look": "colour"})
        self.assertNotEqual(changed["scenes"], first["scenes"])
        back = self.post(f"/versions/{first['cut']}/restore", {}).json()
        self.assertEqual(back["scenes"], first["scenes"])
        self.assertNotEqual(back["cut"], first["cut"])
        self.assertEqual(back["undo"], {"label": "Restore “For Anna”"})
        self.assertEqual(self.step("/undo")["scenes"], changed["scenes"])
        self.assertEqual(self.post("/versions", {"name": "  "}).status_code, 400)

    def test_what_is_played_is_ordered_once_behind_everything_else(self) -> None:
        self.orders.side_effect = order_previews
        first = self.timeline()
        self.assertIsNone(first["sound"]["url"])
        self.assertEqual({take["proxy"] for take in first["takes"].values()}, {None})
        jobs = Job.objects.filter(project=self.film, kind__in=CACHED_KINDS)
        self.assertEqual(jobs.filter(kind="preview_sound").count(), 1)
        self.assertEqual(jobs.filter(kind="proxy").count(), len(first["takes"]))
        self.assertTrue(all(priority >= 90 for priority in jobs.values_list("priority", flat=True)))
        shown = {scene["take"] for scene in first["scenes"]} - {None}
        ahead = jobs.filter(kind="proxy", priority=90).values_list("node", flat=True)
        self.assertEqual({node.removeprefix("proxy:") for node in ahead}, shown)
        self.timeline()
        self.assertEqual(jobs.count(), len(first["takes"]) + 1)
        run_lab(self.film)
        after = self.timeline()
        self.assertEqual([peaks["per_second"] for peaks in after["sound"]["peaks"]], [50, 200, 800])
        self.assertTrue(after["sound"]["url"].endswith("/sound.mp4"))
        self.assertTrue(all(take["proxy"].endswith("/proxy.mp4") for take in after["takes"].values()))
        clips = [take for take in after["takes"].values() if take["kind"] == "clip"]
        self.assertEqual([take["proxy_frames"] for take in clips], [take["frames"] for take in clips])
        self.assertEqual(jobs.filter(state="done").count(), jobs.count())

    def test_a_making_is_measured_beside_the_first(self) -> None:
        whole = self.timeline()["render"]
        self.assertIsNone(whole["whole_ms"], "it is the first itself")
        begun = timezone.now() - timedelta(hours=1)
        first = Job.objects.filter(project=self.film, kind__in=("segment", "mix", "assemble"), state="done")
        count = first.count()
        first.update(started_at=begun, finished_at=begun + timedelta(milliseconds=1500))
        other = Job.objects.filter(project=self.film, kind="clip")
        other.update(started_at=begun, finished_at=begun + timedelta(minutes=3))
        told = self.edit({"op": "set_look", "scene": self.alone(self.timeline()), "look": "colour"})
        self.assertTrue(told["render"]["stale"])
        self.assertIsNone(told["render"]["whole_ms"])
        run_lab(self.film)
        cut_at = self.standing().current_cut.created_at
        again = Job.objects.filter(
            project=self.film, kind__in=("segment", "assemble"), created_at__gte=cut_at
        )
        self.assertEqual(sorted(again.values_list("kind", flat=True)), ["assemble", "segment"])
        again.update(started_at=cut_at, finished_at=cut_at + timedelta(milliseconds=200))
        Render.objects.filter(project=self.film, cut_id=told["cut"]).update(
            created_at=cut_at + timedelta(hours=1)
        )
        now = self.timeline()["render"]
        self.assertEqual((now["stale"], now["kept"], now["scenes"]), (False, 6, 7))
        self.assertEqual((now["made_ms"], now["whole_ms"]), (400, 1500 * count))

    def test_the_film_is_as_done_as_before(self) -> None:
        self.orders.side_effect = order_previews
        before = self.owner.get(f"/api/v1/projects/{self.film.pk}").json()
        self.timeline()
        after = self.owner.get(f"/api/v1/projects/{self.film.pk}").json()
        self.assertEqual((after["state"], after["percent"]), (before["state"], before["percent"]))
        self.assertEqual(after["state"], "done")

    def test_a_nudge_draws_no_clip_anew(self) -> None:
        self.orders.side_effect = order_previews
        self.timeline()
        run_lab(self.film)
        scene = self.timeline()["scenes"][3]
        after = self.edit({"op": "move_boundary", "scene": scene["id"], "frame": scene["start"] + 2})
        shown = [after["takes"][s["take"]] for s in after["scenes"] if s["take"]]
        self.assertTrue(all(take["proxy"] for take in shown))

    def test_one_that_failed_is_not_tried_for_ever(self) -> None:
        self.orders.side_effect = order_previews
        self.timeline()
        run_lab(self.film, fails=lambda job: FatalError("internal") if job.kind == "proxy" else None)
        jobs = Job.objects.filter(project=self.film, kind="proxy")
        count = jobs.count()
        told = self.timeline()
        self.assertEqual((jobs.count(), told["takes"][told["scenes"][1]["take"]]["proxy"]), (count, None))
