"""All calls that run now: their events become spans, which are handed on when a call is over."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from contracts import AgentChanged, CallEnded, CallEvent, CallStarted, CameBack, Event, Fault
from hotline.telemetry.spans import Span, span_of, taken
from hotline.telemetry.story import CallStory

MOST_CALLS = 20_000
"""Calls followed at once; the oldest is forgotten beyond that, so that a lost end leaks nothing."""

Send = Callable[[Sequence[Span]], None]


@dataclass(slots=True)
class _Agent:
    story: CallStory
    wraps_up_since: float | None = None


class Follower:
    """Of one service. `send` takes the spans of a call that is over, and later an agent's wrap-up; `unknown`
    hears of the end of a call whose beginning was not seen: the service before this one had it."""

    def __init__(self, node: str, share: float, send: Send, unknown: Callable[[str], None]) -> None:
        self._node = node
        self._share = share
        self._send = send
        self._unknown = unknown
        self._calls: OrderedDict[str, CallStory | None] = OrderedDict()
        """None: is not among those that are told."""
        self._agents: dict[str, _Agent] = {}
        """Who is in a call that is told, or wraps it up."""

    def take(self, event: Event) -> None:
        """One event of the bus. Costs microseconds; the end of a call, a fraction of a millisecond."""
        match event:
            case CallStarted() | CameBack():
                began = CallStory(event, self._node)
                self._calls[event.call] = began if taken(began.trace, self._share) else None
                while len(self._calls) > MOST_CALLS:
                    self._calls.popitem(last=False)
            case AgentChanged():
                self._wrap_up(event)
            case CallEnded() if event.call in self._calls:
                ended = self._calls.pop(event.call)
                if ended is not None:
                    self._send(ended.end(event))
            case CallEnded():
                self._unknown(event.call)
            case CallEvent() | Fault(call=str()):
                story = self._calls.get(event.call or "")
                if story is not None:
                    story.take(event)

    def _wrap_up(self, event: AgentChanged) -> None:
        """Of which call it is, the event does not say: of the one that they were in."""
        known = self._agents.get(event.agent)
        if event.phase == "wrap_up" and event.rest is None:
            if known is not None and known.wraps_up_since is None:
                known.wraps_up_since = event.at
            return
        if known is not None and known.wraps_up_since is not None:
            self._wrapped(event.agent, known, known.wraps_up_since, event.at)
        story = self._calls.get(event.call or "")
        if story is None:
            self._agents.pop(event.agent, None)
        else:
            self._agents[event.agent] = _Agent(story)

    def _wrapped(self, agent: str, known: _Agent, start: float, end: float) -> None:
        """The root goes out with the call: until then nothing of it does."""
        story = known.story
        id = span_of("wrap-up", story.call, agent, start)
        span = Span(story.trace, id, story.root, "wrap-up", start, max(start, end))
        if self._calls.get(story.call) is story:
            story.add(span)
        else:
            self._send([span])


def spans_of(events: Iterable[Event], node: str) -> Sequence[Span]:
    """A call's record as spans: of its last stay at this machine; none where it has no beginning or end. When
    an agent's wrap-up was over is in no call's record."""
    sent: list[Sequence[Span]] = [()]
    follower = Follower(node, 1.0, sent.append, lambda call: None)
    for event in events:
        if not isinstance(event, AgentChanged):
            follower.take(event)
    return sent[-1]
