"""Who reads whom: a voice for the film, another for one speaker, each engine with its own."""

from __future__ import annotations

from trailers.domain.film import FilmSettings

JOE, ANN = "voice-joe", "voice-ann"


def test_a_speaker_has_a_voice_of_their_own_the_films_or_the_engines() -> None:
    settings = FilmSettings().with_voice("elevenlabs", "", JOE).with_voice("elevenlabs", "Mara", ANN)
    assert settings.voices == {"elevenlabs": {"": JOE, "Mara": ANN}}
    assert settings.voice_of("elevenlabs", "Mara") == ANN
    assert settings.voice_of("elevenlabs", "narrator") == JOE
    assert settings.voice_of("embedded", "Mara") == "", "voices of one engine mean nothing to another"
    assert FilmSettings(voice="joe").voice_of("embedded", "Mara") == "joe"


def test_a_choice_is_taken_back_without_a_trace() -> None:
    chosen = FilmSettings().with_voice("elevenlabs", "", JOE).with_voice("embedded", "Mara", "joe")
    assert chosen.with_voice("elevenlabs", "", "").voices == {"embedded": {"Mara": "joe"}}
    assert chosen.with_voice("elevenlabs", "", "").with_voice("embedded", "Mara", "") == FilmSettings()
    assert FilmSettings.from_json({"voices": {"embedded": {"": "joe"}}, "voice_names": {}}).voices == {
        "embedded": {"": "joe"}
    }
