"""Candidates for sayings, and how they become some, for the page. Blocking, in its worker process."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from agent_assist.admin.port import Invalid
from agent_assist.admin.wire.learning import (
    Candidate,
    CandidateGroup,
    Groups,
    GroupsRequest,
    IntentChoice,
    LearnRequest,
    NotLearned,
    Settled,
    SettleRequest,
)
from agent_assist.admin.wire.learning import Learned as Written
from contracts.errors import ServiceError
from hotline.administration.corrections.candidates import candidates
from hotline.administration.corrections.groups import Group, grouped
from hotline.administration.corrections.taking_over import WantedSaying, take_over
from hotline.administration.page.drafts.learned import Learned
from hotline.administration.page.no_records import no_records
from hotline.administration.page.texts.texts import errors_of, files_of, sources_of
from hotline.configuration.yaml.problem import ConfigError
from hotline.machine.paths import State
from hotline.records.database.corrections.store import Corrections
from hotline.records.database.corrections.table import Correction

log = logging.getLogger(__name__)


class GroupsJob(GroupsRequest):
    """What the worker is told."""

    database: str | None
    """`records.url` of the running configuration."""
    state: Path
    """Folder of the instance."""


class SettleJob(SettleRequest):
    """What the worker is told."""

    database: str | None
    state: Path
    by: str
    """Who decides."""


def groups(job: GroupsJob, learned: Learned) -> Groups:
    """Mistakes in the files are in the answer. Refuses when there are no records."""
    try:
        known = learned.of(job.files)
    except Invalid as invalid:
        return Groups(problems=invalid.problems)
    found = grouped(_candidates(job.database, job.state), known.guide, State(job.state), log.warning)
    settings = known.config.ivr
    queues = {queue.id: queue.name for queue in settings.queues}
    return Groups(
        groups=tuple(_view(group, queues[group.queue]) for group in found.groups),
        intents=tuple(IntentChoice(id=one.id, name=one.name, queue=one.queue) for one in settings.intents),
        by_meaning=found.by_meaning,
    )


def learn(asked: LearnRequest) -> Written:
    """Mistakes in the files are in the answer."""
    wishes = [WantedSaying(sentence, sentence, asked.intent) for sentence in asked.sentences]
    try:
        before = sources_of(asked.files)
        after, results = take_over(before, wishes)
    except ConfigError as error:
        return Written(problems=tuple(errors_of(error, asked.files)))
    texts = {file.name: file.text for file in asked.files}
    return Written(
        files=tuple(file for file in files_of(after) if file.text != texts[file.name]),
        refused=tuple(
            NotLearned(sentence=one.wish.sentence, why=one.refused) for one in results if one.refused
        ),
    )


def settle(job: SettleJob) -> Settled:
    """Refuses when there are no records."""
    wanted = set(job.calls)
    found = [one for one in _candidates(job.database, job.state) if one.call in wanted]
    try:
        asyncio.run(_close(job, found))
    except ServiceError as error:
        raise no_records(error) from None
    return Settled(settled=len(found))


async def _close(job: SettleJob, found: list[Correction]) -> None:
    async with Corrections.opened(job.database or State(job.state).database_url) as store:
        await store.close(found, job.verdict, job.by)


def _candidates(database: str | None, state: Path) -> list[Correction]:
    try:
        return asyncio.run(candidates(database, State(state)))
    except ServiceError as error:
        raise no_records(error) from None


def _view(group: Group, queue_name: str) -> CandidateGroup:
    return CandidateGroup(
        name=group.name,
        intent=group.intent,
        queue=group.queue,
        queue_name=queue_name,
        guessed=group.guessed,
        nearest=group.nearest,
        candidates=tuple(
            Candidate(
                call=one.correction.call,
                heard=one.correction.heard,
                agent=one.correction.agent,
                refused=one.refused,
            )
            for one in group.members
        ),
    )
