"""manage.py work: everything that a worker host runs, as one process to start, watch and stop."""

from __future__ import annotations

import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from trailers.queue.nudge import CLUSTERS
from trailers.worker import host
from trailers.worker.supervise import Supervisor


class Command(BaseCommand):
    help = (
        "Run this host's workers until SIGTERM or SIGINT. Give the signal to this process only "
        "(systemd: KillMode=mixed): it stops the others gently."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--only",
            choices=CLUSTERS,
            help="net: calls to engines over the network; media: ffmpeg and embedded engines. Default: both.",
        )

    def handle(self, *args: Any, only: str | None, **options: Any) -> None:
        kinds = (only,) if only else CLUSTERS
        supervisor = Supervisor(kinds)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: supervisor.stop())
        with host.alone("supervisor") as alone:
            if not alone:
                raise CommandError(
                    f"Workers of {host.host_name()} run already. Stop them first, or set CUELOCK_HOST_NAME."
                )
            supervisor.run()
