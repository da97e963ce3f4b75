"""When a project's second engine may stand in for its first: the first is out of order, and nothing was charged.

A refusal, an unusable answer or an unknown outcome is no outage. A second purchase would not mend the first two,
and might be the second for the same thing in the third case.
"""

from __future__ import annotations

from collections.abc import Mapping

PORTS = {"image": "image", "clip": "video"}
"""Step kind -> port, for the steps that another engine may take over."""
OUTAGES = frozenset(
    {
        "provider.unavailable",
        "provider.rate_limited",
        "provider.account",
        "provider.quota",
        "provider.key_refused",
        "provider.model_missing",
        "provider.task_failed",
        "provider.task_expired",
        "job.deadline",
    }
)
_SUFFIX = "_fallback"


def is_outage(code: str, cost_microusd: int) -> bool:
    """Whether a job that has failed for good failed because its engine is out of order."""
    return code in OUTAGES and cost_microusd == 0


def fallback_of(engines: Mapping[str, str], port: str) -> str:
    """The engine that a project names to stand in, '' for none."""
    return engines.get(port + _SUFFIX, "")


def with_fallback(engines: Mapping[str, str], port: str, name: str) -> dict[str, str]:
    """The project's engines with another stand-in for a port; '' takes it away."""
    kept = {key: value for key, value in engines.items() if key != port + _SUFFIX}
    return {**kept, port + _SUFFIX: name} if name else kept
