"""What a desk sends its pages, and a call as the desk is told of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp

from contracts import (
    AgentRinging,
    Bridged,
    CallQueued,
    CallStarted,
    TranscriptFinal,
)
from tests.waiting import in_time


async def receive(socket: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    """What comes next; a sign of life, or that a colleague has opened the desk, says nothing of it."""
    while True:
        message: dict[str, Any] = await in_time(socket.receive_json())
        opened = message["type"] == "agent" and message["agent"]["phase"] == "offline"
        if message["type"] != "beat" and not (opened and not message["agent"]["missed"]):
            return message


def talking(call: str, agent: str, secret: str) -> list[Any]:
    return [
        CallStarted(call=call, caller="138****8000", dialled="12345"),
        CallQueued(call=call, queue="urban", position=1),
        AgentRinging(call=call, agent=agent),
        Bridged(call=call, agent=agent),
        TranscriptFinal(
            call=call, leg="caller", utterance=0, text=secret, start_ms=0, end_ms=1, confidence=1
        ),
    ]  # fmt: skip


def agents_of(message: dict[str, Any]) -> set[str]:
    """Who is in a snapshot; nobody in other messages."""
    return {agent["id"] for agent in message.get("agents", ())}


async def until_error(socket: aiohttp.ClientWebSocketResponse) -> AsyncIterator[dict[str, Any]]:
    while True:
        message = await receive(socket)
        yield message
        if message["type"] == "error":
            return
