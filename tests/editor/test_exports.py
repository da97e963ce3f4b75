"""Orders of a finished film, with a laboratory in place of media: what is made, once, and for which cut."""

from __future__ import annotations

from collections import Counter
from typing import Any
from unittest.mock import patch

import pytest
from django.urls import reverse

from accounts.models import Team
from editor.exports.order import order_package, order_render
from editor.exports.page import exports_page
from editor.exports.standing import standing
from tests.makers import make_artifact
from tests.services import lab
from tests.views.room import WRITTEN, FilmCase, order_film
from trailers.domain.cut import Cut as CutValue
from trailers.domain.errors import FatalError, UserError
from trailers.models import Artifact, Export, Job, Project, Take
from trailers.queue.cancel import Cancellation
from trailers.queue.claim import claim
from trailers.services.adopt import add_cut
from trailers.services.advance import advance
from trailers.services.collect import _delete_rows, _versions
from trailers.services.exports import stop_export
from trailers.services.lifecycle import cancel_project
from trailers.services.scenes import regenerate_scene, scene_number

WHO = ("owner", "editor", "viewer", "stranger", "anonymous")


class ExportsTest(FilmCase):
    """One film for all: each test works in a transaction of its own."""

    def setUp(self) -> None:
        super().setUp()
        self.film = Project.objects.get(pk=self.film.pk)

    def run_jobs(self, **kw: Any) -> Counter[str]:
        return Counter(job.kind for job in lab.run(self.film, WRITTEN, **kw))

    def render(self, shape: str = "9:16", *, captions: bool = False) -> Export:
        return order_render(project=self.film, user=self.users["owner"], shape=shape, captions=captions)

    def package(self, kind: str = "package") -> Export:
        return order_package(project=self.film, user=self.users["owner"], kind=kind)

    def another_take(self, number: int) -> None:
        regenerate_scene(project=self.film, scene=scene_number(self.film, number), prompt="Another light")
        lab.run(self.film, WRITTEN)
        self.film.refresh_from_db()

    # --- renders ---

    def test_the_films_own_shape_is_there_at_once_and_makes_nothing(self) -> None:
        export = self.render("16:9")
        self.assertEqual(export.artifact, Artifact.objects.get(kind="film"))
        self.assertEqual(export.receipt, {"pass": True})
        self.assertEqual(self.run_jobs(), Counter())

    def test_an_upright_one_makes_its_segments_its_cards_and_its_own_receipt(self) -> None:
        export = self.render()
        self.assertIsNone(export.finished_at)
        made = self.run_jobs()
        self.assertEqual(made, {"card": 2, "unbar": 4, "segment": 8, "assemble": 1, "receipt": 1})
        export.refresh_from_db()
        assert export.artifact is not None
        self.assertEqual((export.artifact.kind, export.receipt), ("film", {"pass": True}))
        segments = Job.objects.filter(kind="segment", input__params__format__width=1080)
        self.assertEqual({job.input["params"]["format"]["height"] for job in segments}, {1920})
        cards = Job.objects.filter(kind="card", node__startswith="export:card:")
        sizes = {(job.input["params"]["width"], job.input["params"]["height"]) for job in cards}
        self.assertEqual(sizes, {(1440, 2560)})

    @pytest.mark.slow
    def test_ordered_again_it_is_the_same_and_nothing_is_made(self) -> None:
        first = self.render()
        self.assertEqual(self.render(), first)
        self.run_jobs()
        self.assertEqual(self.render(), first)
        self.assertEqual(self.run_jobs(), Counter())
        self.assertEqual(Export.objects.count(), 1)

    def test_captions_are_drawn_into_the_render_that_there_is(self) -> None:
        self.render()
        self.run_jobs()
        export = self.render(captions=True)
        self.assertEqual(self.run_jobs(), {"burn": 1})
        export.refresh_from_db()
        assert export.artifact is not None
        self.assertEqual(export.artifact.kind, "burn")
        self.assertEqual(export.receipt, {"pass": True}, "that of the same render before its captions")

    @pytest.mark.slow
    def test_one_other_take_makes_one_other_segment(self) -> None:
        self.render("1:1")
        self.run_jobs()
        self.another_take(3)
        self.render("1:1")
        self.assertEqual(self.run_jobs(), {"unbar": 1, "segment": 1, "assemble": 1, "receipt": 1})

    @pytest.mark.slow
    def test_an_order_stays_with_its_cut_when_the_film_goes_on(self) -> None:
        export = self.render()
        cut = export.cut_id
        self.another_take(3)
        self.run_jobs()
        export.refresh_from_db()
        self.assertNotEqual(cut, self.film.current_cut_id)
        self.assertEqual(export.cut_id, cut)
        self.assertIsNotNone(export.artifact)
        page = exports_page(self.film)
        self.assertEqual([order.id for order in page.earlier], [str(export.pk)])
        self.assertEqual({order.state for order in page.renders[1:]}, {"none"})

    def test_it_costs_nothing_and_holds_the_film_up_in_nothing(self) -> None:
        self.render()
        jobs = Job.objects.filter(kind__in=("card", "segment"), state="queued")
        self.assertGreater(jobs.count(), 0)
        self.assertEqual({job.price_microusd for job in jobs}, {0})
        self.assertEqual({job.lane_id for job in jobs}, {"media"})

    @pytest.mark.slow
    def test_a_failed_one_says_why_and_is_made_by_ordering_it_again(self) -> None:
        export = self.render()
        broken = FatalError("segment.wrong_frames", made=1, wanted=2)
        self.run_jobs(fails=lambda job: broken if job.kind == "segment" else None)
        (order,) = [o for o in exports_page(self.film).renders if o.id]
        self.assertEqual((order.state, order.id), ("failed", str(export.pk)))
        self.assertEqual(str(order.problem), str(broken))
        self.assertEqual(self.render(), export)
        self.run_jobs()
        export.refresh_from_db()
        self.assertIsNotNone(export.artifact)

    @pytest.mark.slow
    def test_what_clean_up_took_is_made_again(self) -> None:
        export = self.render()
        self.run_jobs()
        export.refresh_from_db()
        assert export.artifact is not None
        gone = _delete_rows(self.team, _versions(self.team), [export.artifact])
        self.assertEqual(len(gone), 1)
        (order,) = [o for o in exports_page(self.film).renders if o.id]
        self.assertEqual(order.state, "gone")
        self.render()
        self.assertEqual(self.run_jobs(), {"assemble": 1})
        export.refresh_from_db()
        self.assertIsNotNone(export.artifact)

    @pytest.mark.slow
    def test_progress_is_counted_in_steps(self) -> None:
        self.render()
        self.run_jobs(limit=4)
        (order,) = [o for o in exports_page(self.film).renders if o.id]
        self.assertEqual((order.state, order.done), ("working", 4))
        self.assertGreater(order.total, 4)

    def test_what_cannot_be_ordered(self) -> None:
        with self.assertRaises(UserError) as refusal:
            self.render("4:3")
        self.assertEqual(refusal.exception.code, "export.unknown")
        cancel_project(project=self.film)
        with self.assertRaises(UserError) as refusal:
            self.render()
        self.assertEqual(refusal.exception.code, "export.stopped")
        self.assertEqual(Export.objects.count(), 0)

    def test_a_film_that_is_not_made_has_nothing_to_export(self) -> None:
        fresh = order_film(self.team, title="Another")
        with self.assertRaises(UserError) as refusal:
            order_render(project=fresh, user=None, shape="1:1", captions=False)
        self.assertEqual(refusal.exception.code, "export.not_ready")
        self.assertEqual(exports_page(fresh).problem, refusal.exception.message)

    # --- stopping, failing, going on ---

    def order_again(self) -> str:
        (order,) = [order for order in exports_page(self.film).renders if order.id]
        return order.state

    def test_a_stopped_one_keeps_what_is_finished_and_goes_on_when_it_is_ordered_again(self) -> None:
        export = self.render()
        self.run_jobs(limit=4)
        waiting = Job.objects.filter(project=self.film, state="queued").count()
        self.assertEqual(stop_export(project=self.film, export=export), Cancellation(waiting, 0))
        self.assertEqual(self.order_again(), "stopped")
        self.assertEqual(self.run_jobs(), Counter())
        advance(self.film.pk)
        self.assertEqual(self.run_jobs(), Counter(), "the film goes on without it")
        self.assertEqual(stop_export(project=self.film, export=export), Cancellation(0, 0), "twice is once")
        self.assertEqual(self.render(), export)
        made = self.run_jobs()
        export.refresh_from_db()
        self.assertIsNotNone(export.artifact)
        self.assertEqual(sum(made.values()), 2 + 4 + 8 + 1 + 1 - 4, "what was finished is not made twice")

    def test_stopping_one_leaves_what_another_order_needs(self) -> None:
        burned = self.render(captions=True)
        plain = self.render()
        self.assertEqual(
            stop_export(project=self.film, export=burned), Cancellation(0, 0), "all of it is shared"
        )
        self.run_jobs()
        plain.refresh_from_db()
        burned.refresh_from_db()
        self.assertIsNotNone(plain.artifact)
        self.assertEqual((burned.artifact, Job.objects.filter(kind="burn").count()), (None, 0))

    def test_stopping_never_stops_the_film(self) -> None:
        export = self.render("1:1")
        queued = Job.objects.filter(project=self.film, state="queued")
        ordered = set(queued.values_list("pk", flat=True))
        regenerate_scene(project=self.film, scene=scene_number(self.film, 3), prompt="Another light")
        film = set(queued.values_list("pk", flat=True)) - ordered
        self.assertGreater(len(film), 0)
        self.assertEqual(stop_export(project=self.film, export=export), Cancellation(len(ordered), 0))
        self.assertEqual(set(queued.values_list("pk", flat=True)), film)

    def test_one_at_work_is_asked_to_stop_and_goes_on_if_it_is_wanted_again_before_it_has(self) -> None:
        export = self.render("1:1")
        (busy,) = claim(lane="media", want=1, worker=lab.WORKER, host="lab", project=self.film)
        self.assertEqual(stop_export(project=self.film, export=export).asked, 1)
        busy.refresh_from_db()
        self.assertTrue(busy.cancel_requested)
        self.render("1:1")
        busy.refresh_from_db()
        self.assertFalse(busy.cancel_requested)

    def test_a_finished_one_cannot_be_stopped(self) -> None:
        export = self.render("16:9")
        self.assertEqual(stop_export(project=self.film, export=export), Cancellation(0, 0))
        export.refresh_from_db()
        self.assertEqual((export.stopped_at, export.artifact is None), (None, False))

    def test_a_full_disk_is_told_in_so_many_words_and_the_order_goes_on_once_there_is_room(self) -> None:
        export = self.package()
        full = FatalError("disk.full", folder="storage", detail="No space left on device")
        self.run_jobs(fails=lambda job: full if job.kind == "editor_package" else None)
        (order,) = [order for order in exports_page(self.film).packages if order.id]
        self.assertEqual((order.state, str(order.problem)), ("failed", str(full)))
        self.assertTrue(str(full).startswith("The disk is full."))
        text = self.owner.get(reverse("editor_exports", args=[self.film.pk])).content.decode()
        self.assertIn("The disk is full.", text)
        self.assertIn("Make it again", text)
        one = self.owner.get(reverse("api_export", args=[self.film.pk, export.pk])).json()
        self.assertEqual((one["state"], one["problem"], one["url"]), ("failed", str(full), None))
        self.assertEqual(self.package(), export)
        self.assertEqual(self.run_jobs(), {"editor_package": 1})

    def test_a_team_without_room_can_still_take_its_film_with_it(self) -> None:
        """Renders and packages do not count: they are made again whenever they are asked for."""
        Team.objects.filter(pk=self.team.pk).update(storage_quota_mb=1)
        make_artifact(self.team, kind="clip", size=5 << 20)
        self.package()
        self.assertEqual(self.run_jobs()["editor_package"], 1)

    def test_orders_of_an_earlier_cut_are_seen_and_stopped_while_they_are_made(self) -> None:
        export = self.render()
        add_cut(self.film, CutValue.from_json(self.film.current_cut.content), label="An edit")
        self.film.refresh_from_db()
        page = exports_page(self.film)
        self.assertEqual(([o.id for o in page.going], page.kept, page.working), ([str(export.pk)], (), True))
        address = reverse("editor_exports_stop", args=[self.film.pk, export.pk])
        shown = self.owner.get(reverse("editor_exports", args=[self.film.pk])).content.decode()
        self.assertIn(f'action="{address}"', shown)
        self.assertRedirects(self.owner.post(address), reverse("editor_exports", args=[self.film.pk]))
        page = exports_page(self.film)
        self.assertEqual((page.going, page.working, self.run_jobs()), ((), False, Counter()))

    def test_a_waiting_page_is_answered_only_when_something_happened(self) -> None:
        self.render()
        self.film.refresh_from_db()
        address = reverse("editor_exports_live", args=[self.film.pk])
        since = self.film.next_seq - 1
        self.assertIn(f'hx-get="{address}?since={since}"', self.viewer.get(address).content.decode())
        self.assertEqual(self.viewer.get(address, {"since": since}).status_code, 204)
        self.run_jobs(limit=1)
        self.assertEqual(self.viewer.get(address, {"since": since}).status_code, 200)

    # --- packages ---

    def test_a_package_makes_each_take_once_and_uses_the_films_segments(self) -> None:
        export = self.package()
        shown = [e["take_id"] for e in self.film.current_cut.content["entries"] if e["take_id"]]
        made = self.run_jobs()
        self.assertEqual(
            made, {"editor_media": len(set(shown)), "editor_reference": 1, "stems": 1, "editor_package": 1}
        )
        export.refresh_from_db()
        self.assertIsNotNone(export.artifact)
        names = set(Job.objects.get(kind="editor_package").input["files"])
        segments = standing(self.film).segments
        self.assertEqual(len([n for n in names if n.startswith("graded/")]), len(segments))
        self.assertEqual(len([n for n in names if n.startswith("media/CUE")]), len(set(shown)))
        self.assertLessEqual(
            {"reference.mp4", "stems/voice.wav", "stems/music.wav", "stems/effects.wav"}, names
        )

    def test_its_texts_are_the_cut_the_captions_and_a_readme(self) -> None:
        spec = self.package().spec
        self.assertEqual(
            sorted(spec["texts"]),
            ["README.txt", "captions/captions.ass", "captions/captions.srt", "captions/captions.vtt",
             "cut.edl", "cut.fcpxml", "cut.otio"],
        )  # fmt: skip
        readme = spec["texts"]["README.txt"]
        for words in ("01:00:00:00", "non-drop", "no LUT", "WITHOUT HANDLES", "one picture track", "media/"):
            self.assertIn(words, readme)
        self.assertNotIn("None: every shot", readme.split("WITHOUT HANDLES")[0])

    def test_the_manifest_names_takes_engines_prompts_and_cost(self) -> None:
        manifest = self.package().spec["manifest"]
        takes = Take.objects.filter(
            pk__in=[e["take_id"] for e in self.film.current_cut.content["entries"] if e["take_id"]]
        )
        self.assertEqual(len(manifest["takes"]), takes.count())
        self.assertEqual({take["licence"] for take in manifest["takes"]}, {"embedded"})
        self.assertEqual(manifest["cost_microusd"], 0)
        self.assertTrue(all(take["prompt"] and take["sha256"] for take in manifest["takes"]))
        self.assertEqual(len({take["reel"] for take in manifest["takes"]}), len(manifest["takes"]))

    def test_an_update_holds_the_changed_take_and_says_what_changed(self) -> None:
        first = self.package()
        self.run_jobs()
        self.another_take(3)
        update = self.package("update")
        (fresh,) = update.spec["media"]
        known = {name for name, _, _ in first.spec["reels"].values()}
        self.assertNotIn(fresh["reel"], known)
        self.assertEqual(len(update.spec["files"]), 1, "one graded piece")
        self.assertNotIn("stems", update.spec)
        self.assertEqual(
            update.spec["texts"]["CHANGES.txt"].count("\n"), 1, update.spec["texts"]["CHANGES.txt"]
        )
        self.assertIn(f"reel {fresh['reel']} instead of CUE", update.spec["texts"]["CHANGES.txt"])
        self.assertEqual(self.run_jobs(), {"editor_media": 1, "editor_reference": 1, "editor_package": 1})
        kept = {
            identity: reel
            for identity, reel in update.spec["reels"].items()
            if identity in first.spec["reels"]
        }
        self.assertEqual(kept, first.spec["reels"], "an editor relinks by these")

    def test_a_muted_line_is_in_no_captions(self) -> None:
        """Neither in the files, nor in the picture, nor in a package."""
        edit = {"op": "mute_line", "line": WRITTEN.lines[0].id, "muted": True}
        address = reverse("api_timeline_edits", args=[self.film.pk])
        body = {"base": str(self.film.current_cut_id), "edits": [edit]}
        self.assertEqual(self.owner.post(address, body, content_type="application/json").status_code, 200)
        self.run_jobs()
        self.film.refresh_from_db()
        package = self.package()
        for name in ("captions.srt", "captions.vtt", "captions.ass"):
            text = self.viewer.get(reverse("editor_exports_file", args=[self.film.pk, name])).content.decode()
            for said in (text, package.spec["texts"][f"captions/{name}"]):
                self.assertNotIn("keeps", said)
                self.assertIn("rows", said)
        self.render("16:9", captions=True)
        self.run_jobs()
        words = Job.objects.get(kind="burn").input["params"]["soundtrack"]["words"]
        self.assertEqual([word["text"] for word in words], WRITTEN.lines[1].text.split())

    def test_stems_are_cut_as_the_mix_is_levelled_and_muted(self) -> None:
        """What is muted, turned down or paused on the timeline is so in the stems, by the values of the very mix."""
        line = WRITTEN.lines[0].id
        scene = self.film.current_cut.content["entries"][1]["scene_id"]
        edits = [
            {"op": "mute_line", "line": line, "muted": True},
            {"op": "set_level", "scene": scene, "voice_db": -3, "score_db": 2},
            {"op": "pause_before", "line": WRITTEN.lines[1].id, "ms": 1500},
        ]
        address = reverse("api_timeline_edits", args=[self.film.pk])
        body = {"base": str(self.film.current_cut_id), "edits": edits}
        self.assertEqual(self.owner.post(address, body, content_type="application/json").status_code, 200)
        self.run_jobs()
        self.film.refresh_from_db()
        self.package()
        self.run_jobs()
        mix = Job.objects.filter(kind="mix").latest("created_at").input
        stems = Job.objects.get(kind="stems").input
        self.assertEqual((stems["params"], stems["files"]), (mix["params"], mix["files"]))
        levels = [level[2:] for level in stems["params"]["levels"]]
        self.assertIn([None, 0], levels)
        self.assertIn([-30, 20], levels)
        silent = next(span for span in stems["params"]["soundtrack"]["spans"] if span["item_id"] == line)
        self.assertEqual(silent["voice_samples"], 0)

    @pytest.mark.slow
    def test_an_update_needs_a_package_and_a_change(self) -> None:
        for code in ("export.no_earlier", "export.unchanged"):
            with self.assertRaises(UserError) as refusal:
                self.package("update")
            self.assertEqual(refusal.exception.code, code)
            self.package()
            self.run_jobs()

    @pytest.mark.slow
    def test_a_bundle_holds_the_media_and_nothing_else(self) -> None:
        self.package("bundle")
        made = self.run_jobs()
        self.assertEqual(made["editor_reference"], 0)
        names = set(Job.objects.get(kind="editor_package").input["files"])
        self.assertTrue(all(name.startswith("media/") for name in names))
        texts = Job.objects.get(kind="editor_package").input["params"]["texts"]
        self.assertEqual(sorted(texts), ["content.otio", "version.txt"])

    @pytest.mark.slow
    def test_a_finished_package_asks_for_nothing_when_the_film_advances(self) -> None:
        self.package()
        self.run_jobs()
        before = Job.objects.count()
        advance(self.film.pk)
        self.assertEqual(Job.objects.count(), before)

    # --- the page ---

    def test_it_shows_every_choice_and_what_was_proved(self) -> None:
        text = self.owner.get(reverse("editor_exports", args=[self.film.pk])).content.decode()
        timeline = standing(self.film).timeline
        self.assertEqual(len(timeline.track), len(timeline.listed))
        count = len(timeline.track)
        self.assertEqual(text.count(f"parsed back: {count} of {count} events equal, to the frame"), 3)
        self.assertIn("One picture track, no titles, no mix.", text)
        self.assertEqual(text.count("Make it<"), 5 + 2)
        self.assertNotIn("hx-get", text)
        self.assertNotIn(
            "Make it<", self.viewer.get(reverse("editor_exports", args=[self.film.pk])).content.decode()
        )

    @pytest.mark.slow
    def test_it_looks_again_while_something_is_made(self) -> None:
        self.render()
        address = reverse("editor_exports_live", args=[self.film.pk])
        self.assertIn(f'hx-get="{address}"', self.viewer.get(address).content.decode())
        self.run_jobs()
        self.assertNotIn("hx-get", self.viewer.get(address).content.decode())

    def test_an_order_comes_back_to_the_page(self) -> None:
        address = reverse("editor_exports_order", args=[self.film.pk])
        answer = self.owner.post(address, {"kind": "render", "shape": "1:1", "captions": "1"})
        self.assertRedirects(answer, reverse("editor_exports", args=[self.film.pk]))
        self.assertEqual(Export.objects.get().options, {"shape": "1:1", "captions": True})
        self.assertEqual(Export.objects.get().created_by, self.users["owner"])

    def test_files_are_named_after_the_film_and_hold_the_cut(self) -> None:
        for name, sign in (("cut.otio", '"OTIO_SCHEMA"'), ("cut.fcpxml", "<fcpxml"), ("cut.edl", "TITLE: "),
                           ("captions.srt", "-->"), ("captions.vtt", "WEBVTT"), ("captions.ass", "Dialogue: ")):  # fmt: skip
            answer = self.viewer.get(reverse("editor_exports_file", args=[self.film.pk, name]))
            self.assertIn(sign, answer.content.decode())
            self.assertRegex(answer["Content-Disposition"], rf'^attachment; filename="[a-z0-9-]+-{name}"$')
        for name in ("cut.aaf", "captions.scc", "README.txt", "x", "cut.edl.otio"):
            answer = self.viewer.get(reverse("editor_exports_file", args=[self.film.pk, name]))
            self.assertEqual(answer.status_code, 404, name)

    def test_a_list_that_does_not_read_back_is_not_given_out(self) -> None:
        wrong = FatalError("export.not_equal", format="CMX 3600 EDL", detail="23 of 24 events equal.")
        with patch("editor.exports.order.verified", side_effect=wrong):
            answer = self.owner.get(
                reverse("editor_exports_file", args=[self.film.pk, "cut.edl"]), follow=True
            )
        self.assertRedirects(answer, reverse("editor_exports", args=[self.film.pk]))
        self.assertIn("did not read back as the cut", answer.content.decode())

    def test_a_hostile_title_stays_a_title(self) -> None:
        Project.objects.filter(pk=self.film.pk).update(title='"><script>x</script>\r\nSet-Cookie: a=b ../../')
        answer = self.owner.get(reverse("editor_exports_file", args=[self.film.pk, "cut.edl"]))
        self.assertEqual(
            answer["Content-Disposition"], 'attachment; filename="scriptxscript-set-cookie-ab-cut.edl"'
        )
        self.assertNotIn(
            "<script>x", self.owner.get(reverse("editor_exports", args=[self.film.pk])).content.decode()
        )

    # --- access ---

    def test_who_may_see_and_order(self) -> None:
        see, edit = (200, 200, 200, 404, 302), (302, 302, 403, 404, 302)
        export = self.render("1:1").pk
        for name, args, method, wanted in (
            ("editor_exports", (), "get", see),
            ("editor_exports_live", (), "get", see),
            ("editor_exports_file", ("cut.edl",), "get", see),
            ("editor_exports_order", (), "post", edit),
            ("editor_exports_stop", (export,), "post", edit),
        ):
            for who, status in zip(WHO, wanted, strict=True):
                call = getattr(self.clients[who], method)
                answer = call(
                    reverse(name, args=[self.film.pk, *args]),
                    {"kind": "render", "shape": "1:1"} if method == "post" else {},
                )
                self.assertEqual(answer.status_code, status, (name, who))
        self.assertEqual(Export.objects.count(), 1)
        self.assertEqual(
            self.owner.get(reverse("editor_exports_order", args=[self.film.pk])).status_code, 405
        )

    # --- the API ---

    def test_a_program_orders_polls_and_downloads(self) -> None:
        address = reverse("api_exports", args=[self.film.pk])
        body = {"kind": "render", "shape": "1:1", "captions": True}
        placed = self.owner.post(address, body, content_type="application/json")
        self.assertEqual(
            (placed.status_code, placed.json()["state"], placed.json()["url"]), (201, "working", None)
        )
        self.run_jobs()
        one = self.viewer.get(reverse("api_export", args=[self.film.pk, placed.json()["id"]])).json()
        self.assertEqual((one["state"], one["size"]), ("done", 1))
        self.assertIn("/film-1x1-captions", one["url"])
        page = self.viewer.get(address).json()
        self.assertEqual([order["state"] for order in page["renders"]].count("done"), 2)
        self.assertIsNone(page["problem"])
        answer = self.viewer.get(reverse("api_export_file", args=[self.film.pk, "cut.otio"]))
        self.assertEqual(answer.json()["OTIO_SCHEMA"], "Timeline.1")

    def test_refusals_are_problems_with_codes(self) -> None:
        address = reverse("api_exports", args=[self.film.pk])
        for body, status, code in (
            ({"kind": "update"}, 422, "export.no_earlier"),
            ({"kind": "dream"}, 400, "api.invalid"),
            ({}, 400, "api.invalid"),
        ):
            answer = self.owner.post(address, body, content_type="application/json")
            self.assertEqual((answer.status_code, answer.json()["code"]), (status, code))

    def test_an_export_of_another_film_is_none_of_this_one(self) -> None:
        other = order_film(self.team, title="Other")
        export = Export.objects.create(
            project=other, cut=self.film.current_cut, kind="render", fingerprint="x"
        )
        self.assertEqual(
            self.owner.get(reverse("api_export", args=[self.film.pk, export.pk])).status_code, 404
        )
