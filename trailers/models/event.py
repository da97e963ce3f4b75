"""The history of a project, in order: progress, attempts, edits."""

from __future__ import annotations

from django.db import models

from accounts.models import AppendOnlyModel


class Event(AppendOnlyModel):
    """`seq` counts from 1 without a gap within a project; a reader that has seen n asks for seq > n."""

    project = models.ForeignKey("trailers.Project", on_delete=models.CASCADE, related_name="events")
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=40)
    job = models.ForeignKey(
        "trailers.Job", on_delete=models.CASCADE, null=True, blank=True, related_name="events"
    )
    data = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["project", "seq"]
        constraints = [models.UniqueConstraint(fields=["project", "seq"], name="event_seq")]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"
