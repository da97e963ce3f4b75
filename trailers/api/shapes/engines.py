"""Engines, the keys that calls go out with (never a key itself), stand-ins, and voices."""

from __future__ import annotations

from rest_framework import serializers as s

from .people import Price


class KeyShape(s.Serializer):
    vendor = s.CharField()
    name = s.CharField()
    source = s.ChoiceField(
        choices=["team", "operator", "none"], help_text="Whose key the team's calls go out with."
    )  # type: ignore[assignment]
    teams = s.BooleanField(help_text="Whether a team may bring its own.")
    hint = s.CharField(allow_blank=True, help_text="The last four characters of the team's own.")
    added_by = s.CharField(allow_blank=True)
    added_at = s.DateTimeField(allow_null=True)
    tested_at = s.DateTimeField(allow_null=True)
    result = s.ChoiceField(
        choices=["", "works", "refused", "quota", "limited", "unreached"],
        help_text="Of the last test; empty before the first, and for the operator's.",
    )
    detail = s.CharField(allow_blank=True)


class TrialShape(s.Serializer):
    result = s.ChoiceField(choices=["works", "refused", "quota", "limited", "unreached"])
    detail = s.CharField()


class StandInsShape(s.Serializer):
    image = s.CharField(allow_blank=True, help_text="Empty: the film waits, and says so.")
    video = s.CharField(allow_blank=True)


class SpeakerShape(s.Serializer):
    speaker = s.CharField(
        source="name", allow_blank=True, help_text="Empty: everybody without a voice of their own."
    )
    lines = s.IntegerField()
    voice = s.CharField(allow_blank=True, help_text="Empty: left to the engine, or to the film's voice.")
    voice_name = s.CharField(allow_blank=True)


class OfferShape(s.Serializer):
    id = s.CharField()
    name = s.CharField()
    labels = s.CharField(allow_blank=True)


class VoicesShape(s.Serializer):
    engine = s.CharField()
    speakers = SpeakerShape(many=True)
    offers = OfferShape(many=True)
    outdated = s.IntegerField(help_text="Lines that another voice or engine has spoken.")
    outdated_microusd = Price(help_text="The price of having them spoken anew.")


class OtherShape(s.Serializer):
    name = s.CharField()
    made_by = s.CharField()
    price_microusd = Price()
    refuses_people = s.BooleanField()


class RefusalShape(s.Serializer):
    take = s.UUIDField(source="take_id")
    scene = s.IntegerField()
    made = s.ChoiceField(choices=["picture", "clip"])
    level = s.ChoiceField(
        choices=["prompt", "image", "output", "person"], help_text="What was looked at when it was refused."
    )
    title = s.CharField()
    detail = s.CharField(source="message")
    engine = s.CharField()
    charged_microusd = Price()
    suggestion = s.CharField(
        allow_blank=True, help_text="Milder words, to be read and changed before they are sent."
    )
    price_microusd = Price(help_text="Of ordering it again in other words.")
    has_still = s.BooleanField(help_text="Whether the engine `embedded` can move its still, free of charge.")
    others = OtherShape(many=True)
