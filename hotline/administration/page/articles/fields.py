"""Between an article and the form that it is edited in."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from agent_assist.admin.wire.articles import ArticleFields, ArticleRow
from agent_assist.knowledge import Article


def fields_of(article: Article) -> ArticleFields:
    """As a form shows it."""
    return ArticleFields.model_validate(
        {name: "" if value is None else value for name, value in article.model_dump(mode="json").items()}
    )


def written(fields: ArticleFields) -> dict[str, Any]:
    """What `Article` is made of; what is empty was not written."""
    return {name: value for name, value in fields.model_dump().items() if value not in ("", ())}


def row_of(article: Article, today: date) -> ArticleRow:
    """As a list shows it."""
    shown = fields_of(article).model_dump(exclude={"tags", "source", "body"})
    standing: Literal["current", "expired", "later"] = "current"
    if not article.holds(today):
        standing = "expired" if article.expired(today) else "later"
    return ArticleRow(**shown, standing=standing)
