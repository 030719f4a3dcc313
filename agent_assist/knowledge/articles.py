"""Reads articles: Markdown files with YAML front matter."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from contracts.configuration.own_files import read_bounded
from contracts.configuration.settings import ArticleId
from contracts.errors import HotlineError

FENCE = "---"
README = "README.md"
LARGEST_BYTES = 200_000
"""Of an article: some 60 pages."""


class KnowledgeError(HotlineError):
    """Articles that cannot be used, each as `file:line: what to do`, one a line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Article(BaseModel):
    """One article."""

    # 12348 is a good tag, though YAML reads it as a number.
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    id: ArticleId = Field(description="Never changes.")
    title: str = Field(min_length=1, max_length=80)
    tags: tuple[str, ...] = Field(default=(), description="Other words callers use for it.")
    source: str = Field(min_length=1, description="Law and section, or who is responsible for it.")
    updated: datetime.date = Field(description="When it was last brought up to date.")
    body: str = Field(min_length=1, description="Short paragraphs, an empty line between them.")

    @property
    def passages(self) -> list[str]:
        """The body's paragraphs, each fit to be read out."""
        return [" ".join(p.split()) for p in re.split(r"\n\s*\n", self.body) if p.strip()]


def load_articles(folder: Path) -> list[Article]:
    """Reads every *.md below the folder but README.md, in the order of their ids.

    Raises `KnowledgeError` with every bad file, not only the first.
    """
    if not folder.is_dir():
        raise KnowledgeError([f"{folder}: no such folder; set desk.knowledge to the folder of articles"])
    found: dict[str, tuple[Article, Path]] = {}
    problems: list[str] = []
    for path in sorted(folder.rglob("*.md")):
        if path.name == README:
            continue
        if not path.resolve().is_relative_to(folder.resolve()):
            problems.append(f"{path}:1: leads out of {folder} through a link; put the article itself there")
            continue
        try:
            article = _read(path)
        except KnowledgeError as error:
            problems += error.problems
            continue
        if article.id in found:
            problems.append(
                f"{path}:2: id {article.id!r} is taken by {found[article.id][1]}; give it another"
            )
        else:
            found[article.id] = article, path
    if problems:
        raise KnowledgeError(problems)
    return [found[key][0] for key in sorted(found)]


def _read(path: Path) -> Article:
    try:
        lines = read_bounded(path, LARGEST_BYTES).decode().splitlines()
    except UnicodeDecodeError as error:
        raise KnowledgeError([f"{path}:1: is no UTF-8 (byte {error.start})"]) from None
    except OSError as error:
        raise KnowledgeError([f"{path}:1: cannot be read ({error.strerror})"]) from None
    if not lines or lines[0].strip() != FENCE:
        raise KnowledgeError([f"{path}:1: must begin with '{FENCE}' and the front matter"])
    if (end := next((i for i, line in enumerate(lines[1:], 1) if line.strip() == FENCE), None)) is None:
        raise KnowledgeError([f"{path}:1: the front matter has no closing '{FENCE}'"])
    try:
        # Line 1 is the fence; an empty line in its place keeps the line numbers right.
        head = YAML(typ="safe", pure=True).load("\n".join(["", *lines[1:end]]))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise KnowledgeError([f"{path}:{line}: the front matter is no YAML: {error.problem}"]) from error
    except (YAMLError, RecursionError) as error:
        raise KnowledgeError([f"{path}:1: the front matter is no YAML ({type(error).__name__})"]) from error
    if not isinstance(head, dict):
        raise KnowledgeError([f"{path}:2: the front matter must be 'name: value' lines"])
    body = "\n".join(lines[end + 1 :]).strip()
    if not body:
        raise KnowledgeError([f"{path}:{end + 1}: there is no text below the front matter"])
    try:
        return Article.model_validate({**head, "body": body})
    except ValidationError as error:
        problems = [
            f"{path}:{_line_of(lines, str(e['loc'][0]))}: {e['loc'][0]}: {e['msg']}" for e in error.errors()
        ]
        raise KnowledgeError(problems) from error


def _line_of(lines: list[str], field: str) -> int:
    """The line (from 1) that sets the field; where it is missing, the opening fence."""
    return next((i for i, line in enumerate(lines, 1) if line.startswith(f"{field}:")), 1)
