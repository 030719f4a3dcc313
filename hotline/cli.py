"""The command `hotline`: every verb of the service, small. The work is in the modules it calls."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.logging import RichHandler

from hotline.config import HotlineConfig
from hotline.models_cli import models_app
from hotline.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

app = typer.Typer(
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode="markdown",
    help="The voice channel of a 12345 hotline. Start: `hotline run`; see a call: `hotline run --demo`.",
)
app.add_typer(models_app, name="models")
talk = Console(stderr=True)
"""Everything for people goes to standard error, so that `--json` owns standard output."""

ConfigOption = Annotated[Path, typer.Option("--config", "-c", help="The administrator's YAML file.")]
StateOption = Annotated[Path, typer.Option("--state", help="Folder for secrets, records, Asterisk.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON on standard output, nothing else.")]

USAGE_ERROR = 2


def main() -> None:
    app()


@app.command()
def run(
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    demo: Annotated[bool, typer.Option(help="Place a real call with real SIP clients and show it.")] = False,
    caller: Annotated[
        list[Path] | None,
        typer.Option(help="With --demo: a recording that speaks as the caller. Repeatable."),
    ] = None,
    as_json: JsonOption = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show the service's log.")] = False,
) -> None:
    """Start everything (Asterisk and the service) and keep it running; Ctrl-C stops in order."""
    _logging(verbose)
    settings = _load(config)
    if demo:
        from hotline.demo.command import run_demo

        raise typer.Exit(_do(run_demo(settings, caller or [], as_json=as_json, console=talk)))
    if caller or as_json:
        _fail("--caller and --json belong to --demo: hotline run --demo --caller FILE.wav")
    from hotline.start import start

    raise typer.Exit(_do(start(settings, config.resolve(), State(state.resolve()), talk)))


@app.command()
def serve(config: ConfigOption = DEFAULT_CONFIG, state: StateOption = DEFAULT_STATE) -> None:
    """The service alone, on an Asterisk that runs already. `hotline run` calls this."""
    _logging(True)
    from hotline.serve import serve_until_stopped

    _do(serve_until_stopped(_load(config), State(state.resolve())))


@app.command()
def stop(
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    force: Annotated[bool, typer.Option(help="Also when calls are running: they end.")] = False,
) -> None:
    """Stop everything that runs on this state folder: service and Asterisk."""
    from hotline.start import stop_everything

    _do(stop_everything(_load(config), State(state.resolve()), talk, force=force))


@app.command()
def phones(config: ConfigOption = DEFAULT_CONFIG, state: StateOption = DEFAULT_STATE) -> None:
    """Print the SIP accounts: what to type into Linphone, MicroSIP, Zoiper or a desk phone."""
    from hotline.start import phone_table

    talk.print(phone_table(_load(config), State(state.resolve())))


@app.command()
def password(
    agent: Annotated[str, typer.Argument(help="The agent's id in config.yaml.")],
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """Give an agent a new random desk password and print it once."""
    from hotline.start import new_password

    talk.print(f"{agent}: {_plain(new_password, _load(config), State(state.resolve()), agent)}")


@app.command()
def check(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Check config.yaml; exit code 2 names each mistake with file:line:column."""
    settings = _load(config)
    from hotline.examination import shortcomings

    talk.print(f"{config}: {len(settings.intents)} intents, {len(settings.queues)} queues, no mistakes")
    for line in shortcomings(settings, State(DEFAULT_STATE)):
        talk.print(f"[yellow]note:[/] {line}", soft_wrap=True)


@app.command()
def doctor(
    config: ConfigOption = DEFAULT_CONFIG, state: StateOption = DEFAULT_STATE, as_json: JsonOption = False
) -> None:
    """Check every part of this machine and say how to mend what is wrong."""
    from hotline.examination import report

    raise typer.Exit(report(_load(config), State(state.resolve()), json_only=as_json, console=talk))


