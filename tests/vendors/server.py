"""A server that speaks vendors' protocols: real HTTP on the loopback address, in a thread of the test process.

    with serving(ElevenLabs()) as server:
        vendor = server.vendor("elevenlabs")          # its address is vendor.url
        vendor.fault("speak", DROPPED, times=1)       # the next call is taken on, then the line goes dead
        ...
        assert vendor.accepted("speak") == [1, 1]     # how often each order was taken on, by its key

A vendor is a class of routes (`Vendor`, `route`). It knows nothing of our rows: what it counted is evidence. Each
body is held against the vendor's contract (`contracts`); `serving` raises at its end when one was wrong.
"""

from __future__ import annotations

import re
import select
import socket
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.vendors.asked import Answer, Asked

HANG_S = 30
"""How long a caller that is never answered may wait before the server gives up on it."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call."""

    answer: Answer | None = None
    """Said instead of the proper answer."""
    accepts: bool = False
    """The order is taken on, and charged, all the same."""
    line: str = "up"
    """up; dead: closed without a word; mute: never answered; garbled: the answer is no JSON any more;
    cut: only half of it comes, as if that were all; short: half comes although the whole was announced."""


DROPPED = Fault(accepts=True, line="dead")
UNREACHED = Fault(line="dead")
MUTE = Fault(accepts=True, line="mute")
GARBLED = Fault(accepts=True, line="garbled")
CUT = Fault(accepts=True, line="cut")
SHORT = Fault(accepts=True, line="short")


def refused(status: int, body: Any = None, **headers: str) -> Fault:
    """Said before anything is taken on. `headers` with underscores for dashes."""
    return Fault(Answer.json(body or {}, status, **headers))


def broken_after(status: int = 500, body: Any = None) -> Fault:
    """The order is taken on, and then the vendor stumbles."""
    return Fault(Answer.json(body or {"error": "internal"}, status), accepts=True)


@dataclass(frozen=True)
class Call:
    route: str
    key: str
    """The same for two calls that order the same."""
    accepted: bool
    asked: Asked


@dataclass(frozen=True)
class Route:
    name: str
    method: str
    pattern: re.Pattern[str]
    paid: bool
    answer: Callable[[Any, Asked], Answer]


def route(method: str, path: str, *, paid: bool = False) -> Callable[[Any], Any]:
    """Marks a Vendor's method as what answers `path`, a regular expression; its groups are Asked.parts."""

    def mark(function: Any) -> Any:
        function.route = Route(function.__name__, method, re.compile(path), paid, function)
        return function

    return mark


@dataclass
class Vendor:
    """One vendor: routes as methods. Safe to use from all threads of the server."""

    name = "vendor"
    url: str = ""
    latency_s: float = 0.0
    calls: list[Call] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """What was wrong with bodies that came in."""
    _faults: dict[str, list[Fault]] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def routes(self) -> list[Route]:
        members = (getattr(type(self), name) for name in dir(type(self)))
        return [member.route for member in members if hasattr(member, "route")]

    def fault(self, route_name: str, fault: Fault, *, times: int = 1) -> None:
        """The next `times` calls of the route go wrong, after those commanded before."""
        assert route_name in {known.name for known in self.routes()}, route_name
        with self.lock:
            self._faults.setdefault(route_name, []).extend([fault] * times)

    def next_fault(self, route_name: str) -> Fault:
        with self.lock:
            waiting = self._faults.get(route_name)
            return waiting.pop(0) if waiting else Fault(accepts=True)

    def faults_left(self) -> int:
        return sum(map(len, self._faults.values()))

    def asked(self, route_name: str) -> list[Asked]:
        """The calls of a route, in order, whatever became of them."""
        return [call.asked for call in self.calls if call.route == route_name]

    def accepted(self, route_name: str = "") -> dict[str, int]:
        """How often each order was taken on, by its key: of one route, else of all paid ones."""
        wanted = {
            known.name
            for known in self.routes()
            if known.name == route_name or (not route_name and known.paid)
        }
        return dict(Counter(call.key for call in self.calls if call.accepted and call.route in wanted))

    def refusal(self, asked: Asked) -> Answer | None:
        """What the vendor says to whoever shows no valid key, None to let the call in."""
        return None

    def check(self, known: Route, asked: Asked) -> list[str]:
        """What is wrong with a body by the vendor's contract."""
        return []

    def note(self, known: Route, asked: Asked, accepted: bool) -> None:
        with self.lock:
            self.calls.append(Call(known.name, asked.key, accepted, asked))


