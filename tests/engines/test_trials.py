"""Testing a key: one question per vendor that only a valid key is answered, told as what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.ports.hosted import told as serving
from tests.vendors import ark, elevenlabs, fal, openai_chat
from tests.vendors.ark import Ark
from tests.vendors.elevenlabs import ElevenLabs
from tests.vendors.fal import Fal
from tests.vendors.openai_chat import Chat
from tests.vendors.server import Server, Vendor, refused
from trailers.domain.errors import FatalError
from trailers.engines import connections
from trailers.engines.registry import ENGINES
from trailers.engines.trial import VENDORS, try_key

KEYS = {"elevenlabs": elevenlabs.KEY, "openai": openai_chat.KEY, "ark": ark.KEY, "fal": fal.KEY}
ASKED = {"elevenlabs": "subscription", "openai": "models", "ark": "list", "fal": "status"}
NOTES = {"elevenlabs": "10,000 credits are left.", "openai": "2 models are offered.", "ark": "", "fal": ""}


@contextmanager
def vendor_of(name: str, **keys: str) -> Iterator[tuple[Server, Vendor]]:
    vendor = {"elevenlabs": ElevenLabs, "openai": Chat, "ark": Ark, "fal": Fal}[name]()
    with serving(vendor, keys={**KEYS, **keys}, paths={"openai": "/v1"}) as server:
        yield server, vendor


def test_every_vendor_that_takes_a_key_can_be_tested() -> None:
    assert set(VENDORS) == {info.provider for info in ENGINES.values() if info.needs}
    assert [name for name, vendor in VENDORS.items() if not vendor.teams] == ["local"]


@pytest.mark.parametrize("name", KEYS)
def test_a_valid_key_works_and_nothing_is_bought(name: str) -> None:
    with vendor_of(name) as (_, vendor):
        trial = try_key(name)
        assert (trial.result, trial.message, trial.note) == ("works", None, NOTES[name])
        assert [call.route for call in vendor.calls] == [ASKED[name]]
        assert vendor.accepted() == {}, "no paid route was asked"


@pytest.mark.parametrize("name", KEYS)
def test_a_wrong_key_is_refused_with_what_to_do(name: str) -> None:
    with vendor_of(name, **{name: "a-wrong-key"}) as (_, vendor):
        trial = try_key(name)
    assert trial.result == "refused" and trial.message is not None
    assert trial.message.what.endswith("does not accept the key.")
    assert trial.message.do == "Check the key and its permissions."
    assert len(vendor.calls) == 1


@pytest.mark.parametrize("name", KEYS)
def test_nobody_there_and_too_many_calls_are_told_apart(name: str) -> None:
    with vendor_of(name) as (_, vendor):
        often = 2 if name == "elevenlabs" else 1  # its SDK asks twice, which is free
        slow = refused(429, {"error": {"code": "rate_limit_exceeded", "message": "slow"}})
        vendor.fault(ASKED[name], slow, times=often)
        assert try_key(name).result == "limited"
        vendor.fault(ASKED[name], refused(503), times=often)
        trial = try_key(name)
        assert trial.result == "unreached" and trial.message is not None
        connections.configure(KEYS, {name: "http://127.0.0.1:9"})
        assert try_key(name).result == "unreached"


def test_an_account_without_credits_has_no_quota() -> None:
    with vendor_of("elevenlabs") as (_, vendor):
        vendor.credits = 0  # type: ignore[attr-defined]
        trial = try_key("elevenlabs")
        assert trial.result == "quota" and trial.message is not None
        assert trial.message.what == "The quota at ElevenLabs is used up."
    with vendor_of("openai") as (_, vendor):
        vendor.fault("models", openai_chat.no(429, "insufficient_quota"))
        assert try_key("openai").result == "quota"


def test_a_key_that_may_not_ask_for_its_balance_works() -> None:
    with vendor_of("elevenlabs") as (_, vendor):
        body = {"detail": {"status": "missing_permissions", "message": "the permission user_read is missing"}}
        vendor.fault("subscription", refused(401, body))
        trial = try_key("elevenlabs")
    assert (trial.result, trial.note) == ("works", "")


def test_without_a_key_nobody_is_asked() -> None:
    with vendor_of("ark", ark="") as (_, vendor):
        with pytest.raises(FatalError) as none:
            try_key("ark")
        with connections.using({"ark": ""}), pytest.raises(FatalError) as lost:
            try_key("ark")
    assert (none.value.code, lost.value.code, vendor.calls) == ("provider.no_key", "key.unreadable", [])
