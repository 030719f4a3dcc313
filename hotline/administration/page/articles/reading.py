"""Which articles are live, and what was. Blocking, in the worker process."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from agent_assist.admin.port import AdministrationRefused
from agent_assist.admin.wire.articles import PAGE, ArticleFields, ArticleRequest, Articles, ArticlesQuery
from agent_assist.knowledge import KnowledgeError
from agent_assist.knowledge.editing.choosing import Choice, chosen
from hotline.administration.page.articles.fields import fields_of, row_of
from hotline.administration.page.articles.job import ArticlesJob
from hotline.administration.page.articles.kept import KeptArticles
from hotline.configuration.articles.publisher import ArticlePublisher
from hotline.configuration.generations.publisher import reason
from hotline.machine.paths import State


def listed(job: ArticlesJob[ArticlesQuery], kept: KeptArticles) -> Articles:
    """Those that fit, from `offset` on."""
    live, asked, today = kept.of(job.folder, job.state), job.asked, date.today()
    choice = Choice(asked.text, asked.department, asked.district, asked.tag, asked.standing or None)
    found = chosen(live.articles, choice, today)
    made = live.generation
    return Articles(
        base=live.base,
        by=made.by if made else "",
        at=made.at if made else 0.0,
        why=reason(made)[1] if made else "",
        total=len(live.articles),
        found=len(found),
        rows=tuple(row_of(one, today) for one in found[asked.offset : asked.offset + PAGE]),
        departments=_names(one.department for one in live.articles),
        districts=_names(name for one in live.articles for name in one.district),
        changed_on_disk=made is not None and _on_disk(job) != live.files,
    )


def article(job: ArticlesJob[ArticleRequest], kept: KeptArticles) -> ArticleFields:
    """One of them."""
    for one in kept.of(job.folder, job.state).articles:
        if one.id == job.asked.id:
            return fields_of(one)
    message = f"没有文章 {job.asked.id} / there is no article of that id"
    raise AdministrationRefused("no_such_article", message, 404)


def _names(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({one for one in found if one}))


def _on_disk(job: ArticlesJob[ArticlesQuery]) -> object:
    try:
        return ArticlePublisher(job.folder, State(job.state)).on_disk()
    except KnowledgeError:
        return None
