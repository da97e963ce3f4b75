"""Jobs, money, storage, and faults of ours."""

from __future__ import annotations

from collections.abc import Mapping

from ..message import Message

JOBS: Mapping[str, Message] = {
    "internal": Message(
        "Something went wrong inside Cuelock.", "{detail}", "Run it again; if it repeats, send us the log."
    ),
    "job.worker_lost": Message(
        "A worker stopped in the middle of this step.",
        "It was tried {attempts} times.",
        "Try again; if it repeats, see the log.",
    ),
    "job.outcome_unknown": Message(
        "Nobody can say whether {provider} took this order.",
        "The worker was lost between the order and its answer.",
        "Look at the provider's bill, then order it again or give it up.",
    ),
    "job.deadline": Message("{provider} was late.", "It kept the order beyond its deadline.", "Try again."),
    "spending.stopped": Message(
        "Spending is stopped.", "An operator closed it for everybody.", "Use a free engine, or ask."
    ),
    "spending.project_cap": Message(
        "The project's budget does not cover this step.",
        "",
        "Raise the project's budget, then retry what failed.",
    ),
    "spending.team_cap": Message(
        "The team's spending cap does not cover this step.",
        "",
        "Ask an owner to raise the cap, then retry what failed.",
    ),
    "storage.missing": Message("A stored file is gone.", "{name}", "Retry; it is made again if it can be."),
    "storage.failed": Message(
        "The storage does not answer.", "{name}: {detail}", "It is tried again by itself."
    ),
    "storage.damaged": Message("A stored file arrived damaged.", "{name}", "It is fetched again by itself."),
}
