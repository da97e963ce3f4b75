"""The engines of this installation: which can be used, what the others lack, and what each costs."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from trailers.domain.pricing import PriceTable, dollars
from trailers.engines.prices import price_table
from trailers.engines.registry import ENGINES, EngineInfo, model_of, priced

from .forecast import missing_for
from .keys import own_vendors

PORT_NAMES = {
    "text": "Script",
    "voice": "Voice",
    "aligner": "Word times",
    "transcriber": "Transcription",
    "music": "Score",
    "image": "Stills",
    "video": "Clips",
}
_UNITS = {
    "chars": "characters",
    "input_tokens": "tokens read",
    "output_tokens": "tokens written",
    "music_ms": "of music",
    "audio_ms": "of sound",
}
_SPAN_MS = {3_600_000: "an hour", 60_000: "a minute", 1_000: "a second"}


@dataclass(frozen=True, slots=True)
class EngineRow:
    """One engine behind one port, in words."""

    port: str
    name: str
    made_by: str
    model: str
    missing: tuple[str, ...]
    """Settings it lacks; none when it is available."""
    limits: str
    price: str
    """Of a usual call."""
    table: str
    """The prices of its model, with their date and source; '' for a free engine or one priced by the call."""


def engine_rows(team_id: UUID | None = None) -> list[EngineRow]:
    """Every engine, port by port, those that can be used first; a team's own keys count."""
    own = own_vendors(team_id)
    ports = list(PORT_NAMES)
    rows = [_row(priced(info), own) for info in ENGINES.values()]
    return sorted(rows, key=lambda row: (ports.index(row.port), bool(row.missing), row.name))


def _row(info: EngineInfo, own: frozenset[str]) -> EngineRow:
    model = model_of(info)
    table = price_table(info.provider, model) if info.usual else None
    return EngineRow(
        port=info.port,
        name=info.name,
        made_by=info.made_by,
        model=model,
        missing=missing_for(info, own),
        limits=info.limits,
        price=_call(info),
        table=_told(table) if table else "",
    )


def _call(info: EngineInfo) -> str:
    if info.second_microusd:
        return f"{dollars(info.second_microusd * 60)} a minute"
    return dollars(info.price_microusd) + (" a call" if info.price_microusd else "")


def _told(table: PriceTable) -> str:
    said = [
        f"{dollars(price.microusd)} {_per(price.unit, price.per)}" for price in table.prices if price.microusd
    ]
    return f"{', '.join(said)} ({table.source}, {table.read_on})" if said else ""


def _per(unit: str, per: int) -> str:
    words = _UNITS.get(unit, unit.replace("_", " "))
    if per in _SPAN_MS and unit.endswith("_ms"):
        return f"{_SPAN_MS[per]} {words}"
    return f"for {per:,} {words}"
