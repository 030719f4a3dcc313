"""Files of articles with some articles changed, added or taken out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import PurePath

from agent_assist.knowledge.articles import Article, KnowledgeError
from agent_assist.knowledge.files import listed, markdown, tables
from agent_assist.knowledge.files.reading import Found, read

MANY = 100
"""From so many new articles on they are a table, not a file each."""


def changed(
    files: Mapping[str, bytes], articles: Sequence[Article], removed: Collection[str], table: str = ""
) -> dict[str, bytes]:
    """The files afterwards: an article that is there already stays in its file, a new one gets a file of its
    own, or, if there are `MANY`, a row of the CSV file `table`.

    Raises `KnowledgeError` when the files have mistakes.
    """
    found = read(files)
    if found.unread:
        raise KnowledgeError([str(one) for one in found.unread])
    by_id = {one.id: one for one in articles}
    known = {one.article.id for one in found.placed}
    new = [one for one in by_id.values() if one.id not in known]
    after = dict(files)
    for name, whole in _by_file(found, {*by_id, *removed}).items():
        left = [by_id.get(one.id, one) for one in whole if one.id not in removed]
        if left:
            after[name] = _text(name, left).encode()
        else:
            del after[name]
    if table and len(new) >= MANY:
        name = f"{table}.csv"
        old = [one.article for one in read({name: after[name]}).placed] if name in after else []
        after[name] = tables.text_of([*old, *new]).encode()
    else:
        for article in new:
            after[_free(article.id, after)] = markdown.text_of(article).encode()
    return dict(sorted(after.items()))


def _by_file(found: Found, touched: Collection[str]) -> dict[str, list[Article]]:
    """All articles of each file that holds one of those."""
    files = {one.file for one in found.placed if one.article.id in touched}
    whole: dict[str, list[Article]] = {}
    for one in found.placed:
        if one.file in files:
            whole.setdefault(one.file, []).append(one.article)
    return whole


def _text(name: str, articles: Sequence[Article]) -> str:
    match PurePath(name).suffix:
        case ".md":
            return markdown.text_of(articles[0])
        case ".csv":
            return tables.text_of(articles)
    return listed.text_of(articles)


def _free(id_: str, files: Mapping[str, bytes]) -> str:
    names: Iterable[str] = (f"{id_}{end}.md" for end in ("", *(f"-{number}" for number in range(2, 100))))
    return next(name for name in names if name not in files)
