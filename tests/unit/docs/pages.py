"""Pages of the documentation as the tests read them: their headings, links, examples and commands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from hotline.machine.paths import CHECKOUT

LANGUAGES = ("zh", "en")
ADMINISTRATORS = {language: CHECKOUT / "docs" / language / "administrators" for language in LANGUAGES}
PROGRAMS = ("script/hotline", "script/run", "script/bench")

_MARKDOWN = MarkdownIt("commonmark").enable("table")
_NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")


@dataclass(frozen=True)
class Page:
    """A Markdown file."""

    path: Path

    @cached_property
    def _tokens(self) -> list[Token]:
        return _MARKDOWN.parse(self.path.read_text("utf-8"))

    @property
    def lines(self) -> int:
        return len(self.path.read_text("utf-8").splitlines())

    def anchors(self) -> set[str]:
        """What may stand after `#` in a link to this page, made of the headings as GitHub makes it."""
        found: set[str] = set()
        for before, token in zip(self._tokens, self._tokens[1:], strict=False):
            if before.type != "heading_open":
                continue
            words = "".join(part.content for part in token.children or () if not part.type.startswith("html"))
            anchor = _NOT_IN_ANCHORS.sub("", words.strip().lower()).replace(" ", "-")
            same = [one for one in found if re.fullmatch(rf"{re.escape(anchor)}(-\d+)?", one)]
            found.add(f"{anchor}-{len(same)}" if same else anchor)
        return found

    def links(self) -> Iterator[str]:
        """Targets of links and pictures."""
        for token in self._inline():
            target = token.attrGet("href") if token.type == "link_open" else token.attrGet("src")
            if isinstance(target, str):
                yield target

    def fences(self, language: str) -> list[str]:
        """The texts of fenced blocks in that language."""
        return [one.content for one in self._tokens if one.type == "fence" and one.info.strip() == language]

    def commands(self) -> list[str]:
        """Command lines of ours: in blocks, without their comments, and within sentences."""
        lines = [line for block in self.fences("sh") for line in block.splitlines()]
        lines += [token.content for token in self._inline() if token.type == "code_inline"]
        return [line for line in map(_without_comment, lines) if line.split(" ")[0] in PROGRAMS]

    def _inline(self) -> Iterator[Token]:
        for token in self._tokens:
            yield from token.children or ()


def administrators(language: str) -> dict[str, Page]:
    """The administrators' pages of a language by the names of their files."""
    return {path.name: Page(path) for path in sorted(ADMINISTRATORS[language].glob("*.md"))}


def _without_comment(line: str) -> str:
    return re.sub(r"\s+#.*$", "", line).strip()
