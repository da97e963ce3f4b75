"""Random sessions of edits, undo, redo and arriving takes: going back is exact, and loses nothing that arrived.

The stacks are kept here as `services.history` keeps them in rows; what is replayed is the product's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editor.ops import apply
from tests.domain.films import SEEDS, Film, random_film, sha
from tests.editor.test_ops_properties import desk_of, random_op
from tests.services import lab
from trailers.domain.arrivals import Arrival, filled, replayed
from trailers.domain.cut import Cut
from trailers.domain.errors import UserError
from trailers.domain.film import FilmFacts, FilmSettings, TakeFact
from trailers.domain.segment import TakeFacts

STEPS = 24


@dataclass(frozen=True, slots=True)
class State:
    """A cut, and how much had happened when it was made."""

    cut: Cut
    seq: int


@dataclass
class Session:
    film: Film
    now: State
    undo: list[State] = field(default_factory=list)
    redo: list[State] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    takes: dict[str, TakeFact] = field(default_factory=dict)

    @property
    def seq(self) -> int:
        return len(self.arrivals)

    def facts(self, cut: Cut) -> FilmFacts:
        return FilmFacts(
            title="", rate=self.film.soundtrack.rate, width=320, height=180, look="noir", brief={},
            settings=FilmSettings(), engines={}, lanes={}, prices={}, source_key="", source_suffix="",
            script=lab.script("x"), soundtrack=self.film.soundtrack, cut=cut, takes=self.takes,
        )  # fmt: skip

    def desk_film(self) -> Film:
        more = {t.id: TakeFacts(t.id, t.sha256 or "", t.kind, t.frames, t.rate) for t in self.takes.values()}
        takes: Mapping[str, TakeFacts] = {**self.film.takes, **more}
        return replace(self.film, takes=takes)

    def edit(self, rng: Random, number: int) -> None:
        desk = desk_of(self.desk_film(), self.now.cut)
        try:
            cut = apply(random_op(rng, self.now.cut, desk, number), self.now.cut, desk)
        except UserError:
            return
        if cut != self.now.cut:
            self.undo.append(self.now)
            self.redo.clear()
            self.now = State(cut, self.seq)

    def arrive(self, rng: Random, number: int) -> None:
        """A picture that somebody ordered, one for the shelf, or the clip of the picture on show."""
        entry = rng.choice(self.now.cut.entries)
        kind = rng.choice(("chosen", "shelf", "clip"))
        shown = self.takes.get(entry.take_id or "")
        still = (entry.take_id or "").startswith("image") or (shown is not None and shown.kind == "image")
        grown = kind == "clip" and still
        take = TakeFact(
            id=f"new-{number}",
            scene_key=entry.scene_id,
            kind="clip" if grown else "image",
            number=number,
            key=sha(number),
            origin="generated",
            engine="other",
            params={},
            sha256=sha(f"9{number}"),
            frames=10_000 if grown else 0,
            rate=self.film.soundtrack.rate if grown else None,
            parent_id=entry.take_id if grown else None,
        )
        self.takes[take.id] = take
        arrival = Arrival(take, chosen=kind == "chosen")
        self.arrivals.append(arrival)
        cut = filled(self.facts(self.now.cut), self.now.cut, arrival)
        if cut != self.now.cut:
            self.now = State(cut, self.seq)

    def step(self, here: list[State], there: list[State]) -> None:
        if not here:
            return
        to = here.pop()
        there.append(self.now)
        since = self.arrivals[to.seq :]
        cut = replayed(self.facts(to.cut), to.cut, since)
        if not since:
            assert cut == to.cut, "without arrivals going back is exact"
        self.now = to if cut == to.cut else State(cut, self.seq)
        self.check_kept(to, since)

    def check_kept(self, to: State, since: list[Arrival]) -> None:
        """Scenes, boundaries and treatment are the earlier cut's; the last picture ordered for a scene is shown."""
        assert [(e.scene_id, e.start, e.locked) for e in self.now.cut.entries] == [
            (e.scene_id, e.start, e.locked) for e in to.cut.entries
        ]
        for entry in self.now.cut.entries:
            ordered = [a.take.id for a in since if a.chosen and a.take.scene_key == entry.scene_id]
            if not ordered or entry.locked:
                assert entry.take_id is not None or entry.kind == "black" or not ordered
                continue
            shown = self.takes[entry.take_id or ""]
            assert ordered[-1] in (shown.id, shown.parent_id)


def run_session(film_seed: int, seed: int) -> Session:
    film, rng = random_film(film_seed), Random(seed)
    session = Session(film, State(film.cut, 0))
    for number in range(STEPS):
        act = rng.choice(("edit",) * 6 + ("arrive", "arrive", "undo", "undo", "redo"))
        if act == "edit":
            session.edit(rng, number)
        elif act == "arrive":
            session.arrive(rng, number)
        elif act == "undo":
            session.step(session.undo, session.redo)
        else:
            session.step(session.redo, session.undo)
    check_all_the_way(session)
    return session


def check_all_the_way(session: Session) -> None:
    """Back to the beginning and forth again: the same cut, to the value, for nothing arrives meanwhile."""
    end, steps = session.now, len(session.undo)
    while session.undo:
        session.step(session.undo, session.redo)
    first = [a.take for a in session.arrivals]
    assert [e.scene_id for e in session.now.cut.entries] == [e.scene_id for e in session.film.cut.entries]
    assert session.now.cut == session.film.cut or first
    for _ in range(steps):
        session.step(session.redo, session.undo)
    assert session.now.cut == end.cut
    assert len(session.undo) == steps


@settings(max_examples=100, deadline=None)
@given(SEEDS, st.integers(0, 2**32))
def test_undo_is_exact_and_loses_nothing(film_seed: int, seed: int) -> None:
    run_session(film_seed, seed)


@pytest.mark.slow
@settings(max_examples=1_000, deadline=None)
@given(SEEDS, st.integers(0, 2**32))
def test_a_thousand_sessions_of_undo(film_seed: int, seed: int) -> None:
    run_session(film_seed, seed)


def test_the_sessions_do_things() -> None:
    """A property that never undid anything would prove nothing."""
    sessions = [run_session(seed, seed) for seed in range(30)]
    assert sum(len(session.undo) for session in sessions) > 40
    assert sum(len(session.arrivals) for session in sessions) > 60
    shown = [s for s in sessions if any((e.take_id or "").startswith("new") for e in s.now.cut.entries)]
    assert len(shown) > 10
