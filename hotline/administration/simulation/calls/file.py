"""A file of calls: a queue and a sentence a line, with tabs between the columns and no quoting."""

from __future__ import annotations

from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

from contracts.errors import HotlineError
from hotline.administration.simulation.right_queues import RightQueues, UnknownQueueError
from ivr import IvrSettings

QUEUE = "queue"
"""First column of a header."""
SENTENCE = "text"
"""The column with the sentences, where a header has it."""


class CallsFileError(HotlineError):
    """The file cannot be used; the text says where and what to do."""


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call."""

    text: str
    """What the caller says, as it stands in the file."""
    right: RightQueues
    problem: str = ""
    """Why there is nothing to call with; empty when there is."""


def read_calls(path: Path, column: str | None, settings: IvrSettings) -> list[CallRow]:
    """All rows, in their order; lines without any text are none.

    A first line that begins with `queue` and a tab is a header. The sentence is the column `column`, or with
    a header the one called `text`, or else the last. A row without a sentence has a `problem`. Raises
    `CallsFileError` for what concerns the whole file, the name of a queue in any line among it.
    """
    lines = [(number, line.split("\t")) for number, line in _lines(path) if line.strip()]
    header: list[str] = []
    if lines and len(lines[0][1]) > 1 and lines[0][1][0] == QUEUE:
        header = lines.pop(0)[1]
    index = _index(path, header, column)
    if not lines:
        raise CallsFileError(f"{path}: there are no calls in this file; write lines of queue, tab, sentence")
    return [_row(path, number, cells, index, settings) for number, cells in lines]


def _lines(path: Path) -> list[tuple[int, str]]:
    """The lines with their numbers. Only line feeds end one: a sentence may hold any other character."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise CallsFileError(_("{file}: there is no such file; check the path").format(file=path)) from None
    except OSError as error:
        raise CallsFileError(f"{path}: cannot be read ({error.strerror or error})") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        byte = error.object[error.start]
        raise CallsFileError(
            f"{path}:{line}: the byte 0x{byte:02X} is not UTF-8; save the file as UTF-8"
        ) from None
    return [(number, line.removesuffix("\r")) for number, line in enumerate(text.split("\n"), start=1)]


def _index(path: Path, header: list[str], column: str | None) -> int:
    """Where the sentence stands in a row; -1: at its end."""
    if column is not None and not header:
        raise CallsFileError(
            f"{path}: --column {column} needs a first line with the names of the columns, beginning with "
            f"{QUEUE} and a tab"
        )
    if column is not None and column not in header[1:]:
        raise CallsFileError(f"{path}: there is no column {column!r}; columns are {', '.join(header[1:])}")
    if column is None and SENTENCE in header[1:]:
        column = SENTENCE
    if column is not None:
        return header.index(column, 1)
    return len(header) - 1


def _row(path: Path, number: int, cells: list[str], index: int, settings: IvrSettings) -> CallRow:
    if len(cells) <= max(index, 1):
        wanted = max(index, 1) + 1
        problem = (
            f"{path}:{number}: too few columns: {len(cells)} of at least {wanted}; write tabs between them"
        )
        return CallRow("", RightQueues((None,)), problem)
    try:
        right = RightQueues.of(cells[0], settings)
    except UnknownQueueError as error:
        raise CallsFileError(f"{path}:{number}: {error}") from None
    text = cells[index]
    empty = "" if text.strip() else f"{path}:{number}: the sentence is empty; write what the caller says"
    return CallRow(text, right, empty)
