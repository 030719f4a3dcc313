"""What callers in a queue need, and when they go on: by time, length or expected wait, or as it is closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from telephony.distributor.matching.requirements import attainable
from telephony.distributor.people.asides import is_aside, the_one
from telephony.distributor.people.plan import Overflow, QueuePlan, SeatPlan, Step
from telephony.distributor.people.state import IN_LINE, OVERDUE, Caller
from telephony.distributor.reducer.commands import Moved, WhyMoved
from telephony.distributor.reducer.turn import Turn


def enter(turn: Turn, caller: Caller, queue: str) -> Caller:
    """The caller is in this queue now; its needs are the caller's already."""
    visited = caller.visited | ({queue} if caller.seat is None else {queue, caller.seat})
    caller = timed(turn, replace(caller, queue=queue, visited=visited))
    turn.world.put_caller(caller)
    turn.callers[caller.call] = turn.entered[caller.call] = None
    return caller


def move(turn: Turn, caller: Caller, to: str, why: WhyMoved) -> Caller:
    """The caller goes on to another queue or special seat, in the order of when they first came."""
    plan = turn.world.plan
    seat = plan.seats.get(to)
    queue = to if seat is None else seat.queue
    turn.commands.append(Moved(caller.call, caller.queue, queue, why))
    if seat is not None:
        caller = needing(turn, replace(caller, seat=seat.id), seat.steps)
    elif caller.seat is not None:
        caller = needing(turn, replace(caller, seat=None), plan.queues[queue].steps)
    return enter(turn, caller, queue)


def relaxed(turn: Turn, caller: Caller) -> Caller:
    """The step that the time waited has reached, and a timer for the next."""
    waited, steps = turn.at - caller.needs_at, caller.steps
    step = caller.step
    while step + 1 < len(steps) and steps[step + 1].after_s <= waited:
        step += 1
    number = 0
    if step + 1 < len(steps):
        number = turn.set_timer("step", caller.call, caller.needs_at + steps[step + 1].after_s)
    return replace(caller, step=step, stepping=number)


def needs_less(turn: Turn, before: Caller, after: Caller) -> None:
    """The caller as they are now. Who waited for one agent and may be taken by anybody from now on comes
    under the queue's rules and hours as who comes into it."""
    if not stays(before) or stays(after):
        turn.world.put_caller(after)
    elif after.phase in IN_LINE and (onward := open_queue(turn, after.queue)) != after.queue:
        move(turn, after, onward, "closed")
    else:
        enter(turn, after, after.queue)


def needing(turn: Turn, caller: Caller, steps: Sequence[Step]) -> Caller:
    """The caller, who needs something else from now on."""
    attained = attainable(tuple(steps), turn.world.best)
    return relaxed(turn, replace(caller, steps=attained, step=0, needs_at=turn.at))


def timed(turn: Turn, caller: Caller) -> Caller:
    """The caller with a timer for the first of the queue's rules by time."""
    later = [rule.after_s for rule in _rules(turn, caller) if rule.after_s is not None]
    number = turn.set_timer("overflow", caller.call, turn.at + min(later)) if later else 0
    return replace(caller, overflowing=number)


def overflow(turn: Turn) -> bool:
    """Of those who came (back) into a queue and were not taken at once: whether somebody has gone on."""
    moved = False
    for call in list(turn.entered):
        del turn.entered[call]
        caller = turn.world.callers.get(call)
        if caller is None or caller.phase not in IN_LINE:
            continue
        if closes(turn, caller):
            moved = True
            continue
        if caller.overflowing == OVERDUE:
            moved |= due(turn, caller)
            continue
        onward = next((rule for rule in _rules(turn, caller) if _too_long(turn, caller, rule)), None)
        if onward is not None:
            move(turn, caller, onward.to, "overflow")
            moved = True
    return moved


def closes(turn: Turn, caller: Caller) -> bool:
    """Whether the caller goes on to night duty: the queue has closed while they were rung."""
    onward = open_queue(turn, caller.queue)
    if caller.emergency or stays(caller) or onward == caller.queue or onward in caller.visited:
        return False
    move(turn, caller, onward, "closed")
    return True


def due(turn: Turn, caller: Caller) -> bool:
    """The caller has waited here for as long as the queue's first rule by time allows: whether they go on."""
    rules = [rule for rule in _rules(turn, caller) if rule.after_s is not None]
    if rules:
        move(turn, caller, min(rules, key=lambda rule: rule.after_s or 0.0).to, "overflow")
    else:
        turn.world.put_caller(replace(caller, overflowing=0))
    return bool(rules)


def open_queue(turn: Turn, queue: str) -> str:
    """The queue that takes callers of this one now: itself, or night duty, however often it is handed on."""
    seen = {queue}
    while queue in turn.world.closed:
        onward = turn.world.plan.queues[queue].closed_to
        if onward is None or onward in seen or onward not in turn.world.plan.queues:
            break
        seen.add(onward)
        queue = onward
    return queue


def _rules(turn: Turn, caller: Caller) -> list[Overflow]:
    """Those that lead to a queue or seat that is there, is open, and where the caller has not been. None for
    who waits for one agent, or is asked for beside a call: no other queue has them."""
    if stays(caller):
        return []
    plan = turn.world.plan
    here = plan.queues.get(caller.queue, QueuePlan(caller.queue))
    seat = plan.seat(caller.seat, caller.queue)
    rules = here.overflow if seat is None else (*seat.overflow, *here.overflow)
    return [rule for rule in rules if rule.to not in caller.visited and _is_open(turn, rule.to)]


def stays(caller: Caller) -> bool:
    """Whether the caller stays in the queue, however long they wait."""
    return is_aside(caller.call) or the_one(caller.needs) is not None


def kept(call: str, steps: Sequence[Step] | None) -> bool:
    """The same for who comes with these steps."""
    first = steps[0].needs if steps else ()
    return is_aside(call) or the_one(first) is not None


def open_seat(turn: Turn, seat: str | None, queue: str) -> SeatPlan | None:
    """The special seat of that id, if it is behind that queue and open; who comes for another is the
    queue's."""
    found = turn.world.plan.seat(seat, queue)
    return None if found is None or found.id in turn.world.closed else found


def _is_open(turn: Turn, to: str) -> bool:
    plan, closed = turn.world.plan, turn.world.closed
    queue = plan.seats[to].queue if to in plan.seats else to
    return queue in plan.queues and queue not in closed and to not in closed


def _too_long(turn: Turn, caller: Caller, rule: Overflow) -> bool:
    world = turn.world
    if rule.waiting is not None and len(world.on_line(caller.queue)) > rule.waiting:
        return True
    limit = rule.expected_wait_s
    return limit is not None and world.expected_wait_s(caller.queue) > limit
