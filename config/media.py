"""Where films, takes and uploads are kept: a local folder, or an S3-compatible bucket by one setting."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from config import env


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
            "addressing_style": env.envchoice("CUELOCK_S3_ADDRESSING", "auto", ("auto", "path", "virtual")),
            "signature_version": "s3v4",
            "default_acl": None,
            "file_overwrite": False,
            "querystring_expire": env.envint("CUELOCK_S3_LINK_SECONDS", 900, minimum=60, maximum=604_800),
        },
    }


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
