"""What every command shares: its options, how it speaks to people, and how it fails."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, NamedTuple, NoReturn

import typer
from rich.console import Console
from rich.logging import RichHandler

from hotline.configuration.schema import HotlineConfig
from hotline.machine.paths import State

talk = Console(stderr=True)
"""Everything for people goes to standard error, so that `--json` owns standard output."""

ConfigOption = Annotated[Path, typer.Option("--config", "-c", help="The administrator's YAML file.")]
StateOption = Annotated[Path, typer.Option("--state", help="Folder for secrets, records, Asterisk.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON on standard output, nothing else.")]

USAGE_ERROR = 2


def load_config(path: Path) -> HotlineConfig:
    """The configuration; its mistakes are printed and end the command."""
    from hotline.configuration.yaml.load import ConfigError, load

    try:
        return load(path, HotlineConfig)
    except ConfigError as error:
        fail_on(error)


def fail_on(error: Exception) -> NoReturn:
    """All that is wrong with a file, line by line, and the exit code of misuse."""
    talk.print(str(error), markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(USAGE_ERROR) from None


class Started(NamedTuple):
    """What a start uses, and the number it was published under."""

    config: HotlineConfig
    generation: int


def effective_config(path: Path, state: State, *, published: bool = False) -> Started:
    """What a start uses: the file, published if it is new; with `published`, the live generation.

    A broken file is printed and the last good generation used; if there is none, it ends the command.
    """
    from hotline.configuration.generations.effective import at_start, last_good
    from hotline.configuration.generations.store import Generations
    from hotline.configuration.yaml.load import ConfigError

    store = Generations(state.generations)
    try:
        start = plain(last_good, store) if published else None
        start = start or plain(at_start, path, store)
    except ConfigError as error:
        fail_on(error)
    if start.note:
        talk.print(start.note, style="yellow", markup=False, highlight=False, soft_wrap=True)
    return Started(start.config, start.generation.number)


def do(work: Coroutine[Any, Any, Any]) -> Any:
    """Runs a coroutine; the errors a person can mend become one sentence and exit code 2."""
    return plain(asyncio.run, work)


def plain(function: Any, *arguments: Any) -> Any:
    """Calls a function; its errors as in `do`."""
    from agent_assist.access.accounts import AccountsError
    from agent_assist.knowledge import KnowledgeError
    from asr import RecogniserError, RecordingError
    from contracts.errors import ServiceError
    from hotline.bench.softphone import SoftphoneError
    from hotline.machine.pidfile import AlreadyRunning
    from hotline.machine.secrets import SecretsError
    from hotline.machine.setup.errors import MissingProgram
    from telephony.asterisk.process import AsteriskError
    from telephony.sound.prompts import SynthesisError

    try:
        return function(*arguments)
    except (
        AccountsError,
        AlreadyRunning,
        AsteriskError,
        KnowledgeError,
        MissingProgram,
        RecogniserError,
        RecordingError,
        SecretsError,
        ServiceError,
        SoftphoneError,
        SynthesisError,
    ) as error:
        fail(str(error))
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def fail(message: str) -> Any:
    """One sentence, and the exit code of misuse."""
    talk.print(f"[red]hotline:[/] {message}", highlight=False, soft_wrap=True)
    raise typer.Exit(USAGE_ERROR)


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
