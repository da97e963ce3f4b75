"""Who asks, and money."""

from __future__ import annotations

from rest_framework import serializers as s

from accounts.models import LedgerEntry

Price = s.IntegerField


class TeamShape(s.Serializer):
    id = s.UUIDField(source="team.pk")
    name = s.CharField(source="team.name")
    role = s.ChoiceField(choices=["owner", "editor", "viewer"])


class MeShape(s.Serializer):
    id = s.UUIDField()
    email = s.EmailField()
    name = s.CharField(allow_blank=True)
    teams = TeamShape(many=True)
    team = s.UUIDField(help_text="The team that requests without `?team=` are about.")
    scopes = s.ListField(child=s.CharField(), help_text="Of the token; of a session, everything.")


class SpendShape(s.Serializer):
    cap_microusd = Price()
    committed_microusd = Price()
    left_microusd = Price()


class LedgerShape(s.ModelSerializer):
    class Meta:
        model = LedgerEntry
        fields = ["project_id", "job_id", "kind", "amount_microusd", "at"]
