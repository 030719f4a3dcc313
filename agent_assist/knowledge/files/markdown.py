"""One article a file: Markdown below a front matter in YAML."""

from __future__ import annotations

import io
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq

from agent_assist.knowledge.articles import Article
from agent_assist.knowledge.files.rows import LARGEST_BYTES, NO_YAML, Row, Rows, as_text, yaml_mistake

FENCE = "---"


def rows_of(data: bytes) -> Rows:
    """The article of a file."""
    if len(data) > LARGEST_BYTES:
        return Rows.none(
            1, f"超过 {LARGEST_BYTES} 字节，请拆成几篇 / larger than {LARGEST_BYTES} bytes, split it"
        )
    text, broken = as_text(data)
    if broken is not None:
        return Rows([], [broken])
    lines = text.splitlines()
    if not lines or lines[0].strip() != FENCE:
        return Rows.none(
            1, f"第一行要写 {FENCE}，下面写编号等 / must begin with '{FENCE}' and the front matter"
        )
    if (end := next((i for i, line in enumerate(lines[1:], 1) if line.strip() == FENCE), None)) is None:
        return Rows.none(1, f"开头部分没有用 {FENCE} 结束 / the front matter has no closing '{FENCE}'")
    # Line 1 is the fence; an empty line in its place keeps the line numbers right.
    head, wrong = front_matter("\n".join(["", *lines[1:end]]))
    if wrong is not None:
        return Rows.none(*wrong)
    body = "\n".join(lines[end + 1 :]).strip()
    if not body:
        return Rows.none(end + 1, "下面没有正文 / there is no text below the front matter")
    places = {line.partition(":")[0]: number for number, line in enumerate(lines[: end + 1], 1)}
    where = {name: places.get(name, 1) for name in Article.model_fields} | {"body": end + 2}
    return Rows([Row({**head, "body": body}, 2, {**places, **where})])


def front_matter(text: str) -> tuple[dict[str, Any], tuple[int, str] | None]:
    """The fields in a YAML text, or the line and what is wrong with it."""
    try:
        # Ten times as fast as the other; what that says of a mistake's place is right.
        head = YAML(typ="safe").load(text)
    except NO_YAML:
        return {}, _mistake(text)
    if not isinstance(head, dict):
        says = "要写成“名称: 内容”的行 / the front matter must be 'name: value' lines"
        return {}, (2, says)
    return {str(name): value for name, value in head.items()}, None


def _mistake(text: str) -> tuple[int, str]:
    said = "不是 YAML / the front matter is no YAML"
    try:
        YAML(typ="safe", pure=True).load(text)
    except NO_YAML as error:
        return yaml_mistake(error, text, said)
    return 1, said


def text_of(article: Article) -> str:
    """As `rows_of` reads it; what is empty is left out."""
    head: dict[str, Any] = {}
    for name, value in article.model_dump(exclude={"body"}).items():
        if value in (None, "", ()):
            continue
        head[name] = _in_one_line(value) if isinstance(value, tuple) else value
    yaml = YAML()
    yaml.width = 1_000_000
    stream = io.StringIO()
    yaml.dump(head, stream)
    return f"{FENCE}\n{stream.getvalue()}{FENCE}\n\n{article.body.strip()}\n"


def _in_one_line(words: tuple[str, ...]) -> CommentedSeq:
    listed = CommentedSeq(words)
    listed.fa.set_flow_style()
    return listed
