"""The agent's leg can be thrown away: whose telephone is lost in mid-call is put back into the conversation.

A page was loaded anew, a network changed, a telephone lost its power: the caller stays, and is told. As soon
as the telephone can be rung it is, and answers by itself. After a while the caller is first in line again, or
who is consulted has the call. Who is still rung for the agent is rung no more: they would answer nobody.
"""

from __future__ import annotations

import asyncio
from typing import Literal

from contracts import AgentLeg
from hotline.calls.call.dialogue.speaker import FILE_HZ
from hotline.calls.call.inbox import (
    AgentGone,
    AgentUp,
    AnnouncementDone,
    Message,
    PhoneBack,
    PhoneGone,
    PutBackOver,
)
from hotline.calls.call.parts import CallParts
from hotline.calls.control import rules
from hotline.calls.control.conversation import Conversation
from hotline.calls.control.overseeing import take_over
from hotline.calls.control.talk import GoOn
from hotline.machine.tasks import start_task
from telephony.ari.client import AriError
from telephony.sound.prompts import SynthesisError

PATIENCE_S = 30.0
"""How long the caller stays for the same agent."""
AGAIN_S = 0.5
"""Between two attempts to ring a telephone that seems to be there."""
LOST = "坐席的电话断开了，正在恢复，请不要挂机。"
NOT_BACK = "坐席的电话没有恢复，您排在第一位，马上为您转接。"


