"""The form of each pass's answer. Fixed terms that a model did not keep to are dropped, not quarrelled about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field

from trailers.domain.vocabulary import ACTIONS, GENRES, SETTINGS, SHOT_SIZES, TIMES, WEATHERS

ACTS = ("hook", "world", "disturbance", "escalation", "question")


def fits(choices: Sequence[str], default: str = "") -> BeforeValidator:
    """One of fixed words; whatever else comes is `default`."""

    def fit(value: Any) -> str:
        word = str(value or "").strip().lower().replace(" ", "_").replace("-", "_")
        return word if word in choices else default

    return BeforeValidator(fit)


def one_of(choices: Sequence[str], default: str = "") -> Any:
    """What the schema says of the same."""
    return Field(json_schema_extra={"enum": [*choices] if default in choices else [*choices, default]})


Genre = Annotated[str, fits(GENRES, "drama"), one_of(GENRES, "drama")]
Setting = Annotated[str, fits(SETTINGS), one_of(SETTINGS)]
Time = Annotated[str, fits(TIMES), one_of(TIMES)]
Weather = Annotated[str, fits(WEATHERS), one_of(WEATHERS)]
Action = Annotated[str, fits(ACTIONS), one_of(ACTIONS)]
ShotSize = Annotated[str, fits(SHOT_SIZES, "wide"), one_of(SHOT_SIZES, "wide")]
Act = Annotated[str, fits(ACTS, "world"), one_of(ACTS, "world")]


class PatternsDraft(BaseModel):
    title: str
    genre: Genre
    tone: list[str]
    palette: str
    themes: list[str]
    logline: str
    tagline: str


class PersonDraft(BaseModel):
    name: str
    description: str


class PlaceDraft(BaseModel):
    name: str
    description: str
    setting: Setting


class VisualDraft(BaseModel):
    description: str
    place: str
    setting: Setting
    time: Time
    weather: Weather
    shot_size: ShotSize
    action: Action
    characters: list[str]
    objects: list[str]
    mood: str


class ScenesDraft(BaseModel):
    moments: list[VisualDraft]
    characters: list[PersonDraft]
    locations: list[PlaceDraft]


class SpokenDraft(BaseModel):
    text: str
    joins_next: bool


class ActDraft(BaseModel):
    name: Act
    card: str
    lines: list[SpokenDraft]


class BlocksDraft(BaseModel):
    acts: list[ActDraft]
    withheld: str


class ItemDraft(BaseModel):
    kind: Literal["line", "card", "breath"]
    text: str
    pause_ms: int
    visuals: list[VisualDraft]


class StyleDraft(BaseModel):
    genre: Genre
    tone: list[str]
    palette: str
    tagline: str


class ScriptDraft(BaseModel):
    title: str
    style: StyleDraft
    characters: list[PersonDraft]
    locations: list[PlaceDraft]
    opening: VisualDraft
    items: list[ItemDraft]


class ShotPromptDraft(BaseModel):
    subject: str
    motion: str
    camera: str
    light: str


DRAFTS: dict[str, type[BaseModel]] = {
    "patterns": PatternsDraft,
    "scenes": ScenesDraft,
    "blocks": BlocksDraft,
    "voiceover": ScriptDraft,
    "shot_prompt": ShotPromptDraft,
}
