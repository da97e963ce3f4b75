"""A clip of the artist on the song's page: sent, placed by a job, a take where it belongs; or why not."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.services import lab, song_lab
from tests.views.song_room import SongCase
from trailers.domain.errors import UserError
from trailers.models import Job, Project, Take
from trailers.queue.claim import claim
from trailers.selectors.song import heard_song, song_panel
from trailers.services.advance import advance
from trailers.services.completion import complete, fail
from trailers.services.music_videos import correct_song
from trailers.services.outcome import Outcome, StoredOutput
from trailers.services.snapshot import plan_project

CLIP = b"a clip that is only looked at by its job"


class SongClipsTest(SongCase):
    def send(self, content: bytes = CLIP, name: str = "the band.mov", client: Any = None) -> Any:
        file = SimpleUploadedFile(name, content)
        return (client or self.owner).post(f"/films/{self.video.pk}/song/performance", {"file": file})

    def jobs(self) -> Any:
        return Job.objects.filter(project=self.video, kind="performance").order_by("created_at")

    def claimed(self) -> Job:
        lane = self.jobs().last().lane_id
        found = claim(lane=lane, want=50, worker=lab.WORKER, host="lab", project=self.video)
        return next(job for job in found if job.kind == "performance")

    def placed(self, offset_ms: int = 0, frames: int = 2_000) -> None:
        media = {"frames": frames, "rate": "24/1", "width": 64, "height": 64, "offset_ms": offset_ms}
        job = self.claimed()
        output = StoredOutput("", "clip", job.input["files"]["clip"]["storage_name"], "5" * 64, 9, media)
        assert complete(job=job, worker=lab.WORKER, outcome=Outcome((output,), 0, 0))

    def part(self, client: Any = None) -> str:
        return str((client or self.owner).get(f"/films/{self.video.pk}/song/performances").content.decode())

    def takes(self) -> Any:
        return Take.objects.filter(project=self.video, origin="uploaded")

    def test_sending_only_keeps_it_and_the_page_tells_when_it_is_there(self) -> None:
        answer = self.send()
        self.assertEqual(answer["Location"], f"/films/{self.video.pk}/song#performance")
        self.assertEqual([job.state for job in self.jobs()], ["queued"])
        self.assertIn("Being placed by its sound", self.part())
        self.assertIn("hx-trigger", self.part())
        self.placed()
        scenes = len(Project.objects.get(pk=self.video.pk).current_cut.content["entries"])
        self.assertEqual(self.takes().count(), scenes)
        self.assertIn(f"a take in {scenes} scenes", self.part())
        self.assertNotIn("hx-trigger", self.part())

    def test_the_same_file_again_is_the_same_clip(self) -> None:
        self.send()
        self.send(name="again.mov")
        self.assertEqual(self.jobs().count(), 1)
        self.placed()
        self.send()
        advance(self.video.pk)
        self.assertEqual(self.jobs().count(), 1)
        self.assertEqual(self.part().count("<li"), 1)
        self.assertEqual(self.takes().count(), self.takes().values("scene").distinct().count())

    def test_one_that_fails_says_why_and_is_tried_again_when_it_is_sent_again(self) -> None:
        self.send()
        error = UserError("performance.not_heard", name="the band.mov")
        assert fail(job=self.claimed(), worker=lab.WORKER, error=error)
        self.assertIn("The song was not heard in the band.mov for certain.", self.part())
        self.send()
        self.assertEqual([job.state for job in self.jobs()], ["failed", "queued"])
        self.assertEqual(len({job.key for job in self.jobs()}), 1)

    def test_one_whose_worker_was_killed_is_taken_up_again(self) -> None:
        self.send()
        lost = self.claimed()
        Job.objects.filter(pk=lost.pk).update(
            state="queued", worker="", lease_until=None, run_after=timezone.now()
        )
        self.placed()
        done, count = (
            complete(job=lost, worker="somebody:else", outcome=Outcome((), 0, 0)),
            self.takes().count(),
        )
        self.assertEqual((done, self.jobs().count()), (False, 1))
        self.assertGreater(count, 0)

    def test_scenes_that_are_cut_otherwise_are_offered_it_from_their_new_frames(self) -> None:
        self.send()
        self.placed()
        plan = plan_project(self.video)[1]
        panel, heard = song_panel(self.video, plan), heard_song(self.video, plan)
        assert panel and heard
        cue = panel.cues[2]
        before = set(self.takes().values_list("scene__number", "params__in_point"))
        correct_song(
            project=self.video,
            heard=heard,
            edit={"kind": "move_cue", "cue": cue.id, "time_ms": cue.time_ms + 500},
        )
        song_lab.run(self.video)
        fresh = set(self.takes().values_list("scene__number", "params__in_point")) - before
        self.assertEqual(fresh, {(3, (cue.time_ms + 500) * 24 // 1000)})

    def test_removed_it_is_gone_from_the_list_and_its_takes_stay(self) -> None:
        self.send()
        self.placed()
        count = self.takes().count()
        sha = Project.objects.get(pk=self.video.pk).brief["performances"][0][0]
        self.owner.post(f"/films/{self.video.pk}/song/performance/drop", {"clip": sha})
        self.assertNotIn("<li", self.part())
        self.assertEqual(self.takes().count(), count)

    def test_a_viewer_sees_the_state_and_sends_nothing(self) -> None:
        self.send()
        self.assertIn("Being placed", self.part(self.viewer))
        self.assertNotIn("Remove", self.part(self.viewer))
        self.assertEqual(self.send(client=self.viewer).status_code, 403)

    def test_an_empty_file_is_refused_at_once(self) -> None:
        self.send(b"")
        self.assertEqual(self.jobs().count(), 0)
