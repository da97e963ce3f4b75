"""Reads the environment once, typed. A value that does not parse refuses to start and names its variable.

A variable that is unset or empty takes the default. No message repeats a value that may be a secret.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def refuse(name: str, wanted: str) -> NoReturn:
    raise ImproperlyConfigured(f"{name} must be {wanted}")


def envstr(name: str, default: str | None = None) -> str:
    """Text, stripped. Without a default the variable is required."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        refuse(name, "set")
    return default


def envbool(name: str, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value not in _TRUE | _FALSE:
        refuse(name, "1 or 0 (also true/false, yes/no, on/off)")
    return value in _TRUE


def envint(name: str, default: int, *, minimum: int = 0, maximum: int = 2**31 - 1) -> int:
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    try:
        number = int(value)
    except ValueError:
        refuse(name, f"a whole number from {minimum} to {maximum}")
    if not minimum <= number <= maximum:
        refuse(name, f"a whole number from {minimum} to {maximum}")
    return number


def envchoice(name: str, default: str, choices: Sequence[str]) -> str:
    value = envstr(name, default)
    if value not in choices:
        refuse(name, "one of " + ", ".join(choices))
    return value


def envlist(name: str, default: Sequence[str] | None = None) -> list[str]:
    """Comma separated, blanks and empty items dropped. Without a default the variable is required."""
    items = [item for part in os.environ.get(name, "").split(",") if (item := part.strip())]
    if items:
        return items
    if default is None:
        refuse(name, "set")
    return list(default)


def envsecret(name: str, default: str | None = None) -> str:
    """A secret from NAME, or from the file that NAME_FILE points to (containers mount secrets as files)."""
    file_name = os.environ.get(f"{name}_FILE", "").strip()
    if not file_name:
        return envstr(name, default)
    if os.environ.get(name, "").strip():
        refuse(name, f"set only once: as {name} or as {name}_FILE")
    try:
        value = Path(file_name).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        refuse(f"{name}_FILE", "a readable text file")
    if not value:
        refuse(f"{name}_FILE", "a file that is not empty")
    return value


_POSTGRES_OPTIONS = {"sslmode", "sslrootcert", "connect_timeout", "application_name"}


def envpostgres(name: str) -> dict[str, Any] | None:
    """postgresql://user:password@host:port/name?sslmode=require as a DATABASES entry; None when unset.

    Reserved characters are percent-encoded, as in every such address. A server behind a local socket is
    postgresql:///name?host=/run/postgresql.
    """
    value = envsecret(name, "")
    if not value:
        return None
    wanted = "postgresql://user:password@host:port/name?sslmode=..."
    try:
        parts = urlsplit(value)
        port = parts.port or 5432
    except ValueError:
        refuse(name, wanted)
    database = unquote(parts.path.removeprefix("/"))
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    host = parts.hostname or options.pop("host", "")
    if parts.scheme not in {"postgresql", "postgres"} or not host or not database or "/" in database:
        refuse(name, wanted)
    if unknown := sorted(set(options) - _POSTGRES_OPTIONS):
        refuse(name, "free of the options " + ", ".join(unknown))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "OPTIONS": options,
    }
