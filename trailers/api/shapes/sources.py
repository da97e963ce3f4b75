"""Documents on their way in, and what a film would cost."""

from __future__ import annotations

from rest_framework import serializers as s

from trailers.models import Upload

Price = s.IntegerField


class ReadingShape(s.Serializer):
    title = s.CharField(allow_blank=True)
    words = s.IntegerField()
    pages = s.IntegerField()
    opening = s.CharField(allow_blank=True)
    notices = s.ListField(child=s.CharField())


class SourceShape(s.Serializer):
    id = s.UUIDField()
    name = s.CharField()
    size = s.IntegerField(help_text="Bytes.")
    sha256 = s.CharField()
    created_at = s.DateTimeField()


class SourceDetailShape(SourceShape):
    reading = ReadingShape()


class FormShape(s.Serializer):
    method = s.ChoiceField(choices=["POST"])
    url = s.URLField()
    fields = s.DictField(  # type: ignore[assignment]
        child=s.CharField(), help_text="Form fields to send before the field `file`."
    )


class UploadShape(s.ModelSerializer):
    form = FormShape(required=False, help_text="Where to send it; told once, when it is promised.")
    source = s.UUIDField(source="source_id", allow_null=True)  # type: ignore[assignment]
    take = s.UUIDField(source="take_id", allow_null=True)

    class Meta:
        model = Upload
        fields = ["id", "name", "media_type", "size", "expires_at", "source", "take", "form"]


class EngineShape(s.Serializer):
    port = s.CharField()
    name = s.CharField()
    made_by = s.CharField(allow_blank=True)
    price_microusd = Price()
    second_microusd = Price(help_text="Of a second, for what is paid by its length; else 0.")
    limits = s.CharField(allow_blank=True)
    refuses_people = s.BooleanField(help_text="Whether it turns down pictures with faces that look real.")
    missing = s.ListField(
        child=s.CharField(), help_text="Settings that it lacks; none where the team has a key of its own."
    )


class RangeShape(s.Serializer):
    low_microusd = Price()
    high_microusd = Price()


class EstimateShape(s.Serializer):
    price = RangeShape()
    minutes_low = s.IntegerField()
    minutes_high = s.IntegerField()
    measured = s.BooleanField(help_text="Whether the time comes from films made here before.")
