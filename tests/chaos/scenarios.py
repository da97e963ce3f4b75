"""python -m tests.chaos.scenarios NAME FOLDER: one story with real supervisors and real kills.

It exits with 0 when the story ended well, else with the reason. test_workers.py runs each.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from tests.chaos.site import Host, Site, alive, children, kill, until


def jobs(count: int, seconds: float, lane: str = "image", *, max_attempts: int = 9, **extra: object) -> None:
    from django.db import transaction
    from django.utils import timezone

    from tests.makers import make_project
    from trailers.queue.enqueue import enqueue
    from trailers.services.advance import lock_project

    # cancelled: nothing follows from its jobs, and nobody orders anything else for it
    project = make_project(cancelled_at=timezone.now())
    with transaction.atomic():
        locked = lock_project(project.pk)
        for number in range(count):
            key = f"{lane} {project.pk} {number}"
            enqueue(
                project=locked, node=key, kind="image", lane=lane, key=key,
                input={"seconds": seconds, **extra}, max_attempts=max_attempts,
            )  # fmt: skip


def counts() -> Counter:
    from trailers.models import Job

    return Counter(Job.objects.values_list("state", flat=True))


def all_done(total: int) -> bool:
    return counts()["done"] == total


def ready(*hosts: Host) -> None:
    from trailers.models import WorkerBeat

    for host in hosts:
        beats = WorkerBeat.objects.filter(host=host.name)
        until(lambda beats=beats: beats.count() == 2, 120, f"both clusters of {host.name} run their canary")


def check_results(site: Site, total: int, *, again: int) -> None:
    """Each result once; at most `again` attempts beyond the first of each job."""
    from trailers.models import Artifact, Event

    assert Artifact.objects.count() == total
    assert Event.objects.filter(kind="job.done").count() == total
    begun = Counter(line["key"] for line in site.journal("begin"))
    assert len(begun) == total
    assert sum(begun.values()) <= total + again, begun
    assert most_at_once(site, "image") <= 30
    hosts = {line["host"] for line in site.journal("begin")}
    assert most_at_once(site, "media") <= len(hosts) * len(os.sched_getaffinity(0))


def most_at_once(site: Site, lane: str) -> int:
    """Calls in flight as a vendor sees them; the call of a killed process ends with it."""
    running: dict[tuple[str, int], int] = {}
    most = 0
    for line in sorted(site.journal(), key=lambda line: line["at"]):
        if line["kind"] == "death":
            running = {call: pid for call, pid in running.items() if pid != line["pid"]}
        elif line["kind"] == "begin" and line["lane"] == lane:
            running[line["key"], line["attempt"]] = line["pid"]
        elif line["kind"] != "begin":
            running.pop((line["key"], line["attempt"]), None)
        most = max(most, len(running))
    return most


# --- stories ----------------------------------------------------------------------------------------------------


def gentle_stop(site: Site) -> None:
    """SIGTERM: what runs is finished, nothing more is begun, no process stays, and the rest waits for the next."""
    from trailers.models import Job, Lane

    host = site.host("one")
    ready(host)
    Lane.objects.filter(pk="image").update(cap=3)
    jobs(9, 1.5)
    until(lambda: counts()["running"] == 3, 20, "three jobs run")
    pids = host.all_pids()
    assert host.stop() == 0
    assert counts()["running"] == 0
    assert {job.attempts for job in Job.objects.filter(state="done")} == {1}
    assert counts()["done"] >= 3 and counts()["queued"] >= 3
    assert not [pid for pid in pids if alive(pid)]
    ready(second := site.host("one"))
    until(lambda: all_done(9), 40, "the next one does the rest")
    second.stop()
    check_results(site, 9, again=0)


def stop_gives_back(site: Site) -> None:
    """What does not end within the grace is given back, its attempt not counted."""
    from trailers.models import Job

    os.environ["CUELOCK_STOP_GRACE_S"] = "13"  # three seconds, then ten to give back
    host = site.host("one")
    ready(host)
    jobs(2, 60)
    until(lambda: counts()["running"] == 2, 20, "two jobs run")
    assert host.stop() == 0
    assert {(job.state, job.attempts) for job in Job.objects.all()} == {("queued", 0)}


def idle_workers_killed(site: Site) -> None:
    """The trap that stops django-q for ever: the supervisor notices that nothing runs, and starts anew."""
    host = site.host("one")
    ready(host)
    time.sleep(1)
    before = host.tree()
    for pid in before["rest"]:
        kill(pid)
    jobs(6, 0.1)
    until(lambda: all_done(6), 90, "work goes on")
    check_results(site, 6, again=0)
    host.stop()


def busy_pump_killed(site: Site) -> None:
    """kill -9 of the process that holds ten jobs: they are done again within the lease, nothing twice."""
    from trailers.models import Lane

    host = site.host("one")
    ready(host)
    Lane.objects.filter(pk="image").update(cap=10)
    jobs(40, 1.0)
    until(lambda: len(site.journal("end")) >= 5, 40, "the first are done")
    holder = site.journal("begin")[-1]["pid"]
    kill(holder)
    until(lambda: all_done(40), 120, "all is done")
    check_results(site, 40, again=10)
    host.stop()


def guards_killed(site: Site) -> None:
    """The sentinel, then the main process of a cluster: what they leave behind is ended, a new one starts."""
    host = site.host("one")
    ready(host)
    for part in ("sentinel", "main"):
        orphans = host.tree()["rest"]
        kill(host.tree()[part][0])
        done = counts()["done"]
        jobs(4, 0.2)
        jobs(4, 0.2, "media")
        until(lambda done=done: all_done(done + 8), 90, f"work goes on after the {part} was killed")
        until(
            lambda orphans=orphans: len([pid for pid in orphans if alive(pid)]) <= len(orphans) // 2 + 1,
            30,
            "orphans are gone",
        )
    host.stop()
    check_results(site, 16, again=8)


def supervisor_killed(site: Site) -> None:
    """Its clusters hear of it, stop gently and leave; the next supervisor takes over."""
    host = site.host("one")
    ready(host)
    jobs(5, 1.0)
    until(lambda: counts()["running"] == 5, 20, "five jobs run")
    pids = host.all_pids()
    os.kill(host.process.pid, signal.SIGKILL)
    host.process.wait()
    until(lambda: not [pid for pid in pids if alive(pid)], 60, "its clusters stop by themselves")
    assert counts()["done"] == 5
    check_results(site, 5, again=0)
    ready(second := site.host("one"))
    jobs(3, 0.1)
    until(lambda: all_done(8), 40, "the next supervisor works")
    second.stop()


def two_hosts(site: Site) -> None:
    """Two hosts share the work; one is lost for good, the other finishes."""
    one, two = site.host("one"), site.host("two")
    ready(one, two)
    jobs(24, 1.0)
    jobs(12, 1.0, "media")
    until(lambda: len(site.journal("end")) >= 6, 60, "the first are done")
    until(lambda: {line["host"] for line in site.journal("begin")} == {"one", "two"}, 30, "both work")
    one.kill_everything()
    until(lambda: all_done(36), 120, "the other finishes")
    check_results(site, 36, again=30)
    two.stop()


def poison_job(site: Site) -> None:
    """A job that kills every process that runs it does so three times, then it has failed, and the rest is done."""
    from trailers.models import Job

    host = site.host("one")
    ready(host)
    jobs(1, 0.1, max_attempts=3, poison=True)
    poison = Job.objects.get()
    jobs(12, 0.3)
    until(lambda: counts() == {"done": 12, "failed": 1}, 120, "the rest is done, the poison has failed")
    poison.refresh_from_db()
    assert (poison.state, poison.attempts, poison.error_code) == ("failed", 3, "job.worker_lost")
    jobs(1, 0.1)
    until(lambda: counts()["done"] == 13, 60, "the host lives and goes on")
    tries = [line for line in site.journal("begin") if line["key"] == poison.key]
    assert [line["attempt"] for line in tries] == [1, 2, 3]
    assert len({line["pid"] for line in tries}) == 3
    host.stop()


def random_kills(site: Site) -> None:
    """Ten kills (CHAOS_KILLS) of anything at any moment."""
    seed = int(os.environ.get("CHAOS_SEED", random.SystemRandom().randrange(1 << 30)))
    kills = int(os.environ.get("CHAOS_KILLS", "10"))
    print(f"CHAOS_SEED={seed}")
    chance = random.Random(seed)
    host = site.host("one")
    ready(host)
    total = 12 * kills
    jobs(total // 2, 0.8)
    jobs(total // 2, 0.4, "media")
    for _ in range(kills):
        time.sleep(chance.uniform(1.0, 4.0))
        tree = host.tree()
        what = chance.choice(["main", "sentinel", "rest", "rest", "busy", "group"])
        print(f"{counts()} kill {what}")
        if what == "group":
            for pid in chance.choice([[m, *children(m)] for m in tree["main"]] or [[]]):
                kill(pid)
        elif what == "busy" and site.journal("begin"):
            kill(site.journal("begin")[-1]["pid"])
        elif tree.get(what):
            kill(chance.choice(tree[what]))
        if all_done(total):
            break
    until(lambda: all_done(total), 240, f"all is done, but {counts()}")
    check_results(site, total, again=kills * 12)
    host.stop()


def main(name: str, folder: str) -> None:
    Site.prepare(Path(folder))
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    site = Site(Path(folder))
    try:
        globals()[name](site)
    finally:
        site.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
