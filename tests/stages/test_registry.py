"""The table of stages: every step that the graph can declare has exactly one function."""

from __future__ import annotations

import inspect

import pytest

from trailers.domain import (
    exports,
    music_video,
    own_sound,
    performances,
    previews,
    references,
    shot_prompts,
    trailer,
    trailer_film,
)
from trailers.domain.errors import FatalError
from trailers.stages.registry import STAGES, stage


def test_every_kind_of_step_has_a_stage() -> None:
    film = (trailer, trailer_film, music_video, own_sound, performances, references, shot_prompts)
    assert set(STAGES) == {kind for module in (*film, exports, previews) for kind in module.VERSIONS}


@pytest.mark.parametrize("kind", STAGES)
def test_a_stage_takes_one_call(kind: str) -> None:
    assert list(inspect.signature(stage(kind)).parameters) == ["call"]


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(FatalError) as refusal:
        stage("dream")
    assert (refusal.value.code, refusal.value.params) == ("stage.unknown", {"kind": "dream"})
