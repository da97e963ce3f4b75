"""A job runs with the keys of its team: told to the engines for this job alone, and kept out of what it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections as databases
from django.views.decorators.debug import sensitive_variables

from trailers.domain.errors import CuelockError
from trailers.engines.connections import hidden, using
from trailers.models import Job
from trailers.services.keys import keys_for, vendor_of_job


@contextmanager
def own_keys(job: Job) -> Iterator[None]:
    """Within it, calls go out with the team's own keys where it has them.

    A vendor that repeats a key in its refusal does not bring it into our rows, logs and pages.
    """
    if not vendor_of_job(job):
        yield
        return
    with using(_asked(job)):
        try:
            yield
        except Exception as error:
            _clean(error)
            raise


@sensitive_variables()
def _asked(job: Job) -> dict[str, str]:
    try:
        return dict(keys_for(job))
    finally:
        databases.close_all()  # none is held while a provider is called


def _clean(error: Exception) -> None:
    """Hide keys in what an error says, and leave out what caused it where that says one."""
    if isinstance(error, CuelockError):
        error.params = {name: _without_keys(value) for name, value in error.params.items()}
    error.args = tuple(map(_without_keys, error.args))
    cause = error.__cause__ or error.__context__
    while cause is not None:
        if hidden(str(cause)) != str(cause):
            error.__cause__, error.__context__ = None, None
            return
        cause = cause.__cause__ or cause.__context__


def _without_keys(value: object) -> object:
    return hidden(value) if isinstance(value, str) else value
