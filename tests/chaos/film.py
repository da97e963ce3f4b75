"""python -m tests.chaos.film FOLDER: films of twenty scenes while processes are killed at random moments.

The real graph, `advance`, pumps, supervisor and `manage.py work`; only engines are simulated. CHAOS_KILLS is
how many kills (10), CHAOS_SEED repeats their kinds and pauses. It exits with 0 when all went well, else with
the reason. A person's part is played too, and counted: an answer to "was this call charged?", a retry.
"""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.chaos.site import ROOT, Host, Site, children, kill, until

KINDS = ("worker", "idle", "child", "group")
CAPS = {"text": 2, "speech": 3, "image": 6, "video": 4, "music": 1}
"""Lower than usual, so that twenty scenes press against them."""
FILM_S = 300
"""Longer than any film may take, kills included."""


class Person:
    """Who runs the site: answers what the engine may not decide by itself."""

    def __init__(self) -> None:
        self.answers = self.retries = 0

    def __str__(self) -> str:
        return f"answers {self.answers}, retries {self.retries}"

    def look_after(self, project: Any) -> None:
        from django.db import transaction

        from trailers.domain.states import LIVE_STATES
        from trailers.models import Job
        from trailers.queue import uncertain
        from trailers.services.advance import lock_project
        from trailers.services.projects import retry_failed

        for job in Job.objects.filter(state="uncertain", poll_after=None):
            with transaction.atomic():
                self.answers += uncertain.repeat(project=lock_project(job.project_id), job=job)
        if not Job.objects.filter(project=project, state__in=LIVE_STATES).exists():
            self.retries += retry_failed(project=project)


def begin_film(title: str) -> Any:
    """A new trailer with every gate open, paid for, and its first step ordered."""
    from django.db import transaction

    from tests.chaos.engines import NAME, PORTS
    from tests.makers import make_source, make_team
    from trailers.models import Artifact
    from trailers.services.advance import advance
    from trailers.services.projects import NewTrailer, find_or_create_trailer
    from trailers.services.snapshot import source_key
    from trailers.storage import store

    text = Path(__file__).with_name("engines.py")  # any text will do, but it must be there to be read
    digest = hashlib.sha256(text.read_bytes()).hexdigest()
    with transaction.atomic():
        team = make_team(cap_microusd=10**9)
        name = store(text, team_id=str(team.pk), sha256=digest, suffix=".txt")
        source = make_source(team, sha256=digest, storage_name=name)
        Artifact.objects.create(
            team=team, key=source_key(source.sha256), kind="source", storage_name=source.storage_name,
            sha256=source.sha256, size=source.size,
        )  # fmt: skip
        project, _ = find_or_create_trailer(
            team=team,
            owner=None,
            new=NewTrailer(source=source, title=title, engines=dict.fromkeys(PORTS, NAME)),
        )
        project.budget_microusd = 10**9
        project.save(update_fields=["budget_microusd"])
    advance(project.pk)
    return project


def is_complete(project: Any) -> bool:
    """Whether every step is done. A film is packed without a clip that failed, and again once that was retried."""
    from trailers.models import Job, Project
    from trailers.services.snapshot import plan_project

    if not Job.objects.filter(project=project, kind="package", state="done").exists():
        return False  # cheap, and asked all the time
    plan = plan_project(Project.objects.get(pk=project.pk))[1]
    return {step.state for step in plan.steps.values()} == {"done"}


# --- killing ----------------------------------------------------------------------------------------------------


def plan_kills(chance: random.Random, count: int) -> list[str]:
    """Every kind at least twice in ten, in any order."""
    kinds: list[str] = []
    while len(kinds) < count:
        ten = [*KINDS, *KINDS, *chance.choices(KINDS, k=2)]
        chance.shuffle(ten)
        kinds += ten
    return kinds[:count]


