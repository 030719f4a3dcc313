"""The node of a test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from telephony.ari.client import Ari
from telephony.ari.switchboard import Switchboard
from telephony.calls.call import Call
from telephony.calls.media.server import MediaServer
from tests.fakeasterisk import fake_asterisk, serving
from tests.unit.telephony.calls.call_parts import ID, Node


@pytest.fixture
async def node() -> AsyncIterator[Node]:
    server = MediaServer("media", "secret")
    async with (
        fake_asterisk() as asterisk,
        serving(server.application()) as url,
        Ari(asterisk.access) as ari,
    ):
        switchboard = Switchboard(lambda _incoming: None, lambda _device, _state: None)
        call = Call(ari, server, switchboard.arrivals, ID, 8000)
        node = Node(asterisk, switchboard, server, url, ari, call)
        node.script()
        yield node
        await node.close()
