"""How a configuration goes live and is taken back: for the commands and for the administrators' page.

Everything here blocks for up to seconds: off the event loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.errors import text as _
from hotline.configuration.checking.mistakes import checked
from hotline.configuration.generations.difference import changes, tests_changed, waits_for_restart
from hotline.configuration.generations.effective import last_good, of
from hotline.configuration.generations.files import named_as, on_disk, written
from hotline.configuration.generations.service_state import read as read_told
from hotline.configuration.generations.store import Generation, GenerationError, Generations, whole_name
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.problem import ConfigError
from hotline.configuration.yaml.source import Source
from hotline.configuration.yaml.sources import Sources
from hotline.configuration.yaml.tests_beside import tests_of
from hotline.machine import pidfile
from hotline.machine.paths import State

if TYPE_CHECKING:
    from hotline.configuration.checking.doubts import Doubt
    from ivr import Understanding

BACK = "back to "
"""With the number, before what somebody says who goes back."""


class EditedByHand(GenerationError):
    """The files on disk have changes that were never published and that would be overwritten."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        """The files, relative to the main file's folder."""
        super().__init__(
            _(
                "{files} was changed on disk and not published: nothing was done. Publish that first "
                "(hotline publish), or take it over, or publish over it: it is kept as a copy then"
            ).format(files=", ".join(names))
        )


@dataclass(frozen=True, slots=True)
class CheckedConfiguration:
    """A configuration without mistakes."""

    sources: Sources
    config: HotlineConfig
    source: Source
    """Places what later checks find."""
    doubts: list[Doubt]
    understanding: Understanding | None = None
    """What was learned from its sayings, if somebody did."""


def check(sources: Sources) -> CheckedConfiguration:
    """Raises `ConfigError` with all mistakes. Learns the sayings: a second for some 400 intents."""
    from hotline.configuration.checking.doubts import doubts  # late: what is taken back is not checked
    from ivr import Understanding

    config, source = checked(sources)
    understanding = Understanding(config.ivr)
    return CheckedConfiguration(sources, config, source, doubts(config, source, understanding), understanding)


@dataclass(frozen=True, slots=True)
class Publication:
    """What came of it."""

    generation: Generation
    new: bool = True
    """False when it was live already, and nothing was done."""
    changes: list[str] = field(default_factory=list)
    """A sentence for each difference from what was live before."""
    waits: list[str] = field(default_factory=list)
    """Sections that differ and take effect when the service starts anew."""
    kept: list[Path] = field(default_factory=list)
    """Copies of an administrator's files that were replaced."""


class Publisher:
    """One main file and the generations of one instance."""

    def __init__(self, config: Path, state: State) -> None:
        self._path = config
        self._state = state
        self.store = Generations(state.generations)

    def publish(
        self,
        checked: CheckedConfiguration,
        by: str | None,
        why: str,
        after: int | None = None,
        *,
        over_edits: bool = False,
    ) -> Publication:
        """Writes the files to disk, where they differ, and makes them what new calls get.

        `after`: only if that generation is still the live one. Raises `Conflict` when it is not,
        `EditedByHand` unless `over_edits`, `GenerationError`; then nothing has changed.
        """
        sources = checked.sources
        if sources.main != self._path.name:
            raise GenerationError(
                f"the main file is {sources.main} and must be {self._path.name}: nothing was published. Put "
                f"{self._path.name} first"
            )
        with self.store.publishing(after) as draft:
            active = self.store.active()
            live = self.store.sources(active.number) if active and self._is_mine(active) else None
            disk = on_disk(self._path)
            if active is not None and live == sources and disk == sources:
                return Publication(active, new=False)
            good = last_good(self.store)
            start = self._at_start()
            if disk not in (sources, live) and not over_edits:
                raise EditedByHand(_different(disk, live, sources))
            known = live.files if live else {}
            with (
                draft(sources, self._path, why, by, None) as go_live,
                written(self._path, sources, known) as done,
            ):
                made = go_live()
        if good is None:
            return Publication(made, kept=done.kept)
        old, new = good.config, checked.config
        what = [*changes(old, new), *tests_changed(live or sources, sources)]
        return Publication(made, True, what, waits_for_restart(start or old, new), done.kept)

    def rollback(self, by: str | None, why: str, to: int | None = None) -> Publication:
        """Makes an earlier generation live again, and the files on disk what they were; copies are kept.

        Without `to`, the one that was live before the content of the live one was published: one rollback
        after another goes further back. Raises `GenerationError`; then nothing has changed.
        """
        with self.store.publishing() as draft:
            active = self.store.active()
            if active is None:
                raise GenerationError(_("nothing has been published yet; see: hotline publish --help"))
            target = self.store.get(to) if to is not None else self.store.before(active.number)
            if target is None:
                raise GenerationError(
                    _(
                        "what is live is generation {origin}, and nothing different was live before it. Any "
                        "other: hotline history, then hotline rollback NUMBER"
                    ).format(origin=active.origin)
                )
            try:
                new = of(target, self.store)
            except ConfigError as error:
                text = _(
                    "generation {number} is not taken by this version of the software: nothing was "
                    "changed\n{error}"
                )
                raise GenerationError(text.format(number=target.number, error=error)) from error
            good, start = last_good(self.store), self._at_start()
            old = good.config if good is not None else new
            live = named_as(self._path, self.store.sources(active.number))
            sources = self._with_tests(target, live)
            why = f"{BACK}{target.number}: {why}"
            with (
                draft(sources, self._path, why, by, target.origin) as go_live,
                written(self._path, sources, {}) as done,
            ):
                made = go_live()
        what = [*changes(old, new), *tests_changed(live, sources)]
        return Publication(made, True, what, waits_for_restart(start or old, new), done.kept)

    def _with_tests(self, target: Generation, live: Sources) -> Sources:
        """Its files; where earlier versions kept no tests with them, with those that are live now."""
        sources = named_as(self._path, self.store.sources(target.number))
        if target.has_tests:
            return sources
        beside = {tests_of(name) for name in sources.files}
        kept = {name: data for name, data in live.tests.items() if name in beside}
        return replace(sources, files={**sources.files, **kept})

    def _is_mine(self, generation: Generation) -> bool:
        return generation.source == whole_name(self._path)

    def _at_start(self) -> HotlineConfig | None:
        """What the running service was started with, agents, accounts and ports; None when it cannot be had.

        Later publications may have changed them: the service does not know.
        """
        told = read_told(self._state.running_generation)
        if told is None or pidfile.running(self._state.pid_file("serve")) is None:
            return None
        try:
            return of(self.store.get(told.start), self.store)
        except (ConfigError, GenerationError):
            return None


def reason(generation: Generation) -> tuple[int | None, str]:
    """Which generation a rollback went back to (None: it is none), and why it was published."""
    number, colon, why = generation.why.removeprefix(BACK).partition(": ")
    if generation.restores is None or not colon or not number.isdecimal():
        return None, generation.why
    return int(number), why


def _different(disk: Sources | None, live: Sources | None, wanted: Sources) -> list[str]:
    """Files on disk that are neither as published nor as they shall be."""
    if disk is None:
        return [wanted.main]
    before = live.files if live is not None else wanted.files
    names = [name for name in {**before, **disk.files} if disk.files.get(name) != before.get(name)]
    return names or [wanted.main]
