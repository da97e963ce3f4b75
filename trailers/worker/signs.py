"""What the supervisor of a host tells its pumps: a small file says that the host is going down, and when."""

from __future__ import annotations

import time
from pathlib import Path

from .host import folder

GIVE_BACK_S = 10
"""So long before the end of its grace, a pump stops what still runs and gives it back."""


def go_down(*, grace_s: float) -> None:
    """From now on pumps of this host claim nothing; what runs has `grace_s`."""
    part = _file().with_suffix(".part")
    part.write_text(str(time.time() + grace_s))
    part.replace(_file())


def stay_up() -> None:
    _file().unlink(missing_ok=True)


def stopping() -> bool:
    return _file().exists()


def aborting() -> bool:
    try:
        return time.time() > float(_file().read_text()) - GIVE_BACK_S
    except FileNotFoundError:
        return False


def _file() -> Path:
    return folder("run") / "going-down"
