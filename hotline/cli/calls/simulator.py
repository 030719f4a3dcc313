"""`hotline simulate`: calls without a telephone, typed, spoken, from sentences or from recordings."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from asr import RecordingError
from contracts import Event, Fault
from hotline.administration.simulation.callers import play, speak_in_turn, type_in
from hotline.administration.simulation.judge import judge_of
from hotline.administration.simulation.microphone import call_by_microphone, recorded_prompts
from hotline.administration.simulation.recording import Recording
from hotline.administration.simulation.result import (
    Expected,
    expected_of,
    read_expected,
    result,
)
from hotline.administration.simulation.show import CallPrinter
from hotline.administration.simulation.simulated_calls import SimulatedCalls
from hotline.administration.simulation.who_calls import TEST_CALLER, Caller
from hotline.cli.calls.simulate_batch import simulate_calls, simulate_dialogues
from hotline.cli.terminal import FAILED, fail, print_json, tell
from hotline.configuration.phones import numbers
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.meaning.commands import guide_of, with_meaning
from hotline.guidance.recognisers import Recognisers
from hotline.machine.paths import DEFAULT_STATE, RECORDINGS, State
from ivr.steps import Step
from ivr.virtual import VirtualCall
from telephony.sound_card.loudspeaker import Loudspeaker
from telephony.sound_card.microphone import Microphone, sound_cards


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for; without texts, recordings and a list somebody types."""

    texts: Sequence[str] = ()
    """The sentences of one caller."""
    recordings: Sequence[Path] = ()
    """One call each."""
    expect: Path | None = None
    """Right answers for the recordings."""
    calls: Path | None = None
    """Sentences, one call each, and the queues they belong to."""
    column: str | None = None
    """Which column of `calls` has the sentences; None: as its header says."""
    now: datetime | None = None
    """When those calls come, local time; None: on a Tuesday at ten."""
    dialogues: Path | None = None
    """Conversations, one call each, and what must be true in their end."""
    mic: bool = False
    """One call through the microphone."""
    device: str | None = None
    """Number or part of the name of the microphone; None: the usual one."""
    caller: Caller = TEST_CALLER
    """Who makes all these calls."""
    confirm: bool = True
    """Whether confirm questions are answered with yes."""
    as_json: bool = False

    def misuse(self) -> str | None:
        """What does not go together, and what to do; None when all does."""
        ways = {
            "--text": bool(self.texts),
            "--wav": bool(self.recordings),
            "--mic": self.mic,
            "--calls": self.calls is not None,
            "--dialogues": self.dialogues is not None,
        }
        given = [name for name, is_given in ways.items() if is_given]
        if len(given) > 1:
            return _("{way} makes its own calls; leave out {others}").format(
                way=given[-1], others=", ".join(given[:-1])
            )
        if self.expect is not None and not self.recordings:
            return _(
                "--expect has the answers for --wav; a list of sentences to call with is --calls FILE.tsv"
            )
        if self.calls is None and (self.column is not None or self.now is not None):
            return _("--column and --now belong to --calls FILE.tsv")
        if not self.confirm and (self.calls or self.dialogues):
            return _("--no-confirm has no meaning there: these callers answer honestly; leave it out")
        return None


def simulate(config: HotlineConfig, wanted: Wanted, console: Console) -> int:
    """Runs the calls; returns the exit status: 1 when a call came to nothing. Misuse ends the command."""
    if misuse := wanted.misuse():
        fail(misuse)
    known = [config.telephony.number, *numbers(config)]
    if wanted.caller.dialled not in ("", *known):
        told = _("{number} is no number of this hotline; there are: {known}")
        fail(told.format(number=wanted.caller.dialled, known=", ".join(dict.fromkeys(known))))
    as_json = wanted.as_json

    def learned() -> SimulatedCalls:
        guide = with_meaning(guide_of(config, State(DEFAULT_STATE)), State(DEFAULT_STATE), tell)
        return SimulatedCalls(guide, wanted.caller, judge_of(guide))

    if wanted.calls is not None:
        return simulate_calls(
            config, learned, wanted.calls, wanted.column, wanted.now, as_json=as_json, console=console
        )
    if wanted.dialogues is not None:
        return simulate_dialogues(config, learned, wanted.dialogues, as_json=as_json, console=console)
    simulator = _Simulator(config, learned, wanted, console)
    if wanted.mic:
        return asyncio.run(simulator.microphone())
    if wanted.recordings:
        return simulator.recordings()
    return simulator.sentences() if wanted.texts else simulator.conversation()


