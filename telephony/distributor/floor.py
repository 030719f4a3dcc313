"""The floor: agents at their phones and callers in the queues, around the pure machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from contracts import AgentPhase, Event
from telephony.distributor.forward.evidence import Evidence
from telephony.distributor.machine import Machine, now
from telephony.distributor.people.asides import aside_of, call_of, only, served_by
from telephony.distributor.people.plan import FIRST_S, AgentPlan, Plan, Step, advantage_s
from telephony.distributor.people.state import IN_TALK, Lease
from telephony.distributor.reducer import events
from telephony.distributor.reducer.world import World
from telephony.distributor.shown import shown_phase
from telephony.distributor.standing import Standing, standing
from telephony.distributor.taker import Asker, Taker
from telephony.distributor.telephones import REACHABLE, Telephones


class Floor:
    """All queues and agents of this node. Runs on the event loop; nothing here blocks or awaits."""

    def __init__(self, plan: Plan, phones: Mapping[str, str], publish: Callable[[Event], None]) -> None:
        """`phones`: agent -> SIP account."""
        self._machine = Machine(plan, publish)
        self._world = self._machine.world
        self.telephones = Telephones(phones)
        self._asides = 0

    @property
    def agents(self) -> list[str]:
        """Ids of all who take calls."""
        return list(self._world.agents)

    @property
    def phones(self) -> list[str]:
        """SIP accounts of all agents, those of their browsers too."""
        return [account for agent in self._world.agents for account in self.telephones.of(agent)]

    def phone(self, agent: str, own: str | None = None) -> str:
        """The SIP account at which the agent is rung now; `own`: the telephone of who takes no calls. Raises
        KeyError for an unknown agent."""
        account = self.telephones.to_ring(agent) or own
        if account is None:
            raise KeyError(agent)
        return account

    def sit_at(self, agent: str, account: str) -> None:
        """A browser may log in as a telephone of that agent; `device` says when it is there."""
        self.telephones.sit_at(agent, account)

    def leave_phone(self, account: str) -> None:
        """That browser is no telephone any more."""
        agent = self.telephones.owner(account)
        self.telephones.leave(account)
        self._look_at(agent)

    def phase(self, agent: str) -> AgentPhase:
        """What the agent does now. Raises KeyError for an unknown agent."""
        return shown_phase(self._world.agents[agent])

    def set_plan(self, plan: Plan, phones: Mapping[str, str]) -> None:
        """Agents, queues and skills of a new configuration, while calls run."""
        for agent, phone in phones.items():
            self._set_phone(agent, phone)
        self._machine.do(events.Published(now(), plan))

    def set_closed(self, closed: Iterable[str]) -> None:
        """These queues and special seats are closed now, and no others."""
        closing, before = set(closed), self._world.closed
        if closing != before:
            changed = {place: place in closing for place in closing ^ before}
            self._machine.do(events.HoursChanged(now(), changed))

    def _set_phone(self, agent: str, phone: str) -> None:
        """The old one is nobody's any more; whether the new one is there must be told. Who is gone may still
        talk and keeps theirs."""
        self.telephones.set_own(agent, phone)
        self._look_at(agent)

    def enqueue(
        self,
        call: str,
        queue: str,
        priority: int,
        taker: Taker,
        *,
        seat: str | None = None,
        steps: Sequence[Step] | None = None,
        waited_s: float | None = None,
        callback: bool = False,
        lost: str | None = None,
        emergency: bool = False,
    ) -> int:
        """Puts a caller into a queue, or an agent's caller back into one. Returns the place.

        A queue that is gone hands on to the fallback. `seat`: a special seat of that queue; `waited_s`:
        seconds that they have waited already; `callback`: they are to be called when it is their turn;
        `lost`: the agent whose telephone was lost in mid-call: they are first, and best with that agent;
        `emergency`: they are one, also in a queue of others.
        """
        at = now()
        there = lost is not None and self.telephones.reachable(lost)  # and did not answer
        event = events.Queued(
            at,
            call,
            queue,
            advantage_s=advantage_s(priority) + (0.0 if lost is None else FIRST_S),
            emergency=emergency,
            steps=None if steps is None else tuple(steps),
            preferred=() if lost is None or there else (lost,),
            queued_at=None if waited_s is None else at - waited_s,
            seat=seat,
            callback=callback,
            leg_lost=lost is not None,
        )
        return self._machine.queue(event, priority, taker)

    def ask_aside(self, call: str, queue: str, asker: Asker, *, agent: str | None = None) -> str:
        """Asks for another agent beside a call that is talked with: that one, or any of the queue. Returns
        the id that `leave`, `finished` and `handed_on` are told."""
        self._asides += 1
        aside = aside_of(call, self._asides)
        steps = None
        if agent is not None:
            queue, steps = self.meant_for(agent, queue), only(agent)
        self._machine.ask(events.Queued(now(), aside, queue, steps=steps), asker)
        return aside

    def adopted_aside(self, call: str, agent: str) -> str:
        """The agent was found beside a call that was found running; returns what `ask_aside` does."""
        self._asides += 1
        aside = aside_of(call, self._asides)
        self._machine.do(events.TalkFound(now(), aside, agent))
        return aside

    def meant_for(self, agent: str, queue: str) -> str:
        """In which queue a caller of that queue can be given to this agent. Raises KeyError."""
        return served_by(self._world.agents[agent].plan, queue, self._world.plan.queues)

    def handed_on(self, call: str, agent: str, aside: str, to: str) -> None:
        """The caller is with the agent who was asked aside; the first is in wrap-up."""
        self._machine.forget(aside)
        self._machine.do(events.HandedOn(now(), call, agent, aside, to))

    def leave(self, call: str, *, gave_up: bool = True) -> None:
        """The caller is gone, or is sent elsewhere; an agent who talked with them is told by `finished`."""
        self._machine.do(events.Left(now(), call, gave_up))
        self._machine.forget(call)

    def position(self, call: str) -> int:
        """Place in the queue, 1 is next; 0 for who does not wait. Who is to be called back has a place, an
        agent who asks for somebody beside a call has none."""
        return self._machine.position(call)

    def queue(self, call: str) -> str | None:
        """In which queue the caller waits now: overflow and publications may have changed it."""
        caller = self._world.callers.get(call)
        return None if caller is None else caller.queue

    def emergency(self, call: str) -> bool:
        """Whether that caller is before all others."""
        return (caller := self._world.callers.get(call)) is not None and caller.emergency

    def present(self) -> tuple[World, Evidence] | None:
        """The floor as it is now, and what happened lately, to be run forward elsewhere: change nothing of
        it. None while nobody waits."""
        if all(caller.phase == "talking" for caller in self._world.callers.values()):
            return None
        return self._world.copy(now()), self._machine.evidence

    def standing(self) -> Standing:
        """Agents with a telephone and callers on the line, as they are now."""
        return standing(self._world, now())

    @property
    def queues(self) -> list[str]:
        """Ids of all queues."""
        return list(self._world.plan.queues)

    def staffed(self, queue: str) -> bool:
        """Whether anybody at work serves the queue, busy or not."""
        return self._world.at_work(queue) > 0

    def answered(self, lease: Lease) -> bool:
        """The agent's phone was answered. False when the offer is over: the leg is to be taken down."""
        self._machine.do(events.Answered(now(), lease.call, lease.agent, lease.number))
        agent = self._world.agents.get(lease.agent)
        if talks := agent is not None and agent.lease == lease and agent.phase in IN_TALK:
            self._machine.forget(lease.call)
        return talks

    def adopted(self, call: str, agent: str, queue: str | None = None, waited_s: float | None = None) -> None:
        """A conversation was found running; its agent may have left the configuration meanwhile.

        `queue` in which the caller waited; `waited_s`: seconds since they first came into one.
        """
        at = now()
        since = None if waited_s is None else at - waited_s
        self._machine.do(events.TalkFound(at, call, agent, queue, since))

    def missed(self, lease: Lease, *, rang: bool = True) -> None:
        """The phone did not answer. `rang`: false when it could not even be rung."""
        self._machine.do(events.Missed(now(), lease.call, lease.agent, lease.number, rang))

    def finished(self, call: str, agent: str) -> None:
        """The conversation is over for the agent: wrap-up."""
        self._machine.do(events.Finished(now(), call, agent))

    def talk_changed(self, call: str, agent: str, phase: AgentPhase) -> None:
        """The caller is on hold, somebody is consulted, or they talk again."""
        on_hold, consulting = phase == "on_hold", phase == "consulting"
        self._machine.do(events.TalkChanged(now(), agent, call, on_hold, consulting))

    def pause(self, agent: str, paused: bool, reason: str = "") -> None:
        """The agent's own wish from the desk. Raises KeyError for an unknown agent."""
        if agent not in self._world.agents:
            raise KeyError(agent)
        at = now()
        self._machine.do(events.BreakWanted(at, agent, reason) if paused else events.Back(at, agent))

    def set_aside(self, agent: str) -> None:
        """The agent did not answer before a restart. Raises KeyError for an unknown agent."""
        if agent not in self._world.agents:
            raise KeyError(agent)
        self._machine.do(events.NotAnswered(now(), agent))

    def decline(self, call: str, agent: str) -> bool:
        """The agent does not want the call that rings: it goes to the next. False when it rings no more."""
        if (lease := self._offered(agent)) is None or call_of(lease.call) != call:
            return False
        self._machine.do(events.Declined(now(), lease.call, agent, lease.number))
        return True

    def extend_wrap_up(self, agent: str, seconds: float) -> bool:
        """So many seconds more before the next call. False for who is in no wrap-up after a call."""
        known = self._world.agents.get(agent)
        if known is None or known.phase != "wrap_up":
            return False
        self._machine.do(events.WrapUpExtended(now(), agent, seconds))
        return True

    def seat(self, guest: AgentPlan, phone: str) -> None:
        """A guest sits down, or is the same with other queues; the end in `guest.until` is of the loop's
        clock."""
        self._set_phone(guest.id, phone)
        self._machine.do(events.SeatAdded(now(), guest))

    def unseat(self, guest: str) -> None:
        """The guest goes, after the talk that may run."""
        self._machine.do(events.SeatRemoved(now(), guest))

    def device(self, device: str, state: str) -> None:
        """A phone's device state changed; `device` is PJSIP/<phone>."""
        owner = self.telephones.owner(device)
        agent = self._world.agents.get(owner or "")
        own = agent is not None and (agent.phase == "offered" or agent.phase in IN_TALK)
        self.telephones.seen(device, state in REACHABLE and (own or state == "NOT_INUSE"))
        self._look_at(owner)

    def _look_at(self, agent: str | None) -> None:
        known = self._world.agents.get(agent or "")
        if known is not None and known.reachable != (there := self.telephones.reachable(known.id)):
            self._machine.do(events.PhoneChanged(now(), known.id, there))

    def _offered(self, agent: str) -> Lease | None:
        known = self._world.agents.get(agent)
        return known.lease if known is not None and known.phase == "offered" else None
