"""Words of a song through the film: asked for, bought once, heard, taken back; and no scene is cut anew for them."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.test import override_settings

from accounts.models import Team
from editor.exports.order import order_render
from editor.exports.page import exports_page
from editor.exports.standing import standing
from tests.ports.hosted import told
from tests.services import lab, song_lab
from tests.stages.test_song_words import BEFORE_S, SUNG, song_wav
from tests.vendors.elevenlabs import KEY, ElevenLabs, said
from tests.vendors.server import Fault
from tests.views.room import RoomCase
from tests.views.song_room import SongCase
from trailers.domain.errors import CuelockError, UserError
from trailers.domain.song_wishes import CutSong, SongWishes, cut_song
from trailers.models import Artifact, Cut, Job, Project
from trailers.queue.claim import claim
from trailers.selectors.film import film_page
from trailers.selectors.song import heard_song
from trailers.selectors.song_words import words_panel
from trailers.services.advance import advance
from trailers.services.completion import fail as write_down
from trailers.services.exports import plan_export
from trailers.services.lyrics import ask_words, take_back_words
from trailers.services.outcome import Outcome
from trailers.services.snapshot import plan_project
from trailers.stages.base import Output, StageCall
from trailers.stages.registry import stage
from trailers.storage import fetch

TEXT = "[Verse]\nDown by the sea\nwe wait"
LRC = "[00:10.00]Down by the sea\n[00:12.00]\n[00:20.00]we wait\n[00:21.00]"
PRICE = song_lab.SECONDS * 600_000 // 3_600 + 1
"""Of 32 s at 0.60 dollars an hour, rounded up."""
MONEY = 10**6


FIRST = (
    "normalise_song",
    "analyse_song",
    "song_clock",
    "treatment",
    "shot_plan",
    "song_scenes",
    "song_words",
)


def made(team: Team, *kinds: str, **choices: Any) -> Project:
    """A film of the laboratory, its song with real words in it; whole, unless only some kinds of step are run."""
    project = song_lab.make_music_video(team, **choices)
    Project.objects.filter(pk=project.pk).update(budget_microusd=MONEY)
    return run(project, *kinds)


def run(project: Project, *kinds: str) -> Project:
    plain = song_lab._outcome

    def outcome(job: Job) -> Outcome:
        if job.kind == "song_sound":
            return Outcome((lab._stored(job, "", {"samples": 1_411_200}), lab._stored(job, "wav", {})))
        if job.kind not in ("normalise_song", "song_words", "song_report"):
            return plain(job)
        with tempfile.TemporaryDirectory() as folder:
            scratch = Path(folder)
            if job.kind == "normalise_song":
                return Outcome(
                    (song_lab._kept(job, Output(song_wav(scratch / "song.wav", song_lab.SECONDS), "song")),)
                )
            files = {role: fetch(fact["storage_name"], scratch) for role, fact in job.input["files"].items()}
            result = stage(job.kind)(StageCall(job.input["params"], files, {}, scratch))
            kept = tuple(song_lab._kept(job, output) for output in result.outputs)
            return Outcome(kept, result.usage.cost_microusd)

    with patch.object(song_lab, "_outcome", outcome):
        song_lab.run(project, *kinds)
    project.refresh_from_db()
    return project


def panel(project: Project) -> Any:
    project.refresh_from_db()
    found = words_panel(project, *plan_project(project))
    assert found is not None
    return found


def keys(project: Project, *kinds: str) -> dict[str, str | None]:
    steps = plan_project(project)[1].steps.values()
    return {step.node: step.key for step in steps if not kinds or step.kind in kinds}


PICTURE = (
    "song_clock",
    "shot_plan",
    "song_scenes",
    "image",
    "clip",
    "segment",
    "song_sound",
    "assemble",
    "receipt",
)


class WordsCase(SongCase):
    """A team with money, and the vendor at its door."""

    @classmethod
    def setUpTestData(cls) -> None:
        RoomCase.setUpTestData.__func__(cls)  # type: ignore[attr-defined]
        cls.team.spend_cap_microusd = MONEY
        cls.team.save()

    def setUp(self) -> None:
        super().setUp()
        keys_known = override_settings(ENGINE_KEYS={"elevenlabs": KEY})
        keys_known.enable()
        self.addCleanup(keys_known.disable)
        serving = told(ElevenLabs(), keys={"elevenlabs": KEY})
        self.vendor: ElevenLabs = serving.__enter__().vendor("elevenlabs")  # type: ignore[assignment]
        self.addCleanup(serving.__exit__, None, None, None)

    def ask(self, text: str, by: str = "") -> Any:
        """The page's panel once everything is done that follows."""
        ask_words(project=self.video, text=text, by=by)
        return panel(run(self.video))

    def bought(self) -> int:
        return sum(self.vendor.accepted().values())