class _Simulator:
    """One configuration, and the calls that were made with it."""

    def __init__(
        self,
        config: HotlineConfig,
        learned: Callable[[], SimulatedCalls],
        wanted: Wanted,
        console: Console,
    ) -> None:
        self._wanted = wanted
        self._expected = read_expected(wanted.expect, config.ivr) if wanted.expect else []
        self._calls = learned()
        self._guide = self._calls.guide
        self._config = config = self._guide.config
        self._show = CallPrinter(console, config.ivr)
        self._console = console
        self._yes = config.ivr.dialogue.yes[0] if wanted.confirm and config.ivr.dialogue.yes else None
        self._results: list[dict[str, Any]] = []

    def recordings(self) -> int:
        """Every recording is a call, heard by the configured recogniser."""
        rows = self._expected
        expected = [expected_of(path, rows) if rows else None for path in self._wanted.recordings]
        recogniser = self._guide.recogniser()
        failed = False
        try:
            for path, row in zip(self._wanted.recordings, expected, strict=True):
                try:
                    recording = Recording(path, recogniser, self._config.asr)
                except RecordingError as error:
                    self._console.print(f"[red]{error}[/]", soft_wrap=True)
                    failed = True
                    continue
                call = self._call(alone=len(expected) == 1)
                finals = [self._guide.put_right(final) for final in recording.finals]
                play(call, finals, self._config.asr.endpoint_ms, self._yes, recording.again)
                self._done(call, str(path), row, alone=len(expected) == 1)
        finally:
            recogniser.close()
        self._sum_up()
        return FAILED if failed else 0

    def sentences(self) -> int:
        """One caller who says one sentence after another."""
        call = self._call(alone=True)
        speak_in_turn(call, self._wanted.texts, self._yes)
        self._done(call, "text", None, alone=True)
        return 0

    async def microphone(self) -> int:
        """One caller who speaks."""
        with sound_cards() as audio:
            sounds = recorded_prompts(self._config.ivr, RECORDINGS)
            usual = self._guide.recogniser()
            async with Recognisers.opened(self._config, self._fault, usual) as recognisers:
                guide = self._guide.hearing(recognisers.languages)
                with Microphone(audio, self._wanted.device) as microphone, Loudspeaker(audio) as loudspeaker:
                    self._console.print(
                        _("speak into the microphone; end: Ctrl-C"), style="dim", highlight=False
                    )
                    if loudspeaker.quiet:
                        self._trouble(_("no prompt can be played: {quiet}").format(quiet=loudspeaker.quiet))
                    call = await call_by_microphone(
                        replace(self._calls, guide=guide, judge=None),
                        recognisers,
                        microphone,
                        loudspeaker,
                        sounds,
                        _unseen if self._wanted.as_json else self._show.step,
                        self._trouble,
                    )
        self._done(call, "microphone", None, alone=True)
        return 0

    def _fault(self, event: Event) -> None:
        if isinstance(event, Fault):
            self._trouble(f"{event.message}: {event.done}")

    def _trouble(self, what: str) -> None:
        self._console.print(f"[yellow]{escape(what)}[/]", highlight=False, soft_wrap=True)

    def conversation(self) -> int:
        """A person types; call after call until the end of the input (Ctrl-D)."""
        self._console.print(
            _("say something: type it; a key: one digit, or #1; say nothing: Enter; end: Ctrl-D"),
            style="dim",
            highlight=False,
        )
        while True:
            call = self._call(alone=True)
            call.answer()
            try:
                while not call.over:
                    type_in(call, self._console.input("[cyan]> [/]"))
                self._done(call, "typed", None, alone=True)
                self._console.input(f"[dim]{_('the call is over. Enter: another one; Ctrl-D: the end.')}[/]")
            except EOFError:
                self._console.print()
                return 0

    def _call(self, *, alone: bool) -> VirtualCall:
        shown = alone and not self._wanted.as_json
        typed = not (self._wanted.texts or self._wanted.recordings)
        return self._calls.call(self._show.step if shown or typed else _unseen)

    def _done(self, call: VirtualCall, source: str, expected: Expected | None, *, alone: bool) -> None:
        found = result(call, source, expected)
        self._results.append(found)
        if self._wanted.as_json:
            print_json(found)
        elif not alone:
            self._show.compact(found)

    def _sum_up(self) -> None:
        if self._expected and self._results:
            self._show.accuracy(self._results)


def _unseen(step: Step) -> None:
    """For calls that are shown as one line."""
