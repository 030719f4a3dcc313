"""`hotline models install`: a model fetched, checked, put into the store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from hotline.administration.models.check import HOW_TO_INSTALL, take_telephone_sound, try_out
from hotline.cli.models.shared import NameArgument, StoreOption, entry_named, mended
from hotline.cli.models.view import FETCHED
from hotline.cli.terminal import talk
from hotline.machine.paths import CHECKOUT, DEFAULT_STORE
from hotline.machine.setup.progress import Lines
from models.catalogue import DownloadError, Entry, InstallError, Store, engine_of, load_catalogue, sized
from models.catalogue import install as work


def install(
    name: NameArgument,
    archive: Annotated[
        Path | None, typer.Option("--from", help="A local zip, tar.gz or tar.bz2 instead of the network.")
    ] = None,
    sha256: Annotated[str | None, typer.Option(help="The archive's checksum, if you know it.")] = None,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Fetch a model (goes on where it broke off), check it and put it into the store."""
    tried = False

    def validate(folder: Path) -> None:
        nonlocal tried
        talk.print(_("checking: loading it and decoding silence ..."))
        take_telephone_sound(folder)
        tried = try_out(folder)

    with mended():
        entry = entry_named(name) if archive is None else load_catalogue().get(name)
        if entry is not None:
            _require_archive(entry, archive)
        if sha256 is not None and (len(sha256) != 64 or set(sha256.lower()) - set("0123456789abcdef")):
            raise InstallError(
                _("--sha256 {sha}: a checksum has 64 digits of 0-9 and a-f").format(sha=sha256)
            )
        origin = archive or (entry.address if entry else None)
        assert origin is not None  # see _require_archive
        with _progress() as progress:
            try:
                folder = work(
                    Store(store),
                    name,
                    origin=origin,
                    size_bytes=entry.size_bytes if entry else None,
                    sha256=sha256 or (entry.sha256 if entry and entry.address else None),
                    validate=validate,
                    progress=progress,
                )
            except DownloadError as error:
                raise InstallError(
                    _(
                        "{error}\nIf this machine may not reach it (a proxy is taken from https_proxy): "
                        "fetch the archive on another machine, bring it here and run: script/hotline "
                        "models install {name} --from FILE"
                    ).format(error=error, name=name)
                ) from error
            except KeyboardInterrupt:
                talk.print(_("interrupted; what was fetched is kept, the next run goes on from there"))
                raise
    talk.print(_("[green]{folder} is ready.[/]").format(folder=folder), soft_wrap=True, highlight=False)
    if tried:
        talk.print(_("Use it: script/hotline models use {name}").format(name=name))
    else:
        how = HOW_TO_INSTALL[engine_of(folder)]
        said = _("Nothing was decoded: its engine is not installed here. Run {how}, then verify it.").format(
            how=how
        )
        talk.print(said, soft_wrap=True)


def _require_archive(entry: Entry, archive: Path | None) -> None:
    """Raises `InstallError` for what is had in another way."""
    if entry.bundled:
        raise InstallError(
            _("{name} comes with this checkout, in {bundled}").format(
                name=entry.name, bundled=CHECKOUT / entry.bundled
            )
        )
    if entry.fetched:
        option = FETCHED[entry.name].option
        raise InstallError(
            _(
                "{name} is fetched by set-up: script/setup --with-{option}; from a file or folder "
                "that was carried here: script/setup --{option} PATH"
            ).format(name=entry.name, option=option)
        )
    if entry.page and archive is None:
        raise InstallError(
            _(
                "{name} is published file by file at {page}: fetch model.bin, config.json, "
                "tokenizer.json and vocabulary.* (and preprocessor_config.json, if there is one) "
                "into a folder and run: script/hotline models use FOLDER"
            ).format(name=entry.name, page=entry.page)
        )


@contextmanager
def _progress() -> Iterator[Any]:
    if not talk.is_terminal:
        yield _Told()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=talk) as bar:
        tasks: dict[str, Any] = {}

        def on(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield on


class _Told:
    """Where there is no terminal: a line every ten seconds for each stage."""

    def __init__(self) -> None:
        self._stages: dict[str, Lines] = {}

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        if stage not in self._stages:
            self._stages[stage] = Lines(stage, lambda line: talk.print(line, soft_wrap=True, highlight=False))
        if total:
            self._stages[stage](done / total, f"{sized(done)} / {sized(total)}")
