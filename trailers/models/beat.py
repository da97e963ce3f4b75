"""Signs of life: the canary that proves that a cluster still runs what it is given."""

from __future__ import annotations

from django.db import models


class WorkerBeat(models.Model):
    """The last time that the cluster `cluster` of `host` ran its canary."""

    host = models.CharField(max_length=100)
    cluster = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["host", "cluster"], name="one_beat_per_cluster")]

    def __str__(self) -> str:
        return f"{self.host}/{self.cluster}"
