"""ElevenLabs as a protocol: voices, speech with the times of characters, alignment, Scribe, music, the account.

What is spoken is a tone for each letter, so a recording can be heard again: alignment and Scribe find the words by
listening for sound, not by remembering what was asked.
"""

from __future__ import annotations

import base64
import io
import json
import subprocess
import tempfile
import wave
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from tests.vendors import contracts
from tests.vendors.asked import Answer, Asked
from tests.vendors.contracts import Fields
from tests.vendors.server import Fault, Route, Vendor, refused, route

KEY = "xi-a-key-of-the-tests"
MS_PER_LETTER, MS_PER_BLANK, LEAD_MS = 60, 90, 200
DOCUMENT = "elevenlabs.trim.json"
NUMBER = (int, float)
BODIES = {
    "speak": (
        "Body_text_to_speech_full_with_timestamps",
        Fields(
            {"text": str, "model_id": str},
            {"language_code": str, "voice_settings": dict, "seed": int, "previous_text": str, "next_text": str},
            {"seed": (0, 2**32 - 1)},
        ),
    ),
    "compose": (
        "Body_Compose_music_v1_music_post",
        Fields(
            {"model_id": {"music_v1", "music_v2", "music_v2_5"}},
            {
                "prompt": str, "music_length_ms": int, "composition_plan": dict, "seed": int,
                "force_instrumental": bool, "respect_sections_durations": bool,
            },
            {"music_length_ms": (3_000, 600_000), "seed": (0, 2**31 - 1)},
        ),
    ),
    "align": ("", Fields({"file": bytes, "text": str})),
    "transcribe": (
        "",
        Fields(
            {"model_id": {"scribe_v2", "scribe_v3"}, "file": bytes},
            {
                "language_code": str, "tag_audio_events": {"true", "false"}, "timestamps_granularity": {"word"},
                # the SDK says null of these three when nobody asked for them
                "webhook_metadata": {"null"}, "entity_detection": {"null"}, "entity_redaction": {"null"},
            },
        ),
    ),
}  # fmt: skip
NO_NEIGHBOURS = ("eleven_v3", "eleven_v4", "eleven_v4_turbo")
MOST_CHARACTERS = {"eleven_v3": 5_000}


def said(code: str, message: str = "", status: int = 400, **more: Any) -> Answer:
    """An error as the vendor words it today."""
    return Answer.json(
        {"detail": {"type": "error", "code": code, "message": message or code, **more}}, status
    )


def too_many(retry_after: str = "", code: str = "rate_limit_exceeded") -> Fault:
    headers = {"Retry_After": retry_after} if retry_after else {}
    return refused(429, {"detail": {"code": code, "message": "slow down"}}, **headers)


def no_credits(status: int = 401) -> Fault:
    """As the vendor says it: under 401, in its older form."""
    return refused(status, {"detail": {"status": "quota_exceeded", "message": "0 credits remaining"}})


def bad_prompt(suggestion: str) -> Fault:
    data = {"prompt_suggestion": suggestion}
    return refused(400, {"detail": {"status": "bad_prompt", "message": "no artists", "data": data}})


