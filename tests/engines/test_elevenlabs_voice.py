"""The real SDK against real HTTP: what is sent for a line, what is made of the answer, and how faults land."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.ports.hosted import lands, told
from tests.vendors.elevenlabs import KEY, LEAD_MS, ElevenLabs, no_credits, said, too_many
from tests.vendors.server import CUT, DROPPED, GARBLED, SHORT, UNREACHED, Fault, broken_after
from trailers.domain.errors import CuelockError
from trailers.domain.pricing import UnitPrice
from trailers.engines import connections, operator
from trailers.engines.elevenlabs.models import speech_model
from trailers.engines.elevenlabs.voice import ElevenLabsVoice, wishes
from trailers.engines.ports import SpeechAnswer, SpeechRequest
from trailers.media.audio import read_wav, wav_facts

LINE = SpeechRequest("The ferry has stopped coming.", voice="voice-001", seed=7)


@pytest.fixture
def vendor() -> Iterator[ElevenLabs]:
    with told(ElevenLabs(), keys={"elevenlabs": KEY}) as server:
        yield server.vendor("elevenlabs")


def spoken(tmp_path: Path, request: SpeechRequest = LINE) -> SpeechAnswer:
    return ElevenLabsVoice().speak(request, tmp_path)


def failure(tmp_path: Path, request: SpeechRequest = LINE) -> CuelockError:
    with pytest.raises(CuelockError) as found:
        spoken(tmp_path, request)
    return found.value


class TestALine:
    def test_comes_as_the_port_wants_it(self, vendor: ElevenLabs, tmp_path: Path) -> None:
        answer = spoken(tmp_path)
        assert wav_facts(answer.path).channels == 1
        heard = np.flatnonzero(np.abs(read_wav(answer.path, channels=1)) > 0.003)
        assert heard[0] <= 960 and answer.samples - heard[-1] <= 960  # 20 ms at either end
        assert answer.words is not None
        assert [word.text for word in answer.words] == LINE.text.split()
        # 3 letters of 60 ms and a blank of 90, after 15 ms that are left of the lead
        assert [abs(word.start_ms - at) <= 2 for word, at in zip(answer.words, (15, 285), strict=False)] == [
            True
        ] * 2

    def test_is_ordered_with_what_the_model_takes(self, vendor: ElevenLabs, tmp_path: Path) -> None:
        spoken(tmp_path, replace(LINE, speed=1.5, before="It is dark.", after="Nobody knows why."))
        (order,) = vendor.asked("speak")
        assert order.parts == {"voice": "voice-001"}
        assert order.query == {"output_format": "pcm_24000"}
        assert order.json() == {
            "text": LINE.text,
            "model_id": "eleven_multilingual_v2",
            "seed": 7,
            "voice_settings": {"speed": 1.2},
            "previous_text": "It is dark.",
            "next_text": "Nobody knows why.",
        }

    def test_costs_what_the_vendor_counted(self, vendor: ElevenLabs, tmp_path: Path) -> None:
        usage = spoken(tmp_path).usage
        assert usage.units == {"chars": 29}
        assert usage.cost_microusd == 2_900
        assert usage.request_id == "req-1"

    def test_costs_what_the_operator_says(self, tmp_path: Path) -> None:
        own = {("elevenlabs", "eleven_multilingual_v2"): (UnitPrice("chars", 1_000_000, 1000),)}
        with told(ElevenLabs(), keys={"elevenlabs": KEY}, prices=own):
            assert spoken(tmp_path).usage.cost_microusd == 29_000

    def test_is_finer_sound_on_a_greater_plan(self, tmp_path: Path) -> None:
        with told(ElevenLabs(tier="pro"), keys={"elevenlabs": KEY}) as server:
            samples = spoken(tmp_path).samples
            assert server.vendor("elevenlabs").asked("speak")[0].query == {"output_format": "pcm_44100"}
        with told(ElevenLabs(), keys={"elevenlabs": KEY}):
            assert abs(spoken(tmp_path).samples - samples) < 100

    def test_is_read_by_the_chosen_voice_else_the_operators_else_the_first(self, tmp_path: Path) -> None:
        anybody = replace(LINE, voice="")
        with told(
            ElevenLabs(), keys={"elevenlabs": KEY}, options={"elevenlabs": {"voice": "voice-002"}}
        ) as server:
            spoken(tmp_path, anybody)
            assert server.vendor("elevenlabs").asked("speak")[0].parts == {"voice": "voice-002"}
        with told(ElevenLabs(), keys={"elevenlabs": KEY}) as server:
            spoken(tmp_path, anybody)
            assert server.vendor("elevenlabs").asked("speak")[0].parts == {"voice": "voice-000"}

    def test_with_directions_is_heard_without_them(self, tmp_path: Path) -> None:
        line = replace(LINE, text='No… not <break time="1s"/> here.')
        for model in ("eleven_v3", "eleven_multilingual_v2"):
            with told(ElevenLabs(), keys={"elevenlabs": KEY}, options={"elevenlabs": {"voice_model": model}}):
                words = spoken(tmp_path, line).words
            assert words is not None and [word.text for word in words] == ["No…", "not", "here."]


@pytest.mark.parametrize(
    ("model", "has"),
    [
        ("eleven_v3", {"model_id", "seed", "language_code"}),
        ("eleven_v4", {"model_id", "seed", "language_code"}),
        ("eleven_flash_v2_5", {"model_id", "seed", "language_code", "previous_text", "next_text"}),
        ("eleven_multilingual_v2", {"model_id", "seed", "previous_text", "next_text"}),
        ("of_tomorrow", {"model_id", "seed", "language_code"}),
    ],
)
def test_neighbours_and_language_go_only_where_they_are_taken(model: str, has: set[str]) -> None:
    found = wishes(replace(LINE, before="a", after="b", language="en_GB"), speech_model(model))
    assert set(found) == has
    assert found.get("language_code", "en") == "en"


@pytest.mark.parametrize(("speed", "sent"), [(0.5, 0.7), (0.9, 0.9), (1.1999, 1.2), (2.0, 1.2)])
def test_a_pace_stays_where_voices_are_natural(speed: float, sent: float) -> None:
    assert wishes(replace(LINE, speed=speed), speech_model(""))["voice_settings"] == {"speed": sent}


def test_a_seed_of_any_size_is_made_to_fit() -> None:
    assert wishes(replace(LINE, seed=2**40 + 5), speech_model(""))["seed"] == 5


class TestTimes:
    @pytest.mark.parametrize("clock", ["none", "frozen", "odd"])
    def test_that_cannot_be_trusted_are_left_out(
        self, vendor: ElevenLabs, clock: str, tmp_path: Path
    ) -> None:
        vendor.clock = clock
        assert spoken(tmp_path).words is None

    def test_are_taken_from_the_text_as_it_was_read_where_there_is_no_other(
        self, vendor: ElevenLabs, tmp_path: Path
    ) -> None:
        vendor.clock = "normalized"
        words = spoken(tmp_path).words
        assert words is not None and [word.text for word in words] == LINE.text.split()

    def test_move_with_the_cut_of_the_lead(self, vendor: ElevenLabs, tmp_path: Path) -> None:
        words = spoken(tmp_path).words
        assert words is not None and words[0].start_ms < LEAD_MS // 2


class TestBeforeACall:
    @pytest.mark.parametrize(
        ("request_", "code"),
        [
            (replace(LINE, text="… [sighs]"), "voice.nothing_to_say"),
            (replace(LINE, text="word " * 2001), "voice.too_long"),
        ],
    )
    def test_a_line_is_refused_that_cannot_be_read(
        self, vendor: ElevenLabs, request_: SpeechRequest, code: str, tmp_path: Path
    ) -> None:
        assert lands(failure(tmp_path, request_)) == ("UserError", code)
        assert vendor.calls == []

    def test_the_account_is_asked_once_and_must_be_able_to_pay(self, tmp_path: Path) -> None:
        with told(ElevenLabs(credits=28), keys={"elevenlabs": KEY}) as server:
            error = failure(tmp_path)
            assert lands(error) == ("FatalError", "provider.quota")
            assert "needs 29 credits, 28 are left" in str(error)
            failure(tmp_path)
            assert [call.route for call in server.vendor("elevenlabs").calls] == ["subscription"]

    def test_a_key_that_may_not_ask_for_the_account_is_good_enough(
        self, vendor: ElevenLabs, tmp_path: Path
    ) -> None:
        no = said("missing_permissions", "The API key is missing the permission user_read", 401)
        vendor.fault("subscription", Fault(no), times=2)
        assert spoken(tmp_path).samples > 0

    def test_a_wrong_key_is_told(self, tmp_path: Path) -> None:
        with told(ElevenLabs(), keys={"elevenlabs": "wrong"}):
            assert lands(failure(tmp_path)) == ("FatalError", "provider.key_refused")

    def test_there_must_be_a_key(self, tmp_path: Path) -> None:
        connections.configure({})
        operator.configure({})
        assert lands(failure(tmp_path)) == ("FatalError", "provider.no_key")


QUOTA = ("FatalError", "provider.quota")
BUSY = ("RetryableError", "provider.rate_limited")
UNKNOWN = ("UncertainError", "provider.outcome_unknown")
USELESS = ("UncertainError", "provider.bad_answer")


class TestAFault:
    @pytest.mark.parametrize(
        ("fault", "landed", "charged"),
        [
            (too_many("11"), BUSY, 0),
            (too_many(), BUSY, 0),
            (too_many(code="concurrent_limit_exceeded"), BUSY, 0),
            (no_credits(), QUOTA, 0),
            (broken_after(500), UNKNOWN, 1),
            (broken_after(503), UNKNOWN, 1),
            (DROPPED, UNKNOWN, 1),
            (UNREACHED, UNKNOWN, 0),
            (SHORT, UNKNOWN, 1),
            (GARBLED, USELESS, 1),
            (CUT, USELESS, 1),
        ],
    )
    def test_lands_where_the_table_says_and_nothing_is_sent_twice(
        self, vendor: ElevenLabs, fault: Fault, landed: tuple[str, str], charged: int, tmp_path: Path
    ) -> None:
        vendor.fault("speak", fault)
        assert lands(failure(tmp_path)) == landed
        assert len(vendor.asked("speak")) == 1
        assert list(vendor.accepted("speak").values()) == [1] * charged

    def test_passes_on_how_long_to_wait(self, vendor: ElevenLabs, tmp_path: Path) -> None:
        vendor.fault("speak", too_many("11"))
        assert getattr(failure(tmp_path), "retry_after_s", 0) == 11
        vendor.fault("speak", too_many())
        assert getattr(failure(tmp_path), "retry_after_s", 0) is None

    def test_of_half_a_sound_is_seen(self, vendor: ElevenLabs, tmp_path: Path) -> None:
        vendor.half_sound = 1
        assert lands(failure(tmp_path)) == USELESS
        assert spoken(tmp_path).samples > 0

    def test_of_an_unknown_voice_is_the_users(self, vendor: ElevenLabs, tmp_path: Path) -> None:
        error = failure(tmp_path, replace(LINE, voice="nobody"))
        assert lands(error) == ("UserError", "voice.not_offered")
        assert "nobody" in str(error)

    def test_of_a_silent_vendor_ends_with_the_time_allowed(
        self, vendor: ElevenLabs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from tests.vendors.server import MUTE
        from trailers.engines.elevenlabs import account

        monkeypatch.setattr(account, "once", lambda: {"max_retries": 0, "timeout_in_seconds": 1})
        vendor.fault("speak", MUTE)
        assert lands(failure(tmp_path)) == UNKNOWN
        assert list(vendor.accepted("speak").values()) == [1]

    def test_of_nobody_there_is_none_of_the_bill(self, tmp_path: Path) -> None:
        connections.configure({"elevenlabs": KEY}, {"elevenlabs": "http://127.0.0.1:9"})
        try:
            assert lands(failure(tmp_path)) == ("RetryableError", "provider.unavailable")
        finally:
            connections.configure({})

    def test_never_tells_the_key(self, vendor: ElevenLabs, tmp_path: Path) -> None:
        import traceback

        vendor.fault("speak", broken_after(500))
        error: Any = failure(tmp_path)
        told_all = "".join(traceback.format_exception(error)) + repr(error.params) + str(error)
        assert KEY not in told_all


class TestVoices:
    def test_come_page_by_page(self, tmp_path: Path) -> None:
        known = [f"voice-{n:03}" for n in range(250)]
        with told(ElevenLabs(voices_known=known), keys={"elevenlabs": KEY}) as server:
            found = ElevenLabsVoice().voices(most=230)
            assert [voice.id for voice in found] == known[:230]
            assert (found[0].name, found[0].labels) == ("Voice-000", {"accent": "british"})
            assert found[0].preview_url == "https://voices.example/voice-000.mp3"
            pages = server.vendor("elevenlabs").asked("search")
            assert [page.query.get("next_page_token") for page in pages] == [None, "100", "200"]

    def test_can_be_searched(self, vendor: ElevenLabs) -> None:
        assert [voice.id for voice in ElevenLabsVoice().voices("voice-002")] == ["voice-002"]
        assert vendor.asked("search")[0].query["search"] == "voice-002"
