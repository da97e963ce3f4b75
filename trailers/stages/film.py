"""segment, assemble, receipt and captions: the film itself, and the proof that it is in sync."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from trailers.domain.captions import captions_of, to_srt, to_vtt
from trailers.domain.clock import Rate
from trailers.domain.receipt import song_limit_db
from trailers.domain.segments import Format, Segment
from trailers.domain.soundtrack import Soundtrack
from trailers.domain.timeline import ReceiptPlan
from trailers.media.assemble import assemble
from trailers.media.receipt import measure_receipt
from trailers.media.segment import render_segment

from .base import Output, StageCall, StageResult, write_json


def render(call: StageCall) -> StageResult:
    """Files: take.<take id>. Params: segment, format. Makes one conformed and graded segment."""
    segment = Segment.from_json(call.params["segment"])
    sources = {role.removeprefix("take."): path for role, path in call.files.items()}
    out = call.scratch / "segment.mp4"
    facts = render_segment(
        segment,
        sources,
        _format(call.params["format"]),
        out,
        scratch=call.scratch,
        progress=call.progress,
        cancelled=call.cancelled,
    )
    media = {"frames": facts.frames, "avcc_sha256": facts.avcc_sha256, "bytes": facts.bytes}
    return StageResult((Output(out, "segment", media),))


def assemble_film(call: StageCall) -> StageResult:
    """Files: segment.NNNN in order, audio. Params: rate, frames, and song where its sound is one.

    Makes the film by copying, not encoding.
    """
    roles = sorted(role for role in call.files if role.startswith("segment."))
    out = call.scratch / "film.mp4"
    facts = assemble(
        [call.files[role] for role in roles],
        call.files["audio"],
        out,
        Rate.parse(call.params["rate"]),
        frames=call.params["frames"],
        ends_early=call.params.get("song", False),
    )
    return StageResult((Output(out, "film", {"frames": facts.frames, "rate": call.params["rate"]}),))


def measure(call: StageCall) -> StageResult:
    """Files: film, mix, segment.NNNN. Params: plan. Makes the sync receipt, measured from the finished file."""
    roles = sorted(role for role in call.files if role.startswith("segment."))
    receipt = measure_receipt(
        call.files["film"],
        expected=_expected(call),
        segments=[call.files[role] for role in roles],
        mix_wav=call.files["mix"],
        scratch=call.scratch,
    ).to_json()
    out = write_json(call.scratch / "receipt.json", receipt)
    return StageResult((Output(out, "receipt", {"receipt": receipt}),))


def _expected(call: StageCall) -> ReceiptPlan:
    """The plan; of a song with the limit that its own encoding sets."""
    plan = ReceiptPlan.from_json(call.params["plan"])
    left_db = call.media.get("mix", {}).get("residual_db")
    return plan if left_db is None else replace(plan, most_residual_db=song_limit_db(left_db))


def write_captions(call: StageCall) -> StageResult:
    """Params: soundtrack. Makes SRT, and WebVTT beside it as role vtt."""
    soundtrack = Soundtrack.from_json(call.params["soundtrack"])
    captions = captions_of(soundtrack)
    srt, vtt = call.scratch / "captions.srt", call.scratch / "captions.vtt"
    srt.write_text(to_srt(captions), encoding="utf-8")
    vtt.write_text(to_vtt(captions), encoding="utf-8")
    return StageResult((Output(srt, "captions"), Output(vtt, "captions_vtt", role="vtt")))


def _format(data: Any) -> Format:
    return Format(width=data["width"], height=data["height"], rate=Rate.parse(data["rate"]))