class Desk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def _serve(self) -> None:
        address = urlsplit(self.path)
        body = self._body()
        name, _, rest = address.path.lstrip("/").partition("/")
        vendor = self.server.vendors.get(name)
        headers = {key.lower(): value for key, value in self.headers.items()}
        query = {key: values[-1] for key, values in parse_qs(address.query).items()}
        asked = Asked(self.command, f"/{rest}", query, headers, body)
        if vendor is None:
            return self._say(Answer.json({"error": f"no vendor {name}"}, 404))
        for known in vendor.routes():
            found = known.pattern.fullmatch(asked.path) if known.method == asked.method else None
            if found:
                asked.parts.update(found.groupdict())
                return self._answer(vendor, known, asked)
        vendor.complaints.append(f"nobody answers {asked.method} {asked.path}")
        return self._say(Answer.json({"error": f"no route {asked.path}"}, 404))

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _serve

    def _answer(self, vendor: Vendor, known: Route, asked: Asked) -> None:
        refusal = vendor.refusal(asked)
        if refusal is not None:
            vendor.note(known, asked, False)
            return self._say(refusal)
        fault = vendor.next_fault(known.name)
        wrong = vendor.check(known, asked)
        vendor.complaints += [f"{known.name}: {each}" for each in wrong]
        said = known.answer(vendor, asked) if fault.accepts else fault.answer
        vendor.note(known, asked, fault.accepts and said is not None and said.status < 400)
        if vendor.latency_s:
            self.server.over.wait(vendor.latency_s)
        if fault.line == "mute":
            _wait_for_hang_up(self.connection, self.server.over)
        if fault.line in ("dead", "mute") or said is None:
            return self._hang_up()
        return self._say(fault.answer or said, fault.line)

    def _body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            parts = []
            while size := int(self.rfile.readline(), 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _say(self, answer: Answer, line: str = "up") -> None:
        body = answer.body
        if line == "garbled":
            body = body[: len(body) // 2] + b'"\x00{'
        if line == "cut":
            body = body[: len(body) // 2]
        try:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body[: len(body) // 2] if line == "short" else body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        if line == "short":
            self._hang_up()

    def _hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):  # the caller was quicker
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: object) -> None:
        """Vendor.calls says it."""


def _wait_for_hang_up(connection: socket.socket, over: threading.Event) -> None:
    """Until the caller goes away, the server is shut, or nobody could still be waiting."""
    for _ in range(HANG_S * 10):
        readable, _, _ = select.select([connection], [], [], 0.1)
        if over.is_set() or readable:
            return


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, vendors: Mapping[str, Vendor]) -> None:
        super().__init__(("127.0.0.1", 0), Desk)
        self.vendors = vendors
        self.over = threading.Event()
        for name, vendor in vendors.items():
            vendor.url = f"http://127.0.0.1:{self.server_address[1]}/{name}"

    def vendor(self, name: str) -> Any:
        return self.vendors[name]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is part of the play; a route that breaks is not, and is told at the end."""
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError):
            next(iter(self.vendors.values())).complaints.append(f"a route broke: {error!r}")


@contextmanager
def serving(*vendors: Vendor) -> Iterator[Server]:
    """The vendors at work. AssertionError at the end for bodies against a contract, and for unknown routes."""
    server = Server({vendor.name: vendor for vendor in vendors})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
    wrong = [each for vendor in vendors for each in vendor.complaints]
    assert not wrong, "\n".join(wrong)
