"""What Cuelock asks of an engine, per port: frozen requests, frozen answers, one Protocol each.

Every method may raise trailers.domain.errors.{UserError, RetryableError, UncertainError, FatalError} and
nothing else on purpose. Files named in an answer lie in the `scratch` folder the caller gave and belong to
the caller. Nothing here imports an SDK.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from trailers.domain.clock import Rate
from trailers.domain.script import Character, Script, Style, Visual
from trailers.domain.words import Word

Progress = Callable[[int, int], None]
"""progress(done, total): called as often as there is news; may raise Cancelled from stages."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What the provider said it used, and the price that follows. Free engines leave both empty."""

    units: Mapping[str, int] = field(default_factory=dict)
    cost_microusd: int = 0
    request_id: str = ""

    def __add__(self, other: Usage) -> Usage:
        """Of two calls for one result; the first one's id stands for both."""
        units = {
            name: self.units.get(name, 0) + other.units.get(name, 0) for name in {*self.units, *other.units}
        }
        return Usage(units, self.cost_microusd + other.cost_microusd, self.request_id or other.request_id)


# --- text -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PassRequest:
    """One of the four script passes (patterns, scenes, blocks, voiceover), of the two of a music video
    (treatment, shot_plan), or the prompt of a clip (shot_prompt), by an engine that sees pictures."""

    name: str
    document: str
    """The synopsis as plain text, paragraphs parted by blank lines; the concept of a music video."""
    brief: Mapping[str, Any]
    """title, language, target_ms (spoken length wanted), max_scene_ms, verbatim (list of lines, or absent).
    Of a music video: title, freedom, song (treatment.SongOutline as JSON), most_setups.
    Of a clip: visual, characters, style (as JSON), move (one of vocabulary.MOVES), seconds."""
    previous: Mapping[str, Any]
    """Results of earlier passes by name."""
    picture: Path | None = None
    """The still that a clip begins with; None for a pass that looks at nothing."""


@dataclass(frozen=True, slots=True)
class PassAnswer:
    result: Mapping[str, Any]
    """JSON of the pass; Script.to_json() for voiceover, Treatment's and ShotPlan's for those of a music video,
    ShotPrompt's for a clip."""
    usage: Usage = field(default_factory=Usage)


class TextModel(Protocol):
    def run_pass(self, request: PassRequest) -> PassAnswer: ...


# --- voice ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SpeechRequest:
    text: str
    voice: str = ""
    """Engine's own voice id; '' is its default."""
    speed: float = 1.0
    language: str = "en"
    seed: int | None = None
    before: str = ""
    """What was said just before and comes just after, for an engine that can carry a melody over. A film leaves
    them empty: a line must not sound otherwise because its neighbour was changed."""
    after: str = ""


@dataclass(frozen=True, slots=True)
class SpeechAnswer:
    path: Path
    """Mono PCM WAV, 16 bit, 48 kHz, no leading or trailing silence beyond 20 ms."""
    samples: int
    words: tuple[Word, ...] | None
    """Measured words, ms from the file's start, one per spoken script word; None when the engine gives none."""
    usage: Usage = field(default_factory=Usage)


class Voice(Protocol):
    def speak(self, request: SpeechRequest, scratch: Path) -> SpeechAnswer: ...


@dataclass(frozen=True, slots=True)
class VoiceOffer:
    """A voice that may be chosen."""

    id: str
    name: str
    labels: Mapping[str, str] = field(default_factory=dict)
    preview_url: str = ""


class VoiceCatalogue(Protocol):
    def voices(self, query: str = "", language: str = "", most: int = 100) -> tuple[VoiceOffer, ...]:
        """At most so many voices, by name. Free of charge."""
        ...


@dataclass(frozen=True, slots=True)
class Heard:
    """A known text in a recording."""

    words: tuple[Word, ...]
    """One per whitespace word of the text, in order, all with a time."""
    placed: int
    """Of the leading words, how many there are up to the last one that was found for certain."""
    doubtful: tuple[str, ...] = ()
    """Words that were placed but hardly heard there; empty for an engine that cannot tell."""
    unsure: tuple[int, ...] = ()
    """Indexes of `words` whose time is that of such a word, or of no word that was heard at all."""
    usage: Usage = field(default_factory=Usage)


