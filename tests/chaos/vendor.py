"""A simulated vendor in a process of its own: python -m tests.chaos.vendor JOURNAL SEED.

It knows nothing of our rows and writes down by itself what it was asked and what it was working on, so its
journal is evidence. A call is charged once it begins, as vendors do. The journal's lines:

    begin lane key call     work was taken on, and is charged from here
    end   lane key call     it was finished
    cut   lane key call     the caller hung up meanwhile: a killed process, as a vendor sees it
    refused lane key        "busy" or "too many requests": nothing was done, nothing charged

`POST /calls` answers when the work is done. `POST /orders` answers at once with a number; the work goes on
whether anybody listens or not. `GET /orders?key=` looks an order up, `GET /orders/<number>` asks for it.
"""

from __future__ import annotations

import json
import random
import select
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

LATENCY_S = {
    "text": (0.2, 0.4),
    "speech": (0.2, 0.5),
    "music": (0.5, 1.0),
    "image": (0.4, 1.2),
    "video": (0.8, 2.0),
}
BUSY, TOO_MANY = 0.06, 0.01
"""How often work is refused."""
ANSWER_S = 0.15
"""Between taking an order and answering: whoever is killed here does not know the number."""


class Vendor:
    """What the vendor has in its books. Safe to use from all threads of the server."""

    def __init__(self, journal: Path, seed: int) -> None:
        self._journal = journal.open("ab", buffering=0)
        self._seed, self._lock = seed, threading.Lock()
        self._asked = 0
        self._tries: dict[str, int] = {}
        self.orders: dict[str, dict[str, Any]] = {}

    def note(self, kind: str, **line: object) -> None:
        data = json.dumps({"at": time.time(), "kind": kind, **line}) + "\n"
        self._journal.write(data.encode())

    def refusal(self, lane: str, key: str) -> int:
        """HTTP status of a refusal, 0 to take the work: drawn from seed, key and how often it was asked."""
        with self._lock:
            tries = self._tries[key] = self._tries.get(key, 0) + 1
        drawn = random.Random(f"{self._seed} {key} {tries}").random()
        status = 429 if drawn < TOO_MANY else 503 if drawn < TOO_MANY + BUSY else 0
        if status:
            self.note("refused", lane=lane, key=key, status=status)
        return status

    def begin(self, lane: str, key: str) -> tuple[str, float]:
        """The number of a call that is taken on, and how long it will take, in seconds."""
        with self._lock:
            self._asked += 1
            call = f"v{self._asked}"
            self.note("begin", lane=lane, key=key, call=call)
        return call, random.Random(f"{self._seed} {key} latency").uniform(*LATENCY_S[lane])

    def order(self, lane: str, key: str) -> str:
        call, seconds = self.begin(lane, key)
        self.orders[call] = {"key": key, "ready": False}

        def deliver() -> None:
            self.note("end", lane=lane, key=key, call=call)
            self.orders[call]["ready"] = True

        timer = threading.Timer(seconds, deliver)
        timer.daemon = True
        timer.start()
        return call


class Desk(BaseHTTPRequestHandler):
    vendor: Vendor

    def do_POST(self) -> None:
        ask = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        lane, key = ask["lane"], ask["key"]
        if status := self.vendor.refusal(lane, key):
            self._answer(status, {})
        elif self.path == "/orders":
            call = self.vendor.order(lane, key)
            time.sleep(ANSWER_S)
            self._answer(200, {"call": call})
        else:
            call, seconds = self.vendor.begin(lane, key)
            hung_up = _hangs_up(self.connection, seconds)
            self.vendor.note("cut" if hung_up else "end", lane=lane, key=key, call=call)
            if not hung_up:
                self._answer(200, {"call": call})

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if asked := parse_qs(address.query).get("key"):
            found = [call for call, order in self.vendor.orders.items() if order["key"] == asked[0]]
            self._answer(200 if found else 404, {"call": found[-1]} if found else {})
        else:
            self._answer(200, self.vendor.orders[address.path.rpartition("/")[2]])

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """The journal says it."""


def _hangs_up(connection: socket.socket, seconds: float) -> bool:
    """Work for so long, unless the caller goes away."""
    readable, _, _ = select.select([connection], [], [], seconds)
    return bool(readable) and _is_closed(connection)


def _is_closed(connection: socket.socket) -> bool:
    try:
        return not connection.recv(1, socket.MSG_PEEK)
    except ConnectionResetError:
        return True


class Counter(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main(journal: str, seed: str) -> None:
    Desk.vendor = Vendor(Path(journal), int(seed))
    server = Counter(("127.0.0.1", 0), Desk)
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
