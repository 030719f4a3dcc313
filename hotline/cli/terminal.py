"""What every command shares: its options, how it speaks to people, and how it fails."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import unicodedata
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, NoReturn

import typer
from rich.console import Console
from rich.logging import RichHandler
from rich.markup import escape

from contracts.errors import HotlineError
from hotline.configuration.yaml.problem import ConfigError
from hotline.machine.paths import State

if TYPE_CHECKING:
    from hotline.configuration.schema import HotlineConfig

talk = Console(stderr=True)
"""Everything for people goes to standard error, so that `--json` owns standard output."""

ConfigOption = Annotated[Path, typer.Option("--config", "-c", help="The administrator's YAML file.")]
StateOption = Annotated[Path, typer.Option("--state", help="Folder for secrets, records, Asterisk.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON on standard output, nothing else.")]

FAILED = 1
"""It was done as asked, and did not come out well."""
USAGE_ERROR = 2
INTERRUPTED = 130


def load_config(path: Path) -> HotlineConfig:
    """The configuration; its mistakes are printed and end the command."""
    # Late, here and below: what every verb imports costs every verb, and its --help.
    from hotline.configuration.schema import HotlineConfig
    from hotline.configuration.yaml.load import load

    return plain(load, path, HotlineConfig)  # type: ignore[no-any-return]


class EffectiveConfig(NamedTuple):
    """What a start uses, and the number it was published under."""

    config: HotlineConfig
    generation: int


def effective_config(path: Path, state: State, *, published: bool = False) -> EffectiveConfig:
    """What a start uses: the file, published if it is new; with `published`, the live generation.

    A broken file is printed and the last good generation used; if there is none, it ends the command.
    """
    from hotline.configuration.generations.effective import at_start, last_good
    from hotline.configuration.generations.store import Generations

    store = Generations(state.generations)
    start = plain(last_good, store) if published else None
    start = start or plain(at_start, path, store)
    if start.note:
        talk.print(start.note, style="yellow", markup=False, highlight=False, soft_wrap=True)
    return EffectiveConfig(start.config, start.generation.number)


def publish_articles(config: HotlineConfig, state: State) -> None:
    """As a start does: articles of the folder are published if they are new; broken ones are printed, and
    those that were published last serve. If there are none, that ends the command."""
    from hotline.configuration.articles.publisher import at_start

    if note := plain(at_start, config.desk.knowledge, state):
        talk.print(note, style="yellow", markup=False, highlight=False, soft_wrap=True)


def existing(state: Path) -> State:
    """That of `--state`, for a command that makes none: where there is no such folder, that ends it."""
    if not state.is_dir():
        text = _("{folder}: there is no such folder. Check --state; the service makes it: script/hotline run")
        fail(text.format(folder=state.resolve()))
    return State(state.resolve())


def records_url(config: HotlineConfig, state: State) -> str:
    """Of the records' database. Where there is none, that ends the command."""
    return plain(state.kept_records, config.records.url)  # type: ignore[no-any-return]


@contextmanager
def explained() -> Iterator[None]:
    """What a person can put right becomes what that person reads, and the exit code of misuse.

    This is the one place that says how errors look; all of them come from one root.
    """
    try:
        yield
    except ConfigError as error:  # many lines, of which each says where
        _print(error)
        raise typer.Exit(USAGE_ERROR) from None
    except HotlineError as error:
        fail(error)
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None


def do(work: Coroutine[Any, Any, Any]) -> Any:
    """Runs a coroutine; its errors are `explained`."""
    return plain(asyncio.run, work)


def plain(function: Any, *arguments: Any) -> Any:
    """Calls a function; its errors are `explained`."""
    with explained():
        return function(*arguments)


def fail(message: object, code: int = USAGE_ERROR) -> NoReturn:
    """One sentence, and the exit code."""
    talk.print("[red]hotline:[/]", end=" ")
    _print(message)
    raise typer.Exit(code) from None


def _print(text: object) -> None:
    """As it stands: brackets are no markup, and a long line is not broken."""
    talk.print(str(text), markup=False, highlight=False, soft_wrap=True)


def tell(line: str) -> None:
    """One line on standard error, whatever is printed on standard output."""
    talk.print(line, markup=False, highlight=False, soft_wrap=True)


def cell(text: str) -> str:
    """For a table: brackets are no markup, and nothing in it steers the terminal."""
    return escape("".join(one for one in text if not unicodedata.category(one).startswith("C")))


def write_picture(path: Path, svg: str) -> None:
    """The file of a `--picture`; ends the command when it cannot be written."""
    try:
        path.write_text(svg, encoding="utf-8")
    except OSError as error:
        fail(error)


def print_json(value: object) -> None:
    """One line of JSON on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def set_up_logging(verbose: bool) -> None:
    """Logs go to standard error: warnings, or everything."""
    handler: logging.Handler = RichHandler(console=talk, show_path=False)
    if not sys.stderr.isatty():
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING, handlers=[handler], format="%(message)s"
    )
    # These log every request, or a traceback for what we handle.
    for noisy in ("aiohttp.access", "aiosqlite", "mqtt", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
