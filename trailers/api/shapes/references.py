"""People, places, their pictures, and what buying a film up would order."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers as s


class SheetShape(s.Serializer):
    id = s.UUIDField(source="subject.id")
    kind = s.CharField(source="subject.kind")
    name = s.CharField(source="subject.name")
    description = s.CharField(source="subject.description", allow_blank=True)
    state = s.CharField(
        help_text="done, stale, working, queued, held, failed, waiting, none (does without) or undrawn."
    )
    chosen = s.BooleanField(help_text="Brought, or taken from the library.")
    scenes = s.ListField(child=s.IntegerField())
    price_microusd = s.IntegerField(help_text="Of drawing another.")
    picture = s.SerializerMethodField()

    def get_picture(self, row: Any) -> str | None:
        return self.context["link"](row.picture, "sheet")


class ReferenceShape(s.Serializer):
    id = s.UUIDField(source="pk")
    kind = s.CharField()
    name = s.CharField()
    description = s.CharField(allow_blank=True)
    origin = s.CharField()
    engine = s.CharField(allow_blank=True)
    created_at = s.DateTimeField()
    picture = s.SerializerMethodField()

    def get_picture(self, row: Any) -> str | None:
        return self.context["link"](row.artifact, "sheet")


class RungShape(s.Serializer):
    rung = s.CharField()
    engine = s.CharField()
    scenes = s.ListField(child=s.IntegerField())
    price_microusd = s.IntegerField()


class OrderedShape(s.Serializer):
    ordered = s.IntegerField()
