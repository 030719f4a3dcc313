"""What is of no single call: reports, the calendar of concerns, quality sampling, knowledge, replies."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from agent_assist.articles.opinions import add_opinions
from agent_assist.articles.port import Knowledge, Opinions
from agent_assist.articles.routes import add_articles
from agent_assist.board.board import Board
from agent_assist.cases.replies import ReplyCheck, add_replies
from agent_assist.reports.calendar_port import CalendarSource
from agent_assist.reports.calendar_routes import add_calendar
from agent_assist.reports.port import Reports
from agent_assist.reports.routes import add_reports
from agent_assist.sampling.port import Sampling
from agent_assist.sampling.routes import add_sampling


@dataclass(frozen=True, slots=True)
class Overview:
    """None: the desk serves nothing of it."""

    reports: Reports | None = None
    calendar: CalendarSource | None = None
    sampling: Sampling | None = None
    knowledge: Knowledge | None = None
    opinions: Opinions | None = None
    replies: ReplyCheck | None = None

    def add_to(self, app: web.Application, board: Board) -> None:
        """Adds the routes."""
        if self.reports is not None:
            add_reports(app, self.reports)
        if self.calendar is not None:
            add_calendar(app, self.calendar)
        if self.sampling is not None:
            add_sampling(app, self.sampling)
        if self.knowledge is not None:
            add_articles(app, self.knowledge)
            if self.opinions is not None:
                add_opinions(app, self.opinions, self.knowledge)
        if self.replies is not None:
            add_replies(app, self.replies, board)


NONE = Overview()
