from __future__ import annotations

from django.apps import AppConfig


class TrailersConfig(AppConfig):
    name = "trailers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the engines their keys, addresses and the operator's choices; they know nothing of Django."""
        from django.conf import settings

        from .engines import connections, operator

        connections.configure(
            settings.ENGINE_KEYS, settings.ENGINE_ADDRESSES, allow_loopback=settings.ENGINES_ON_LOOPBACK
        )
        operator.configure(settings.ENGINE_OPTIONS, settings.ENGINE_PRICES)
