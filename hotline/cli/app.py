"""The command `hotline`: every verb of the service, small. The work is in the modules it calls."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hotline.cli.bench.app import bench_app
from hotline.cli.calls.recogniser import recogniser
from hotline.cli.calls.replay import replay
from hotline.cli.calls.simulate_options import (
    CallsOption,
    ColumnOption,
    DeviceOption,
    DialoguesOption,
    ExpectOption,
    MicOption,
    MoreRecordings,
    NoConfirmOption,
    NowOption,
    TextOption,
    WavOption,
)
from hotline.cli.configuration.check import check
from hotline.cli.configuration.publish import diff, history, publish, rollback
from hotline.cli.configuration.test import run_tests
from hotline.cli.lists.corrections import corrections_app
from hotline.cli.lists.dialect import dialect_app
from hotline.cli.lists.screening import screening_app
from hotline.cli.models.app import models_app
from hotline.cli.terminal import (
    ConfigOption,
    JsonOption,
    StateOption,
    do,
    effective_config,
    fail,
    load_config,
    plain,
    set_up_logging,
    talk,
)
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

app = typer.Typer(
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode="markdown",
    help="The voice channel of a 12345 hotline. Start: `hotline run`; see a call: `hotline run --demo`.",
)
app.add_typer(models_app, name="models")
app.add_typer(bench_app, name="bench")
app.add_typer(dialect_app, name="dialect")
app.add_typer(screening_app, name="screening")
app.add_typer(corrections_app, name="corrections")
app.command()(recogniser)
app.command()(check)
app.command("test")(run_tests)
for verb in (replay, publish, rollback, history, diff):
    app.command()(verb)


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
    set_up_logging(verbose)
    if demo:
        from hotline.cli.service.demo import run_demo

        raise typer.Exit(
            do(run_demo(load_config(config), config, caller or [], as_json=as_json, console=talk))
        )
    if caller or as_json:
        fail("--caller and --json belong to --demo: hotline run --demo --caller FILE.wav")
    from hotline.cli.service.start import start

    where = State(state.resolve())
    settings = effective_config(config, where).config
    raise typer.Exit(do(start(settings, config.resolve(), where, talk)))


@app.command()
def serve(
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    published: Annotated[
        bool, typer.Option("--published", help="Use what was published last, not the file as it is now.")
    ] = False,
) -> None:
    """The service alone, on an Asterisk that runs already. `hotline run` calls this."""
    set_up_logging(True)
    from hotline.cli.service.serve import serve_until_stopped

    where = State(state.resolve())
    do(serve_until_stopped(*effective_config(config, where, published=published), where))


@app.command()
def stop(
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    force: Annotated[bool, typer.Option(help="Also when calls are running: they end.")] = False,
) -> None:
    """Stop everything that runs on this state folder: service and Asterisk."""
    from hotline.cli.service.start import stop_everything

    do(stop_everything(load_config(config), State(state.resolve()), talk, force=force))


@app.command()
def phones(config: ConfigOption = DEFAULT_CONFIG, state: StateOption = DEFAULT_STATE) -> None:
    """Print the SIP accounts: what to type into Linphone, MicroSIP, Zoiper or a desk phone."""
    from hotline.cli.service.start import phone_table

    talk.print(phone_table(load_config(config), State(state.resolve())))


@app.command()
def password(
    agent: Annotated[str, typer.Argument(help="The agent's id in config.yaml.")],
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """Give an agent a new random desk password and print it once."""
    from hotline.cli.service.start import new_password

    talk.print(f"{agent}: {plain(new_password, load_config(config), State(state.resolve()), agent)}")


@app.command()
def doctor(
    config: ConfigOption = DEFAULT_CONFIG, state: StateOption = DEFAULT_STATE, as_json: JsonOption = False
) -> None:
    """Check every part of this machine and say how to mend what is wrong."""
    from hotline.instance.examination import report

    raise typer.Exit(report(load_config(config), State(state.resolve()), json_only=as_json, console=talk))


@app.command()
def transcribe(
    recordings: Annotated[
        list[Path], typer.Argument(help="WAV, FLAC or Ogg files of any rate, and folders of them.")
    ],
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Write down what recordings say, with the configured recogniser.

    With `--json` a line is a file: `text`, `utterances`, its length (`seconds`), the processor time that
    hearing it took (`cpu_seconds`); or an `error`. The exit code is 1 if there was one.
    """
    from hotline.cli.calls.transcribe import transcribe as work

    raise typer.Exit(do(work(load_config(config), recordings, as_json=as_json, console=talk)))


@app.command()
def simulate(
    more: MoreRecordings = None,
    text: TextOption = None,
    wav: WavOption = None,
    mic: MicOption = False,
    device: DeviceOption = None,
    expect: ExpectOption = None,
    calls: CallsOption = None,
    column: ColumnOption = None,
    now: NowOption = None,
    dialogues: DialoguesOption = None,
    no_confirm: NoConfirmOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Try the conversation without a telephone: typed, spoken, from `--text`, from files or recordings."""
    from hotline.cli.calls.simulate import Wanted
    from hotline.cli.calls.simulate import simulate as work

    recordings = [*(wav or []), *(more or [])]
    wanted = Wanted(
        texts=text or [],
        recordings=recordings,
        expect=expect,
        calls=calls,
        column=column,
        now=now,
        dialogues=dialogues,
        mic=mic,
        device=device,
        confirm=not no_confirm,
        as_json=as_json,
    )
    raise typer.Exit(plain(work, load_config(config), wanted, talk))
