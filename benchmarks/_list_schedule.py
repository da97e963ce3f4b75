"""The ideal that the queue is measured against: a list schedule of the same work, which costs nothing itself."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work: it occupies a place of its lane for `ms`, once everything in `after` is done."""

    name: str
    lane: str
    ms: int
    priority: int = 0
    after: frozenset[str] = frozenset()


def makespan_ms(tasks: Iterable[Task], caps: Mapping[str, int]) -> int:
    """When the last task ends if a free place never waits for a ready task (smallest priority first).

    ValueError when some task waits for ever.
    """
    todo = {task.name: task for task in tasks}
    missing = {task.name: len(task.after) for task in todo.values()}
    followers: dict[str, list[str]] = defaultdict(list)
    for task in todo.values():
        for before in task.after:
            followers[before].append(task.name)
    free = dict(caps)
    ready: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    running: list[tuple[int, str]] = []
    now = done = 0

    def admit(name: str) -> None:
        heapq.heappush(ready[todo[name].lane], (todo[name].priority, now, name))

    for name, count in sorted(missing.items()):
        if count == 0:
            admit(name)
    while True:
        for lane, queue in ready.items():
            while queue and free[lane]:
                name = heapq.heappop(queue)[2]
                free[lane] -= 1
                heapq.heappush(running, (now + todo[name].ms, name))
        if not running:
            break
        now = running[0][0]
        while running and running[0][0] == now:
            name = heapq.heappop(running)[1]
            done += 1
            free[todo[name].lane] += 1
            for follower in followers[name]:
                missing[follower] -= 1
                if missing[follower] == 0:
                    admit(follower)
    if done < len(todo):
        raise ValueError(f"{len(todo) - done} tasks wait for something that never ends")
    return now


def with_barriers(tasks: Sequence[Task], stages: Sequence[frozenset[str]]) -> list[Task]:
    """The same tasks, where each stage (names of its tasks) begins only when the one before has ended."""
    before: dict[str, frozenset[str]] = {}
    for earlier, later in pairwise(stages):
        before |= dict.fromkeys(later, earlier)
    return [
        Task(task.name, task.lane, task.ms, task.priority, task.after | before.get(task.name, frozenset()))
        for task in tasks
    ]
