"""What the timeline plays: which proxies and which sound there are, and which are still to be made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.cache import cache

from trailers.domain import own_sound
from trailers.domain.fingerprint import fingerprint
from trailers.domain.graph import step_key
from trailers.domain.previews import Proxy, proxies_of, proxy_format, sound_key
from trailers.domain.segment import TakeFacts
from trailers.domain.trailer_film import VERSIONS, mix_spec
from trailers.media.peaks import ZOOMS
from trailers.models import Artifact, Job
from trailers.services.previews import Wanted

from .stand import Link, Previews, Stand

_SOUNDS = ("song_sound",)
"""Step kinds that make a film's sound without a mix."""


@dataclass(frozen=True, slots=True)
class Playable:
    """What is there, and what is not."""

    previews: Previews
    missing: tuple[Wanted, ...]


def playable(stand: Stand, link: Link) -> Playable:
    """Three queries, whatever the film's length."""
    wanted = wanted_proxies(stand)
    mix = _mix_wav(stand)
    keys = {proxy.key for proxy in wanted}
    heard = sound_key(mix[1]) if mix else None
    if heard:
        keys |= {heard, *(f"{heard}:{zoom}" for zoom in ZOOMS)}
    rows = Artifact.objects.filter(team_id=stand.project.team_id, key__in=keys)
    found = {key: str(pk) for key, pk in rows.values_list("key", "pk")}
    missing = [_proxy_wanted(stand, proxy) for proxy in wanted if proxy.key not in found]
    if mix and heard and heard not in found:
        missing.insert(0, Wanted(heard, "preview_sound", "preview:sound", {}, {"mix": mix[0]}))
    return Playable(
        Previews(
            sound=link(found[heard], "sound.mp4") if heard and heard in found else None,
            peaks=tuple(
                (zoom, link(found[f"{heard}:{zoom}"], f"peaks-{zoom}.i8"))
                for zoom in ZOOMS
                if f"{heard}:{zoom}" in found
            ),
            proxies={
                proxy.take_id: (link(found[proxy.key], "proxy.mp4"), proxy.window.frames)
                for proxy in wanted
                if proxy.key in found
            },
        ),
        tuple(missing),
    )


def wanted_proxies(stand: Stand) -> tuple[Proxy, ...]:
    """Of every finished take that can be played."""
    project = stand.project
    takes: dict[str, tuple[TakeFacts, str]] = {
        take.id: (stand.desk.takes[take.id], take.scene) for take in stand.rows.takes.values() if take.sha256
    }
    fmt = proxy_format(project.width, project.height, stand.clock.rate)
    bounds = (*(place.start for place in stand.standing.values()), stand.clock.frames)
    return proxies_of(stand.cut, bounds, takes, fmt, look=project.look)


def _proxy_wanted(stand: Stand, proxy: Proxy) -> Wanted:
    take = stand.rows.takes[proxy.take_id]
    size = {"width": proxy.fmt.width, "height": proxy.fmt.height, "rate": str(proxy.fmt.rate)}
    return Wanted(
        key=proxy.key,
        kind="proxy",
        node=f"proxy:{proxy.take_id}",
        params={"window": proxy.window.to_json(), "format": size},
        files={"take": take.key},
        later=not proxy.shown,
    )


def _mix_wav(stand: Stand) -> tuple[str, str] | None:
    """(key, hash) of the exact sound of the film as it stands, if it has been made."""
    key = _sound_step(stand)
    if key is None:
        return None
    row = Artifact.objects.filter(team_id=stand.project.team_id, key=f"{key}:wav").first()
    return (row.key, row.sha256) if row else None


def _sound_step(stand: Stand) -> str | None:
    """The key of the step that makes the film's sound, worked out without planning the film."""
    project, clock = stand.project, stand.project.soundtrack
    if project.kind != "trailer":
        made = Job.objects.filter(project=project, kind__in=_SOUNDS, state="done").order_by("-finished_at")
        return made.values_list("key", flat=True).first()
    score = _score_key(stand)
    if clock is None or clock.voice_id is None or score is None:
        return None
    wanted = Artifact.objects.filter(team_id=project.team_id, key__in=(clock.key, score))
    shas = dict(wanted.values_list("key", "sha256"))
    if len(shas) < 2:
        return None
    found: str | None = cache.get_or_set(
        _mix_name(stand, shas), lambda: _mix_key(stand, clock.key, score, shas), timeout=None
    )
    return found


def _mix_key(stand: Stand, voice: str, score: str, shas: Mapping[str, str]) -> str:
    spec = mix_spec(stand.clock, stand.cut, stand.settings, voice=voice, score=score)
    return step_key(spec.kind, spec.version, spec.params, {"voice": shas[voice], "score": shas[score]})


def _mix_name(stand: Stand, shas: Mapping[str, str]) -> str:
    """All that the mix follows from, by name: of a cut only where a scene has a level of its own."""
    settings, project = stand.settings, stand.project
    of_scenes = any(name.startswith("scene:") for name in settings.levels)
    given = {
        "clock": project.soundtrack.sha256 if project.soundtrack else "",
        "cut": project.current_cut.sha256 if of_scenes and project.current_cut else "",
        "muted": sorted(settings.muted),
        "levels": {name: list(level) for name, level in settings.levels.items()},
        "duck_db": settings.duck_db,
        "target_lufs_tenths": settings.target_lufs_tenths,
        "files": dict(shas),
        "version": VERSIONS["mix"],
    }
    return f"editor.mix:{fingerprint('mix name', 1, given)}"


def _score_key(stand: Stand) -> str | None:
    if not stand.settings.score:
        return stand.project.slots.get("score")
    return own_sound.score_key(stand.settings.score)
