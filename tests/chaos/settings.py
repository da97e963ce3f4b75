"""The product's settings with simulated work and short patience, for tests that kill processes."""

from config.settings import *  # noqa: F403

JOB_HANDLERS = "tests.chaos.handlers"
CANARY_STALE_S = 8
