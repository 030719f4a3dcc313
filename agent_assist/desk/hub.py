"""Hands every event to the desks that may see it, without ever waiting for one of them."""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict, deque
from collections.abc import Iterable
from typing import Any

from agent_assist.board.board import Board, Change, Sight
from agent_assist.board.floor_views import AgentView, QueueThereView, QueueView
from agent_assist.board.labels import Labels
from agent_assist.board.projection import CallChange
from agent_assist.board.views import FaultView
from agent_assist.rights.table import FAULTS, PEOPLE, QUEUE
from agent_assist.settings import AgentSettings
from contracts import AgentChanged, CallEvent, Event, Fault, QueueChanged, TransferChanged
from contracts.events.call.calls import (
    AgentAnswered,
    AgentMissed,
    AgentRinging,
    Bridged,
    CallEnded,
    CallQueued,
    CallStarted,
    CameBack,
)
from contracts.events.call.decisions import Decided

BEAT_S = 4.0
"""A page that hears nothing for somewhat more than two of these knows that its connection is lost."""

BACKLOG = 256
"""Messages one tab may be behind; beyond that it gets a fresh snapshot instead."""

_MOVES_A_CALL = (
    CallStarted, CallQueued, AgentRinging, AgentMissed, AgentAnswered, Bridged, CallEnded, CameBack,
    Decided, TransferChanged,
)  # fmt: skip
"""Events that may change who sees a call, or what those see who wait for it."""


class Client:
    """One open tab: an outbox that never grows beyond `BACKLOG`."""

    def __init__(self, agent: str, session: str) -> None:
        self.agent = agent
        self.session = session
        self.closed_because = ""
        self._others = 0
        self._outbox: deque[str] = deque()
        self._answers: deque[str] = deque(maxlen=BACKLOG)
        self._needs_snapshot = True
        self._wake = asyncio.Event()

    def put(self, message: str) -> None:
        """Queues a message; a tab that is too far behind is due a snapshot instead."""
        if self._needs_snapshot:
            return
        if len(self._outbox) >= BACKLOG:
            self.refresh()
        else:
            self._outbox.append(message)
            self._wake.set()

    def answer(self, message: str) -> None:
        """Queues the answer to what the page asked for: told after what that changed, and also after a
        snapshot."""
        self._answers.append(message)
        self._wake.set()

    def elsewhere(self, others: int) -> None:
        """The agent has the desk open in so many other browsers: that may not be the agent."""
        if others != self._others:
            self._others = others
            self.put(_message("elsewhere", others=others))

    def close(self, reason: str) -> None:
        """Ends the tab's connection soon; `reason` is told to the page."""
        self.closed_because = reason
        self._wake.set()

    def refresh(self) -> None:
        """What the tab shows is out of date as a whole: it gets a fresh snapshot next."""
        self._outbox.clear()
        self._needs_snapshot = True
        self._wake.set()

    async def take(self, board: Board) -> list[str]:
        """Waits for what is to be sent next. An empty list says that the connection must end.

        After `BEAT_S` without anything it is a sign of life, from which the page knows that it is connected.
        """
        try:
            async with asyncio.timeout(BEAT_S):
                await self._until_due()
        except TimeoutError:
            return [_message("beat", now=time.time())]
        if self.closed_because:
            return []
        messages = list(self._outbox)
        if self._needs_snapshot:
            self._needs_snapshot = False
            # With our clock, so that the page counts a call's seconds right on any machine.
            now = time.time()
            messages = [_message("snapshot", now=now, others=self._others, **board.snapshot(self.agent))]
        messages += self._answers
        self._outbox.clear()
        self._answers.clear()
        return messages

    async def _until_due(self) -> None:
        while not (self._needs_snapshot or self._outbox or self._answers or self.closed_because):
            self._wake.clear()
            await self._wake.wait()


