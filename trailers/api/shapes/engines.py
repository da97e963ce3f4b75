"""Engines, the keys that calls go out with (never a key itself), stand-ins, and voices."""

from __future__ import annotations

from rest_framework import serializers as s

from .people import Price


class KeyShape(s.Serializer):
    vendor = s.CharField()
    name = s.CharField()
    source = s.ChoiceField(
        choices=["team", "operator", "none"], help_text="Whose key the team's calls go out with."
    )
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
