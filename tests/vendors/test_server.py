"""The protocol server itself: what it counts, and how each fault reaches a caller."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection, IncompleteRead, RemoteDisconnected
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.vendors import contracts
from tests.vendors.asked import Answer, Asked
from tests.vendors.contracts import Fields
from tests.vendors.server import (
    CUT,
    DROPPED,
    GARBLED,
    MUTE,
    SHORT,
    UNREACHED,
    Route,
    Vendor,
    broken_after,
    refused,
    route,
    serving,
)

BODY = {"text": "one"}


class Echo(Vendor):
    name = "echo"

    @route("POST", r"/say/(?P<voice>\w+)", paid=True)
    def say(self, asked: Asked) -> Answer:
        return Answer.json({"voice": asked.parts["voice"], "text": asked.json()["text"]})

    @route("GET", r"/look")
    def look(self, asked: Asked) -> Answer:
        return Answer.json(dict(asked.query))

    def refusal(self, asked: Asked) -> Answer | None:
        return None if asked.headers.get("x-key") == "right" else Answer.json({"no": "key"}, 401)

    def check(self, known: Route, asked: Asked) -> list[str]:
        return Fields({"text": str}).problems(asked.json()) if known.paid else []


@pytest.fixture
def echo() -> Iterator[Echo]:
    with serving(Echo()) as server:
        yield server.vendor("echo")


def call(
    vendor: Vendor, method: str = "POST", path: str = "/say/ann", body: Any = BODY, key: str = "right"
) -> tuple[int, dict[str, str], bytes]:
    address = urlsplit(vendor.url)
    connection = HTTPConnection(str(address.hostname), int(address.port or 0), timeout=5)
    try:
        connection.request(
            method, address.path + path, json.dumps(body) if body else None,
            {"x-key": key, "content-type": "application/json"},
        )  # fmt: skip
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def test_it_answers_and_counts_each_order_by_what_was_ordered(echo: Echo) -> None:
    assert json.loads(call(echo)[2]) == {"voice": "ann", "text": "one"}
    call(echo)
    call(echo, path="/say/bob")
    call(echo, "GET", "/look?a=1&a=2", None)
    assert sorted(echo.accepted().values()) == [1, 2]
    assert echo.accepted("look") == {echo.calls[-1].key: 1}
    assert [asked.parts for asked in echo.asked("say")] == [
        {"voice": "ann"},
        {"voice": "ann"},
        {"voice": "bob"},
    ]
    assert echo.asked("look")[0].query == {"a": "2"}


def test_whoever_has_no_key_is_not_let_in_and_not_charged(echo: Echo) -> None:
    assert call(echo, key="wrong")[0] == 401
    assert echo.accepted() == {} and len(echo.calls) == 1


class TestAFault:
    def test_is_said_in_order_and_then_over(self, echo: Echo) -> None:
        echo.fault("say", refused(429, {"code": "busy"}, Retry_After="7"))
        echo.fault("say", refused(429), times=2)
        status, headers, body = call(echo)
        assert (status, headers["Retry-After"], json.loads(body)) == (429, "7", {"code": "busy"})
        assert echo.faults_left() == 2
        status, headers, _ = call(echo)
        assert status == 429 and "Retry-After" not in headers
        assert (call(echo)[0], call(echo)[0]) == (429, 200)
        assert list(echo.accepted().values()) == [1]

    def test_after_accepting_is_charged(self, echo: Echo) -> None:
        echo.fault("say", broken_after(503))
        assert call(echo)[0] == 503
        assert list(echo.accepted().values()) == [1]

    @pytest.mark.parametrize(("fault", "charged"), [(DROPPED, [1]), (UNREACHED, [])])
    def test_may_be_a_dead_line(self, echo: Echo, fault: Any, charged: list[int]) -> None:
        echo.fault("say", fault)
        with pytest.raises(RemoteDisconnected):
            call(echo)
        assert list(echo.accepted().values()) == charged

    def test_may_be_an_answer_that_is_no_json(self, echo: Echo) -> None:
        echo.fault("say", GARBLED)
        status, _, body = call(echo)
        assert status == 200
        with pytest.raises(ValueError):
            json.loads(body)

    def test_may_be_half_an_answer_with_or_without_saying_so(self, echo: Echo) -> None:
        whole = call(echo)[2]
        echo.fault("say", CUT)
        echo.fault("say", SHORT)
        assert call(echo)[2] == whole[: len(whole) // 2]
        with pytest.raises(IncompleteRead) as short:
            call(echo)
        assert short.value.partial == whole[: len(whole) // 2]

    def test_may_be_silence_until_the_caller_goes(self, echo: Echo) -> None:
        echo.fault("say", MUTE)
        address = urlsplit(echo.url)
        connection = HTTPConnection(str(address.hostname), int(address.port or 0), timeout=0.3)
        connection.request("POST", "/echo/say/ann", json.dumps(BODY), {"x-key": "right"})
        with pytest.raises(TimeoutError):
            connection.getresponse()
        connection.close()
        assert list(echo.accepted().values()) == [1]
        assert call(echo)[0] == 200

    def test_belongs_to_a_route_that_there_is(self, echo: Echo) -> None:
        with pytest.raises(AssertionError):
            echo.fault("sing", MUTE)


def test_it_takes_its_time_and_many_callers_at_once(echo: Echo) -> None:
    echo.latency_s = 0.2
    started = time.monotonic()
    threads = [threading.Thread(target=call, args=(echo,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 0.2 <= time.monotonic() - started < 1.2
    assert list(echo.accepted().values()) == [8]


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [("/say/ann", {"text": 1}, "text may not be 1"), ("/shout", BODY, "nobody answers POST /shout")],
)
def test_a_wrong_body_and_an_unknown_address_are_told_at_the_end(path: str, body: Any, said: str) -> None:
    with pytest.raises(AssertionError, match=said), serving(Echo()) as server:
        call(server.vendor("echo"), path=path, body=body)


def test_a_multipart_body_is_the_same_order_whatever_its_boundary() -> None:
    def asked(boundary: str, text: str = "words") -> Asked:
        parts = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="text"\r\n\r\n{text}\r\n'
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n'
            f"Content-Type: audio/wav\r\n\r\nRIFF\r\n--{boundary}--\r\n"
        )
        return Asked(
            "POST",
            "/align",
            {},
            {"content-type": f"multipart/form-data; boundary={boundary}"},
            parts.encode(),
        )

    assert asked("one").form() == {"text": "words", "file": b"RIFF"}
    assert asked("one").key == asked("two").key != asked("one", "other").key


class TestFields:
    RULES = Fields({"model": {"a", "b"}}, {"seed": int, "speed": (int, float)}, {"speed": (0.7, 1.2)})

    @pytest.mark.parametrize(
        ("body", "wrong"),
        [
            ({"model": "a", "seed": 1, "speed": 0.7}, []),
            ({"seed": 1}, ["model is missing"]),
            ({"model": "c"}, ["model may not be 'c'"]),
            ({"model": "a", "seed": True}, ["seed may not be True"]),
            ({"model": "a", "speed": 1.3}, ["speed is 1.3, not from 0.7 to 1.2"]),
            ({"model": "a", "loud": 1}, ["loud is unknown"]),
        ],
    )
    def test_say_what_is_wrong(self, body: dict[str, Any], wrong: list[str]) -> None:
        assert self.RULES.problems(body) == wrong

    def test_a_document_is_asked_too_where_it_lies(
        self, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        schema = {"type": "object", "properties": {"seed": {"maximum": 3}}}
        (tmp_path / "v.json").write_text(json.dumps({"components": {"schemas": {"Order": schema}}}))
        body = {"model": "a", "seed": 4}
        monkeypatch.delenv(contracts.VARIABLE, raising=False)
        assert contracts.problems("v.json", "Order", self.RULES, body) == []
        monkeypatch.setenv(contracts.VARIABLE, str(tmp_path))
        assert contracts.problems("v.json", "Order", self.RULES, body) == [
            "seed: 4 is greater than the maximum of 3"
        ]