class PutBack:
    """Of one conversation. Lives in the call's owner task."""

    def __init__(self, now: Conversation, parts: CallParts, number: str) -> None:
        """`number` is what the agent's telephone displays."""
        self._now = now
        self._call = now.call
        self._floor = parts.floor
        self._prompts = parts.prompts
        self._number = number
        self._loss = 0
        """Counts the losses."""
        self._agent = self._phone = ""
        self._until = 0.0
        self._channel: str | None = None
        self._playback: str | None = None
        self._played = 0
        self._waiting: set[asyncio.Task[None]] = set()
        self._timers: list[asyncio.TimerHandle] = []
        self.lost = False
        """Whether the agent is missing now."""
        self._told: bool | None = None
        """Who was told that the agent is missing: the caller (False), or who is consulted beside a hold."""
        self._over_said = False
        self.over = False
        """Whether the caller is to go on to somebody else."""

    def concerns(self, message: Message) -> bool:
        """Whether the leg of the agent who leads has ended without anybody having hung up, and no supervisor
        talks with the caller already."""
        talk = self._now.talk
        if talk.barging or talk.agent not in self._floor.agents:
            return False
        match message:
            case PhoneGone(account):
                return bool(account) and account == self._call.phones.get("agent")
            case AgentGone(channel, _, by):
                return by == "network" and channel == self._call.agent_channel
            case _:
                return False

    async def begin(self, message: Message) -> None:
        """The agent is missing from now on."""
        self.lost, self._loss = True, self._loss + 1
        self._agent, self._phone = self._now.talk.agent, self._call.phones.get("agent", "")
        self._channel = self._told = None
        self._until = asyncio.get_running_loop().time() + PATIENCE_S
        if (channel := self._call.agent_channel) is not None:
            self._now.channels.disown(channel)
        self._now.listening.end("agent")
        await self._now.attempt(rules.agent_lost(self._now.talk))
        await self._call.dismiss("agent")
        await self._now.recording.anew()
        why = message.cause if isinstance(message, AgentGone) else "the page is gone"
        self._tell("lost", why)
        self._later(PATIENCE_S, PutBackOver(self._loss))
        self._await_phone()
        await self.follow()

    async def take(self, message: Message) -> bool:
        """Whether the message was of the lost agent; to be asked while they are missing."""
        match message:
            case PhoneBack(number):
                if number == self._loss and self._channel is None:
                    await self._ring()
            case AgentUp(channel) if channel == self._channel:
                await self._back()
            case AgentGone(channel) if channel == self._channel:
                self._not_answered()
            case PhoneGone(account) if account == self._phone and self._channel is not None:
                await self._call.stop_ringing()
                self._not_answered()
            case PutBackOver(number):
                if number == self._loss and not self.over:
                    await self._give_up()
            case AnnouncementDone(playback) if playback == self._playback:
                self._playback = None
                if not self._over_said:
                    await self._sign()
                else:
                    self.over = True
            case _:
                return False
        return True

    async def follow(self) -> None:
        """The conversation stands as it does now: who leads, and whether the caller is to be told."""
        now = self._now
        if not self.lost:
            return
        if now.talk.barging:  # they talk with the caller already
            try:
                await take_over(now)
            except (AriError, TimeoutError) as error:
                now.failed(error)
        if now.talk.agent != self._agent:
            await self.end()
        elif self._over_said:
            return
        elif not now.talk.one_without_agent:  # who hears music, or talks with another, misses nobody yet
            self._told = None
            await self._quiet()
        elif self._told is not now.talk.held:
            self._told = now.talk.held
            await self._quiet()
            await self._say(LOST)

    async def other_leads(self) -> None:
        """Nobody is waited for any more; who was consulted has the call."""
        await self.end()
        if not await self._now.attempt(rules.agent_gone(self._now.talk)):
            self._now.onward = GoOn()  # nobody is left whom we could reach

    async def end(self) -> None:
        """Nobody is waited for any more."""
        lost, self.lost = self.lost, False
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        for task in self._waiting:
            task.cancel()
        if lost:
            await self._quiet()

    async def _ring(self) -> None:
        left_s = self._until - asyncio.get_running_loop().time()
        if left_s <= 0:
            return
        agent = self._now.talk.agent
        try:
            phone = self._floor.phone(agent)
            await self._call.ring(agent, phone, left_s, self._number, self._own, answers=True)
        except (AriError, KeyError):
            self._not_answered()

    def _own(self, channel: str) -> None:
        self._channel = channel
        self._now.channels.own(channel)

    def _not_answered(self) -> None:
        """Once more in a moment, if the telephone is there."""
        self._not_rung()
        self._call.legs.pop("agent", None)
        self._timers.append(asyncio.get_running_loop().call_later(AGAIN_S, self._await_phone))

    def _not_rung(self) -> None:
        """Whatever that leg still brings, an answer too, is too late."""
        channel, self._channel = self._channel, None
        if channel is not None:
            self._now.channels.disown(channel)

    def _await_phone(self) -> None:
        number, agent = self._loss, self._agent

        async def wait() -> None:
            await self._floor.telephones.when_back(agent, self._phone)
            self._now.context.inbox.put(PhoneBack(number))

        start_task(wait(), self._waiting)

    async def _back(self) -> None:
        now, talk = self._now, self._now.talk
        await self._quiet()
        try:
            await self._call.join("agent")
            if talk.muted:
                await self._call.mute(True)
        except AriError as error:
            now.failed(error)
            await self._call.stop_ringing()
            self._not_answered()
            return
        self._channel = None
        await self.end()
        now.listening.begin("agent", talk.agent)
        try:
            await now.supervision.follow()
        except (AriError, TimeoutError) as error:
            now.failed(error)
            await now.supervisor_gone("failed")
        self._tell("back")

    async def _give_up(self) -> None:
        self._not_rung()
        await self._call.stop_ringing()
        await self._quiet()
        self._tell("given up")
        if (other := self._now.talk.other) is not None and other.answered:
            await self.other_leads()
            return
        self._over_said = True
        if self._now.talk.held or not await self._say(NOT_BACK):
            self.over = True

    async def _say(self, text: str) -> bool:
        """Whether it is said."""
        try:
            file = await self._prompts.file(text, FILE_HZ)
            # Named so that it counts as over where its end is missed (`RunningCalls.reconcile`).
            await self._call.aloud.say(str(file.with_suffix("")), self._new_playback("announce."))
        except (SynthesisError, AriError) as error:
            self._now.failed(error)
            self._playback = None
            return False
        return True

    async def _sign(self) -> None:
        try:
            await self._call.aloud.sign(self._new_playback())
        except AriError as error:
            self._now.failed(error)
            self._playback = None

    def _new_playback(self, kind: str = "") -> str:
        self._played += 1
        self._playback = f"{kind}putback.{self._played}.{self._call.id}"
        self._now.channels.own(self._playback)
        return self._playback

    async def _quiet(self) -> None:
        playback, self._playback = self._playback, None
        if playback is not None:
            self._now.channels.disown(playback)
            await self._call.aloud.silence(playback)

    def _later(self, seconds: float, message: Message) -> None:
        timer = asyncio.get_running_loop().call_later(seconds, self._now.context.inbox.put, message)
        self._timers.append(timer)

    def _tell(self, state: Literal["lost", "back", "given up"], reason: str = "") -> None:
        now = self._now
        now.context.publish(AgentLeg(call=self._call.id, agent=now.talk.agent, state=state, reason=reason))
