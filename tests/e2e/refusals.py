"""The real command in this process, for runs that are refused before anything costs time."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


def make(file: Path, out: Path, *args: str) -> str:
    said = StringIO()
    call_command("make_film", "trailer", str(file), "--out", str(out), *args, stdout=said)
    return said.getvalue()


def refused(file: Path, out: Path, *args: str) -> str:
    """The complaint of a command that must fail and write nothing."""
    with pytest.raises(CommandError) as failure:
        make(file, out, *args)
    assert failure.value.returncode == 1
    assert not out.exists()
    return str(failure.value)
