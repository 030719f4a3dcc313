"""The agent has ended the conversation: the citizen, still on the line, is asked how it was."""

from __future__ import annotations

import asyncio

from contracts import SatisfactionAsked, SatisfactionGiven
from contracts.dialogue import Route
from hotline.calls.call.context import CallContext
from hotline.calls.call.dialogue.asking import Asking
from hotline.calls.call.dialogue.call_hearings import CallHearings
from hotline.calls.call.inbox import AgentGone, CallEndedError, Leave
from hotline.calls.call.parts import CallParts, Questions
from hotline.calls.call.told import Told
from telephony.ari.client import AriError


class AfterTalk:
    """Of one conversation. The agent is free already."""

    def __init__(
        self,
        context: CallContext,
        parts: CallParts,
        hearings: CallHearings,
        questions: Questions,
        agent: str,
    ) -> None:
        """`agent`: who led the conversation last."""
        self._context = context
        self._floor = parts.floor
        self._questions = questions
        self._agent = agent
        self.asking = Asking(
            context, questions.machine, parts.prompts, hearings, ask_meaning=parts.guide.meaning()
        )

    @classmethod
    def due(
        cls,
        context: CallContext,
        parts: CallParts,
        hearings: CallHearings,
        told: Told,
        gone: AgentGone,
        agent: str,
        number: str,
    ) -> AfterTalk | None:
        """When that end of the conversation is one after which the caller of that number is asked."""
        queue = parts.floor.queue(context.id)
        if gone.by != "agent" or queue is None:
            return None
        questions = parts.surveys.after(context.id, number, queue, told)
        return None if questions is None else cls(context, parts, hearings, questions, agent)

    async def run(self) -> Route | None:
        """Asks when the agent's leg is down; returns where the citizen waits next, if they want or need
        somebody. None: the call is over.

        Raises CallEndedError when they hang up. Whatever was answered is published in any case.
        """
        context, asked = self._context, self._questions
        self._floor.leave(context.id)
        self._floor.finished(context.id, self._agent)
        context.publish(SatisfactionAsked(call=context.id, queue=asked.queue, agent=self._agent))
        try:
            async with asyncio.timeout(asked.deadline_s) as limit:
                await self.asking.begin()
                while self.asking.last is None:
                    if not await self.asking.take(await context.inbox.get()):
                        break
        except (AriError, TimeoutError) as error:
            context.inbox.check()
            if not limit.expired():
                context.fault(
                    "media",
                    error,
                    "没有询问满意度，通话已结束 / the citizen was not asked how it was; the call is over",
                )
        except CallEndedError as end:
            if not isinstance(end.message, Leave):
                raise
        finally:
            self._tell()
        last = self.asking.last
        if not isinstance(last, Route):
            return None
        self.asking.let_finish()
        return last

    def _tell(self) -> None:
        given = self._questions.given()
        if given is None:
            return
        self._context.publish(
            SatisfactionGiven(
                call=self._context.id,
                queue=self._questions.queue,
                agent=self._agent,
                score=given.score,
                by=given.by,
                low=given.low,
                reason=given.reason,
            )
        )