@app.command()
def bench(
    what: Annotated[str, typer.Argument(help="call or asr")] = "call",
    calls: Annotated[int, typer.Option(min=1, help="call: calls at each level.")] = 10,
    concurrent: Annotated[str, typer.Option(help="call: levels of calls at once.")] = "1,10,30",
    quick: Annotated[bool, typer.Option("--quick", help="asr: one minute, fewer recordings.")] = False,
    data: Annotated[
        Path | None, typer.Option(help="asr: folder with requests/ and speech/.", show_default=False)
    ] = None,
    svg: Annotated[Path | None, typer.Option(help="asr: draw the shares into this file.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Measure. `call`: real calls, every moment's p50 and p95. `asr`: what is understood, and its cost."""
    _logging(False)
    if what not in ("call", "asr"):
        _fail(f"no bench {what!r}; there are: call, asr")
    if what == "asr":
        from functools import partial

        from hotline.benchmarks.command import bench_asr

        settings = _load(config)
        work = partial(bench_asr, quick=quick, data=data, svg=svg, as_json=as_json, console=talk)
        _plain(work, settings)
        return
    if quick or data or svg:
        _fail("--quick, --data and --svg belong to: hotline bench asr")
    try:
        levels = [int(level) for level in concurrent.split(",")]
    except ValueError:
        _fail(f"--concurrent {concurrent!r}: give numbers with commas between, for example 1,10,30")
    from hotline.bench import bench_calls

    _do(bench_calls(_load(config), calls=calls, levels=levels, as_json=as_json, console=talk))


@app.command()
def transcribe(
    recordings: Annotated[list[Path], typer.Argument(help="WAV, FLAC or Ogg files of any rate.")],
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Write down what recordings say, with the configured recogniser."""
    from hotline.transcribe import transcribe as work

    raise typer.Exit(_do(work(_load(config), recordings, as_json=as_json, console=talk)))


@app.command()
def simulate(
    more: Annotated[
        list[Path] | None, typer.Argument(help="More recordings, as `--wav *.wav` gives.", show_default=False)
    ] = None,
    text: Annotated[
        list[str] | None, typer.Option(help="What the caller says. Repeatable: one sentence after another.")
    ] = None,
    wav: Annotated[list[Path] | None, typer.Option(help="A recording is a call. Repeatable.")] = None,
    expect: Annotated[
        Path | None,
        typer.Option(help="Lines of queue, tab, sentence: answers for 000.wav and so on, or calls."),
    ] = None,
    no_confirm: Annotated[
        bool, typer.Option("--no-confirm", help="Do not answer yes when the machine asks.")
    ] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Try the conversation without a telephone: typed, from `--text`, or from recordings."""
    from hotline.simulate import Wanted
    from hotline.simulate import simulate as work

    wanted = Wanted(text or [], [*(wav or []), *(more or [])], expect, not no_confirm, as_json)
    raise typer.Exit(_plain(work, _load(config), wanted, talk))


def _load(path: Path) -> HotlineConfig:
    from hotline.yamlconfig import ConfigError, load

    try:
        return load(path, HotlineConfig)
    except ConfigError as error:
        talk.print(str(error), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(USAGE_ERROR) from None


def _do(work: Coroutine[Any, Any, Any]) -> Any:
    """Runs a coroutine; the errors a person can mend become one sentence and exit code 2."""
    return _plain(asyncio.run, work)


def _plain(function: Any, *arguments: Any) -> Any:
    from agent_assist.accounts import AccountsError
    from agent_assist.knowledge import KnowledgeError
    from asr import ModelError, RecordingError
    from hotline.errors import ServiceError
    from hotline.pidfile import AlreadyRunning
    from hotline.secrets import SecretsError
    from hotline.setup.errors import MissingProgram
    from hotline.softphone import SoftphoneError
    from telephony.process import AsteriskError
    from telephony.prompts import SynthesisError

    try:
        return function(*arguments)
    except (
        AccountsError,
        AlreadyRunning,
        AsteriskError,
        KnowledgeError,
        MissingProgram,
        ModelError,
        RecordingError,
        SecretsError,
        ServiceError,
        SoftphoneError,
        SynthesisError,
    ) as error:
        _fail(str(error))
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _fail(message: str) -> Any:
    talk.print(f"[red]hotline:[/] {message}", highlight=False, soft_wrap=True)
    raise typer.Exit(USAGE_ERROR)


def _logging(verbose: bool) -> None:
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
