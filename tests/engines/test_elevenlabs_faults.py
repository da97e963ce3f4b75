"""Every answer that is no success lands where the vendor's table of errors says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from tests.ports.hosted import lands
from trailers.engines.elevenlabs.faults import of_status, retry_after_s, said

TABLE = [
    (429, {"detail": {"code": "rate_limit_exceeded"}}, "RetryableError", "provider.rate_limited"),
    (429, {"detail": {"status": "system_busy"}}, "RetryableError", "provider.rate_limited"),
    (429, {"detail": {"code": "concurrent_limit_exceeded"}}, "RetryableError", "provider.rate_limited"),
    (429, {"detail": {"status": "too_many_concurrent_requests"}}, "RetryableError", "provider.rate_limited"),
    (429, "busy", "RetryableError", "provider.rate_limited"),
    (401, {"detail": {"code": "invalid_api_key"}}, "FatalError", "provider.key_refused"),
    (401, {"detail": {"status": "quota_exceeded"}}, "FatalError", "provider.quota"),
    (402, {"detail": {"code": "quota_exceeded"}}, "FatalError", "provider.quota"),
    (402, None, "FatalError", "provider.quota"),
    (403, {"detail": {"code": "missing_permissions"}}, "FatalError", "provider.key_refused"),
    (400, {"detail": {"code": "max_character_limit_exceeded"}}, "UserError", "provider.request_refused"),
    (404, {"detail": {"status": "voice_not_found"}}, "UserError", "voice.not_offered"),
    (400, {"detail": {"code": "unsupported_model"}}, "FatalError", "provider.model_missing"),
    (400, {"detail": {"status": "bad_prompt"}}, "UserError", "refused.prompt"),
    (400, {"detail": {"code": "bad_composition_plan"}}, "UserError", "refused.prompt"),
    (422, {"detail": [{"loc": ["body", "text"], "msg": "missing"}]}, "UserError", "provider.request_refused"),
    (408, None, "UncertainError", "provider.outcome_unknown"),
    (500, {"detail": "oops"}, "UncertainError", "provider.outcome_unknown"),
    (503, "<html>", "UncertainError", "provider.outcome_unknown"),
    (200, "not json", "UncertainError", "provider.bad_answer"),
]


@pytest.mark.parametrize(("status", "body", "kind", "code"), TABLE)
def test_an_answer_to_a_paid_call_is(status: int, body: Any, kind: str, code: str) -> None:
    assert lands(of_status(status, {}, body, paid=True)) == (kind, code)


@pytest.mark.parametrize("status", [408, 500, 503, 200])
def test_what_costs_nothing_is_simply_asked_again(status: int) -> None:
    assert lands(of_status(status, {}, "", paid=False)) == ("RetryableError", "provider.unavailable")


class TestABody:
    def test_is_read_in_all_its_forms(self) -> None:
        both = said({"detail": {"code": "a", "status": "b", "message": "no\n more", "data": {"x": 1}}})
        assert (both.codes, both.message, both.data) == ({"a", "b"}, "no more", {"x": 1})
        listed = said({"detail": [{"loc": ["body", "seed"], "msg": "too big"}, "odd"]})
        assert listed.message == "body.seed: too big; odd"
        assert said("plain").message == "plain"
        assert said(None).message == ""

    def test_is_told_in_short(self) -> None:
        assert len(said({"detail": {"message": "x" * 5000}}).message) == 300

    def test_may_hold_a_better_prompt(self) -> None:
        body = {"detail": {"status": "bad_prompt", "data": {"prompt_suggestion": "a calm piece"}}}
        assert of_status(400, {}, body, paid=True).params["suggestion"] == "a calm piece"


class TestAWishToWait:
    @pytest.mark.parametrize(("text", "seconds"), [("17", 17), ("", None), ("soon", None)])
    def test_is_seconds_or_none(self, text: str, seconds: int | None) -> None:
        assert retry_after_s({"Retry-After": text}) == seconds

    def test_may_be_a_date(self) -> None:
        at = datetime.now(UTC) + timedelta(seconds=90)
        assert retry_after_s({"retry-after": format_datetime(at, usegmt=True)}) in (88, 89, 90)
        assert retry_after_s({"retry-after": format_datetime(at - timedelta(days=1), usegmt=True)}) == 0

    def test_goes_with_the_error(self) -> None:
        error = of_status(429, {"retry-after": "9"}, {}, paid=True)
        assert getattr(error, "retry_after_s", None) == 9
