"""Sound edits on a film: a new sound, the same film around it, and an undo that brings the exact sound back."""

from __future__ import annotations

from typing import Any

import pytest

from editor.compare import segment_keys
from tests.editor.test_timeline import TimelineCase, placed
from tests.makers import make_artifact, make_job
from tests.services import lab
from tests.views.room import WRITTEN, order_film, run_lab
from trailers.models import Job, Project
from trailers.services.advance import advance
from trailers.services.snapshot import film_facts

ONE, TWO = (item.id for item in WRITTEN.lines)


class SoundCase(TimelineCase):
    def settle(self) -> dict[str, Any]:
        """Everything that was ordered is made."""
        run_lab(self.film)
        return self.timeline()

    def sound(self) -> tuple[Any, ...]:
        """What is heard, as the rows have it."""
        film = self.standing()
        mix = advance(film.pk).done("mix")
        return film.script_id, film.soundtrack_id, mix and mix.sha256, dict(film.slots), dict(film.settings)


class SoundEditTest(SoundCase):
    def test_a_pause_moves_what_follows_and_comes_back_exactly(self) -> None:
        before, sound = self.timeline(), self.sound()
        made = self.edit({"op": "pause_before", "line": TWO, "ms": 1400})
        self.assertEqual(made["undo"], {"label": "Pause of 1400 ms before line 2"})
        self.assertTrue(made["sound"]["new"])
        self.assertEqual(made["frames"], before["frames"], "the sound is not made yet")
        after = self.settle()
        self.assertEqual(after["frames"], before["frames"] + 24)
        self.assertFalse(after["sound"]["new"])
        self.assertEqual([s["start"] - b["start"] for s, b in zip(after["scenes"], before["scenes"], strict=True)],
                         [0, 0, 24, 24, 24, 24, 24])  # fmt: skip
        self.assertNotEqual(self.sound(), sound)
        back = self.step("/undo")
        self.assertEqual((back["cut"], placed(back), back["sound"]["words"]),
                         (before["cut"], placed(before), before["sound"]["words"]))  # fmt: skip
        self.assertEqual(self.sound(), sound)
        again = self.step("/redo")
        self.assertEqual((again["cut"], placed(again)), (after["cut"], placed(after)))

    def test_other_words_are_spoken_and_only_their_line_changes(self) -> None:
        scene = self.timeline()["scenes"][3]
        self.edit({"op": "move_boundary", "scene": scene["id"], "frame": scene["start"] + 3})
        before = self.timeline()
        voices = Job.objects.filter(project=self.film, kind="voice").count()
        segments = segment_keys(film_facts(self.standing()))
        self.edit({"op": "revoice_line", "line": ONE, "text": "The sea keeps all of it, every time."})
        after = self.settle()
        self.assertEqual(Job.objects.filter(project=self.film, kind="voice").count(), voices + 1)
        moved = after["scenes"][3]["start"] - before["scenes"][3]["start"]
        self.assertEqual(moved, after["frames"] - before["frames"])
        self.assertGreater(moved, 0)
        now = segment_keys(film_facts(self.standing()))
        told = [s["number"] for s in after["scenes"] if now[s["id"]] != segments[s["id"]]]
        self.assertEqual(told, [1, 2], "the line's own scene, and the dissolve into it")

    def test_lines_come_and_go_with_their_scenes(self) -> None:
        before = self.timeline()
        self.edit({"op": "add_line", "after": ONE, "text": "Nobody told her."})
        more = self.settle()
        self.assertEqual(len(more["scenes"]), 8)
        self.assertEqual(more["scenes"][2]["text"], "Nobody told her.")
        self.edit({"op": "drop_line", "line": TWO})
        fewer = self.settle()
        self.assertEqual(len(fewer["scenes"]), 6)
        self.assertEqual(placed(self.step("/undo")), placed(more))
        self.assertEqual(placed(self.step("/undo")), placed(before))
        self.assertEqual(self.timeline()["undo"], None)

    def test_a_muted_line_changes_the_mix_and_nothing_else(self) -> None:
        before, sound = self.timeline(), self.sound()
        orders = Job.objects.filter(project=self.film)
        known = set(orders.values_list("pk", flat=True))
        muted = self.edit({"op": "mute_line", "line": TWO, "muted": True})
        self.assertEqual([line["muted"] for line in muted["sound"]["lines"]], [False, True])
        self.assertEqual(len(muted["captions"]), 1)
        self.settle()
        fresh = orders.exclude(pk__in=known).exclude(kind__in=("proxy", "preview_sound"))
        self.assertEqual(sorted(fresh.values_list("kind", flat=True)),
                         ["assemble", "captions", "mix", "package", "receipt"])  # fmt: skip
        self.assertEqual(placed(self.timeline()), placed(before))
        self.step("/undo")
        self.assertEqual(self.sound(), sound)

    def test_levels_by_scene_and_line(self) -> None:
        scene = self.timeline()["scenes"][4]["id"]
        told = self.edit(
            {"op": "set_level", "scene": scene, "score_db": -6.5},
            {"op": "set_level", "line": ONE, "voice_db": 3},
        )
        self.assertEqual(told["scenes"][4]["score_db"], -6.5)
        self.assertEqual(told["sound"]["lines"][0]["voice_db"], 3.0)
        self.settle()
        mix = Job.objects.filter(project=self.film, kind="mix").order_by("-created_at")[0]
        levels = mix.input["params"]["levels"]
        self.assertEqual([level[2:] for level in levels], [[30, 0], [0, -65]])
        self.assertEqual(
            [level[:2] for level in levels][1],
            [told["scenes"][4]["start"] * 2000, told["scenes"][4]["end"] * 2000],
        )

    def test_another_score_is_used_and_taken_back(self) -> None:
        own = self.timeline()["sound"]["scores"]
        self.assertEqual([(score["label"], score["used"]) for score in own], [("Score 1", True)])
        sound = self.sound()
        other = make_artifact(self.team, "another score", kind="score")
        make_job(self.film, kind="score", state="done", key=other.key)
        told = self.edit({"op": "use_score", "artifact": str(other.pk)})
        scores = [(score["label"], score["artifact"], score["used"]) for score in told["sound"]["scores"]]
        self.assertEqual(scores, [("Score 1", own[0]["artifact"], False), ("Score 2", str(other.pk), True)])
        self.settle()
        mix = Job.objects.filter(project=self.film, kind="mix").order_by("-created_at")[0]
        self.assertEqual(mix.input["files"]["score"]["sha256"], other.sha256)
        back = self.step("/undo")
        self.assertEqual([score["used"] for score in back["sound"]["scores"]], [True, False])
        self.assertEqual(self.sound(), sound)

    def test_another_reading_of_a_line(self) -> None:
        sound = self.sound()
        told = self.edit({"op": "revoice_line", "line": ONE})
        self.assertEqual(told["sound"]["lines"][0]["reading"], 2)
        self.settle()
        voices = Job.objects.filter(project=self.film, kind="voice").order_by("-created_at")
        self.assertEqual(voices[0].input["params"]["reading"], 2)
        self.step("/undo")
        self.assertEqual(self.sound(), sound)
        count = voices.count()
        self.step("/redo")
        self.settle()
        self.assertEqual(voices.count(), count, "what was spoken once is not spoken again")

    def test_what_it_would_cost_is_told_and_nothing_is_written(self) -> None:
        base = self.timeline()
        edits = [{"op": "revoice_line", "line": ONE, "text": "Other words."}]
        told = self.post("/foresee", {"base": base["cut"], "edits": edits}).json()
        self.assertEqual((told["kept"], told["price_microusd"], told["stale"]), (6, 0, ["score"]))
        self.assertTrue(told["sentence"].startswith("1 line is spoken, 1 clip is made at most"))
        look = [{"op": "set_look", "scene": base["scenes"][3]["id"], "look": "colour"}]
        told = self.post("/foresee", {"base": base["cut"], "edits": look}).json()
        self.assertEqual((told["changed"], told["kept"]), ([4], 6))
        self.assertEqual(
            told["sentence"], "1 piece of film is rendered. 6 of 7 scenes stay as they are, to the byte."
        )
        self.assertEqual(self.timeline()["cut"], base["cut"])

    def test_edits_of_other_pages_are_undone_here_too(self) -> None:
        before, sound = self.timeline(), self.sound()
        self.owner.post(
            f"/api/v1/projects/{self.film.pk}/script/lines/{ONE}/again", {}, content_type="application/json"
        )
        self.settle()
        self.assertEqual(self.timeline()["undo"], {"label": "Reading 2 of a line"})
        self.step("/undo")
        self.assertEqual(self.sound(), sound)
        self.assertEqual(placed(self.timeline()), placed(before))


