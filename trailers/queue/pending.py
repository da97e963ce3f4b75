"""The answer of a hosted engine that took an order and will deliver later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

FIRST_POLL_MS = 1_000
LONGEST_POLL_MS = 20_000


@dataclass(frozen=True, slots=True)
class Pending:
    """A handler returns this instead of an outcome: the provider has the job and no thread waits for it."""

    provider: str
    provider_job_id: str
    poll_in_ms: int | None = None
    """The provider's own wish; None for ours, which grows with the age of the order."""
    deadline: datetime | None = None


def poll_delay_ms(age_ms: int) -> int:
    """When to ask again about an order of this age: after a ninetieth of it, between 1 and 20 seconds.

    A finished order keeps its place in the lane until somebody asks, so this is what waiting for answers may
    cost: about one per cent of the time that the provider takes.
    """
    return max(FIRST_POLL_MS, min(LONGEST_POLL_MS, age_ms // 90))
