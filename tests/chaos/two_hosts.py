"""python -m tests.chaos.two_hosts FOLDER: two machines make one film, and one of them is lost for good.

They share what machines share in production, a PostgreSQL server and an S3 bucket, and nothing else: each has
a working folder of its own. The other one knows of the loss only by leases that run out.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections import Counter
from pathlib import Path

from tests import postgres, s3
from tests.chaos.film import (
    FILM_S,
    Person,
    begin_film,
    check_everything,
    is_complete,
    lower_caps,
    open_site,
    start_vendor,
)
from tests.chaos.site import Site, until


def story(site: Site, bucket: s3.S3Server, seed: int) -> None:
    from trailers.models import Artifact, Job, WorkerBeat

    person, vendor = Person(), start_vendor(site.folder, seed)
    try:
        lower_caps()
        one, two = (site.host(name, CUELOCK_VAR=str(site.folder / name)) for name in ("one", "two"))
        until(lambda: WorkerBeat.objects.count() == 4, 240, "both clusters of both hosts work")
        began, film = time.monotonic(), begin_film("film")
        until(lambda: {"one", "two"} <= makers(site).keys(), 120, "both hosts work on it")
        images = Job.objects.filter(state="running", host="one")
        until(images.exists, 60, "the first host is at work")
        one.kill_everything()
        lost_at = time.time()
        until(lambda: person.look_after(film) or is_complete(film), FILM_S, "the other host finishes")
        took_s = time.monotonic() - began
        assert two.stop() == 0
        told = check_everything(site, [film])
        assert not [line for line in site.journal("begin") if line["host"] == "one" and line["at"] > lost_at]
        kept = set(Artifact.objects.values_list("storage_name", flat=True))
        assert kept <= set(bucket.names())
        for name in ("one", "two", "var"):
            assert not list((site.folder / name).glob("media/**/*.txt")), "a film file lies on a machine"
        print(f"film in {took_s:.0f} s by {dict(makers(site))}; {told}; {person}")
    finally:
        vendor.kill()
        vendor.wait()


def makers(site: Site) -> Counter[str]:
    """How many steps each host has begun."""
    return Counter(line["host"] for line in site.journal("begin"))


def main(folder: str) -> None:
    seed = int(os.environ.get("CHAOS_SEED", random.SystemRandom().randrange(1 << 30)))
    print(f"CHAOS_SEED={seed}", flush=True)
    with postgres.server() as address, s3.server() as bucket:
        os.environ |= {"CUELOCK_DATABASE_URL": address, **bucket.environment()}
        site = open_site(Path(folder))
        try:
            story(site, bucket, seed)
        finally:
            site.close()
            from django.db import connections

            connections.close_all()


if __name__ == "__main__":
    main(sys.argv[1])
