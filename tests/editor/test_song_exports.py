"""A music video through every export: what each holds, and that each list in it reads back as the cut."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from editor.exports.check import FORMATS, differences
from editor.exports.order import order_package, order_render
from editor.exports.page import exports_page
from editor.exports.standing import standing
from tests.services import song_lab
from tests.views.song_room import SongCase
from trailers.domain.errors import UserError
from trailers.models import Artifact, Export, Job, Project
from trailers.services.scenes import regenerate_scene, scene_number


class SongExportsTest(SongCase):
    def setUp(self) -> None:
        super().setUp()
        self.video = Project.objects.get(pk=self.video.pk)

    def made(self, kind: str) -> Export:
        export = order_package(project=self.video, user=None, kind=kind)
        song_lab.run(self.video)
        export.refresh_from_db()
        self.assertIsNotNone(export.artifact, kind)
        return export

    def assert_reads_back(self, suffix: str, text: str) -> None:
        """By the reader alone, event by event; a reader that found nothing would not do."""
        form, timeline = FORMATS[suffix], standing(self.video).timeline
        found = form.read(text, timeline.rate)
        self.assertGreater(len(found), 3)
        self.assertEqual(list(differences(form.events(timeline), found, form.told, timeline.rate)), [])
        self.assertEqual(found[-1].record_out, timeline.frames)

    def file(self, name: str) -> Any:
        return self.viewer.get(reverse("editor_exports_file", args=[self.video.pk, name]))

    def test_its_lists_are_the_cut(self) -> None:
        for suffix in FORMATS:
            answer = self.file(f"cut.{suffix}")
            self.assertEqual(answer.status_code, 200, suffix)
            self.assert_reads_back(suffix, answer.content.decode())

    def test_without_words_there_are_no_captions_to_take(self) -> None:
        page = exports_page(self.video)
        self.assertEqual((page.problem, page.captions, page.hurried), (None, (), ()))
        self.assertEqual([order.captions for order in page.renders], [False] * 3)
        self.assertEqual(self.file("captions.srt").status_code, 404)
        with self.assertRaises(UserError) as refusal:
            order_render(project=self.video, user=None, shape="9:16", captions=True)
        self.assertEqual(refusal.exception.code, "export.no_words")

    def test_it_is_rendered_in_every_shape_with_the_song_as_its_sound(self) -> None:
        orders = [
            order_render(project=self.video, user=None, shape=shape, captions=False)
            for shape in ("9:16", "16:9", "1:1")
        ]
        song_lab.run(self.video)
        song = Artifact.objects.get(team=self.team, kind="mix")
        for order in orders:
            order.refresh_from_db()
            assert order.artifact is not None
            self.assertEqual((order.artifact.kind, order.receipt), ("film", {"pass": True}))
            self.assertEqual(order.spec["audio"], song.key)
        self.assertEqual(len({order.artifact_id for order in orders}), 3)
        sizes = {
            (job.input["params"]["format"]["width"], job.input["params"]["format"]["height"])
            for job in Job.objects.filter(project=self.video, kind="segment")
        }
        self.assertEqual(sizes, {(180, 320), (320, 180), (180, 180)})

    def test_a_package_holds_the_song_alone_as_its_sound(self) -> None:
        export = self.made("package")
        files = set(Job.objects.get(kind="editor_package").input["files"])
        self.assertEqual({name for name in files if name.startswith("stems/")}, {"stems/song.wav"})
        self.assertEqual(Job.objects.filter(kind="stems").count(), 0)
        texts = export.spec["texts"]
        self.assertEqual(sorted(texts), ["README.txt", "cut.edl", "cut.fcpxml", "cut.otio"])
        for suffix in FORMATS:
            self.assert_reads_back(suffix, texts[f"cut.{suffix}"])
        self.assertIn("stems/song.wav: the song as the film plays it", texts["README.txt"])
        self.assertNotIn("captions/", texts["README.txt"])
        self.assertNotIn("voice", texts["README.txt"])
        self.assertEqual(
            len([name for name in files if name.startswith("graded/")]), len(standing(self.video).segments)
        )

    def test_an_update_holds_the_changed_take_and_not_the_song_again(self) -> None:
        self.made("package")
        regenerate_scene(project=self.video, scene=scene_number(self.video, 2), prompt="Another light")
        song_lab.run(self.video)
        self.video.refresh_from_db()
        update = self.made("update")
        fresh = {medium["reel"] for medium in update.spec["media"]}
        self.assertEqual(len(fresh), 1)
        self.assertFalse([name for name in update.spec["files"] if name.startswith("stems/")])
        self.assertIn(f"reel {fresh.pop()} instead of CUE", update.spec["texts"]["CHANGES.txt"])
        for suffix in FORMATS:
            self.assert_reads_back(suffix, update.spec["texts"][f"cut.{suffix}"])

    def test_a_bundle_is_the_cut_with_its_media(self) -> None:
        export = self.made("bundle")
        self.assertEqual(sorted(export.spec["texts"]), ["content.otio", "version.txt"])
        self.assert_reads_back("otio", export.spec["texts"]["content.otio"])
        files = set(Job.objects.get(kind="editor_package").input["files"])
        self.assertEqual(files, {"media/song.wav", *(medium["file"] for medium in export.spec["media"])})

    def test_the_page_shows_what_was_proved(self) -> None:
        self.made("package")
        text = self.viewer.get(reverse("editor_exports", args=[self.video.pk])).content.decode()
        count = len(standing(self.video).timeline.track)
        self.assertEqual(text.count(f"parsed back: {count} of {count} events equal, to the frame"), 3)
        self.assertIn("Every cut list in it was parsed back and equals the cut, to the frame.", text)
