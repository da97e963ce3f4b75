"""Pages: how long the dashboard and a film's page take with 1,000 films and with 200 scenes, and what they weigh.

A film's page is kept until something of the film changes; "just changed" is the one answer that computes it anew.
The site answers in this process on SQLite, as one worker of it would. Columns: p50 and p95 of 40 answers in
processor milliseconds and p95 in wall milliseconds (which also measures what else the machine is doing), database
queries (of a first answer), the page itself and with everything that a first visit loads beside media, compressed
as it is served.
"""

from __future__ import annotations

import gzip
import os
import sys
import tempfile
import time
from statistics import quantiles
from typing import Any

FILMS, SCENES, ANSWERS = 1_000, 200, 40
LIMIT_MS, LIMIT_KB, LIMIT_QUERIES = 150.0, 150.0, 40


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="cuelock-pages-") as folder:
        os.environ |= {"CUELOCK_VAR": folder, "DJANGO_SETTINGS_MODULE": "config.settings"}
        import django
        from django.test.utils import setup_test_environment

        django.setup()
        setup_test_environment(debug=False)
        return measure()


def measure() -> int:
    from django.core.management import call_command

    from benchmarks._table import table, verdict
    from tests.views.weight import weigh

    call_command("migrate", verbosity=0)
    client, film = seed()
    import config.wsgi  # noqa: F401  (a worker of the site settles its memory as it loads this)

    pages = {
        f"dashboard, {FILMS} films": "/",
        "dashboard, searched": "/?q=film+9&sort=title",
        f"film, {SCENES} scenes": f"/films/{film.pk}/",
        "film, just changed": f"/films/{film.pk}/?changed",
        "film, live parts": f"/films/{film.pk}/live",
        "one scene": f"/films/{film.pk}/scenes/100/",
        "script": f"/films/{film.pk}/script",
    }
    rows, worst_ms, worst_kb, most = [], 0.0, 0.0, 0
    for name, address in pages.items():
        cpu, wall, queries, body = ask(client, address)
        weight = weigh(body)
        rows.append(
            (
                name,
                f"{cpu[0]:.0f} ms",
                f"{cpu[1]:.0f} ms",
                f"{wall[1]:.0f} ms",
                str(queries),
                f"{len(gzip.compress(body)) / 1000:.0f} kB",
                f"{weight / 1000:.0f} kB",
            )
        )
        if name.startswith(("dashboard", "film")) and "changed" not in name:
            worst_ms, worst_kb, most = max(worst_ms, cpu[1]), max(worst_kb, weight / 1000), max(most, queries)
    print(table(("page", "p50", "p95", "p95 wall", "queries", "page", "with all"), rows))
    print(verdict("p95 of dashboard and film, processor ms", worst_ms, LIMIT_MS))
    print(verdict("first visit, kB", worst_kb, LIMIT_KB))
    print(verdict("queries", most, LIMIT_QUERIES))
    return int(worst_ms > LIMIT_MS or worst_kb > LIMIT_KB or most > LIMIT_QUERIES)


def ask(client: Any, address: str) -> tuple[tuple[float, float], tuple[float, float], int, bytes]:
    """((p50, p95) in processor ms, the same in wall ms, queries, the body)."""
    from django.core.cache import cache
    from django.db import connection

    asked: list[str] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        body = client.get(address).content
    cpu, wall = [], []
    for _ in range(ANSWERS):
        if address.endswith("?changed"):
            cache.clear()
        began, started = time.process_time(), time.perf_counter()
        answer = client.get(address)
        cpu.append((time.process_time() - began) * 1000)
        wall.append((time.perf_counter() - started) * 1000)
        assert answer.status_code == 200, address
    return _points(cpu), _points(wall), len(asked), body


def _points(values: list[float]) -> tuple[float, float]:
    cuts = quantiles(values, n=20, method="inclusive")
    return cuts[9], cuts[18]


def seed() -> tuple[Any, Any]:
    """A team with 1,000 films of 15 scenes, and one finished film of 200."""
    from django.test import Client

    from tests.makers import make_team, make_user

    user = make_user("bench@example.org", name="Bench")
    team = make_team("Bench", owner=user)
    many(team)
    film = finished(team)
    client = Client()
    client.force_login(user)
    return client, film


def many(team: Any) -> None:
    from django.utils import timezone

    from tests.makers import make_source, seed_lanes, sha
    from trailers.models import Artifact, Job, Project, Scene, Take

    seed_lanes()
    source, now = make_source(team), timezone.now()
    films = [
        Project(
            team=team,
            source=source,
            title=f"Film {n}",
            fingerprint=sha(f"film {n}"),
            gates={"script": "auto"},
        )
        for n in range(FILMS)
    ]
    Project.objects.bulk_create(films)
    scenes = [
        Scene(project=film, key=f"s{n}", number=n + 1, kind="shot", item_id="i")
        for film in films
        for n in range(15)
    ]
    Scene.objects.bulk_create(scenes, batch_size=500)
    pictures = [
        Artifact(team=team, key=f"p{n}", kind="image", sha256=sha(f"p{n}"), size=1, storage_name=f"x/{n}.png")
        for n in range(len(scenes))
    ]
    Artifact.objects.bulk_create(pictures, batch_size=500)
    takes = [
        Take(
            project=scene.project,
            scene=scene,
            kind="image",
            number=1,
            engine="embedded",
            key=p.key,
            artifact=p,
        )
        for scene, p in zip(scenes, pictures, strict=True)
    ]
    Take.objects.bulk_create(takes, batch_size=500)
    kinds = [*["image"] * 15, *["voice"] * 8, "score", "mix", "soundtrack"]
    jobs = [
        Job(
            project=film, team=team, kind=kind, node=f"{kind}:{n}", lane_id="media", key=f"{film.pk}{n}",
            run_after=now, state="done", finished_at=now,
        )
        for film in films
        for n, kind in enumerate(kinds)
    ]  # fmt: skip
    Job.objects.bulk_create(jobs, batch_size=500)


def finished(team: Any) -> Any:
    """A film of 200 scenes whose jobs are finished a round at a time instead of one by one."""
    from django.utils import timezone

    from tests.services import lab
    from tests.views.room import order_film
    from trailers.models import Artifact, Job
    from trailers.services.advance import advance

    lines = [f"Line {n} says that one woman rows out again tonight." for n in range((SCENES - 4) // 2)]
    written = lab.script(*lines)
    film = order_film(team, title="Two hundred scenes")
    while jobs := list(Job.objects.filter(project=film, state="queued")):
        made = []
        for job in jobs:
            for out in lab.outcome(job, written).outputs:
                key = f"{job.key}:{out.role}" if out.role else job.key
                made.append(
                    Artifact(
                        team=team, key=key, kind=out.kind, sha256=out.sha256, size=1,
                        storage_name=out.storage_name, media=dict(out.media),
                    )
                )  # fmt: skip
        Artifact.objects.bulk_create(made, ignore_conflicts=True)
        now = timezone.now()
        Job.objects.filter(pk__in=[job.pk for job in jobs]).update(state="done", finished_at=now)
        advance(film.pk)
    film.refresh_from_db()
    assert film.current_cut is not None and len(film.current_cut.content["entries"]) == SCENES
    return film


if __name__ == "__main__":
    sys.exit(main())
