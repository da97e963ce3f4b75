"""What the API answers with. Prices are whole microdollars, times milliseconds, frames counted from 0."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers as s

from accounts.models import LedgerEntry
from trailers.domain.film import GATE_STATES, GATES
from trailers.domain.script import Script as ScriptValue
from trailers.domain.script_edit import rows_of
from trailers.models import Script, Upload

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
    missing = s.ListField(child=s.CharField(), help_text="Settings this installation lacks for it.")


class RangeShape(s.Serializer):
    low_microusd = Price()
    high_microusd = Price()


class EstimateShape(s.Serializer):
    price = RangeShape()
    minutes_low = s.IntegerField()
    minutes_high = s.IntegerField()
    measured = s.BooleanField(help_text="Whether the time comes from films made here before.")


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
    archived_at = s.DateTimeField(source="project.archived_at", allow_null=True)
    cancelled_at = s.DateTimeField(source="project.cancelled_at", allow_null=True)
    created_at = s.DateTimeField(source="project.created_at")
    events = s.SerializerMethodField(help_text="The number of the newest event.")

    def get_scenes(self, film: Any) -> int:
        return len(film.scenes)

    def get_events(self, film: Any) -> int:
        return int(film.project.next_seq) - 1


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
