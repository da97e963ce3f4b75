"""Scenes, takes, the script, and what an act on them would do."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers as s

from trailers.domain.script import Script as ScriptValue
from trailers.domain.script_edit import rows_of
from trailers.models import Script

Price = s.IntegerField


class SceneShape(s.Serializer):
    number = s.IntegerField()
    key = s.CharField()
    kind = s.ChoiceField(choices=["shot", "card", "black"])
    start_frame = s.IntegerField(source="start")
    end_frame = s.IntegerField(source="end", help_text="The first frame that no longer belongs to it.")
    words = s.CharField(allow_blank=True)
    description = s.CharField(allow_blank=True)
    prompt = s.CharField(allow_blank=True)
    state = s.CharField()
    take = s.IntegerField(allow_null=True)
    takes = s.IntegerField()
    engine = s.CharField(allow_blank=True)
    locked = s.BooleanField()
    can_remake = s.BooleanField()
    bought_s = s.IntegerField(
        source="bought.seconds",
        help_text="Billed seconds of the clip on show; 0 where it is not paid by them.",
    )
    used_ms = s.IntegerField(source="bought.used_ms", help_text="Of those, what the cut shows.")
    picture = s.SerializerMethodField()
    clip = s.SerializerMethodField()

    def get_picture(self, scene: Any) -> str | None:
        return self.context["link"](scene.picture, f"scene-{scene.number:02d}")

    def get_clip(self, scene: Any) -> str | None:
        return self.context["link"](scene.clip, f"scene-{scene.number:02d}")


class TakeShape(s.Serializer):
    id = s.UUIDField(source="take.pk")
    number = s.IntegerField(source="take.number")
    kind = s.CharField(source="take.kind")
    origin = s.CharField(source="take.origin")
    prompt = s.CharField(source="take.prompt", allow_blank=True)
    engine = s.CharField(source="take.engine")
    price_microusd = Price(source="take.price_microusd")
    state = s.CharField()
    shown = s.BooleanField()
    created_at = s.DateTimeField(source="take.created_at")
    picture = s.SerializerMethodField()
    clip = s.SerializerMethodField()

    def get_picture(self, row: Any) -> str | None:
        picture = row.take.artifact if row.take.kind == "image" else None
        return self.context["link"](picture, f"take-{row.take.number}")

    def get_clip(self, row: Any) -> str | None:
        return self.context["link"](row.clip, f"take-{row.take.number}")


class PreviewShape(s.Serializer):
    """What an act would do, told before it is done."""

    made = s.DictField(source="what.made", child=s.IntegerField(), help_text="Steps by kind, at most.")
    changed = s.ListField(source="what.changed", child=s.IntegerField(), help_text="Numbers of scenes.")
    kept = s.IntegerField(source="what.kept", help_text="Scenes that stay as they are, to the byte.")
    gone = s.IntegerField(source="what.gone")
    new = s.IntegerField(source="what.new")
    stale = s.ListField(source="what.stale", child=s.CharField(), help_text="Slots to renew afterwards.")
    price_microusd = Price(source="what.price_microusd")
    bought_s = s.IntegerField(
        source="what.bought_s",
        help_text="Seconds of clip that would be billed; 0 where it is not paid by them.",
    )
    shown_ms = s.IntegerField(source="what.shown_ms", help_text="Of those, what the cut would show.")
    minutes = s.IntegerField()


class RowShape(s.Serializer):
    id = s.CharField()
    kind = s.ChoiceField(choices=["line", "card", "silence"])
    role = s.CharField(allow_blank=True)
    text = s.CharField(allow_blank=True)
    duration_ms = s.IntegerField()
    pause_after_ms = s.IntegerField()
    pictures = s.ListField(child=s.CharField(allow_blank=True))


class ScriptShape(s.Serializer):
    number = s.IntegerField(help_text="The version: the `base` of an edit.")
    origin = s.CharField()
    title = s.CharField(source="content.title", allow_blank=True)
    rows = s.SerializerMethodField()
    stale = s.SerializerMethodField(
        help_text="Slots made for an earlier state, and the price of renewing each."
    )

    @extend_schema_field(RowShape(many=True))
    def get_rows(self, script: Script) -> Any:
        return RowShape(rows_of(ScriptValue.from_json(script.content)), many=True).data

    def get_stale(self, script: Script) -> dict[str, int]:
        return dict(self.context["stale"])


class ReadingNumberShape(s.Serializer):
    reading = s.IntegerField()
