"""What the benchmarks share: processor time of ourselves and our children, and tables of it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(slots=True)
class Spent:
    """Filled when its block ends. Processor seconds (user and system), and wall seconds."""

    own_s: float = 0.0
    children_s: float = 0.0
    wall_s: float = 0.0

    @property
    def cpu_s(self) -> float:
        return self.own_s + self.children_s

    def cells(self) -> tuple[str, str]:
        """For columns of processor and wall time."""
        return f"{self.cpu_s:.2f} s", f"{self.wall_s:.2f} s"

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.own_s + other.own_s, self.children_s + other.children_s, self.wall_s + other.wall_s)


@contextmanager
def spent() -> Iterator[Spent]:
    """Measure a block: this process and every child that ended inside it."""
    result = Spent()
    before, wall = os.times(), time.perf_counter()
    yield result
    after = os.times()
    result.own_s = after.user + after.system - before.user - before.system
    result.children_s = (
        after.children_user + after.children_system - before.children_user - before.children_system
    )
    result.wall_s = time.perf_counter() - wall


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell: the first to the left, the others to the right."""
    lines = [list(head), *(list(row) for row in rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if n == 0 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )


def verdict(what: str, value: float, limit: float) -> str:
    """One line that says whether a limit was met."""
    return f"{what}: {value:.2f} (limit {limit:g}): {'met' if value <= limit else 'MISSED'}"
