"""Replies to cases, looked at before they are sent: against the case and the knowledge base."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from agent_assist.articles.port import Knowledge
from agent_assist.assist.reply import ReplyFinding
from agent_assist.knowledge.replies.precheck import precheck
from agent_assist.refusal import ActionRefused
from hotline.cases.book import CaseBook
from hotline.cases.written import ARTICLES, matter_of, sought_for
from hotline.configuration.schema import HotlineConfig


class DeskReplies:
    """Implements `agent_assist.cases.replies.ReplyCheck`."""

    def __init__(self, cases: CaseBook, knowledge: Knowledge, config: Callable[[], HotlineConfig]) -> None:
        """`config`: the one that is live."""
        self._cases = cases
        self._knowledge = knowledge
        self._config = config

    async def check(self, number: str, reply: str) -> Sequence[ReplyFinding]:
        row = await self._cases.case(number)
        if row is None:
            raise ActionRefused(f"没有工单 {number} / There is no case {number}")
        config = self._config()
        matter = matter_of(row, config.tickets, await self._articles(sought_for(row)))
        return await asyncio.to_thread(precheck, reply, matter, config.quality.rules)

    async def _articles(self, words: str) -> list[str]:
        found = [await self._knowledge.article(one.article) for one in await self._knowledge.find(words)]
        return ["\n".join(one.passages) for one in found[:ARTICLES] if one is not None]
