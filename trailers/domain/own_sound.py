"""Steps of sound that a person brings: a recorded narration in place of the voice, a score in place of ours.

They are ordinary steps on the same graph, free and deterministic, so they fill no slot and rebuild by
themselves: a changed line aligns the recording anew, and pieces that come out the same keep all that follows.
"""

from __future__ import annotations

from collections.abc import Mapping

from .film import FilmFacts
from .graph import Plan, StepSpec, step_key
from .script import Script

VERSIONS: Mapping[str, int] = {"import_sound": 1, "align": 1, "voice_cut": 1}


def source_key(sha256: str) -> str:
    """The artifact key of an upload: its own contents."""
    return f"source:{sha256}"


def declare_narration(plan: Plan, facts: FilmFacts, script: Script) -> None:
    """The recording read, aligned with the script before any gate, and cut behind the script's gate."""
    recording = plan.add(_imported(facts, "narration", facts.settings.narration, channels=1))
    aligned = plan.add(
        StepSpec(
            node="narration:aligned",
            kind="align",
            version=VERSIONS["align"],
            lane="media",
            params={
                "lines": [{"id": item.id, "text": item.text} for item in script.lines],
                "language": script.language,
            },
            files={"recording": recording.key},
        )
    )
    for item in script.lines:
        plan.add(
            StepSpec(
                node=f"voice:{item.id}",
                kind="voice_cut",
                version=VERSIONS["voice_cut"],
                lane="media",
                params={"line": item.id},
                files={"recording": recording.key, "aligned": aligned.key},
                gate="script",
            )
        )


def declare_score(plan: Plan, facts: FilmFacts) -> None:
    """The brought score under the node that the mix reads; the mix trims or loops it to the film."""
    plan.add(_imported(facts, "score", facts.settings.score, channels=2))


def score_key(sha256: str) -> str:
    """The key of the brought score, made ready for the mix."""
    params = {"role": "score", "channels": 2}
    return step_key("import_sound", VERSIONS["import_sound"], params, {"source": sha256})


def _imported(facts: FilmFacts, node: str, sha256: str, *, channels: int) -> StepSpec:
    return StepSpec(
        node=node,
        kind="import_sound",
        version=VERSIONS["import_sound"],
        lane="media",
        params={"role": node, "channels": channels},
        files={"source": source_key(sha256)},
    )
