"""The words of a song on its page and by the API: what is known of them, what it costs to find out, given and taken back."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from accounts.tokens import issue
from tests.views.song_room import SongCase
from trailers.media.song.intake import SongFacts
from trailers.models import Artifact, Job, Project
from trailers.services.song_intake import _cache_key
from trailers.services.song_words import SLOT

LRC = "[00:10.00]Down by the sea\n[00:12.00]\n[00:20.00]we wait\n[00:21.00]"
UNTIMED = "stay out of the picture: nobody knows when they are sung"
KEYS = override_settings(ENGINE_KEYS={"elevenlabs": "xi-a-key-of-the-tests"})
BUTTON = "Have ElevenLabs find when they are sung"


class WordsPageTest(SongCase):
    def page(self, who: Any = None) -> str:
        return (who or self.owner).get(f"/films/{self.video.pk}/song").content.decode()

    def send(self, **data: Any) -> Any:
        return self.owner.post(f"/films/{self.video.pk}/song/words", data, follow=True).content.decode()

    def test_a_film_without_words_says_so_and_what_would_help(self) -> None:
        page = self.page()
        self.assertIn("Nobody has given the words of this song", page)
        self.assertNotIn(BUTTON, page)
        self.assertIn(
            "ElevenLabs could find when they are sung, for $0.01; it needs a key, ELEVENLABS_API_KEY", page
        )
        self.assertNotIn("Take back to the words before", page)

    def test_words_without_times_are_kept_and_said_to_be_of_no_use_yet(self) -> None:
        page = self.send(text="Down by the sea\nwe wait <script>")
        self.assertIn(UNTIMED, page)
        self.assertIn("we wait &lt;script&gt;</textarea>", page)
        self.assertNotIn("as the film has them", page)
        self.assertEqual(Job.objects.filter(kind="song_words").count(), 0)

    def test_an_lrc_file_is_drawn_listed_and_taken_back(self) -> None:
        page = self.send(text="other", file=SimpleUploadedFile("words.lrc", LRC.encode()))
        self.assertIn("The text itself says when its 6 words are sung", page)
        self.assertEqual(page.count('class="word"'), 6)
        self.assertEqual(page.count('class="enters"'), 2)
        self.assertIn("2 lines, as the film has them", page)
        self.assertIn('<span dir="auto">Down by the sea</span>', page)
        back = self.owner.post(f"/films/{self.video.pk}/song/words/back", follow=True).content.decode()
        self.assertIn("Nobody has given the words of this song", back)

    def test_what_is_no_text_is_refused(self) -> None:
        for content, words in ((b"\xff\xfe\x00\xd8", "not UTF-8"), (b"la\0la", "no text")):
            page = self.send(file=SimpleUploadedFile("words.lrc", content))
            self.assertIn(words, page)
        self.assertEqual(Project.objects.get(pk=self.video.pk).settings.get("words"), None)
        self.assertIn("40,000", self.send(text="x" * 40_001).replace("40000", "40,000"))

    @KEYS
    def test_the_price_stands_on_the_button_and_the_order_is_placed_once(self) -> None:
        Project.objects.filter(pk=self.video.pk).update(budget_microusd=10**6)
        self.team.spend_cap_microusd = 10**6
        self.team.save()
        self.assertIn(f'{BUTTON}<span class="price">$0.01</span>', self.page())
        for _ in range(2):
            page = self.send(text="Down by the sea\nwe wait", by="elevenlabs")
        self.assertIn("elevenlabs is listening, for $0.01. The film does not wait for it.", page)
        (job,) = Job.objects.filter(kind="song_words")
        self.assertEqual((job.project_id, job.price_microusd, job.lane_id), (self.video.pk, 5_334, "speech"))
        self.assertEqual(job.input["params"]["lines"], [["Down", "by", "the", "sea"], ["we", "wait"]])

    def test_an_engine_without_a_key_is_refused_in_words(self) -> None:
        self.assertIn("ELEVENLABS_API_KEY", self.send(text="la la", by="elevenlabs"))
        self.assertEqual(Job.objects.filter(kind="song_words").count(), 0)

    @KEYS
    def test_a_poor_answer_is_told_with_its_count(self) -> None:
        self.video.settings["words"] = [{"text": "Down by the sea", "by": "elevenlabs"}]
        self.video.slots[SLOT] = "poor"
        self.video.save()
        media = {"words": [], "lines": [], "asked": 4, "placed": 1, "by": "elevenlabs", "port": "aligner"}
        Artifact.objects.create(
            team=self.team,
            key="poor",
            kind="song_words",
            storage_name="x",
            sha256="0" * 64,
            size=1,
            media=media,
        )
        page = self.page()
        self.assertIn("elevenlabs found only 1 of 4 words where they can be sung", page)

    def test_who_may_only_look_sees_words_and_no_form(self) -> None:
        self.send(text=LRC)
        page = self.page(self.clients["viewer"])
        self.assertIn("2 lines, as the film has them", page)
        self.assertNotIn("words-text", page)

    def setUp(self) -> None:
        super().setUp()
        _, text = issue(team=self.team, user=self.users["editor"], name="t", scopes=["read", "write"])
        self.headers = {"Authorization": f"Bearer {text}"}

    def ask(self, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        head = {**self.headers, **headers}
        if body is None:
            answer = Client().get(f"/api/v1/{path}", headers=head)
        else:
            answer = Client().post(f"/api/v1/{path}", body, content_type="application/json", headers=head)
        return answer.status_code, answer.json()

    def words(self, rest: str = "", body: Any = None, **headers: str) -> tuple[int, Any]:
        return self.ask(f"projects/{self.video.pk}/song/words{rest}", body, **headers)

    def test_the_api_tells_of_a_film_without_words_what_they_would_cost(self) -> None:
        status, told = self.words()
        self.assertEqual((status, told["state"], told["words"], told["vocals"]), (200, "none", [], None))
        self.assertEqual(
            [(o["port"], o["engine"], o["price_microusd"], o["missing"]) for o in told["offers"]],
            [(port, "elevenlabs", 5_334, ["ELEVENLABS_API_KEY"]) for port in ("aligner", "transcriber")],
        )

    def test_words_are_given_once_and_taken_back(self) -> None:
        for _ in range(2):
            status, told = self.words(body={"text": LRC}, **{"Idempotency-Key": "once"})
            self.assertEqual((status, told["state"], told["wishes"]), (200, "timed", 1))
        self.assertEqual(told["words"][4], {"text": "we", "start_ms": 20_000, "end_ms": 20_375})
        self.assertEqual((told["line_starts"], told["entrances_ms"]), ([0, 4], [10_000, 20_000]))
        self.assertEqual(told["vocals"][0], {"start_ms": 10_000, "end_ms": 12_000})
        self.assertEqual(self.words()[1], told)
        back = self.words("/take-back", {})
        self.assertEqual((back[0], back[1]["state"], back[1]["wishes"]), (200, "none", 0))
        self.assertEqual(self.words("/take-back", {})[1]["code"], "lyrics.nothing_to_take_back")

    def test_the_api_refuses_what_cannot_be_asked(self) -> None:
        self.assertEqual(self.words(body={"text": "la", "by": "elevenlabs"})[1]["code"], "engine.unavailable")
        self.assertEqual(
            self.words(body={"text": "la", "by": "embedded-choir"})[1]["code"], "engine.unavailable"
        )
        self.assertEqual(self.words(body={"text": "x" * 40_001})[0], 400)
        self.assertEqual(self.words()[1]["wishes"], 0)

    @KEYS
    def test_a_film_is_ordered_with_an_engine_for_its_words(self) -> None:
        cache.set(_cache_key(self.video.source), SongFacts("wav", "pcm_s16le", 2, 44_100, 32 * 44_100))
        wish = {"concept": "At sea", "lyrics": "la la la", "words_by": "elevenlabs"}
        body = {"source": str(self.video.source_id), "kind": "music_video", "song": wish}
        status, film = self.ask("projects", body)
        brief = Project.objects.get(pk=film["id"]).brief
        self.assertEqual((status, brief["lyrics"], brief["words_by"]), (201, "la la la", "elevenlabs"))
        self.assertNotIn("sung", brief)
        told = self.ask(f"projects/{film['id']}/song/words")[1]
        self.assertEqual((told["state"], told["by"]), ("waiting", "elevenlabs"))

    def test_an_engine_without_a_key_is_refused_with_the_order(self) -> None:
        wish = {"concept": "At sea", "words_by": "elevenlabs"}
        body = {"source": str(self.video.source_id), "kind": "music_video", "song": wish}
        self.assertEqual(self.ask("projects", body)[1]["code"], "engine.unavailable")

    def test_a_trailer_has_no_song(self) -> None:
        Project.objects.filter(pk=self.video.pk).update(kind="trailer")
        self.assertEqual([self.words()[0], self.words(body={"text": "la"})[0]], [404, 404])
