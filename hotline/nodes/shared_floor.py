"""Callers and agents of all nodes in PostgreSQL, as one node works with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import TextClause

from hotline.nodes import claims
from hotline.nodes.claims import Claim
from hotline.nodes.register import Register


@dataclass(frozen=True, slots=True)
class TakenUp:
    """A caller of a node that is gone, who is this node's now."""

    call: str
    queue: str
    place: float
    fence: int


class SharedFloor(Register):
    """Claims nothing before it has `enter`ed, and nothing when its lease is over."""

    # who is there

    async def sits(self, agent: str, queues: Sequence[str]) -> int | None:
        """The agent's telephone is at this node, and they are free. None: another node has it."""
        return await self._fence(claims.SITS, agent=agent, queues=list(queues))

    async def away(self, agent: str, fence: int) -> int | None:
        """A free agent is not to be claimed any more."""
        return await self._fence(claims.AWAY, agent=agent, fence=fence)

    async def waits(self, call: str, queue: str, place: float) -> int | None:
        """A caller of this node. `place`: when they came (seconds since the Unix epoch), less what they are
        ahead by."""
        return await self._fence(claims.WAITS, call=call, queue=queue, place=place)

    async def gone(self, call: str, fence: int) -> bool:
        """A caller who waits has hung up. False: somebody has claimed them meanwhile."""
        return await self._first(claims.GONE, call=call, fence=fence) is not None

    # who gets whom

    async def next_caller(self, agent: str, fence: int) -> Claim | None:
        """For an agent of this node who is free: the first of their queues, wherever they wait."""
        return _claim(await self._first(claims.NEXT_CALLER, agent=agent, fence=fence))

    async def free_agent(self, call: str, fence: int) -> Claim | None:
        """For a caller of this node: whoever is free for longest in their queue, wherever they sit."""
        return _claim(await self._first(claims.FREE_AGENT, call=call, fence=fence))

    async def these(self, call: str, call_fence: int, agent: str, agent_fence: int) -> Claim | None:
        """Two whom this node has matched, as it knows them."""
        two = {"call": call, "call_fence": call_fence, "agent": agent, "agent_fence": agent_fence}
        return _claim(await self._first(claims.THESE_TWO, **two))

    async def over(self, claim: Claim, *, free: bool = True) -> int | None:
        """The talk is at its end: the agent's new fence."""
        return await self._fence(claims.OVER, **_of(claim), phase="free" if free else "away")

    async def given_back(self, claim: Claim, *, free: bool = False) -> tuple[int, int] | None:
        """The agent did not answer: the caller waits at their old place. New fences of agent, caller."""
        row = await self._first(claims.GIVEN_BACK, **_of(claim), phase="free" if free else "away")
        if row is None or row.agent_fence is None or row.call_fence is None:
            return None
        return row.agent_fence, row.call_fence

    async def take_up(self, limit: int = 100) -> list[TakenUp]:
        """Callers who wait at nodes that are gone are this node's from now on, those at the front first."""
        return await self._taken_up(claims.LEFT_BEHIND, limit=limit)

    async def resume(self) -> list[TakenUp]:
        """Callers who waited here when this node's process died: what it knew of them counts no more."""
        return await self._taken_up(claims.RESUMED)

    async def _taken_up(self, statement: TextClause, **values: object) -> list[TakenUp]:
        async with self._transaction() as connection:
            rows = await connection.execute(statement, {**self._me, **values})
            return sorted((TakenUp(**row._mapping) for row in rows), key=lambda one: one.place)


def _claim(row: Any) -> Claim | None:
    return None if row is None else Claim(**row._mapping)


def _of(claim: Claim) -> dict[str, object]:
    return {
        "call": claim.call,
        "call_fence": claim.call_fence,
        "agent": claim.agent,
        "agent_fence": claim.agent_fence,
    }
