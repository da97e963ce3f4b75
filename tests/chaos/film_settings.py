"""Settings of a film under chaos: simulated engines with prices, and short patience."""

from tests.chaos.settings import *  # noqa: F403

JOB_HANDLERS = "tests.chaos.engines"