class AskedForTest(WordsCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.video = made(cls.team)

    def test_untimed_words_stay_out_and_nothing_is_bought(self) -> None:
        project = self.video
        ask_words(project=project, text=TEXT)
        run(project)
        found = panel(project)
        assert (found.state, found.words, found.vocals, found.wishes) == ("untimed", (), None, 1)
        steps = plan_project(project)[1].steps
        assert "words" not in steps and "captions" not in steps
        assert [(o.port, o.engine, o.price_microusd, o.missing) for o in found.offers] == [
            ("aligner", "elevenlabs", PRICE, ()), ("transcriber", "elevenlabs", PRICE, ()),
        ]  # fmt: skip

    def test_an_engine_finds_them_and_no_picture_is_touched(self) -> None:
        project = self.video
        before, cuts = keys(project, *PICTURE), Cut.objects.filter(project=project).count()
        ask_words(project=project, text=TEXT, by="elevenlabs")
        (job,) = Job.objects.filter(project=project, kind="song_words")
        assert (job.price_microusd, job.state, panel(project).state) == (PRICE, "queued", "working")
        run(project)
        found = panel(project)
        assert (found.state, found.asked, found.placed) == ("heard", 6, 6)
        assert [word.text for word in found.words] == SUNG.split()
        start = BEFORE_S * 1000
        assert [(line, time_ms - start) for time_ms, line in found.sung] == [
            ("Down by the sea", 192), ("we wait", 1_269),
        ]  # fmt: skip
        assert found.entrances_ms == (start + 192,)
        assert [(s.start_ms - start, s.end_ms - start) for s in found.vocals] == [(192, 1_737)]
        assert keys(project, *PICTURE) == before
        assert Cut.objects.filter(project=project).count() == cuts
        plan = plan_project(project)[1]
        assert plan.done("captions") and plan.done("package") and plan.done("analysis")
        assert plan.steps["package"].files["analysis.json"] == plan.steps["analysis"].key
        assert {step.state for step in plan.steps.values()} == {"done"}
        assert self.bought() == 1

    def test_the_same_words_are_never_bought_twice(self) -> None:
        project = self.video
        ask_words(project=project, text=TEXT, by="elevenlabs")
        run(project)
        ask_words(project=project, text=TEXT, by="elevenlabs")
        ask_words(project=project, text="other words")
        ask_words(project=project, text="Down by the sea\n\n[Outro]\nwe wait", by="elevenlabs")
        assert panel(project).state == "heard"  # found at once: nothing was asked again
        another = made(self.team, *FIRST, concept="A man rows out to an island at night")
        ask_words(project=another, text=TEXT, by="elevenlabs")
        assert panel(another).state == "heard"
        assert self.bought() == 1
        assert Job.objects.filter(kind="song_words").count() == 1

    def test_what_was_before_comes_back(self) -> None:
        project = self.video
        ask_words(project=project, text=TEXT, by="elevenlabs")
        run(project)
        ask_words(project=project, text=LRC)
        run(project)
        timed = panel(project)
        assert (timed.state, len(timed.words), timed.wishes) == ("timed", 6, 2)
        assert timed.entrances_ms == (10_000, 20_000)
        take_back_words(project=project)
        assert panel(project).state == "heard"
        take_back_words(project=project)
        run(project)
        assert (panel(project).state, panel(project).wishes) == ("none", 0)
        assert "captions" not in plan_project(project)[1].steps
        with pytest.raises(UserError) as refusal:
            take_back_words(project=project)
        assert refusal.value.code == "lyrics.nothing_to_take_back"
        assert self.bought() == 1

    def test_captions_for_players_and_editing_programs_have_the_words(self) -> None:
        found = self.ask("", "elevenlabs")
        self.assertEqual(
            (found.state, [word.text for word in found.words]), ("heard", [f"word{n}" for n in range(6)])
        )
        texts = standing(self.video).captions()
        self.assertIn("word0 word1 word2 word3 word4 word5", texts["captions.srt"].replace("\n", " "))
        self.assertEqual(texts["captions.ass"].count("\\kf"), 6)

    def test_captions_in_the_picture_keep_the_words_that_they_were_ordered_with(self) -> None:
        self.ask(LRC)
        first = order_render(project=self.video, user=None, shape="9:16", captions=True)
        burn = plan_export(self.video, first).steps["export"]
        self.assertEqual((burn.kind, burn.params["karaoke"]), ("burn", True))
        self.assertEqual([word["text"] for word in burn.params["soundtrack"]["words"]], SUNG.split())
        self.assertEqual(burn.params["soundtrack"]["lines"], [0, 4])
        again = order_render(project=self.video, user=None, shape="9:16", captions=True)
        self.assertEqual(again.pk, first.pk)
        shown = {order.title: order.id for order in exports_page(self.video).renders}
        self.assertEqual(shown["9:16, captions in the picture"], str(first.pk))
        self.ask("[00:10.00]Other words")
        burn = plan_export(self.video, first).steps["export"]
        self.assertEqual([word["text"] for word in burn.params["soundtrack"]["words"]], SUNG.split())
        shown = {order.title: order.id for order in exports_page(self.video).renders}
        self.assertEqual(shown["9:16, captions in the picture"], "")
        other = order_render(project=self.video, user=None, shape="9:16", captions=True)
        self.assertNotEqual(other.pk, first.pk)

    def test_the_song_can_be_taken_as_pcm(self) -> None:
        files = {file.name: file for file in film_page(self.video, *plan_project(self.video)).files}
        mix = plan_project(self.video)[1].steps["mix"]
        self.assertEqual(files["song.wav"].artifact.key, f"{mix.key}:wav")

    def test_an_answer_that_cannot_be_true_is_told_and_not_shown(self) -> None:
        self.vendor.losses = {"by": 3.0, "the": 3.0, "sea": 3.0}
        project = self.video
        ask_words(project=project, text=TEXT, by="elevenlabs")
        run(project)
        found = panel(project)
        assert (found.state, found.asked, found.placed, found.words) == ("poor", 6, 3, ())
        plan = plan_project(project)[1]
        assert "captions" not in plan.steps and plan.done("package")
        assert "failed" not in {step.state for step in plan.steps.values()}

    def test_a_refusal_costs_nothing_and_asking_again_asks_again(self) -> None:
        self.vendor.fault("align", Fault(said("unsupported_language", status=400)))
        project = self.video
        ask_words(project=project, text=TEXT, by="elevenlabs")
        fail(project)
        found = panel(project)
        assert found.state == "failed" and found.problem is not None
        assert plan_project(project)[1].done("package")
        assert self.bought() == 0
        ask_words(project=project, text=TEXT, by="elevenlabs")
        run(project)
        assert (panel(project).state, self.bought()) == ("heard", 1)

    def test_without_a_key_nothing_is_asked(self) -> None:
        project = self.video
        with override_settings(ENGINE_KEYS={}), pytest.raises(UserError) as refusal:
            ask_words(project=project, text=TEXT, by="elevenlabs")
        assert refusal.value.code == "engine.unavailable"
        with pytest.raises(UserError):
            ask_words(project=project, text=TEXT, by="embedded-choir")
        assert panel(project).wishes == 0


class NewFilmTest(WordsCase):
    def test_times_of_the_text_draw_cues_to_where_a_voice_comes_in(self) -> None:
        project = made(self.team, *FIRST, lyrics=LRC)
        plan = plan_project(project)[1]
        row = Artifact.objects.get(team=self.team, key=plan.steps["soundtrack"].key)
        with tempfile.TemporaryDirectory() as folder:
            laid = json.loads(fetch(row.storage_name, Path(folder)).read_text())
        cut = CutSong.from_json(laid)
        self.assertEqual(cut.song.entrances_ms, (10_000, 20_000))
        reasons = {cue.time_ms: cue.reasons for cue in cut.cues}
        self.assertEqual(
            [time for time, why in reasons.items() if "vocals" in why],
            [time for time in (10_000, 20_000) if time in reasons],
        )
        self.assertIn(20_000, reasons)
        heard = heard_song(project, plan)
        assert heard is not None
        # what a correction is tried on has the same cues
        self.assertEqual(cut_song(heard, SongWishes()).cues, cut.cues)
        self.assertEqual(panel(project).line_starts, (0, 4))

    def test_an_engine_that_was_chosen_is_asked_once_the_clock_stands(self) -> None:
        project = made(self.team, *FIRST, lyrics=TEXT, words_by="elevenlabs")
        self.assertEqual((panel(project).state, panel(project).placed), ("heard", 6))
        self.assertEqual(self.bought(), 1)


def fail(project: Project) -> None:
    """The next hearing, as a worker would end it."""
    (job,) = claim(lane="speech", want=1, worker=lab.WORKER, host="lab", project=project)
    with tempfile.TemporaryDirectory() as folder:
        files = {r: fetch(f["storage_name"], Path(folder)) for r, f in job.input["files"].items()}
        with pytest.raises(CuelockError) as found:
            stage(job.kind)(StageCall(job.input["params"], files, {}, Path(folder)))
    write_down(job=job, worker=lab.WORKER, error=found.value, can_look_up=False)
    advance(project.pk)