def victims(kind: str, host: Host, chance: random.Random) -> list[int]:
    """Process ids to kill at once; none when there is nobody of that kind at this moment."""
    tree = host.tree()
    busy = _busy() & set(tree["rest"])
    if kind == "group":
        mains = tree["main"]
        return _family(chance.choice(mains)) if mains else []
    people = {
        "worker": sorted(busy),
        "idle": sorted(set(tree["rest"]) - busy),
        "child": [*tree["main"], *tree["sentinel"]],
    }[kind]
    return [chance.choice(people)] if people else []


def _busy() -> set[int]:
    from trailers.models import Job

    workers = Job.objects.filter(state="running").values_list("worker", flat=True)
    return {int(worker.rsplit(":", 3)[1]) for worker in workers}


def _family(pid: int) -> list[int]:
    return [pid, *(one for child in children(pid) for one in _family(child))]


def kill_one(kind: str, host: Host, chance: random.Random, tend: Callable[[], object]) -> int:
    """Kill as soon as there is somebody of that kind; `tend` keeps work coming meanwhile. Returns how many."""
    found: list[int] = []

    def somebody() -> list[int]:
        tend()
        found.extend(victims(kind, host, chance))
        return found

    until(somebody, 120, f"somebody is there: {kind}")
    for pid in found:
        kill(pid)
    return len(found)


# --- what must hold ---------------------------------------------------------------------------------------------


def check_rows(project: Any, ours: list[dict[str, Any]]) -> None:
    """The film is whole, nothing is stuck, and nothing finished was begun again."""
    from tests.chaos.engines import ordered_as
    from trailers.domain.states import LIVE_STATES
    from trailers.models import Artifact, Job, Project, Render, Scene
    from trailers.services.snapshot import plan_project
    from trailers.worker.local import complete

    project = Project.objects.get(pk=project.pk)
    plan = plan_project(project)[1]
    assert complete(plan) and {step.state for step in plan.steps.values()} == {"done"}
    assert Scene.objects.filter(project=project, retired_at=None).count() == 20
    assert Render.objects.get(cut=project.current_cut).receipt == {"pass": True}
    assert not Job.objects.filter(project=project, state__in=LIVE_STATES).exists(), "a job is stuck"
    done = Job.objects.filter(project=project, state="done")
    finished = {ordered_as(job.team_id, job.key): job.finished_at.timestamp() for job in done}
    assert len(finished) == done.count(), "a step was finished twice"
    keys = done.values_list("key", flat=True)
    assert Artifact.objects.filter(team=project.team, key__in=keys).count() == len(finished)
    again = [
        line for line in ours if line["kind"] == "begin" and line["at"] > finished.get(line["key"], 1e12)
    ]
    assert not again, f"made again although finished: {again[:5]} and {len(again[5:])} more"


def check_calls(books: list[dict[str, Any]]) -> Counter[str]:
    """Invariant 4, by the vendor's own books. Returns how often each key was charged."""
    from tests.chaos.engines import ordered_as
    from trailers.models import Job

    charged = Counter(line["key"] for line in books if line["kind"] == "begin")
    allowed: Counter[str] = Counter()
    paid = Job.objects.filter(price_microusd__gt=0)
    for team_id, key, repeats in paid.values_list("team_id", "key", "uncertain_repeats"):
        allowed[ordered_as(team_id, key)] += (
            1 + repeats
        )  # a second job of a key is a person's own retry of one that failed
    over = {key: (n, allowed[key]) for key, n in charged.items() if n > allowed[key]}
    assert not over, f"charged more often than declared: {over}"
    return charged


def most_in_flight(books: list[dict[str, Any]]) -> dict[str, int]:
    """By lane, from the vendor's books alone: the line order is the order in which things happened."""
    now: Counter[str] = Counter()
    most: Counter[str] = Counter()
    for line in books:
        if line["kind"] != "refused":
            now[line["lane"]] += 1 if line["kind"] == "begin" else -1
            most[line["lane"]] = max(most[line["lane"]], now[line["lane"]])
    assert set(now.values()) == {0}, f"calls without an end: {now}"
    return dict(most)


