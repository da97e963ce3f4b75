"""Voice, aligner, score and mix."""

from __future__ import annotations

from collections.abc import Mapping

from ..message import Message

SOUND: Mapping[str, Message] = {
    "voice.language": Message(
        "The built-in voice cannot read {language}.",
        "It speaks English only.",
        "Choose another voice engine.",
    ),
    "voice.speaker": Message("{speaker} speaks no line of this script.", "", "Choose somebody who does."),
    "voice.unknown": Message("There is no built-in voice {voice}.", "", "Choose one of: {voices}."),
    "voice.too_long": Message(
        "A line is too long to be read at once.",
        "It has {characters} characters; {limit} are allowed.",
        "Part it into several lines.",
    ),
    "voice.script": Message(
        "The built-in voice cannot read {word}.",
        "Its script does not spell out how it sounds.",
        "Write it in Latin letters, or choose another voice engine.",
    ),
    "voice.nothing_to_say": Message(
        "There is nothing to say in this line: {text}",
        "It has no letter or number.",
        "Write words, or remove the line.",
    ),
    "voice.speed": Message(
        "The voice cannot read at {speed} times its pace.", "", "Use a speed from 0.5 to 2."
    ),
    "voice.not_offered": Message(
        "{provider} does not offer the voice {voice} to this account.", "{detail}", "Choose another voice."
    ),
    "aligner.poor": Message(
        "The recording does not speak this text.",
        "{poor} of {words} words were hardly heard where they should be.",
        "Use a recording of the text, or change the text to what is said.",
    ),
    "aligner.language": Message(
        "Words in {language} cannot be timed without a key.",
        "The built-in aligner knows English only.",
        "Choose another engine.",
    ),
    "aligner.script": Message(
        "The built-in aligner cannot time {word}.",
        "Its script does not spell out how it sounds.",
        "Write it in Latin letters.",
    ),
    "aligner.no_speech": Message(
        "No speech was found in {name}.", "It is silent.", "Use a recording of the text."
    ),
    "mix.voice_length": Message(
        "A voice file does not fit its place.",
        "It has {found} samples instead of {expected}.",
        "Read the line again.",
    ),
    "mix.wrong_samples": Message(
        "The sound came out too short or too long.",
        "It has {found} samples instead of {expected}.",
        "Mix it again.",
    ),
    "score.no_soundfont": Message(
        "The built-in score has no instruments.",
        "The package pretty_midi is not installed.",
        "Run the set-up again.",
    ),
    "audio.not_pcm16": Message("{name} is not a 16 bit WAV.", "{detail}", "Make that sound again."),
    "audio.wrong_form": Message(
        "{name} is not sound as Cuelock keeps it.", "It has {detail}.", "Make it again."
    ),
}
