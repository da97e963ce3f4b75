from __future__ import annotations

from django.apps import AppConfig


class TrailersConfig(AppConfig):
    name = "trailers"
    default_auto_field = "django.db.models.BigAutoField"
