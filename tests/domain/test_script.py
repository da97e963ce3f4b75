"""Scripts as values: exact round trips, stable identities, no unknown keys."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.tracks import SEEDS, random_track
from trailers.domain.clock import Rate
from trailers.domain.script import (
    NAMESPACE,
    Character,
    Item,
    Location,
    Script,
    Style,
    Visual,
    visual_from_json,
    with_identities,
)

FULL = Script(
    title="The Keeper",
    items=(
        Item(
            "o", "silence", role="opening", duration_ms=2_000, visuals=(Visual("the sea", weather="storm"),)
        ),
        Item(
            "l",
            "line",
            "Nobody came.",
            pause_after_ms=400,
            visuals=(
                Visual(
                    "a man",
                    "a cliff",
                    "coast",
                    "dusk",
                    "rain",
                    "close",
                    "stand",
                    ("Ewan",),
                    ("lamp",),
                    "grim",
                ),
            ),
        ),
        Item("t", "card", "THE KEEPER", "title", 3_000),
    ),
    characters=(Character("Ewan", "grey coat"),),
    locations=(Location("the rock", "a bare rock", "coast"),),
    style=Style("thriller", ("bleak", "slow"), "steel", "He kept the light."),
    language="de",
)


def test_a_full_script_survives_json_text() -> None:
    assert Script.from_json(json.loads(json.dumps(FULL.to_json()))) == FULL


def test_only_title_and_items_are_needed() -> None:
    assert Script.from_json({"title": "T", "items": []}) == Script("T", ())
    read = Script.from_json({"title": "T", "items": [{"id": "a", "kind": "line", "text": "Go."}]})
    assert read == Script("T", (Item("a", "line", "Go."),))
    assert read.language == "en" and read.style == Style()


def test_lines_are_the_items_that_are_spoken() -> None:
    assert [item.id for item in FULL.lines] == ["l"]


@pytest.mark.parametrize(
    "path",
    [(), ("items", 1), ("items", 1, "visuals", 0), ("characters", 0), ("locations", 0), ("style",)],
    ids=["script", "item", "visual", "character", "location", "style"],
)
def test_an_unknown_key_is_refused_at_every_depth(path: tuple[str | int, ...]) -> None:
    data = json.loads(json.dumps(FULL.to_json()))
    place = data
    for step in path:
        place = place[step]
    place["surprise"] = 1
    with pytest.raises(TypeError):
        Script.from_json(data)


def test_a_visual_alone_survives_json() -> None:
    visual = FULL.items[1].visuals[0]
    data = json.loads(json.dumps(FULL.to_json()))["items"][1]["visuals"][0]
    assert visual_from_json(data) == visual


@settings(max_examples=300, deadline=None)
@given(SEEDS)
def test_every_random_script_survives_json_text(seed: int) -> None:
    script, _, _ = random_track(seed, Rate(24))
    assert Script.from_json(json.loads(json.dumps(script.to_json()))) == script


def test_identities_are_made_from_kind_role_text_and_count() -> None:
    line, again, card = with_identities(
        (Item("", "line", "Go."), Item("", "line", "Go."), Item("", "card", "Go."))
    )
    assert line.id == str(uuid.uuid5(NAMESPACE, "line\x1f\x1fGo.\x1f1"))
    assert again.id == str(uuid.uuid5(NAMESPACE, "line\x1f\x1fGo.\x1f2"))
    assert len({line.id, again.id, card.id}) == 3


def test_identities_ignore_spacing_and_what_is_seen_but_keep_given_ones() -> None:
    plain, spaced = (with_identities((Item("", "line", text),))[0] for text in ("Go on.", "  Go \n on. "))
    assert plain.id == spaced.id
    seen = with_identities((Item("", "line", "Go on.", visuals=(Visual("x"),), pause_after_ms=9),))[0]
    assert seen.id == plain.id
    assert with_identities((Item("mine", "line", "Go on."),))[0].id == "mine"


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(["Go.", "Stay.", "Now."]), max_size=8), st.integers(0, 8))
def test_a_line_put_in_keeps_the_identity_of_every_other_line(texts: list[str], place: int) -> None:
    before = with_identities(tuple(Item("", "line", text) for text in texts))
    longer = [*texts[:place], "Something new.", *texts[place:]]
    after = with_identities(tuple(Item("", "line", text) for text in longer))
    assert [item for item in after if item.text != "Something new."] == list(before)
    assert len({item.id for item in after}) == len(after)


def test_identities_change_nothing_else() -> None:
    item = Item("", "card", "ACT", "act", 1_500)
    assert replace(with_identities((item,))[0], id="") == item
