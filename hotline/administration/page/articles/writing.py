"""A draft of articles checked, published and taken back. Blocking, in the worker process."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import date

from agent_assist.admin.port import AdministrationRefused, EditConflict, EditedOnDisk
from agent_assist.admin.wire.articles import (
    ArticleDoubtView,
    ArticleMistake,
    ArticlesChecked,
    ArticlesDraft,
    ArticlesPublished,
    ArticlesPublishRequest,
)
from agent_assist.admin.wire.publishing import RollbackRequest
from agent_assist.knowledge import Article, KnowledgeError
from agent_assist.knowledge.editing.doubts import doubts_of
from agent_assist.knowledge.files.changing import changed
from agent_assist.knowledge.files.reading import mistakes_in
from hotline.administration.page.articles.fields import written
from hotline.administration.page.articles.job import ArticlesJob
from hotline.administration.page.articles.kept import KeptArticles, LiveArticles
from hotline.administration.page.not_published import not_published
from hotline.administration.page.taken import LATE, LIVE_S, POLL_S, refusal
from hotline.configuration.articles.publisher import (
    ArticlePublication,
    ArticlePublisher,
    check,
    differences,
)
from hotline.configuration.generations.publisher import EditedByHand
from hotline.configuration.generations.service_state import read as read_told
from hotline.configuration.generations.store import GenerationConflict, GenerationError
from hotline.machine.language import in_both
from hotline.machine.paths import State

MOST_DOUBTS = 300


def checked(job: ArticlesJob[ArticlesDraft], kept: KeptArticles) -> ArticlesChecked:
    """Mistakes, doubts and changes of a draft."""
    if mistakes := list(_mistakes(job.asked)):
        return ArticlesChecked(mistakes=tuple(mistakes))
    live = kept.of(job.folder, job.state)
    after = _after(live, job.asked)
    mine = {one.id for one in job.asked.changed}
    told = [
        ArticleDoubtView(kind=one.kind, articles=one.articles[:20], message=one.says)
        for one in doubts_of(after, date.today())
        if one.kind == "contradictory" or mine & {*one.articles}
    ]
    return ArticlesChecked(doubts=tuple(told[:MOST_DOUBTS]), changes=tuple(differences(live.articles, after)))


def publish(job: ArticlesJob[ArticlesPublishRequest], kept: KeptArticles) -> ArticlesPublished:
    """Refuses what cannot be published; then nothing has changed."""
    asked = job.asked
    if mistakes := list(_mistakes(asked)):
        message = "文章有错误，请先改正 / The articles have mistakes, mend them first"
        told = [one.model_dump() for one in mistakes]
        raise AdministrationRefused("mistakes", message, 422, mistakes=told)
    publisher, live = ArticlePublisher(job.folder, State(job.state)), kept.of(job.folder, job.state)
    if live.base != asked.base:
        raise _conflict(publisher)
    try:
        files = changed(live.files, _articles(asked), asked.removed)
        done = publisher.publish(
            check(files, date.today()), job.by, asked.why, asked.base, over_edits=asked.over_edits
        )
    except GenerationConflict:
        raise _conflict(publisher) from None
    except EditedByHand as edited:
        raise EditedOnDisk(edited.names) from None
    except (KnowledgeError, GenerationError) as error:
        raise not_published(error) from None
    return _once_live(done, State(job.state))


def back(job: ArticlesJob[RollbackRequest]) -> ArticlesPublished:
    """Makes earlier articles live again."""
    publisher = ArticlePublisher(job.folder, State(job.state))
    try:
        publisher.store.get(job.asked.to)
    except GenerationError as error:
        message = in_both(error, f"没有第 {job.asked.to} 版")
        raise AdministrationRefused("no_such_generation", message, 404) from None
    try:
        done = publisher.back(job.by, job.asked.why, job.asked.to)
    except (KnowledgeError, GenerationError) as error:
        raise not_published(error) from None
    return _once_live(done, State(job.state))


def _mistakes(draft: ArticlesDraft) -> Iterator[ArticleMistake]:
    taken: set[str] = set()
    for one in draft.changed:
        for field, says in mistakes_in(written(one)):
            yield ArticleMistake(article=one.id, field=field, message=says)
        if one.id in taken:
            yield ArticleMistake(article=one.id, field="id", message="编号重复 / the id is there twice")
        taken.add(one.id)


def _articles(draft: ArticlesDraft) -> list[Article]:
    return [Article.model_validate(written(one)) for one in draft.changed]


def _after(live: LiveArticles, draft: ArticlesDraft) -> Sequence[Article]:
    new = {one.id: one for one in _articles(draft)}
    left = {one.id: one for one in live.articles if one.id not in draft.removed}
    return [*{**left, **new}.values()]


def _once_live(done: ArticlePublication, state: State) -> ArticlesPublished:
    """Waits until the service says that agents get it, or why not."""
    number, changes = done.generation.number, tuple(done.changes)
    deadline = time.monotonic() + LIVE_S
    while time.monotonic() < deadline:
        if (why := refusal(read_told(state.running_articles), number)) is not None:
            return ArticlesPublished(generation=number, live=not why, refused=why, changes=changes)
        time.sleep(POLL_S)
    return ArticlesPublished(generation=number, live=False, refused=LATE, changes=changes)


def _conflict(publisher: ArticlePublisher) -> AdministrationRefused:
    now = publisher.store.active()
    if now is None:
        return AdministrationRefused("unavailable", "知识库已不在 / the articles are gone", 503)
    return EditConflict(now.number, now.by, now.at, now.why)
