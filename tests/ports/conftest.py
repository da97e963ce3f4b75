"""What a port's suite runs against: every engine of the registry, hosted ones at the protocol server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ports.hosted import told
from tests.vendors import elevenlabs, openai_chat
from tests.vendors.server import Server

KEYS = {"elevenlabs": elevenlabs.KEY, "openai": openai_chat.KEY, "local": "none"}


class Local(openai_chat.Chat):
    name = "local"


@pytest.fixture(scope="module")
def vendors() -> Iterator[Server]:
    """ElevenLabs, OpenAI's chat and a text server of one's own, with usual accounts."""
    hosted = (elevenlabs.ElevenLabs(credits=1_000_000), openai_chat.Chat(), Local(key="none"))
    options = {"local": {"text_model": "llama3.3"}}
    with told(*hosted, keys=KEYS, options=options, paths={"openai": "/v1", "local": "/v1"}) as server:
        yield server
