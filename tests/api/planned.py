"""A treatment and a shot plan by our own writer, and the clock that they were planned for, without any file."""

from __future__ import annotations

from functools import cache
from typing import Any

from tests.domain.song_makers import make_song
from trailers.domain.shot_edit import named
from trailers.domain.shot_plan import ShotPlan, outline_of
from trailers.domain.song_wishes import CutSong, SongWishes, cut_song
from trailers.domain.treatment import Treatment
from trailers.engines.ports import PassRequest
from trailers.engines.registry import text_model

CONCEPT = "A woman in a red coat walks along a stormy coast until dawn"


@cache
def planned() -> tuple[Treatment, ShotPlan, CutSong]:
    cut = cut_song(make_song(40_000), SongWishes())
    told: dict[str, Any] = {"language": "en", "song": outline_of(cut).to_json()}
    writer = text_model("embedded")
    brief = {**told, "title": "", "freedom": "expand"}
    treatment = writer.run_pass(PassRequest("treatment", CONCEPT, brief, {})).result
    plan = writer.run_pass(
        PassRequest("shot_plan", CONCEPT, {**told, "most_setups": 4}, {"treatment": treatment})
    )
    return Treatment.from_json(treatment), named(ShotPlan.from_json(plan.result)), cut
