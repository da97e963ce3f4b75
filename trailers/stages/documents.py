"""read_document: an uploaded synopsis becomes plain text."""

from __future__ import annotations

from trailers.media.documents import read_document

from .base import Output, StageCall, StageResult, write_json


def read(call: StageCall) -> StageResult:
    """Files: source. Params: suffix (as uploaded, '.pdf'). Makes JSON: text, title, pages, notices."""
    path = call.files["source"]
    document = read_document(path, "document" + call.params["suffix"], scratch=call.scratch, check=call.check)
    facts = {
        "title": document.title,
        "pages": document.pages,
        "media_type": document.media_type,
        "notices": list(document.notices),
        "words": len(document.text.split()),
    }
    out = write_json(call.scratch / "document.json", {**facts, "text": document.text})
    return StageResult((Output(out, "document", facts),))