class Aligner(Protocol):
    def align(self, audio: Path, text: str, scratch: Path, language: str = "en") -> tuple[Word, ...]:
        """Times of the given words in `audio`, one Word per whitespace word of `text`, in order."""
        ...

    def listen(self, audio: Path, text: str, scratch: Path, language: str = "en") -> Heard:
        """The same, with how sure the engine is, and the price."""
        ...


@dataclass(frozen=True, slots=True)
class Transcript:
    """An unknown text in a recording: its words in order, times in ms from the start."""

    words: tuple[Word, ...]
    language: str = ""
    usage: Usage = field(default_factory=Usage)


class Transcriber(Protocol):
    def transcribe(self, audio: Path, scratch: Path, language: str = "") -> Transcript:
        """`audio` is a WAV; '' lets the engine tell the language."""
        ...


# --- music ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hit:
    """A moment the score should serve, in frames of the film turned to ms by the caller."""

    time_ms: int
    kind: str
    """act, black, title, end, climax."""


@dataclass(frozen=True, slots=True)
class ScoreRequest:
    duration_ms: int
    samples: int
    """Exact length wanted at 48 kHz."""
    style: Style
    hits: tuple[Hit, ...] = ()
    seed: int = 0


@dataclass(frozen=True, slots=True)
class ScoreAnswer:
    path: Path
    """Stereo PCM WAV, 48 kHz, never more samples than asked for; embedded engines return exactly those."""
    usage: Usage = field(default_factory=Usage)


class MusicModel(Protocol):
    def compose(self, request: ScoreRequest, scratch: Path) -> ScoreAnswer: ...


# --- pictures -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ImageRequest:
    prompt: str
    visual: Visual
    style: Style
    characters: tuple[Character, ...]
    """Only those that the visual names."""
    width: int
    height: int
    seed: int
    number: int = 1
    """Scene number, so that neighbours can be told apart in composition."""
    references: tuple[Path, ...] = ()
    shows: tuple[tuple[str, str], ...] = ()
    """What each reference shows: (character, location or composition; name)."""
    sheet: str = ""
    """character or location for a reference sheet of that one, '' for a scene."""


@dataclass(frozen=True, slots=True)
class ImageAnswer:
    path: Path
    """PNG or JPEG of the requested size."""
    recipe: Mapping[str, Any] | None = None
    """JSON from which the embedded motion engine can rebuild the picture in planes; None for a flat picture."""
    usage: Usage = field(default_factory=Usage)


class ImageModel(Protocol):
    def draw(self, request: ImageRequest, scratch: Path) -> ImageAnswer: ...


# --- motion ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClipRequest:
    image: Path
    recipe: Mapping[str, Any] | None
    prompt: str
    move: str
    """One of vocabulary.MOVES."""
    frames: int
    """Frames wanted at `rate`, handles included."""
    rate: Rate
    width: int
    height: int
    seed: int


@dataclass(frozen=True, slots=True)
class ClipAnswer:
    path: Path
    """A video file without sound; its length is measured, never believed."""
    usage: Usage = field(default_factory=Usage)
    last_frame: Path | None = None
    """A picture of how it ends, where the engine gives one."""


class VideoModel(Protocol):
    def render(self, request: ClipRequest, scratch: Path, progress: Progress) -> ClipAnswer: ...


# --- what is ordered and delivered later ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Submitted:
    provider_job_id: str


class Orders(Protocol):
    """A hosted engine behind the port image or video that holds no thread while it works.

    Its requests and answers are those of the port. `blocking` is False; an engine without that attribute, or
    with True, has `draw` or `render` instead.
    """

    @property
    def provider(self) -> str: ...
    @property
    def blocking(self) -> bool: ...
    @property
    def can_find(self) -> bool:
        """Whether `find` can tell what became of an order whose answer was lost."""
        ...

    def submit(self, request: Any, idempotency_key: str) -> Submitted:
        """One paid call, made once. UncertainError when nobody can say whether it was taken."""
        ...

    def poll(self, provider_job_id: str, scratch: Path) -> Any:
        """The finished answer, or None while the provider is still at it. Free, and may be repeated: a
        RetryableError keeps the order, every other error is its end."""
        ...

    def cancel(self, provider_job_id: str) -> bool:
        """True when it is sure that nothing will be charged."""
        ...

    def find(self, idempotency_key: str, since: datetime) -> str | None:
        """The provider's id of an order placed after `since`; None: never taken. UncertainError: cannot tell."""
        ...


def script_of(answer: PassAnswer) -> Script:
    """The typed script in a voiceover answer."""
    return Script.from_json(answer.result)
