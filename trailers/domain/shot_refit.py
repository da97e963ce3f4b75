"""A shot plan on other cues than it was made for: nothing in it is thrown away, and nothing is planned anew.

- A shot whose cue still stands keeps its setup and its purpose.
- A new cue shows another setup of its stretch: first one whose own shot went from there, then one of the same
  section of the song, then the one seen longest ago; never what the scene before or after it shows.
- Where a cue has gone and two shots of one setup meet, the later one moves on.
- With one or two setups there is nothing to move on to. A new scene shows on what it was cut from, a kept one stays,
  and the in-points see to it that the cut is one (`setups.jumped`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .shot_plan import PlannedShot, ShotPlan


@dataclass(frozen=True, slots=True)
class Refit:
    """The shots for the cues as they are, and what had to be found for them."""

    shots: tuple[PlannedShot, ...]
    new: tuple[str, ...] = ()
    """Cues that the plan did not know."""
    moved: tuple[str, ...] = ()
    """Cues whose shot moved on to another setup."""
    gone: tuple[str, ...] = ()
    """Cues of the plan that are no more; their shots wait in it."""

    @property
    def as_planned(self) -> bool:
        return not (self.new or self.moved or self.gone)


def refit(plan: ShotPlan, cues: Sequence[str], sections: Sequence[int] = ()) -> Refit:
    """One shot for each of `cues`, in their order. `sections`: of each cue, the section of the song it lies in."""
    return _Fitting(plan, cues, sections or (0,) * len(cues)).fitted()


def on_cues(plan: ShotPlan, cues: Sequence[str], sections: Sequence[int] = ()) -> ShotPlan:
    """The plan as the film has it now: every setup with its prompts, and the shots of these cues."""
    return replace(plan, shots=refit(plan, cues, sections).shots)


class _Fitting:
    """Goes through the cues once; every choice follows from what was chosen before it and what is kept after."""

    def __init__(self, plan: ShotPlan, cues: Sequence[str], sections: Sequence[int]) -> None:
        self._cues, self._sections = cues, sections
        self._known = {shot.cue: shot for shot in plan.shots}
        self._order = [setup.id for setup in plan.setups]
        standing = set(cues)
        self._gone = tuple(shot.cue for shot in plan.shots if shot.cue not in standing)
        self._left = _left_behind(plan, standing)
        self._shots: list[PlannedShot] = []
        self._seen: dict[str, int] = {}
        self._since = ""
        """The last cue that was kept."""

    def fitted(self) -> Refit:
        new, moved = [], []
        for n, cue in enumerate(self._cues):
            shot = self._known.get(cue)
            before = self._shots[-1].setup if self._shots else ""
            if shot is None:
                new.append(cue)
                shot = PlannedShot(cue, self._chosen(n, before) or before or self._order[0], "develop")
            else:
                self._since = cue
                other = self._chosen(n, before) if shot.setup == before else ""
                if other:
                    moved.append(cue)
                    shot = replace(shot, setup=other)
            self._shots.append(shot)
            self._seen[shot.setup] = n
        return Refit(tuple(self._shots), tuple(new), tuple(moved), self._gone)

    def _chosen(self, n: int, before: str) -> str:
        """'' when every setup is on one side of the cut or the other."""
        after = self._after(n)
        free = [setup for setup in self._order if setup not in (before, after)]
        if not free:
            return ""
        left = [setup for setup in self._left.get(self._since, ()) if setup in free]
        if left:
            self._left[self._since].remove(left[0])
            return left[0]
        near = self._of_section(self._sections[n])
        pool = [setup for setup in free if setup in near] or free
        return min(pool, key=lambda setup: (self._seen.get(setup, -1), self._order.index(setup)))

    def _after(self, n: int) -> str:
        """The setup of the next scene, if that is kept."""
        following = self._known.get(self._cues[n + 1]) if n + 1 < len(self._cues) else None
        return following.setup if following else ""

    def _of_section(self, section: int) -> set[str]:
        pairs = zip(self._cues, self._sections, strict=True)
        return {self._known[cue].setup for cue, of in pairs if of == section and cue in self._known}


def _left_behind(plan: ShotPlan, standing: set[str]) -> dict[str, list[str]]:
    """Kept cue -> setups, in order, of the shots after it that went before the next kept one."""
    left: dict[str, list[str]] = {}
    since = ""
    for shot in plan.shots:
        if shot.cue in standing:
            since = shot.cue
        else:
            left.setdefault(since, []).append(shot.setup)
    return left
