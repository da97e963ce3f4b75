"""The durable job: the truth about work that was asked for. Only trailers.queue changes these rows."""

from __future__ import annotations

import uuid
from typing import Literal

from django.db import models
from django.db.models import F, Q

from trailers.domain.states import FINAL_STATES, LIVE_STATES


class JobState(models.TextChoices):
    """Which may follow which: trailers.domain.states."""

    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    UNCERTAIN = "uncertain"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(models.Model):
    """One order for the artifact `key`; its attempts are counted when they are claimed.

    `input` is the frozen snapshot it runs on. `epoch` is the project's when it was enqueued. The smallest
    `priority` runs first. `submitted_at` is set in its own commit just before a billable call: a job lost
    after that, with no `provider_job_id`, is uncertain; `poll_after` is when the provider is asked (again)
    about it. `price_microusd` is reserved, `cost_microusd` is what its attempts have cost so far. `watchers`
    are other projects of the team that asked for the same key while it was live.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("trailers.Project", on_delete=models.CASCADE, related_name="jobs")
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, related_name="jobs")
    scene = models.ForeignKey(
        "trailers.Scene", on_delete=models.CASCADE, null=True, blank=True, related_name="jobs"
    )
    take = models.ForeignKey(
        "trailers.Take", on_delete=models.CASCADE, null=True, blank=True, related_name="jobs"
    )
    watchers = models.ManyToManyField("trailers.Project", blank=True, related_name="watched_jobs")

    kind = models.CharField(max_length=40)
    node = models.CharField(max_length=200)
    lane = models.ForeignKey("trailers.Lane", on_delete=models.PROTECT, related_name="jobs")
    key = models.CharField(max_length=128)
    epoch = models.PositiveIntegerField(default=0)
    priority = models.IntegerField(default=0)
    input = models.JSONField(default=dict)
    output = models.JSONField(null=True, blank=True)

    state = models.CharField(max_length=9, choices=JobState, default=JobState.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    max_attempts = models.PositiveIntegerField(default=3)
    run_after = models.DateTimeField()
    worker = models.CharField(max_length=200, blank=True)
    host = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    cancel_requested = models.BooleanField(default=False)

    provider = models.CharField(max_length=40, blank=True)
    engine_key = models.ForeignKey(
        "trailers.EngineKey", on_delete=models.RESTRICT, null=True, blank=True, related_name="jobs"
    )
    """The team's own key that it goes out with; empty for the operator's. What was ordered with a key is asked
    about, fetched and called off with the same."""
    provider_job_id = models.CharField(max_length=200, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    poll_after = models.DateTimeField(null=True, blank=True)
    deadline = models.DateTimeField(null=True, blank=True)
    uncertain_repeats = models.PositiveSmallIntegerField(default=0)

    error_code = models.CharField(max_length=80, blank=True)
    error_detail = models.JSONField(default=dict, blank=True)
    price_microusd = models.BigIntegerField(default=0)
    cost_microusd = models.BigIntegerField(default=0)
    cpu_ms = models.BigIntegerField(null=True, blank=True)

    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "key"],
                condition=Q(state__in=list(LIVE_STATES)),
                name="one_live_job_per_key",
            ),
            models.CheckConstraint(
                condition=~Q(state="running") | (~Q(worker="") & Q(lease_until__isnull=False)),
                name="running_has_worker_and_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | (~Q(provider_job_id="") & Q(poll_after__isnull=False)),
                name="waiting_has_provider_job",
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(FINAL_STATES), finished_at__isnull=False)
                | Q(state__in=list(LIVE_STATES), finished_at__isnull=True),
                name="finished_when_final",
            ),
            models.CheckConstraint(condition=Q(attempts__lte=F("max_attempts")), name="attempts_are_bounded"),
            models.CheckConstraint(condition=Q(price_microusd__gte=0), name="job_price_not_negative"),
        ]
        indexes = [
            models.Index(fields=["lane", "state", "run_after"], name="job_due"),
            models.Index(fields=["lease_until"], condition=Q(state="running"), name="job_lease"),
            models.Index(fields=["poll_after"], condition=Q(state="waiting"), name="job_poll"),
            models.Index(fields=["finished_at"], name="job_finished"),
            models.Index(fields=["project", "created_at"], name="job_by_project"),
            models.Index(fields=["team", "key", "created_at"], name="job_by_key"),
        ]

    def __str__(self) -> str:
        return f"{self.node} ({self.state})"

    @property
    def phase(self) -> Literal["make", "poll", "lookup"]:
        """What a worker that claimed it must do: make it, collect it, or ask whether it was ever accepted."""
        if self.provider_job_id:
            return "poll"
        return "lookup" if self.submitted_at else "make"
