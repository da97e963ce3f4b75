"""A line as each model is to read it: the right marks, and never a mark that would be read aloud."""

from __future__ import annotations

import pytest

from trailers.engines.elevenlabs.models import (
    MUSIC,
    SPEECH,
    SpeechModel,
    music_format,
    speech_format,
    speech_model,
)
from trailers.engines.elevenlabs.pacing import paced, spoken

V2, V3, V4 = (speech_model(name) for name in ("eleven_multilingual_v2", "eleven_v3", "eleven_v4"))
PLAIN = SpeechModel("something_new")
LINE = 'She waits <break time="0.8s"/> and [whispers] runs.'


class TestALine:
    @pytest.mark.parametrize(
        ("model", "sent"),
        [
            (V2, 'She waits <break time="0.8s"/> and runs.'),
            (V3, "She waits [pause] and [whispers] runs."),
            (V4, "She waits [pause] and [whispers] runs."),
            (PLAIN, "She waits and runs."),
        ],
    )
    def test_has_the_marks_of_its_model_only(self, model: SpeechModel, sent: str) -> None:
        assert paced(LINE, model) == sent

    @pytest.mark.parametrize(
        ("text", "v2", "v3"),
        [
            ("No… not here.", 'No… <break time="0.4s"/> not here.', "No… [short pause] not here."),
            ("Not here…", "Not here…", "Not here…"),
            ("A [long pause] b", 'A <break time="1.5s"/> b', "A [long pause] b"),
            ('A <break time="9s"/> b', 'A <break time="3.0s"/> b', "A [long pause] b"),
            ("A <break time='250ms' /> b", 'A <break time="0.2s"/> b', "A [short pause] b"),
            ("<emphasis>Never</emphasis> go.", "Never go.", "Never go."),
            ("3 < 4 > 2", "3 4 2", "3 4 2"),
        ],
    )
    def test_is_paced_within_what_the_model_can(self, text: str, v2: str, v3: str) -> None:
        assert (paced(text, V2), paced(text, V3)) == (v2, v3)

    def test_has_at_most_four_pauses(self) -> None:
        assert paced(' <break time="1s"/> '.join("abcdefg"), V2).count("<break") == 4

    def test_is_heard_without_its_marks(self) -> None:
        assert spoken(LINE) == "She waits and runs."
        assert spoken("[sighs] Go , now !") == "Go, now!"

    @pytest.mark.parametrize("model", [*SPEECH.values(), PLAIN], ids=lambda model: model.name)
    def test_never_holds_what_its_model_reads_aloud(self, model: SpeechModel) -> None:
        sent = paced('Wait… <break time="1s"/> [whispers] <b>go</b> [short pause] on.', model)
        assert ("<" in sent) <= model.breaks
        assert ("[" in sent) <= model.tags
        assert "<b>" not in sent


def test_each_plan_gets_the_sound_it_may_have() -> None:
    assert speech_format("creator") == ("pcm_24000", 24_000)
    assert speech_format("") == ("pcm_24000", 24_000)
    assert speech_format("Pro") == ("pcm_44100", 44_100)
    assert [music_format(tier) for tier in ("free", "scale")] == ["mp3_44100_128", "mp3_48000_320"]


def test_what_each_model_takes_is_written_down() -> None:
    assert {name for name, model in SPEECH.items() if model.breaks and model.tags} == set()
    assert not V3.neighbours and not V4.neighbours and V2.neighbours and not V2.language
    assert MUSIC == {"music_v1": "sections", "music_v2": "chunks", "music_v2_5": "chunks"}
    assert speech_model("").name == "eleven_multilingual_v2"