@dataclass
class ElevenLabs(Vendor):
    name = "elevenlabs"
    tier: str = "creator"
    credits: int = 10_000
    voices_known: list[str] = field(default_factory=lambda: [f"voice-{n:03}" for n in range(3)])
    half_sound: int = 0
    """So many answers come whole, with half of the sound that they speak of."""
    clock: str = "right"
    """right, none (null), frozen (all the same), normalized (only of the text as it was read), odd (another text)."""
    loss: float = 0.1
    losses: dict[str, float] = field(default_factory=dict)
    """Of single words, instead."""
    music_length: float = 1.0
    """Share of the length ordered that is delivered."""

    def refusal(self, asked: Asked) -> Answer | None:
        if asked.headers.get("xi-api-key") != KEY:
            return said("invalid_api_key", "Invalid API key", 401)
        return None

    def check(self, known: Route, asked: Asked) -> list[str]:
        schema, fields = BODIES.get(known.name, ("", None))
        return contracts.problems(DOCUMENT, schema, fields, asked.content) if fields else []

    @route("GET", "/v1/user/subscription")
    def subscription(self, asked: Asked) -> Answer:
        counts = ("voice_slots_used", "professional_voice_slots_used", "professional_voice_slots_used_in_workspace",
                  "voice_limit", "voice_add_edit_counter", "professional_voice_limit", "max_voice_add_edits")  # fmt: skip
        rights = ("can_extend_character_limit", "allowed_to_extend_character_limit", "can_extend_voice_limit",
                  "can_use_instant_voice_cloning", "can_use_professional_voice_cloning", "has_open_invoices")  # fmt: skip
        return Answer.json(
            {
                "tier": self.tier, "character_count": 100, "character_limit": 100 + self.credits,
                "max_character_limit_extension": 0, "max_credit_limit_extension": 0, "status": "active",
                "current_overage": {"amount": "0", "currency": "usd"}, "open_invoices": [],
                **dict.fromkeys(counts, 0), **dict.fromkeys(rights, False),
            }
        )  # fmt: skip

    @route("GET", "/v2/voices")
    def search(self, asked: Asked) -> Answer:
        wanted = [name for name in self.voices_known if asked.query.get("search", "") in name]
        start, size = int(asked.query.get("next_page_token", 0)), int(asked.query.get("page_size", 10))
        page, more = wanted[start : start + size], start + size < len(wanted)
        voices = [
            {
                "voice_id": name, "name": name.title(), "category": "premade", "labels": {"accent": "british"},
                "preview_url": f"https://voices.example/{name}.mp3", "available_for_tiers": [],
                "high_quality_base_model_ids": [],
            }
            for name in page
        ]  # fmt: skip
        token = str(start + size) if more else None
        return Answer.json(
            {"voices": voices, "has_more": more, "total_count": len(wanted), "next_page_token": token}
        )

    @route("POST", r"/v1/text-to-speech/(?P<voice>[^/]+)/with-timestamps", paid=True)
    def speak(self, asked: Asked) -> Answer:
        body = asked.json()
        text, model = body["text"], body["model_id"]
        if asked.parts["voice"] not in self.voices_known:
            return said("voice_not_found", "A voice with that ID was not found", 404)
        if len(text) > MOST_CHARACTERS.get(model, 10_000):
            return said("max_character_limit_exceeded")
        if model in NO_NEIGHBOURS and ("previous_text" in body or "next_text" in body):
            return said("unsupported_model", "not yet supported", param="model_id")
        if asked.query.get("output_format") == "pcm_44100" and self.tier != "pro":
            return said("output_format_not_allowed", "needs the Pro plan", 403)
        rate = int(asked.query["output_format"].removeprefix("pcm_"))
        sound, starts, ends = voiced(text, rate)
        if self.half_sound:
            self.half_sound -= 1
            sound = sound[: len(sound) // 2]
        answer = {"audio_base64": base64.b64encode(sound.astype("<i2").tobytes()).decode()}
        headers = {"x_character_count": str(len(text)), "request_id": f"req-{len(self.calls)}"}
        return Answer.json({**answer, **self._alignment(text, starts, ends)}, **headers)

    def _alignment(self, text: str, starts: list[float], ends: list[float]) -> dict[str, Any]:
        if self.clock == "frozen":
            starts = ends = [ends[-1]] * len(ends)
        times = {"character_start_times_seconds": starts, "character_end_times_seconds": ends}
        read = {"characters": list("x" * len(text) if self.clock == "odd" else text), **times}
        own = read if self.clock not in ("none", "normalized") else None
        return {"alignment": own, "normalized_alignment": None if self.clock == "none" else read}

    @route("POST", "/v1/forced-alignment", paid=True)
    def align(self, asked: Asked) -> Answer:
        form = asked.form()
        spans = stretches(form["file"])
        words = form["text"].split()
        placed = [
            {"text": word, "start": start, "end": end, "loss": self.losses.get(word, self.loss)}
            for word, (start, end) in zip(words, spread(spans, words), strict=True)
        ]
        return Answer.json({"characters": [], "words": placed, "loss": self.loss})

    @route("POST", "/v1/speech-to-text", paid=True)
    def transcribe(self, asked: Asked) -> Answer:
        spans = stretches(asked.form()["file"])
        words: list[dict[str, Any]] = [
            {"text": f"word{n}", "start": start, "end": end, "type": "word", "logprob": -0.1}
            for n, (start, end) in enumerate(spans)
        ]
        blank = {"text": " ", "start": None, "end": None, "type": "spacing", "logprob": 0.0}
        mixed = [part for word in words for part in (word, blank)]
        text = " ".join(word["text"] for word in words)
        return Answer.json(
            {"language_code": "eng", "language_probability": 1.0, "text": text, "words": mixed}
        )

    @route("POST", "/v1/music", paid=True)
    def compose(self, asked: Asked) -> Answer:
        body = asked.json()
        plan = body.get("composition_plan")
        if ("prompt" in body) == (plan is not None):
            return said("invalid_parameters", "either prompt or composition_plan")
        if plan is not None:
            if ("chunks" in plan) != (body["model_id"] != "music_v1"):
                return said("bad_composition_plan", "the plan is not of this model")
            if "music_length_ms" in body or "force_instrumental" in body:
                return said("invalid_parameters", "only with a prompt")
            parts = plan.get("chunks") or plan["sections"]
            total = sum(part["duration_ms"] for part in parts)
        else:
            if "seed" in body:
                return said("invalid_parameters", "no seed with a prompt")
            total = body["music_length_ms"]
        return Answer(200, mp3(int(total * self.music_length)), {"Content-Type": "audio/mpeg"})


def voiced(text: str, rate: int) -> tuple[np.ndarray[Any, Any], list[float], list[float]]:
    """A tone for each letter, quiet for blanks and whatever stands in tags; seconds for each character."""
    at, parts, starts, ends, inside = LEAD_MS, [np.zeros(rate * LEAD_MS // 1000)], [], [], False
    for char in text:
        inside = inside or char in "<["
        silent = inside or not char.isalnum()
        ms = 0 if inside else MS_PER_LETTER if char.isalnum() else MS_PER_BLANK
        wave_s = np.arange(rate * ms // 1000) / rate
        parts.append(
            np.zeros(len(wave_s)) if silent else 8000 * np.sin(2 * np.pi * (200 + 7 * ord(char)) * wave_s)
        )
        starts.append(at / 1000)
        at += ms
        ends.append(at / 1000)
        inside = inside and char not in ">]"
    parts.append(np.zeros(rate * LEAD_MS // 1000))
    return np.concatenate(parts), starts, ends


def stretches(wav: bytes) -> list[tuple[float, float]]:
    """Where a recording is loud, rests of less than 50 ms bridged: seconds."""
    with wave.open(io.BytesIO(wav)) as file:
        rate, sound = file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), "<i2")
    out: list[list[float]] = []
    for frame in np.flatnonzero(np.abs(sound[: len(sound) // 480 * 480].reshape(-1, 480)).max(axis=1) > 300):
        start, end = frame * 480 / rate, (frame + 1) * 480 / rate
        if out and start - out[-1][1] < 0.05:
            out[-1][1] = end
        else:
            out.append([start, end])
    return [(start, end) for start, end in out]


def spread(spans: list[tuple[float, float]], words: list[str]) -> list[tuple[float, float]]:
    """A time for each word: its own stretch of sound, or an equal share of all of them."""
    if len(spans) == len(words):
        return spans
    first, last = spans[0][0], spans[-1][1]
    step = (last - first) / len(words)
    return [(first + n * step, first + (n + 1) * step) for n in range(len(words))]


def mp3(ms: int) -> bytes:
    """A chord of so many ms, as an encoder of our own ffmpeg packs it."""
    from imageio_ffmpeg import get_ffmpeg_exe

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "music.mp3"
        source = f"sine=f=220:r=44100:d={ms / 1000}"
        subprocess.run(
            [
                get_ffmpeg_exe(),
                "-v",
                "error",
                "-f",
                "lavfi",
                "-i",
                source,
                "-ac",
                "2",
                "-b:a",
                "128k",
                str(out),
            ],
            check=True,
        )
        return out.read_bytes()


def spoken_seconds(answer: bytes) -> float:
    """How long the sound of a speech answer is, at 24 kHz."""
    return len(base64.b64decode(json.loads(answer)["audio_base64"])) / 48_000
