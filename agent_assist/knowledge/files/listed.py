"""Many articles a file: a list in YAML, the text of each under `body`."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import LiteralScalarString

from agent_assist.knowledge.articles import Article
from agent_assist.knowledge.files.rows import NO_YAML, Mistake, Row, Rows, as_text, yaml_mistake

LARGEST_LIST = 5_000_000
"""Bytes: some 5,000 articles, which take a minute to read; more go into a table."""


def rows_of(data: bytes) -> Rows:
    """The articles of a file."""
    if len(data) > LARGEST_LIST:
        says = f"超过 {LARGEST_LIST} 字节，请改用 CSV / larger than {LARGEST_LIST} bytes, use CSV"
        return Rows.none(1, says)
    text, broken = as_text(data)
    if broken is not None:
        return Rows([], [broken])
    try:
        listed = YAML(typ="rt", pure=True).load(text)
    except NO_YAML as error:
        return Rows.none(*yaml_mistake(error, text, "不是 YAML / is no YAML"))
    if listed is None:
        return Rows()
    if not isinstance(listed, CommentedSeq):
        return Rows.none(1, "要写成文章的列表 / must be a list of articles: '- id: …'")
    found = Rows()
    for at, one in enumerate(listed):
        line = int(listed.lc.item(at)[0]) + 1
        if isinstance(one, CommentedMap):
            lines = {str(name): int(one.lc.key(name)[0]) + 1 for name in one}
            found.rows.append(Row({str(name): _plain(value) for name, value in one.items()}, line, lines))
        else:
            found.mistakes.append(Mistake(line, "不是文章 / is no article: write '- id: …' and its fields"))
    return found


def _plain(value: Any) -> Any:
    return [*value] if isinstance(value, CommentedSeq) else value


def text_of(articles: Iterable[Article]) -> str:
    """As `rows_of` reads it; what is empty is left out."""
    listed = []
    for article in articles:
        fields: dict[str, Any] = {}
        for name, value in article.model_dump().items():
            if value not in (None, "", ()):
                fields[name] = [*value] if isinstance(value, tuple) else value
        fields["body"] = LiteralScalarString(article.body.strip() + "\n")
        listed.append(fields)
    yaml = YAML()
    yaml.width = 1_000_000
    stream = io.StringIO()
    yaml.dump(listed, stream)
    return stream.getvalue()
