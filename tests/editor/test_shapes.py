"""The schema of timeline and exports is what is answered, field by field, and docs/api.md names all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rest_framework import serializers as s

from editor.api import ForeseenShape
from editor.export_api import ExportShape, ExportsShape, HurriedShape, TextFileShape
from editor.shapes import TimelineShape
from tests.editor.test_timeline import TimelineCase
from tests.views.song_room import SongCase

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"


def unlike(shape: s.Field, value: Any, at: str = "") -> Iterator[str]:
    """Where a value has a field too many or too few, at any depth that the shape describes."""
    if value is None:
        return
    if isinstance(shape, s.ListSerializer):
        for each in value:
            yield from unlike(shape.child, each, f"{at}[]")
    elif isinstance(shape, s.DictField):
        if isinstance(shape.child, s.Serializer):
            for each in value.values():
                yield from unlike(shape.child, each, f"{at}{{}}")
    elif isinstance(shape, s.Serializer):
        needed = {name for name, field in shape.fields.items() if field.required}
        for name in sorted((set(value) - set(shape.fields)) | (needed - set(value))):
            yield f"{at}.{name}"
        for name in sorted(set(value) & set(shape.fields)):
            yield from unlike(shape.fields[name], value[name], f"{at}.{name}")


class TrailerTest(TimelineCase):
    def test_the_timeline_is_as_the_schema_says(self) -> None:
        scene = self.timeline()["scenes"][3]
        told = self.edit({"op": "move_boundary", "scene": scene["id"], "frame": scene["start"] + 2})
        self.post("/versions", {"name": "For Anna"})
        shown = self.timeline()
        self.assertEqual(
            (set(unlike(TimelineShape(), told)), set(unlike(TimelineShape(), shown))), (set(), set())
        )
        for part in ("scenes", "takes", "captions", "versions", "undo", "render", "holder"):
            self.assertTrue(shown[part], f"{part} was looked at")
        for part in ("spans", "words", "lines", "snaps", "cues", "scores"):
            self.assertTrue(shown["sound"][part], f"{part} was looked at")

    def test_the_exports_are_as_the_schema_says(self) -> None:
        told = self.clients["owner"].get(f"/api/v1/projects/{self.film.pk}/exports").json()
        self.assertEqual(set(unlike(ExportsShape(), told)), set())
        self.assertTrue(told["renders"] and told["captions"] and told["lists"] and told["packages"])

    def test_a_field_that_nobody_described_is_noticed(self) -> None:
        told = self.timeline()
        del told["scenes"][0]["fit"]
        told["sound"]["lines"][0]["mood"] = "calm"
        self.assertEqual(list(unlike(TimelineShape(), told)), [".scenes[].fit", ".sound.lines[].mood"])


class SongTest(SongCase):
    def test_that_of_a_music_video_too(self) -> None:
        told = self.owner.get(f"/api/v1/projects/{self.video.pk}/timeline").json()
        self.assertEqual(set(unlike(TimelineShape(), told)), set())
        self.assertTrue(told["sound"]["sections"])


def names_in(shape: s.Field) -> Iterator[str]:
    if isinstance(shape, s.ListSerializer | s.DictField):
        if shape.child is not None:
            yield from names_in(shape.child)
    elif isinstance(shape, s.Serializer):
        for name, field in shape.fields.items():
            yield name
            yield from names_in(field)


@pytest.mark.parametrize(
    "shape", [TimelineShape, ForeseenShape, ExportsShape, ExportShape, TextFileShape, HurriedShape]
)
def test_the_page_names_every_field(shape: type[s.Serializer]) -> None:
    told = set(re.findall(r"`([a-z_]+)`", PAGE.read_text(encoding="utf-8")))
    assert set(names_in(shape())) - told == set()
