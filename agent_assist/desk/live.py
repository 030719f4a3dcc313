"""One tab's WebSocket: a snapshot, then events; and what the agent does."""

from __future__ import annotations

import asyncio
import json
import logging

from aiohttp import WSCloseCode, WSMsgType, web
from pydantic import ValidationError

from agent_assist.access.sessions import LoginSession
from agent_assist.desk.hub import Client, Hub
from agent_assist.desk.ports import DeskActions, SeenHook
from agent_assist.desk.wire import (
    CLIENT_MESSAGE,
    AnyMessage,
    Asked,
    Correct,
    Decline,
    Escalate,
    ExtendWrapUp,
    HangUp,
    Seen,
    SetPhase,
    StopSupervising,
    Supervise,
    TakeOver,
    WrapUp,
)
from agent_assist.refusal import ActionRefused
from agent_assist.rights.table import right_to_send

log = logging.getLogger(__name__)

HEARTBEAT_S = 6.0
"""How often a tab is pinged; one that does not answer within half of this is gone."""

LARGEST_MESSAGE = 4096
"""Bytes the page may send at once."""

LOGGED_OUT = 4401
"""Close code that sends the page to the log-in instead of into a reconnect."""


class LiveDesk:
    """Serves GET /api/live for agents who are logged in."""

    def __init__(self, hub: Hub, actions: DeskActions, on_seen: SeenHook | None = None) -> None:
        self._hub = hub
        self._actions = actions
        self._on_seen = on_seen

    async def serve(
        self, request: web.Request, session: LoginSession, lasts_s: float
    ) -> web.WebSocketResponse:
        """Runs until the tab closes, the session ends (after `lasts_s` at the latest) or we stop."""
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=LARGEST_MESSAGE)
        await socket.prepare(request)
        client = self._hub.join(session.agent, session.id)
        expiry = asyncio.get_running_loop().call_later(lasts_s, client.close, "expired")
        sender = asyncio.create_task(self._send(socket, client))
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    break
                await self._receive(client, message.data)
        finally:
            expiry.cancel()
            self._hub.leave(client)
            sender.cancel()
            await asyncio.gather(sender, return_exceptions=True)
        return socket

    async def _send(self, socket: web.WebSocketResponse, client: Client) -> None:
        try:
            while messages := await client.take(self._hub.board):
                for message in messages:
                    await socket.send_str(message)
            stopping = client.closed_because == "stopping"
            code = WSCloseCode.GOING_AWAY if stopping else LOGGED_OUT
            await socket.close(code=code, message=client.closed_because.encode())
        except ConnectionError:
            log.debug("a tab of %s went away", client.agent)

    async def _receive(self, client: Client, text: str) -> None:
        try:
            message = CLIENT_MESSAGE.validate_json(text)
        except ValidationError as error:
            _refuse(client, _number_in(text), "bad_message", str(error.errors(include_url=False)[0]["msg"]))
            return
        try:
            await self._act(client, message)
        except ActionRefused as refusal:
            _refuse(client, message.request, "refused", str(refusal))
        except Exception:  # a failing switch must not take the agent's page away
            log.exception("an action of %s failed", client.agent)
            _refuse(client, message.request, "failed", "操作失败，请重试 / That failed, try again")
        else:
            if message.request is not None:
                client.answer(json.dumps({"type": "done", "request": message.request}))

    async def _act(self, client: Client, message: AnyMessage) -> None:
        """Raises `ActionRefused`."""
        agent, board = client.agent, self._hub.board
        who, right = board.agents[agent], right_to_send(message.type)
        everybodys = right.reach(who.role) == "all"
        if right.reach(who.role) == "none":
            raise ActionRefused(right.refusal)
        match message:
            case SetPhase(phase=phase, reason=reason, agent=other):
                if other not in (None, agent) and not everybodys:
                    raise ActionRefused(right.refusal)
                board.require_break_reason(reason)
                await self._actions.set_phase(other or agent, phase, reason)
            case Decline(call=call):
                self._require_full_sight(client, call)
                await self._actions.decline(call, agent)
            case ExtendWrapUp():
                await self._actions.extend_wrap_up(agent)
            case HangUp(call=call):
                self._require_full_sight(client, call)
                if board.calls[call].phase == "ringing" and not everybodys:
                    raise ActionRefused("来电还在振铃，不想接请点拒接 / It still rings: decline it instead")
                if board.calls[call].agent != agent and not everybodys:
                    raise ActionRefused(
                        "这是同事的通话，请点退出 / It is a colleague's call: leave it instead"
                    )
                await self._actions.hang_up(call, agent)
            case Correct(call=call, intent=intent, queue=queue):
                self._require_full_sight(client, call)
                await self._actions.correct(board.correction(agent, call, intent, queue))
            case Escalate(call=call, reason=reason):
                self._require_full_sight(client, call)
                await self._actions.escalate(agent, call, board.calls[call].seat, reason)
            case WrapUp(call=call, code=code, note=note):
                self._require_full_sight(client, call)
                await self._actions.wrap_up(board.wrapped_up(agent, call, code, note))
            case Seen(call=call, what=what, at=at):
                if self._on_seen and board.sight(agent, call) == "full":
                    self._on_seen(agent, call, what, at)
            case Supervise() | TakeOver() | StopSupervising():
                self._require_full_sight(client, message.call)
                phone = who.extension
                if not phone:
                    raise ActionRefused("您没有分机 / You have no telephone")
                await self._actions.oversee(agent, phone, message)
            case _:
                self._require_full_sight(client, message.call)
                await self._actions.control(agent, message)

    def _require_full_sight(self, client: Client, call: str) -> None:
        if self._hub.board.sight(client.agent, call) != "full":
            raise ActionRefused("这不是您的通话 / Not your call")


def _number_in(text: str) -> int | None:
    """Of a message that is not one of ours: whoever waits for its answer waits no longer."""
    try:
        return Asked.model_validate_json(text).request
    except ValidationError:
        return None


def _refuse(client: Client, request: int | None, code: str, message: str) -> None:
    answer = {"type": "error", "request": request, "error": code, "message": message}
    client.answer(json.dumps(answer, ensure_ascii=False))
