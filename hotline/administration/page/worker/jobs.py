"""What the worker process can do: one row each, for the verb of the page that it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel

from agent_assist.admin import verbs
from agent_assist.admin.verbs import Verb
from agent_assist.admin.wire.articles import (
    ArticleRequest,
    ArticlesDraft,
    ArticlesImportRequest,
    ArticlesPublishRequest,
    ArticlesQuery,
    UnansweredRequest,
)
from agent_assist.admin.wire.checking import CheckRequest
from agent_assist.admin.wire.files import Files
from agent_assist.admin.wire.learning import LearnRequest
from agent_assist.admin.wire.publishing import RollbackRequest
from agent_assist.admin.wire.trying import TryRequest
from hotline.administration.page.articles import bringing, reading, writing
from hotline.administration.page.articles import unanswered as asking
from hotline.administration.page.articles.job import ArticlesJob
from hotline.administration.page.articles.kept import KeptArticles
from hotline.administration.page.drafts.checking import check
from hotline.administration.page.drafts.learned import Learned
from hotline.administration.page.drafts.learning import GroupsJob, SettleJob, groups, learn, settle
from hotline.administration.page.drafts.testing import run_tests
from hotline.administration.page.drafts.trying import TriedCalls
from hotline.administration.page.drafts.whatif import WhatIfJob, what_if

Lane = Literal["quick", "tests", "slow", "articles"]
"""Jobs of a lane are done one after another. The quick ones wait for no others; tests may hear recordings;
whoever edits articles does not wait for who edits the configuration."""

Body = TypeVar("Body", bound=BaseModel)
JobAnswer = TypeVar("JobAnswer", bound=BaseModel)


class Kept:
    """What the worker keeps from one job to the next."""

    def __init__(self) -> None:
        self.learned = Learned()
        self.conversations = TriedCalls(self.learned)
        self.articles = KeptArticles()


@dataclass(frozen=True, slots=True)
class Job(Generic[Body, JobAnswer]):
    """Work for the worker process."""

    verb: Verb[Any, JobAnswer]
    body: type[Body]
    """What the worker is told: the verb's request, or that and more (then `AdminService` adds it)."""
    work: Callable[[Body, Kept], JobAnswer]
    """Blocking, in the worker. Raises `AdministrationRefused` for what cannot be done."""
    limit_s: float
    """The longest it may take. 500 intents on a busy core take a tenth of it."""
    lane: Callable[[Body], Lane]


CHECK = Job(
    verbs.CHECK,
    CheckRequest,
    lambda asked, kept: check(asked, kept.learned),
    limit_s=120.0,
    lane=lambda asked: "slow" if asked.doubts else "quick",
)

TRY = Job(
    verbs.TRY,
    TryRequest,
    lambda asked, kept: kept.conversations.step(asked),
    limit_s=60.0,
    lane=lambda _asked: "quick",
)

TEST = Job(
    verbs.TEST,
    Files,
    lambda asked, kept: run_tests(asked, kept.learned),
    limit_s=300.0,
    lane=lambda _asked: "tests",
)

WHAT_IF = Job(
    verbs.WHAT_IF,
    WhatIfJob,
    lambda asked, kept: what_if(asked, kept.learned),
    limit_s=300.0,
    lane=lambda _asked: "slow",
)

GROUPS = Job(
    verbs.GROUPS,
    GroupsJob,
    lambda asked, kept: groups(asked, kept.learned),
    limit_s=300.0,
    lane=lambda _asked: "slow",
)

LEARN = Job(
    verbs.LEARN,
    LearnRequest,
    lambda asked, _kept: learn(asked),
    limit_s=600.0,
    lane=lambda _asked: "slow",
)

SETTLE = Job(
    verbs.SETTLE,
    SettleJob,
    lambda asked, _kept: settle(asked),
    limit_s=60.0,
    lane=lambda _asked: "slow",
)

ARTICLES = Job(
    verbs.ARTICLES,
    ArticlesJob[ArticlesQuery],
    lambda job, kept: reading.listed(job, kept.articles),
    limit_s=120.0,
    lane=lambda _job: "articles",
)

ARTICLE = Job(
    verbs.ARTICLE,
    ArticlesJob[ArticleRequest],
    lambda job, kept: reading.article(job, kept.articles),
    limit_s=120.0,
    lane=lambda _job: "articles",
)

CHECK_ARTICLES = Job(
    verbs.CHECK_ARTICLES,
    ArticlesJob[ArticlesDraft],
    lambda job, kept: writing.checked(job, kept.articles),
    limit_s=120.0,
    lane=lambda _job: "articles",
)

IMPORT_ARTICLES = Job(
    verbs.IMPORT_ARTICLES,
    ArticlesImportRequest,
    lambda asked, _kept: bringing.bring(asked),
    limit_s=300.0,
    lane=lambda _asked: "articles",
)

PUBLISH_ARTICLES = Job(
    verbs.PUBLISH_ARTICLES,
    ArticlesJob[ArticlesPublishRequest],
    lambda job, kept: writing.publish(job, kept.articles),
    limit_s=300.0,
    lane=lambda _job: "articles",
)

ARTICLES_BACK = Job(
    verbs.ARTICLES_BACK,
    ArticlesJob[RollbackRequest],
    lambda job, _kept: writing.back(job),
    limit_s=300.0,
    lane=lambda _job: "articles",
)

UNANSWERED = Job(
    verbs.UNANSWERED,
    ArticlesJob[UnansweredRequest],
    lambda job, _kept: asking.unanswered(job),
    limit_s=60.0,
    lane=lambda _job: "articles",
)

JOBS: dict[str, Job[Any, Any]] = {
    row.verb.name: row for row in list(globals().values()) if isinstance(row, Job)
}
"""All rows above, by the name of their verb."""

OF_ARTICLES: tuple[Job[Any, Any], ...] = tuple(
    row for row in JOBS.values() if issubclass(row.body, ArticlesJob)
)
"""Those that are told where the articles are."""
