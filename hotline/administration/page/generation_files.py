"""What is live, what was, and how it changes, for the page. Blocking: some tenths of a second."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from agent_assist.admin import port as port
from agent_assist.admin.wire.files import FileText
from agent_assist.admin.wire.publishing import ConfigView, GenerationContent, GenerationView, Published
from contracts.errors import ServiceError
from hotline.administration.page.not_published import not_published
from hotline.administration.page.texts.texts import files_of, startable
from hotline.configuration.generations import effective
from hotline.configuration.generations.difference import lines
from hotline.configuration.generations.files import on_disk
from hotline.configuration.generations.publisher import (
    CheckedConfiguration,
    EditedByHand,
    Publisher,
    reason,
)
from hotline.configuration.generations.publisher import Publication as Done
from hotline.configuration.generations.store import (
    Generation,
    GenerationConflict,
    GenerationError,
    Generations,
)
from hotline.configuration.yaml.problem import ConfigError
from hotline.configuration.yaml.sources import Sources
from hotline.machine.language import in_both
from hotline.machine.paths import State


class GenerationFiles:
    """The generations of one instance, and the files they come from."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._store = Generations(state.generations)

    def config(self) -> ConfigView:
        """What new calls get, and whether the disk has something else."""
        active = self._active()
        sources = self._store.sources(active.number)
        disk = on_disk(Path(active.source))
        changed = disk is None or disk.files != sources.files
        return ConfigView(
            files=files_of(sources),
            main=sources.main,
            base=active.number,
            by=active.by,
            at=active.at,
            why=reason(active)[1],
            changed_on_disk=changed,
            on_disk=_readable(disk) if changed and disk is not None else (),
        )

    def main(self) -> Path:
        """The file on the disk that the live generation came from."""
        return Path(self._active().source)

    def history(self) -> list[GenerationView]:
        """The newest first."""
        return history_of(self._store)

    def generation(self, number: int) -> GenerationContent:
        return GenerationContent(number=number, files=files_of(self._sources(number)))

    def diff(self, old: int, new: int) -> str:
        """A unified diff."""
        found = lines(self._sources(old), self._sources(new), f"generation {old}", f"generation {new}")
        return "".join(f"{line}\n" for line in found)

    def check(self, files: tuple[FileText, ...]) -> CheckedConfiguration:
        """Raises `Invalid`. Doubts are not looked for: they stop no publication."""
        sources, config, source = startable(files, self.main().parent)
        return CheckedConfiguration(sources, config, source, [])

    def publish(self, checked: CheckedConfiguration, by: str, why: str, base: int, over_edits: bool) -> Done:
        """Makes it live. With `over_edits`, what was changed on the disk by hand is kept as a copy."""
        publisher = Publisher(Path(self._active().source), self._state)
        try:
            return publisher.publish(checked, by, why, base, over_edits=over_edits)
        except GenerationConflict:
            now = self._active()
            raise port.EditConflict(now.number, now.by, now.at, now.why) from None
        except EditedByHand as edited:
            raise port.EditedOnDisk(edited.names) from None
        except (GenerationError, ConfigError) as error:
            raise not_published(error) from None

    def roll_back(self, to: int, by: str, why: str) -> Done:
        """Makes an earlier generation live again."""
        self._sources(to)
        publisher = Publisher(Path(self._active().source), self._state)
        try:
            return publisher.rollback(by, why, to)
        except (GenerationError, ConfigError) as error:
            raise not_published(error) from None

    def _active(self) -> Generation:
        try:
            found = self._store.active()
        except ServiceError as error:
            raise not_published(error) from None
        if found is None:
            message = "还没有发布过配置，请先运行 hotline publish / Nothing has been published yet"
            raise port.AdministrationRefused("unavailable", message, 503)
        return found

    def _sources(self, number: int) -> Sources:
        try:
            return self._store.sources(number)
        except GenerationError as error:
            message = in_both(error, f"没有第 {number} 版")
            raise port.AdministrationRefused("no_such_generation", message, 404) from None


def history_of(store: Generations) -> list[GenerationView]:
    """The newest first, as the page is told."""
    active = store.active()
    live = active.number if active else None
    return [_view(one, one.number == live) for one in store.history()]


_STARTS: dict[str, Literal["first", "changed", "with_tests"]] = {
    effective.FIRST: "first",
    effective.CHANGED: "changed",
    effective.WITH_TESTS: "with_tests",
}


def _view(one: Generation, active: bool) -> GenerationView:
    back_to, why = reason(one)
    start = _STARTS.get(one.why)
    return GenerationView(
        number=one.number, at=one.at, by=one.by, why=why, back_to=back_to, start=start, active=active
    )


def published(done: Done, live: bool, refused: str) -> Published:
    """As the page is told."""
    return Published(
        generation=done.generation.number,
        live=live,
        refused=refused,
        changes=tuple(done.changes),
        restart=tuple(done.waits),
    )


def _readable(sources: Sources) -> tuple[FileText, ...]:
    """Files on the disk may be anything; what is no text is not shown."""
    try:
        return files_of(sources)
    except ValueError:
        return ()
