"""Films as a whole: in a list, where they stand, their history and files."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers as s

from trailers.domain.film import GATE_STATES, GATES

Price = s.IntegerField


class CardShape(s.Serializer):
    """A film in a list."""

    id = s.UUIDField(source="project.pk")
    title = s.CharField(source="project.title", allow_blank=True)
    kind = s.CharField(source="project.kind")
    state = s.CharField()
    percent = s.IntegerField()
    length_ms = s.IntegerField(allow_null=True)
    spent_microusd = Price()
    created_at = s.DateTimeField(source="project.created_at")


class StageShape(s.Serializer):
    key = s.CharField()
    name = s.CharField()
    state = s.CharField()
    done = s.IntegerField()
    total = s.IntegerField()
    failed = s.IntegerField()


class GateShape(s.Serializer):
    gate = s.ChoiceField(choices=GATES)
    state = s.ChoiceField(choices=GATE_STATES)
    steps = s.IntegerField(help_text="Steps that it holds back now.")
    price_microusd = Price()
    next = s.BooleanField(help_text="Whether the film waits for this decision.")


class FailureShape(s.Serializer):
    title = s.CharField(source="message.what")
    detail = s.SerializerMethodField()
    count = s.IntegerField()
    scenes = s.ListField(child=s.IntegerField())

    def get_detail(self, failure: Any) -> str:
        return " ".join(part for part in (failure.message.why, failure.message.do) if part)


class QuestionShape(s.Serializer):
    """A paid call of which nobody knows whether it was made."""

    job = s.UUIDField(source="job_id")
    title = s.CharField(source="message.what")
    detail = s.CharField(source="message.why", allow_blank=True)
    price_microusd = Price()
    scene = s.IntegerField(allow_null=True)


class FilmShape(s.Serializer):
    """A film and where it stands."""

    id = s.UUIDField(source="project.pk")
    team = s.UUIDField(source="project.team_id")
    source = s.UUIDField(source="project.source_id")  # type: ignore[assignment]
    title = s.CharField(source="project.title", allow_blank=True)
    kind = s.CharField(source="project.kind")
    rate = s.CharField(source="project.rate")
    width = s.IntegerField(source="project.width")
    height = s.IntegerField(source="project.height")
    look = s.CharField(source="project.look")
    engines = s.DictField(source="project.engines", child=s.CharField())
    state = s.CharField()
    percent = s.IntegerField()
    length_ms = s.IntegerField(allow_null=True)
    time_left_ms = s.IntegerField(allow_null=True, help_text="By what steps have taken here before.")
    scenes = s.SerializerMethodField()
    stages = StageShape(many=True)
    failures = FailureShape(many=True)
    questions = QuestionShape(many=True)
    spent_microusd = Price()
    bought_s = s.IntegerField(
        source="bought.seconds", help_text="Billed seconds of all clips that are paid by their length."
    )
    used_ms = s.IntegerField(source="bought.used_ms", help_text="Of those, what the cut shows.")
    archived_at = s.DateTimeField(source="project.archived_at", allow_null=True)
    cancelled_at = s.DateTimeField(source="project.cancelled_at", allow_null=True)
    created_at = s.DateTimeField(source="project.created_at")
    events = s.SerializerMethodField(help_text="The number of the newest event.")

    def get_scenes(self, film: Any) -> int:
        return len(film.scenes)

    def get_events(self, film: Any) -> int:
        return int(film.project.next_seq) - 1


class RenderShape(s.Serializer):
    id = s.UUIDField()
    format = s.CharField(help_text="1920x1080@24/1")
    current = s.SerializerMethodField(help_text="Whether it shows the film as it is edited now.")
    created_at = s.DateTimeField()
    receipt = s.DictField(help_text="The sync receipt; empty until it has been measured.")
    film = s.SerializerMethodField()

    def get_current(self, render: Any) -> bool:
        return bool(render.cut_id == render.project.current_cut_id)

    def get_film(self, render: Any) -> str:
        return str(self.context["link"](render.film, "film"))


class FileShape(s.Serializer):
    name = s.CharField()
    label = s.CharField()  # type: ignore[assignment]
    size = s.IntegerField(source="artifact.size")
    sha256 = s.CharField(source="artifact.sha256")
    url = s.SerializerMethodField(help_text="Works without a token, for an hour.")

    def get_url(self, file: Any) -> str:
        return str(self.context["link"](file.artifact, file.name, download=True))


class EventShape(s.Serializer):
    seq = s.IntegerField()
    kind = s.CharField()
    at = s.DateTimeField()
    job = s.UUIDField(allow_null=True)
    data = s.DictField()  # type: ignore[assignment]


class EventsShape(s.Serializer):
    events = EventShape(many=True)
    last = s.IntegerField(help_text="Ask for what comes `after` this.")
    more = s.BooleanField(help_text="Whether there are more already.")


class CountShape(s.Serializer):
    steps = s.IntegerField(help_text="How many steps were stopped or ordered again.")
