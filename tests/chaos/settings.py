"""The product's settings with simulated work and short patience, for tests that kill processes."""

from config.settings import *  # noqa: F403

JOB_HANDLERS = "tests.chaos.handlers"
CANARY_STALE_S = 8
CANARY_FIRST_S = 20
START_PAUSES_S = (0.0, 0.5, 1.0)

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # what a killed process wrote is safe with the system; waiting for the disk would be most of a test's time
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"  # noqa: F405
