"""What operators see and change of the work: lanes can be changed, the rest is looked at.

Jobs are only ever changed by trailers.queue, so there is no form for them: they are retried and cancelled by
actions, which do what a film's own page does.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.admin import ReadOnly
from trailers.domain.states import LIVE_STATES
from trailers.models import Artifact, Event, Job, JobState, Lane, Project, WorkerBeat
from trailers.queue import lanes
from trailers.services.cancel import cancel_chosen
from trailers.services.projects import retry_failed, set_budget


@admin.register(Lane)
class LaneAdmin(admin.ModelAdmin):
    list_display = (
        "name", "cap", "cap_per_host", "cap_auto", "paused_until", "queued", "running", "waiting",
    )  # fmt: skip
    list_editable = ("cap", "cap_per_host", "paused_until")
    readonly_fields = ("name", "cap_auto", "cap_auto_at", "nudged_at", "turn")
    actions = ("pause", "resume")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Lane]:
        def jobs(state: JobState) -> Count:
            return Count("jobs", filter=Q(jobs__state=state))

        return (
            super()
            .get_queryset(request)
            .annotate(
                queued_jobs=jobs(JobState.QUEUED),
                running_jobs=jobs(JobState.RUNNING),
                waiting_jobs=jobs(JobState.WAITING),
            )
        )

    @admin.display(ordering="queued_jobs")
    def queued(self, lane: Any) -> int:
        return int(lane.queued_jobs)

    @admin.display(ordering="running_jobs")
    def running(self, lane: Any) -> int:
        return int(lane.running_jobs)

    @admin.display(description="at a provider", ordering="waiting_jobs")
    def waiting(self, lane: Any) -> int:
        return int(lane.waiting_jobs)

    @admin.action(description="Pause for an hour: nothing starts, what runs goes on", permissions=["change"])
    def pause(self, request: HttpRequest, chosen: QuerySet[Lane]) -> None:
        for lane in chosen:
            lanes.pause(lane.name, until=timezone.now() + timedelta(hours=1))

    @admin.action(description="Resume: end the pause, give the whole cap back", permissions=["change"])
    def resume(self, request: HttpRequest, chosen: QuerySet[Lane]) -> None:
        for lane in chosen:
            lanes.resume(lane.name)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Lane | None = None) -> bool:
        return False


class HistoryInline(admin.TabularInline):
    """What happened to a job, attempt by attempt."""

    model = Event
    verbose_name_plural = "history"
    fields = readonly_fields = ("seq", "at", "kind", "data")
    ordering = ("seq",)
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Job)
class JobAdmin(ReadOnly):
    list_display = (
        "node", "state", "lane", "team", "project", "attempts", "worker", "error_code", "cost_microusd", "created_at",
    )  # fmt: skip
    list_filter = ("state", "lane", "kind", "error_code", "host")
    list_select_related = ("lane", "team", "project")
    search_fields = ("id", "key", "node", "project__id", "provider_job_id", "worker")
    date_hierarchy = "created_at"
    inlines = (HistoryInline,)
    actions = ("retry", "cancel")

    def has_act_permission(self, request: HttpRequest) -> bool:
        """Rows are read-only, acts are not: whoever may change jobs may have them retried or stopped."""
        return request.user.has_perm("trailers.change_job")

    @admin.action(description="Retry: order again what failed or was cancelled", permissions=["act"])
    def retry(self, request: HttpRequest, chosen: QuerySet[Job]) -> None:
        keys = _by_project(chosen.filter(state__in=(JobState.FAILED, JobState.CANCELLED)), "key")
        count = sum(retry_failed(project=project, keys=found) for project, found in keys.items())
        self.message_user(request, f"{count} ordered again.")

    @admin.action(description="Cancel: stop before the next paid call", permissions=["act"])
    def cancel(self, request: HttpRequest, chosen: QuerySet[Job]) -> None:
        ids = _by_project(chosen.filter(state__in=LIVE_STATES), "pk")
        stopped = [cancel_chosen(project=project, ids=found) for project, found in ids.items()]
        ended, asked = sum(s.ended for s in stopped), sum(s.asked for s in stopped)
        self.message_user(request, f"{ended} stopped, {asked} asked to stop.")


def _by_project(jobs: QuerySet[Job], field: str) -> dict[Project, set[Any]]:
    """One field of the chosen jobs, for each of their films."""
    found: dict[Project, set[Any]] = defaultdict(set)
    for job in jobs.select_related("project"):
        found[job.project].add(getattr(job, field))
    return found


@admin.register(Project)
class ProjectAdmin(ReadOnly):
    list_display = ("__str__", "kind", "team", "budget_microusd", "created_at", "cancelled_at", "archived_at")
    list_filter = ("kind", "team")
    list_select_related = ("team",)
    search_fields = ("id", "title")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("trailers.change_project")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Everything but the budget: the rest is changed by acts that keep the film whole."""
        return [field.name for field in Project._meta.fields if field.name != "budget_microusd"]

    def save_model(self, request: HttpRequest, obj: Project, form: Any, change: bool) -> None:
        set_budget(project=obj, budget_microusd=obj.budget_microusd)


@admin.register(Artifact)
class ArtifactAdmin(ReadOnly):
    list_display = ("kind", "key", "team", "size", "created_at")
    list_filter = ("kind", "team")
    search_fields = ("key", "sha256")


@admin.register(Event)
class EventAdmin(ReadOnly):
    list_display = ("at", "project", "seq", "kind", "job")
    list_filter = ("kind",)
    list_select_related = ("project", "job")
    search_fields = ("project__id", "job__id")


@admin.register(WorkerBeat)
class BeatAdmin(ReadOnly):
    list_display = ("host", "cluster", "at")
