"""Who reads: voices of the film's voice engine, looked at, heard, and chosen for the whole film or for one speaker.

Choosing spends nothing. Lines that another voice has spoken stay, marked out of date, until somebody has them spoken
anew.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from trailers.domain.errors import CuelockError, UserError
from trailers.domain.film import FilmFacts
from trailers.domain.foresight import of_revoicing
from trailers.engines.connections import connection, hidden, using
from trailers.engines.ports import VoiceOffer
from trailers.engines.registry import engine_info, voices
from trailers.media.download import ANY_BYTES, DownloadRules, download
from trailers.models import EngineKey, Project
from trailers.queue.events import record

from .advance import advance_locked, lock_project
from .foresee import Preview, preview
from .keys import keys_of
from .snapshot import film_facts, plan_of

MOST = 60
ANYBODY = ""
"""The speaker that stands for all who have no voice of their own."""
_SALT = "cuelock.voice"
_LIST_S, _SAMPLE_S = 300, 86_400
_SAMPLE = DownloadRules(
    media_types=("audio/mpeg", "audio/mp3", "audio/wav", "audio/x-wav", "audio/mp4", "audio/ogg", *ANY_BYTES),
    max_bytes=3_000_000,
    timeout_s=20,
    silence_s=8,
)
_TYPES = {".mp3": "audio/mpeg", ".wav": "audio/wav", ".m4a": "audio/mp4", ".ogg": "audio/ogg"}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who speaks lines of the film. `name` '' is everybody without a voice of their own."""

    name: str
    lines: int
    voice: str
    """'' leaves the choice to the engine, or to the film's voice."""
    voice_name: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A voice that can be chosen. `sample` names its preview to us; '' for one without."""

    id: str
    name: str
    labels: str
    sample: str


@sensitive_variables()
def offers(project: Project, query: str = "") -> list[Offer]:
    """Voices of the film's voice engine by name, at most 60. Raises what the engine raises. Free of charge.

    A list is believed for five minutes, so that a page can be shown again without asking.
    """
    engine = _engine(project)
    own = EngineKey.objects.filter(
        team_id=project.team_id, retired_at=None, vendor=engine_info("voice", engine).provider
    )
    whose = own.values_list("pk", flat=True).first() or "operator"
    mark = hashlib.sha256(f"{engine} {whose} {query.lower()}".encode()).hexdigest()
    known: list[dict[str, Any]] | None = cache.get(f"voices.{mark}")
    if known is None:
        with using(keys_of(project.team_id)):
            try:
                known = [asdict(offer) for offer in voices(engine).voices(query.strip()[:80], "", MOST)]
            except CuelockError as error:
                error.params = {k: hidden(v) if isinstance(v, str) else v for k, v in error.params.items()}
                raise
        cache.set(f"voices.{mark}", known, _LIST_S)
    return [_offer(engine, VoiceOffer(**each)) for each in known]


def speakers(project: Project, facts: FilmFacts) -> list[Speaker]:
    """The film as a whole first, then whoever the script names, in the order of their first lines."""
    engine = _engine(project)
    chosen = facts.settings.voices.get(engine, {})
    names: Mapping[str, str] = project.settings.get("voice_names", {}).get(engine, {})
    lines = facts.script.lines if facts.script else ()
    named = list(dict.fromkeys(line.speaker for line in lines))
    found = [_speaker(ANYBODY, len(lines), chosen, names)]
    if len(named) > 1 or set(chosen) - {ANYBODY}:
        found += [_speaker(who, sum(line.speaker == who for line in lines), chosen, names) for who in named]
    return found


def voice_preview(project: Project, speaker: str, voice: str) -> Preview:
    """What having every line spoken by its voice would change and cost, with this choice made. Choosing is free.

    UserError film.not_ready before there is a script.
    """
    facts = film_facts(project)
    return _preview(
        project, replace(facts, settings=facts.settings.with_voice(_engine(project), speaker, voice))
    )


def outdated_preview(project: Project) -> Preview:
    """The same for the choices as they stand."""
    return _preview(project, film_facts(project))


def choose_voice(*, project: Project, speaker: str, voice: str, name: str = "") -> None:
    """Have what is not spoken yet read by this voice; '' takes the choice back. Nothing is ordered anew by it.

    UserError voice.speaker for a name that speaks no line.
    """
    engine = _engine(project)
    with transaction.atomic():
        locked = lock_project(project.pk)
        facts = film_facts(locked)
        if speaker != ANYBODY and speaker not in {
            who.speaker for who in (facts.script.lines if facts.script else ())
        }:
            raise UserError("voice.speaker", speaker=speaker)
        settings = facts.settings.with_voice(engine, speaker, voice)
        if settings == facts.settings:
            return
        names = dict(locked.settings.get("voice_names", {}))
        if voice and name:
            names[engine] = {**names.get(engine, {}), voice: name[:100]}
        locked.settings = {
            **locked.settings,
            "voices": {each: dict(by) for each, by in settings.voices.items()},
            "voice_names": names,
        }
        locked.save(update_fields=["settings"])
        record(locked, "voice.chosen", engine=engine, speaker=speaker, voice=voice)
        advance_locked(locked)


def speak_outdated(*, project: Project) -> int:
    """Have every line spoken anew that another voice, or another engine, has spoken. Answers how many.

    UserError edit.nothing_stale.
    """
    with transaction.atomic():
        locked = lock_project(project.pk)
        slots = _outdated(locked, film_facts(locked))
        if not slots:
            raise UserError("edit.nothing_stale")
        locked.slots = {slot: key for slot, key in locked.slots.items() if slot not in slots}
        locked.save(update_fields=["slots"])
        record(locked, "voice.renewed", lines=len(slots))
        advance_locked(locked)
        return len(slots)


def sample(project: Project, token: str) -> tuple[bytes, str]:
    """A voice's preview and its type, fetched once a day. `token` is from an Offer: nothing else is ever fetched.

    signing.BadSignature for any other; RetryableError or FatalError download.*.
    """
    engine, url = signing.loads(token, salt=_SALT)
    mark = f"voice.sample.{hashlib.sha256(url.encode()).hexdigest()}"
    kept: tuple[bytes, str] | None = cache.get(mark)
    if kept is None:
        with using(keys_of(project.team_id)):
            loopback = connection(engine_info("voice", engine).provider).allow_loopback
        with tempfile.TemporaryDirectory(prefix="cuelock-voice-") as folder:
            rules = replace(_SAMPLE, allow_loopback=loopback)
            found = download(url, Path(folder) / "sample", rules)
            ending = Path(urlsplit(url).path).suffix.lower()
            kind = _TYPES.get(ending, "audio/mpeg") if found.media_type in ANY_BYTES else found.media_type
            kept = (found.path.read_bytes(), kind)
        cache.set(mark, kept, _SAMPLE_S)
    return kept


def _engine(project: Project) -> str:
    return str(project.engines.get("voice", "embedded"))


def _offer(engine: str, found: VoiceOffer) -> Offer:
    labels = ", ".join(
        label for name, label in sorted(found.labels.items()) if label and name != "description"
    )
    token = signing.dumps([engine, found.preview_url], salt=_SALT, compress=True) if found.preview_url else ""
    return Offer(found.id, found.name, labels.replace("_", " "), token)


def _speaker(name: str, lines: int, chosen: Mapping[str, str], names: Mapping[str, str]) -> Speaker:
    voice = chosen.get(name, "")
    return Speaker(name, lines, voice, names.get(voice, voice))


def _preview(project: Project, facts: FilmFacts) -> Preview:
    if facts.script is None:
        raise UserError("film.not_ready")
    slots = _outdated(project, facts)
    return preview(of_revoicing(facts, [slot.partition(":")[2] for slot in slots]))


def _outdated(project: Project, facts: FilmFacts) -> list[str]:
    """Voice slots whose lines would be spoken otherwise by the film as `facts` have it."""
    plan = plan_of(project, facts)
    stale = (step for step in plan.steps.values() if step.state == "stale" and step.kind == "voice")
    return [step.slot for step in stale]
