"""When a second engine may stand in, and how a project names it."""

from __future__ import annotations

import pytest

from trailers.domain.outage import OUTAGES, PORTS, fallback_of, is_outage, with_fallback
from trailers.domain.states import TRAILER_STAGES
from trailers.domain.texts import TEXTS


@pytest.mark.parametrize("code", sorted(OUTAGES))
def test_an_outage_charged_nothing(code: str) -> None:
    assert is_outage(code, 0)
    assert not is_outage(code, 1)
    assert code in TEXTS


@pytest.mark.parametrize("code", sorted(set(TEXTS) - OUTAGES))
def test_no_other_failure_is_one(code: str) -> None:
    assert not is_outage(code, 0)


def test_refusals_unknown_outcomes_and_lost_files_are_none() -> None:
    for code in TEXTS:
        if code.startswith(("refused.", "download.")) or "outcome_unknown" in code or "bad_answer" in code:
            assert code not in OUTAGES


def test_a_project_names_one_for_each_port_beside_its_engines() -> None:
    engines = with_fallback({"image": "ark"}, "image", "fal")
    assert engines == {"image": "ark", "image_fallback": "fal"}
    assert (fallback_of(engines, "image"), fallback_of(engines, "video")) == ("fal", "")
    assert with_fallback(engines, "image", "openai")["image_fallback"] == "openai"
    assert with_fallback(engines, "image", "") == {"image": "ark"}
    assert with_fallback({}, "video", "") == {}


def test_the_steps_that_may_be_taken_over_are_steps() -> None:
    kinds = {kind for rule in TRAILER_STAGES for kind in rule.kinds}
    assert set(PORTS) <= kinds
