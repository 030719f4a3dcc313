"""The folder of articles on the disk."""

from __future__ import annotations

from pathlib import Path

from agent_assist.knowledge.articles import Article, KnowledgeError
from agent_assist.knowledge.files.reading import Unread, is_of_articles, read
from agent_assist.knowledge.files.rows import LARGEST_TABLE
from contracts.configuration.own_files import read_bounded

MOST_BYTES = 512 << 20
"""Of all files together."""


def load_articles(folder: Path) -> list[Article]:
    """Reads every Markdown, YAML and CSV file below the folder but README.md; in the order of their ids.

    Blocking. Raises `KnowledgeError` with every bad file, not only the first.
    """
    files = files_in(folder)
    found = read(files)
    if found.unread:
        raise KnowledgeError([f"{folder / one.file}:{one.line}: {one.says}" for one in found.unread])
    return found.articles


def files_in(folder: Path) -> dict[str, bytes]:
    """Bytes of the files with articles, by their names below the folder, with `/`, in their order. Blocking.

    Raises `KnowledgeError` for what cannot be read at all.
    """
    if not folder.is_dir():
        says = f"{folder}: 没有这个文件夹 / no such folder; set desk.knowledge to the folder of articles"
        raise KnowledgeError([says])
    files: dict[str, bytes] = {}
    unread: list[Unread] = []
    left = MOST_BYTES
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not is_of_articles(name) or path.is_dir():
            continue
        if not path.resolve().is_relative_to(folder.resolve()):
            says = f"通过链接指到外面 / leads out of {folder} through a link; put the article itself there"
            unread.append(Unread(name, 1, says))
            continue
        try:
            files[name] = read_bounded(path, min(LARGEST_TABLE, left))
        except OSError as error:
            unread.append(Unread(name, 1, f"读不了 / cannot be read ({error.strerror})"))
            continue
        left -= len(files[name])
    if unread:
        raise KnowledgeError([f"{folder / one.file}:{one.line}: {one.says}" for one in unread])
    return files