def check_money(charged: Counter[str]) -> None:
    """Every job's ledger sums to what it cost, and at least what the vendor's bill says was booked."""
    from django.db.models import Sum

    from accounts.ledger import team_ledger_sum
    from tests.chaos.engines import ordered_as
    from trailers.models import Job

    for team_id in set(Job.objects.values_list("team_id", flat=True)):
        cost = Job.objects.filter(team_id=team_id).aggregate(sum=Sum("cost_microusd"))["sum"]
        assert team_ledger_sum(team_id) == cost
    prices = {
        ordered_as(team_id, key): price
        for team_id, key, price in Job.objects.values_list("team_id", "key", "price_microusd")
    }
    booked = Job.objects.aggregate(sum=Sum("cost_microusd"))["sum"]
    assert booked >= sum(n * prices[key] for key, n in charged.items())


# --- the story --------------------------------------------------------------------------------------------------


def lower_caps() -> None:
    from trailers.models import Lane

    for name, cap in CAPS.items():
        Lane.objects.filter(pk=name).update(cap=cap)


def story(site: Site, kills: int, seed: int) -> None:
    from trailers.models import WorkerBeat

    chance, person, vendor = random.Random(seed), Person(), start_vendor(site.folder, seed)
    try:
        lower_caps()
        host = site.host("one")
        until(lambda: WorkerBeat.objects.filter(host="one").count() == 2, 120, "both clusters work")
        started, films = time.monotonic(), [begin_film("film 1")]

        def tend() -> None:
            if is_complete(films[-1]):
                films.append(begin_film(f"film {len(films) + 1}"))
            person.look_after(films[-1])

        for number, kind in enumerate(plan_kills(chance, kills), 1):
            over = time.monotonic() + chance.uniform(0.5, 4.0)
            while time.monotonic() < over:
                tend()
                time.sleep(0.5)
            killed = kill_one(kind, host, chance, tend)
            print(f"{time.monotonic() - started:6.1f} s kill {number} {kind}: {killed}", flush=True)
        until(lambda: person.look_after(films[-1]) or is_complete(films[-1]), FILM_S, "the film is complete")
        took_s = time.monotonic() - started
        assert host.stop() == 0
        told = check_everything(site, films)
        print(f"{len(films)} films in {took_s:.0f} s, {kills} kills; {told}; {person}")
    finally:
        vendor.kill()
        vendor.wait()


def check_everything(site: Site, films: list[Any]) -> str:
    """All that must hold once the workers have stopped. Answers the figures."""
    books = site.journal(name="vendor.jsonl")
    for film in films:
        check_rows(film, site.journal())
    charged = check_calls(books)
    check_money(charged)
    most = most_in_flight(books)
    assert all(most[lane] <= cap for lane, cap in CAPS.items()), f"{most} in flight, caps {CAPS}"
    return f"{charged.total()} calls charged for {len(charged)} keys; most in flight {most}"


def start_vendor(folder: Path, seed: int) -> subprocess.Popen[str]:
    vendor = subprocess.Popen(
        [sys.executable, "-m", "tests.chaos.vendor", str(folder / "vendor.jsonl"), str(seed)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert vendor.stdout is not None
    os.environ["CHAOS_VENDOR"] = vendor.stdout.readline().strip()
    return vendor


def main(folder: str) -> None:
    seed = int(os.environ.get("CHAOS_SEED", random.SystemRandom().randrange(1 << 30)))
    kills = int(os.environ.get("CHAOS_KILLS", "10"))
    print(f"CHAOS_SEED={seed} CHAOS_KILLS={kills}", flush=True)
    site = open_site(Path(folder))
    try:
        story(site, kills, seed)
    finally:
        site.close()


def open_site(folder: Path) -> Site:
    """Settings, an empty database with tables, and the engines known in this process too."""
    Site.prepare(folder, "tests.chaos.film_settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    import tests.chaos.engines  # noqa: F401

    return Site(folder)


if __name__ == "__main__":
    main(sys.argv[1])