class Hub:
    """The board and the tabs that look at it. `publish` is what the root gives the events to."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self._clients: defaultdict[str, set[Client]] = defaultdict(set)

    def join(self, agent: str, session: str) -> Client:
        """Opens a tab of this agent. Raises `KeyError` for an agent the board does not know."""
        client = Client(self.board.agents[agent].id, session)
        self._clients[agent].add(client)
        self._count_browsers(agent)
        return client

    def leave(self, client: Client) -> None:
        """Closes a tab."""
        self._clients[client.agent].discard(client)
        if not self._clients[client.agent]:
            del self._clients[client.agent]
        self._count_browsers(client.agent)

    def _count_browsers(self, agent: str) -> None:
        if (view := self.board.at_desk(agent, agent in self._clients)) is not None:
            self._send({agent} | self.board.those_who_may(PEOPLE), self._change(view))
        clients = self._clients.get(agent, set())
        browsers = {client.session for client in clients}
        for client in clients:
            client.elsewhere(len(browsers) - 1)

    def is_open(self, session: str) -> bool:
        """Whether a tab of that session is open."""
        return any(client.session == session for clients in self._clients.values() for client in clients)

    def close_session(self, session: str, reason: str) -> None:
        """Ends every tab of a session that was logged out or expired."""
        for clients in self._clients.values():
            for client in clients:
                if client.session == session:
                    client.close(reason)

    def close_all(self, reason: str) -> None:
        """Ends every tab, because the service stops."""
        for clients in self._clients.values():
            for client in clients:
                client.close(reason)

    def relabel(self, labels: Labels) -> None:
        """A new configuration is live: every tab shows its names."""
        self.board.relabel(labels)
        self._refresh()

    def staff(self, people: Iterable[AgentSettings]) -> None:
        """Others work here from now on: who is gone is logged out, a talk that runs is finished first."""
        for agent in self.board.staff(people):
            self._log_out(agent)
        self._refresh()

    def _log_out(self, agent: str) -> None:
        for client in self._clients.get(agent, ()):
            client.close("gone")

    def _refresh(self) -> None:
        for clients in self._clients.values():
            for client in clients:
                client.refresh()

    def publish(self, event: Event) -> None:
        """Takes an event in and queues it for every tab that may see it. Never blocks."""
        if isinstance(event, _MOVES_A_CALL):
            self._publish_move(event)
        elif isinstance(event, AgentChanged) and self.board.left(event):
            self._log_out(event.agent)
            self._refresh()
        elif (change := self.board.apply(event)) is not None and (
            watching := self._audience(event) & self._clients.keys()
        ):  # most partials are of calls that nobody looks at: nothing is written then
            self._send_change(watching, change)

    def _audience(self, event: Event) -> set[str]:
        """Agents to whom an event goes that changes nobody's sight."""
        match event:
            case CallEvent():
                return self.board.full_viewers(event.call)
            case AgentChanged():
                return self.board.those_who_may(PEOPLE, {event.agent})
            case QueueChanged():
                return self._watching(event.queue)
            case Fault(call=None):
                return self.board.those_who_may(FAULTS)
            case Fault(call=str(call)):
                return self.board.full_viewers(call)
        return set()

    def _watching(self, queue: str) -> set[str]:
        serving = {agent for agent in self._clients if self.board.serves(agent, queue)}
        return self.board.those_who_may(QUEUE, serving)

    def stands_there(self, queue: str, there: list[QueueThereView]) -> None:
        """How the queue stands at other machines has changed."""
        if (view := self.board.stands_there(queue, there)) is not None:
            self._send(self._watching(queue), self._change(view))

    def show_again(self, call: str, events: Iterable[Event]) -> None:
        """Takes in what is recorded of a call. Desks are told how it stands after all of it, so one that is
        over rings nowhere once more."""
        before, known = self._sights(call), set(self.board.calls)
        missed: dict[str, AgentView] = {}
        for event in events:
            self.board.apply(event)
            if isinstance(event, AgentMissed) and (agent := self.board.note_missed(event)) is not None:
                missed[event.agent] = agent
        if call in self.board.calls:
            self._tell_of_move(call, before)
        for id_, agent in missed.items():
            self._send(self.board.those_who_may(PEOPLE, {id_}), self._change(agent))
        self._tell_of_forgotten(known)

    def _sights(self, call: str) -> dict[str, Sight]:
        return {agent: self.board.sight(agent, call) for agent in self._clients}

    def _publish_move(self, event: CallEvent) -> None:
        call = event.call
        before, known = self._sights(call), set(self.board.calls)
        change = self.board.apply(event)
        if change is None:
            return
        self._tell_of_move(call, before, change)
        if isinstance(event, AgentMissed) and (missed := self.board.note_missed(event)) is not None:
            self._send(self.board.those_who_may(PEOPLE, {event.agent}), self._change(missed))
        self._tell_of_forgotten(known)

    def _tell_of_forgotten(self, known: set[str]) -> None:
        """The board forgets its oldest ended calls; the pages must forget the same ones."""
        for forgotten in known - set(self.board.calls):
            self._send(set(self._clients), _message("gone", call=forgotten))

    def _tell_of_move(self, call: str, before: dict[str, Sight], change: Change | None = None) -> None:
        """Without `change`, who sees the call gets it as it stands now."""
        for agent, sight in before.items():
            after = self.board.sight(agent, call)
            if after == "full" and sight == "full" and change is not None:
                self._send_change({agent}, change)
            elif after == "full":
                self._send({agent}, self._whole(agent, call))
            elif after == "waiting":
                waiting = self.board.waiting_view(call).model_dump(mode="json")
                self._send({agent}, _message("waiting", call=waiting))
            elif sight != "none":
                self._send({agent}, _message("gone", call=call))

    def _send_change(self, agents: set[str], change: Change) -> None:
        """To whom a call that is over is masked, all of it is sent: a piece could not be masked by itself."""
        if isinstance(change, CallChange) and (call := change.call) in self.board.calls:
            masked = {agent for agent in agents if not self.board.is_at_work(agent, call)}
            for agent in masked & self._clients.keys():
                self._send({agent}, self._whole(agent, call))
            agents = agents - masked
        if agents:
            self._send(agents, self._change(change))

    def _whole(self, agent: str, call: str) -> str:
        return _message("call", call=self.board.shown(agent, call).model_dump(mode="json"))

    def _change(self, change: Change) -> str:
        """What is told to a desk that shows what was changed."""
        match change:
            case CallChange():
                view = self.board.calls.get(change.call)
                return _message(
                    "changed",
                    call=change.call,
                    fields=view.model_dump(mode="json", include=set(change.fields)) if view else {},
                    lines=[line.model_dump(mode="json") for line in change.lines],
                    dropped=list(change.dropped),
                )
            case QueueView():
                return _message("queue", queue=change.model_dump(mode="json"))
            case AgentView():
                return _message("agent", agent=change.model_dump(mode="json"))
            case FaultView():
                return _message("fault", fault=change.model_dump(mode="json"))

    def _send(self, agents: set[str], message: str) -> None:
        for agent in agents & self._clients.keys():
            for client in self._clients[agent]:
                client.put(message)


def _message(kind: str, **fields: Any) -> str:
    return json.dumps({"type": kind, **fields}, ensure_ascii=False)
