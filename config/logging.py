"""Logs: one event per line with its context (request, job); JSON in production, for people elsewhere."""

from __future__ import annotations

import logging
import sys
from typing import Any, TextIO

import structlog
from structlog.dev import ConsoleRenderer, plain_traceback
from structlog.processors import ExceptionRenderer
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, Processor, WrappedLogger

_SECRET_WORDS = ("password", "secret", "token", "api_key", "authorization", "cookie")


class StderrHandler(logging.StreamHandler[TextIO]):
    """Writes to what sys.stderr is now: a test or a forked worker may have replaced it since the start."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


def hide_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Blanks the value of every key that sounds like a secret: a log outlives the key's rotation."""
    for key in event:
        if any(word in key.lower() for word in _SECRET_WORDS):
            event[key] = "***"
    return event


def drop_objects(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Django attaches its request or a socket to a line: of no value to a reader, and with cookies inside."""
    event.pop("request", None)
    event.pop("server_time", None)
    return event


def configure(*, json: bool, level: str) -> dict[str, Any]:
    """Sets structlog up and returns Django's LOGGING, so that library logs leave through the same door."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        drop_objects,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        hide_secrets,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    # never the values of local variables: among them are passwords, keys and other people's texts
    traces = ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
    for_people = ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain_traceback)
    last: list[Processor] = [traces, structlog.processors.JSONRenderer()] if json else [for_people]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "event": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
            }
        },
        "handlers": {"stderr": {"class": "config.logging.StderrHandler", "formatter": "event"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own handlers would print the same event a second time
            "django": {"handlers": [], "level": "NOTSET", "propagate": True},
            "django.server": {"handlers": [], "level": "NOTSET", "propagate": True},
            # two lines for every nudge say nothing that the rows do not
            "django-q": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }
