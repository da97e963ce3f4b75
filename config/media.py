"""Where films, takes and uploads are kept: a local folder, or an S3-compatible bucket by one setting."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from config import env

_IN_MEMORY = 8 << 20
"""Bytes of an opened object that may stay in memory; the rest goes to a temporary file."""


def media_storage(folder: Path) -> dict[str, Any]:
    """STORAGES["default"]. Local files have no address: they leave only through authorised views."""
    if env.envchoice("CUELOCK_STORAGE", "local", ("local", "s3")) == "local":
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder, "base_url": None},
        }
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.envstr("CUELOCK_S3_BUCKET"),
            "endpoint_url": env.envstr("CUELOCK_S3_ENDPOINT", "") or None,
            "region_name": env.envstr("CUELOCK_S3_REGION", "") or None,
            # without keys boto3 asks the machine's own role
            "access_key": env.envsecret("CUELOCK_S3_ACCESS_KEY", "") or None,
            "secret_key": env.envsecret("CUELOCK_S3_SECRET_KEY", "") or None,
            "client_config": _client_config(),
            "default_acl": None,  # the bucket stays as private as it was made
            "file_overwrite": True,  # names follow from contents: writing one again changes nothing
            "max_memory_size": _IN_MEMORY,
            "querystring_auth": True,
            "querystring_expire": env.envint("CUELOCK_S3_LINK_SECONDS", 900, minimum=60, maximum=604_800),
        },
    }


def _client_config() -> Any:
    """Fails in a minute rather than in ten, and asks for nothing that only one vendor's servers know."""
    from botocore.config import Config

    style = env.envchoice("CUELOCK_S3_ADDRESSING", "auto", ("auto", "path", "virtual"))
    return Config(
        s3={"addressing_style": style},
        signature_version="s3v4",
        connect_timeout=10,
        read_timeout=60,
        retries={"total_max_attempts": 3, "mode": "standard"},
        # ours is the SHA-256 that the name tells; the newer checksums are unknown to many servers
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )


def bucket_origins() -> list[str]:
    """Where pages may load media from and upload to beside the site: for the Content-Security-Policy."""
    if env.envstr("CUELOCK_STORAGE", "local") == "local":
        return []
    endpoint = env.envstr("CUELOCK_S3_ENDPOINT", "")
    if named := env.envlist("CUELOCK_S3_ORIGINS", [endpoint] if endpoint else []):
        return named
    bucket, region = env.envstr("CUELOCK_S3_BUCKET"), env.envstr("CUELOCK_S3_REGION", "")
    hosts = [f"{bucket}.s3.amazonaws.com"] + ([f"{bucket}.s3.{region}.amazonaws.com"] if region else [])
    return [f"https://{host}" for host in hosts]
