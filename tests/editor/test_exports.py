"""Orders of a finished film, with a laboratory in place of media: what is made, once, and for which cut."""

from __future__ import annotations

from collections import Counter
from typing import Any
from unittest.mock import patch

import pytest
from django.urls import reverse

from editor.exports.order import order_package, order_render
from editor.exports.page import exports_page
from editor.exports.standing import standing
from tests.services import lab
from tests.views.room import WRITTEN, FilmCase, order_film
from trailers.domain.errors import FatalError, UserError
from trailers.models import Artifact, Export, Job, Project, Take
from trailers.services.advance import advance
from trailers.services.collect import _delete_rows, _versions
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
        for name, args, method, wanted in (
            ("editor_exports", (), "get", see),
            ("editor_exports_live", (), "get", see),
            ("editor_exports_file", ("cut.edl",), "get", see),
            ("editor_exports_order", (), "post", edit),
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
