"""The words of a music video's song as its page and the API tell of them: the text, its state, where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from trailers.domain.errors import describe
from trailers.domain.film import FilmFacts
from trailers.domain.graph import Plan
from trailers.domain.message import Message
from trailers.domain.song import Stretch, entrances_of
from trailers.domain.song_clock import duration_ms
from trailers.domain.states import LIVE_STATES
from trailers.domain.sung import vocals_of
from trailers.domain.sung_wish import Port
from trailers.domain.words import Word
from trailers.engines.registry import ENGINES, hearing_price
from trailers.models import Job, Project

from .forecast import missing_for
from .keys import own_vendors

_PORTS: tuple[Port, ...] = ("aligner", "transcriber")


@dataclass(frozen=True, slots=True)
class WordsOffer:
    """An engine that can be asked, and what that costs for this film's part of the song."""

    port: Port
    engine: str
    made_by: str
    price_microusd: int
    missing: tuple[str, ...] = ()
    """Settings that it lacks; none when it can be asked."""


@dataclass(frozen=True, slots=True)
class WordsPanel:
    text: str
    by: str
    """The engine that was asked; '' for nobody."""
    state: str
    """none: there is no text; untimed: nobody knows when it is sung; timed: the text says so; waiting: until the
    song has been listened to; working; heard: by an engine; poor: too little of its answer can be true; failed."""
    asked: int
    placed: int
    """Of the words asked for, how many the engine found; 0 where none was asked."""
    words: tuple[Word, ...]
    lines: tuple[str, ...]
    """As they are sung in the film, each with the moment of its first word."""
    line_starts: tuple[int, ...]
    """Index of the first word of each."""
    vocals: tuple[Stretch, ...] | None
    """None: nobody knows where somebody sings."""
    entrances_ms: tuple[int, ...]
    wishes: int
    """How many can be taken back."""
    price_microusd: int
    """Of the engine that was asked."""
    problem: Message | None
    offers: tuple[WordsOffer, ...]

    @property
    def sung(self) -> tuple[tuple[int, str], ...]:
        """(ms, line) of every line, as it is sung."""
        starts = [self.words[first].start_ms for first in self.line_starts]
        return tuple(zip(starts, self.lines, strict=True))


def words_panel(project: Project, facts: FilmFacts, plan: Plan) -> WordsPanel | None:
    """None for a film that is no music video."""
    words, clock = facts.words, facts.soundtrack
    if words is None:
        return None
    sung = clock.words if clock else ()
    starts = (clock.lines if clock else ()) or tuple(range(min(1, len(sung))))
    step = plan.steps.get("words")
    state: str = words.state()
    if words.wish.by and words.judged is None:
        # until the song is heard there is no step yet
        state = {"running": "working", "failed": "failed"}.get(step.state, "working") if step else "waiting"
    job = _newest(project, step.key) if step and step.key and state in ("working", "failed") else None
    known = duration_ms(clock) if clock else 0
    return WordsPanel(
        text=words.wish.text,
        by=words.wish.by,
        state=state,
        asked=words.judged.asked if words.judged else 0,
        placed=words.judged.placed if words.judged else 0,
        words=sung,
        lines=_lines(sung, starts),
        line_starts=starts,
        vocals=vocals_of(sung) if sung else None,
        entrances_ms=entrances_of(vocals_of(sung)),
        wishes=len(facts.settings.words),
        price_microusd=words.price_microusd,
        problem=describe(job.error_code, **job.error_detail) if job and state == "failed" else None,
        offers=offers(project.team_id, known),
    )


def offers(team_id: UUID | None, song_ms: int) -> tuple[WordsOffer, ...]:
    """Every engine that hears words in a song, with the price of so much of it. Ours hears speech only, and so
    is none of them."""
    own = own_vendors(team_id)
    return tuple(
        WordsOffer(
            port,
            info.name,
            info.made_by,
            hearing_price(port, info.name, song_ms),
            missing_for(info, own),
        )
        for port in _PORTS
        for (known, name), info in ENGINES.items()
        if known == port and name != "embedded"
    )


def _lines(words: Sequence[Word], starts: Sequence[int]) -> tuple[str, ...]:
    ends = [*starts[1:], len(words)]
    return tuple(
        " ".join(word.text for word in words[a:b]) for a, b in zip(starts, ends, strict=False) if a < b
    )


def _newest(project: Project, key: str) -> Job | None:
    jobs = Job.objects.filter(team_id=project.team_id, key=key).exclude(state__in=LIVE_STATES)
    return jobs.order_by("created_at").last()
