"""What the worker process can do: one row each, for the verb of the page that it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel

from agent_assist.admin import verbs
from agent_assist.admin.verbs import Verb
from agent_assist.admin.wire.checking import CheckRequest
from agent_assist.admin.wire.files import Files
from agent_assist.admin.wire.learning import LearnRequest
from agent_assist.admin.wire.trying import TryRequest
from hotline.administration.page.drafts.checking import check
from hotline.administration.page.drafts.learned import Learned
from hotline.administration.page.drafts.learning import GroupsJob, SettleJob, groups, learn, settle
from hotline.administration.page.drafts.testing import run_tests
from hotline.administration.page.drafts.trying import TriedCalls
from hotline.administration.page.drafts.whatif import WhatIfJob, what_if

Lane = Literal["quick", "tests", "slow"]
"""Jobs of a lane are done one after another. The quick ones wait for no others; tests may hear recordings."""

Body = TypeVar("Body", bound=BaseModel)
JobAnswer = TypeVar("JobAnswer", bound=BaseModel)


class Kept:
    """What the worker keeps from one job to the next."""

    def __init__(self) -> None:
        self.learned = Learned()
        self.conversations = TriedCalls(self.learned)


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

JOBS: dict[str, Job[Any, Any]] = {
    row.verb.name: row for row in list(globals().values()) if isinstance(row, Job)
}
"""All rows above, by the name of their verb."""
