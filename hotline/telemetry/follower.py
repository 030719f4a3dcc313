"""All calls that run now: their events become spans, which are handed on when a call is over."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

from contracts import AgentChanged, CallEnded, CallEvent, CallStarted, CameBack, Event, Fault
from hotline.telemetry.spans import Span, span_of, taken
from hotline.telemetry.story import CallStory

MOST_CALLS = 20_000
"""Calls followed at once; the oldest is forgotten beyond that, so that a lost end leaks nothing."""

Send = Callable[[Sequence[Span]], None]


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
        self._wrapping: dict[str, tuple[str, CallStory, float]] = {}
        """Agent: the call, its story, since when."""

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
        wrapping = event.phase == "wrap_up" and event.call is not None
        begun = self._wrapping.get(event.agent)
        if begun is not None and not (wrapping and begun[0] == event.call):
            del self._wrapping[event.agent]
            self._wrapped(event.agent, *begun, event.at)
        elif begun is None and wrapping and (story := self._calls.get(event.call or "")) is not None:
            self._wrapping[event.agent] = event.call or "", story, event.at

    def _wrapped(self, agent: str, call: str, story: CallStory, start: float, end: float) -> None:
        """The root goes out with the call: until then nothing of it does."""
        id = span_of("wrap-up", call, agent, start)
        span = Span(story.trace, id, story.root, "wrap-up", start, max(start, end))
        if self._calls.get(call) is story:
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
