"""Articles of several files, and what of them could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from agent_assist.knowledge.articles import MOST, Article
from agent_assist.knowledge.files import listed, markdown, tables
from agent_assist.knowledge.files.rows import Row, Rows

Reader = Callable[[bytes], Rows]

READERS: Mapping[str, Reader] = {
    ".md": markdown.rows_of,
    ".yaml": listed.rows_of,
    ".yml": listed.rows_of,
    ".csv": tables.rows_of,
}
"""By the ending of a file's name: what a knowledge base consists of."""
README = "README.md"


@dataclass(frozen=True, slots=True)
class Placed:
    """An article and where it stands."""

    article: Article
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that is no article."""

    file: str
    line: int
    says: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.says}"


@dataclass(slots=True)
class Found:
    """What stands in the files."""

    placed: list[Placed] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    @property
    def articles(self) -> list[Article]:
        """In the order of their ids."""
        return sorted((one.article for one in self.placed), key=lambda article: article.id)


def is_of_articles(name: str) -> bool:
    """Whether a file of that name holds articles: hidden ones and README.md do not."""
    path = PurePath(name)
    hidden = any(part.startswith(".") for part in path.parts)
    return path.suffix in READERS and path.name != README and not hidden


def read(
    files: Mapping[str, bytes],
    readers: Mapping[str, Reader] = READERS,
    complete: Callable[[Mapping[str, Any]], Mapping[str, Any]] = lambda fields: fields,
) -> Found:
    """Of each file what its ending says; `complete`: fills in what a row leaves open. Never raises."""
    found = Found()
    taken: dict[str, str] = {}
    for name, data in files.items():
        rows = readers[PurePath(name).suffix.lower()](data)
        found.unread += [Unread(name, one.line, one.says) for one in rows.mistakes]
        for row in rows.rows:
            article = _article(row, name, complete(row.fields), found.unread)
            if article is None:
                continue
            if article.id in taken:
                other = taken[article.id]
                says = f"编号 {article.id} 已用在 {other}，换一个 / id {article.id!r} is taken by {other}"
                found.unread.append(Unread(name, row.lines.get("id", row.line), says))
            elif len(found.placed) == MOST:
                says = f"最多 {MOST:,} 篇 / {MOST:,} articles at most"
                found.unread.append(Unread(name, row.line, says))
                return found
            else:
                taken[article.id] = name
                found.placed.append(Placed(article, name, row.line))
    return found


def _article(row: Row, name: str, fields: Mapping[str, Any], unread: list[Unread]) -> Article | None:
    try:
        return Article.model_validate(fields)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            what = str(one["loc"][0]) if one["loc"] else ""
            said = f"{what}: {_said(one)}" if what else _said(one)
            unread.append(Unread(name, row.lines.get(what, row.line), said))
        return None


def mistakes_in(fields: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """(field, what is wrong) for each that keeps these fields from being an article."""
    try:
        Article.model_validate(fields)
    except ValidationError as error:
        return [(str(one["loc"][0]) if one["loc"] else "", _said(one)) for one in error.errors()]
    return []


def _said(error: ErrorDetails) -> str:
    """What is wrong, in both languages."""
    limits = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return "没有写 / is missing"
        case "extra_forbidden":
            return f"没有这一项；有 / no such field; there are: {', '.join(Article.model_fields)}"
        case "string_too_short":
            return "不能为空 / must not be empty"
        case "string_too_long":
            most = limits["max_length"]
            return f"最多 {most} 个字 / {most} characters at most"
        case "too_long":
            most = limits["max_length"]
            return f"最多 {most} 个 / {most} at most"
        case kind if kind.startswith("date"):
            return "写成 2026-11-21 这样的日期 / write a date such as 2026-11-21"
        case "string_type" | "tuple_type":
            return "要写文字 / must be a text, or a list of texts"
    return error["msg"]
