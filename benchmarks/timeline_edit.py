"""One edit of a film of 200 scenes, as the server judges, keeps and answers it: processor time, nothing rendered.

The site answers in this process on SQLite. Rows: p50 and p95 of 15 acts in processor milliseconds, and the queries of
one. The film is finished, its media made up; what an edit orders stays in the queue. With `--profile` the functions
that an edit spends most in follow.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from benchmarks._table import table, verdict

ACTS = 15
LIMIT_MS = 600.0
"""The page has shown an edit long before; this keeps its answer within a second on a busy processor."""


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="cuelock-edits-") as folder:
        os.environ |= {"CUELOCK_VAR": folder, "DJANGO_SETTINGS_MODULE": "config.settings"}
        import django
        from django.test.utils import setup_test_environment

        django.setup()
        setup_test_environment(debug=False)
        return measure()


def measure() -> int:
    from django.core.management import call_command
    from django.test import Client

    from benchmarks.pages import finished
    from tests.makers import make_team, make_user, seed_lanes

    call_command("migrate", verbosity=0)
    import config.wsgi  # noqa: F401  (a worker of the site settles its memory as it loads this)

    seed_lanes()
    user = make_user("bench@example.org", name="Bench")
    film = finished(make_team("Bench", owner=user))
    client = Client()
    client.force_login(user)
    desk = Desk(client, f"/api/v1/projects/{film.pk}/timeline")
    acts: dict[str, Callable[[int], None]] = {
        "another look": lambda n: desk.edit({"op": "set_look", "scene": desk.scene(n), "look": "colour"}),
        "a boundary by a frame": lambda n: desk.edit(
            {"op": "move_boundary", "scene": desk.scene(n), "frame": desk.start(n) + 1}
        ),
        "undo": lambda n: desk.post("undo", {}),
        "what will change?": lambda n: desk.post(
            "foresee", {"edits": [{"op": "set_look", "scene": desk.scene(n), "look": "noir"}]}
        ),
        "the timeline alone": lambda n: desk.read(),
    }
    rows, worst = [], 0.0
    for name, act in acts.items():
        p50, p95, queries = timed(act)
        rows.append((name, f"{p50:.0f} ms", f"{p95:.0f} ms", str(queries)))
        worst = max(worst, p50)
    print(table((f"{len(desk.scenes)} scenes", "p50", "p95", "queries"), rows))
    print(verdict("p50 of the slowest, processor ms", worst, LIMIT_MS))
    if "--profile" in sys.argv:
        profile(acts["another look"])
    return int(worst > LIMIT_MS)


class Desk:
    """The film's timeline, always as it stands."""

    def __init__(self, client: Any, address: str) -> None:
        self.client, self.address = client, address
        self.read()

    def read(self) -> None:
        self._keep(self.client.get(self.address))

    def edit(self, edit: dict[str, Any]) -> None:
        self.post("edits", {"edits": [edit]})

    def post(self, act: str, body: dict[str, Any]) -> None:
        body = {"base": self.cut, **body}
        answer = self.client.post(f"{self.address}/{act}", body, content_type="application/json")
        assert answer.status_code == 200, answer.content
        if act != "foresee":
            self._keep(answer)

    def _keep(self, answer: Any) -> None:
        told = answer.json()
        self.cut, self.scenes = told["cut"], told["scenes"]

    def scene(self, n: int) -> str:
        return str(self.scenes[3 + 5 * n % (len(self.scenes) - 6)]["id"])

    def start(self, n: int) -> int:
        return int(self.scenes[3 + 5 * n % (len(self.scenes) - 6)]["start"])


def timed(act: Callable[[int], None]) -> tuple[float, float, int]:
    """(p50, p95) in processor milliseconds, and the queries of one."""
    from statistics import quantiles

    from django.db import connection

    asked: list[str] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        act(0)
    spent = []
    for n in range(1, ACTS + 1):
        began = time.process_time()
        act(n)
        spent.append((time.process_time() - began) * 1000)
    cuts = quantiles(spent, n=20, method="inclusive")
    return cuts[9], cuts[18], len(asked)


def profile(act: Callable[[int], None]) -> None:
    import cProfile
    import pstats

    seen = cProfile.Profile()
    seen.enable()
    for n in range(ACTS + 1, ACTS + 11):
        act(n)
    seen.disable()
    pstats.Stats(seen).sort_stats("cumulative").print_stats(70)


if __name__ == "__main__":
    sys.exit(main())