@pytest.mark.slow
class FifteenLinesTest(TimelineCase):
    def test_one_line_of_fifteen_spoken_again_conforms_only_what_is_longer(self) -> None:
        written = lab.script(*(f"Line number {n} of the film is here now." for n in range(15)))
        film = order_film(self.team, title="Fifteen")
        lab.run(film, written)
        film = Project.objects.get(pk=film.pk)
        before = film_facts(film)
        old = segment_keys(before)
        line = written.lines[7].id
        address = f"/api/v1/projects/{film.pk}/timeline/edits"
        body = {
            "base": str(film.current_cut_id),
            "edits": [
                {
                    "op": "revoice_line",
                    "line": line,
                    "text": "Line number 7 of the film is here now, and longer.",
                }
            ],
        }
        answer = self.owner.post(address, body, content_type="application/json")
        self.assertEqual(answer.status_code, 200, answer.content)
        known = set(Job.objects.filter(project=film, kind="segment").values_list("pk", flat=True))
        lab.run(film, written)
        film = Project.objects.get(pk=film.pk)
        after = film_facts(film)
        new = segment_keys(after)
        changed = [scene for scene, keys in new.items() if keys != old.get(scene)]
        lengths = [scene for scene in new if after.window_frames[scene] != before.window_frames[scene]]
        self.assertEqual(changed, lengths)
        self.assertTrue(0 < len(changed) <= 2)
        rendered = Job.objects.filter(project=film, kind="segment").exclude(pk__in=known)
        scenes = {window["scene_id"] for job in rendered for window in job.input["params"]["segment"].values()
                  if isinstance(window, dict)}  # fmt: skip
        self.assertEqual(scenes, set(changed))
