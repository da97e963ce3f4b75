"""A film's events for programs: what happened since event n, oldest first."""

from __future__ import annotations

from typing import Any

from trailers.models import Event, Project

AT_ONCE = 500


def events_after(project: Project, after: int) -> tuple[list[dict[str, Any]], bool]:
    """The events with a number above `after` as JSON values, at most AT_ONCE of them, and whether there are more."""
    rows = list(Event.objects.filter(project=project, seq__gt=after).order_by("seq")[: AT_ONCE + 1])
    told = [
        {
            "seq": event.seq,
            "kind": event.kind,
            "at": event.at.isoformat(),
            "job": str(event.job_id) if event.job_id else None,
            "data": event.data,
        }
        for event in rows[:AT_ONCE]
    ]
    return told, len(rows) > AT_ONCE
