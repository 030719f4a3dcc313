"""`hotline models`: published models found, fetched, checked and put to use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from contracts.errors import HotlineError
from hotline.cli.models.adapt import adapt
from hotline.cli.models.train import train
from hotline.cli.models.vocabulary import vocabulary
from hotline.cli.terminal import ConfigOption, JsonOption, explained, load_config, talk
from hotline.machine.paths import CHECKOUT, DEFAULT_CONFIG, DEFAULT_STORE
from models.catalogue import DownloadError, Entry, InstallError, Store, load_catalogue, sized

models_app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="Speech models: published ones, those here, the one in use. Start: `hotline models recommended`.",
)
models_app.command()(train)
models_app.command()(vocabulary)
models_app.command()(adapt)

StoreOption = Annotated[Path, typer.Option("--store", help="Folder of installed models.")]
NameArgument = Annotated[str, typer.Argument(help="A name from `hotline models list`.")]


@models_app.command("list")
def list_models(
    config: ConfigOption = DEFAULT_CONFIG, store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False
) -> None:
    """The catalogue and what is installed."""
    from hotline.cli.models.view import rows, table

    with _mended():
        found = rows(load_config(config), Store(store))
    if as_json:
        _json(found)
        return
    Console().print(table(found))
    for row in found:
        if row["problem"]:
            talk.print(f"[yellow]{row['name']}:[/] {row['problem']}", soft_wrap=True, highlight=False)


@models_app.command()
def show(name: NameArgument, as_json: JsonOption = False) -> None:
    """All that is known of a model, with the source of each figure."""
    with _mended():
        entry = _entry(name)
    if as_json:
        _json(entry.model_dump(mode="json"))
        return
    shown = Table("", "", "source", title=f"{entry.name}: {entry.title}")
    for column in shown.columns:
        column.overflow = "fold"
    hidden = {"sources", "name", "title", *(() if entry.bundled else ("bundled",))}
    for field, value in entry.model_dump(mode="json", exclude=hidden).items():
        if field == "size_bytes" and value:
            value = f"{value} ({sized(value)})"
        text = ", ".join(value) if isinstance(value, list) else "unknown" if value is None else str(value)
        shown.add_row(field, text, entry.sources.get(field, ""))
    Console().print(shown)


@models_app.command()
def recommended(
    region: Annotated[str | None, typer.Option(help="Where callers are from: 四川, 上海, 广东 ...")] = None,
    as_json: JsonOption = False,
) -> None:
    """What a machine with a network should take first."""
    from hotline.administration.models.check import HOW_TO_INSTALL, service_engines
    from hotline.cli.models.view import recommended as choose

    with _mended():
        entries = choose(region)
    if as_json:
        _json([entry.model_dump(mode="json") for entry in entries])
        return
    console = Console()
    for entry in entries:
        later = "" if entry.engine in service_engines() else f" (needs {HOW_TO_INSTALL})"
        size = f", {sized(entry.size_bytes)}" if entry.size_bytes else ""
        console.print(f"[bold]{entry.title}[/]{size}{later}: {entry.notes}", soft_wrap=True, highlight=False)
        console.print(f"  script/hotline models install {entry.name}", soft_wrap=True, highlight=False)
    if region is None:
        talk.print("A model for your callers' dialect: script/hotline models recommended --region 四川")


@models_app.command()
def install(
    name: NameArgument,
    archive: Annotated[
        Path | None, typer.Option("--from", help="A local zip, tar.gz or tar.bz2 instead of the network.")
    ] = None,
    sha256: Annotated[str | None, typer.Option(help="The archive's checksum, if you know it.")] = None,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Fetch a model (goes on where it broke off), check it and put it into the store."""
    from hotline.administration.models.check import HOW_TO_INSTALL, take_telephone_sound, try_out
    from models.catalogue import install as work

    tried = False

    def validate(folder: Path) -> None:
        nonlocal tried
        talk.print("checking: loading it and decoding silence ...")
        take_telephone_sound(folder)
        tried = try_out(folder)

    with _mended():
        entry = _entry(name) if archive is None else load_catalogue().get(name)
        if entry is not None and entry.bundled:
            raise InstallError(f"{name} comes with this checkout, in {CHECKOUT / entry.bundled}")
        if sha256 is not None and (len(sha256) != 64 or set(sha256.lower()) - set("0123456789abcdef")):
            raise InstallError(f"--sha256 {sha256}: a checksum has 64 digits of 0-9 and a-f")
        origin = archive or (entry.address if entry else None)
        assert origin is not None  # only a bundled one has no address
        with _progress() as progress:
            try:
                folder = work(
                    Store(store),
                    name,
                    origin=origin,
                    size_bytes=entry.size_bytes if entry else None,
                    sha256=sha256 or (entry.sha256 if entry else None),
                    validate=validate,
                    progress=progress,
                )
            except DownloadError as error:
                raise InstallError(
                    f"{error}\nIf this machine may not reach it (a proxy is taken from https_proxy): fetch "
                    "the archive on another machine, bring it here and run: "
                    f"script/hotline models install {name} --from FILE"
                ) from error
            except KeyboardInterrupt:
                talk.print("interrupted; what was fetched is kept, the next run goes on from there")
                raise
    talk.print(f"[green]{folder} is ready.[/]", soft_wrap=True, highlight=False)
    if tried:
        talk.print(f"Use it: script/hotline models use {name}")
    else:
        said = f"Nothing was decoded: its engine is not installed here. Run {HOW_TO_INSTALL}, then verify it."
        talk.print(said, soft_wrap=True)


@models_app.command()
def verify(
    name: Annotated[str | None, typer.Argument(help="Without a name: every model that is here.")] = None,
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Compare every file with what was installed, load the model and decode a second of silence."""
    from hotline.administration.models.check import try_out
    from hotline.cli.models.view import folder_of
    from models.catalogue import check_files

    results = []
    with _mended():
        shelf, catalogue = Store(store), load_catalogue()
        bundled = [entry.name for entry in catalogue.values() if entry.bundled]
        unfinished = [other for other in catalogue if shelf.part(other).exists()]
        for one in [name] if name else sorted({*bundled, *shelf.installed(), *unfinished}):
            folder = folder_of(catalogue.get(one), one, shelf)
            problem = None
            tried = False
            try:
                if not folder.is_dir() and shelf.part(one).exists():
                    have = sized(shelf.part(one).stat().st_size)
                    raise InstallError(f"{one}: only {have} of it were fetched; install it again to go on")
                check_files(folder, deep=True)
                tried = try_out(folder)
            except (HotlineError, OSError) as error:
                problem = str(error)
            results.append({"name": one, "ok": problem is None, "decoded": tried, "problem": problem})
    if as_json:
        _json(results)
    else:
        for result in results:
            good = "[green]well[/]" if result["decoded"] else "files complete; its engine is not installed"
            talk.print(f"{result['name']}: {result['problem'] or good}", soft_wrap=True, highlight=False)
    if not all(result["ok"] for result in results):
        raise typer.Exit(1)


@models_app.command()
def remove(
    name: NameArgument, config: ConfigOption = DEFAULT_CONFIG, store: StoreOption = DEFAULT_STORE
) -> None:
    """Delete an installed model, or what is left of its download."""
    from hotline.administration.models.in_use import folders_in_use

    with _mended():
        entry, shelf = load_catalogue().get(name), Store(store)
        if entry is not None and entry.bundled:
            raise InstallError(f"{name} is part of this checkout and stays")
        if shelf.folder(name).resolve() in folders_in_use(load_config(config)):
            raise InstallError(f"{name} is in use ({config}): put another one to use first")
        shelf.remove(name)
    talk.print(f"{name} is removed")


@models_app.command()
def use(
    name: Annotated[
        str, typer.Argument(help="A name from `hotline models list`, or the folder of a model of your own.")
    ],
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Name the model in config.yaml; nothing else in that file changes."""
    from hotline.administration.models.check import HOW_TO_INSTALL, remark_on, settings_for, try_out
    from hotline.cli.models.view import folder_of
    from hotline.configuration.edit import set_values
    from models.catalogue import check_files

    with _mended():
        load_config(config)
        entry = load_catalogue().get(name)
        own = "/" in name and Path(name).is_dir()
        folder = Path(name) if own else folder_of(entry, name, Store(store))
        if not folder.is_dir():
            raise InstallError(f"{name} is not installed: script/hotline models install {name}")
        check_files(folder)
        if not try_out(folder):
            raise InstallError(f"{name} needs an engine that is not installed here: {HOW_TO_INSTALL}")
        path = folder.resolve()
        shown = path.relative_to(CHECKOUT) if path.is_relative_to(CHECKOUT) else path
        changed = set_values(config, "asr", settings_for(folder, str(shown)))
        remark = remark_on(folder)
    said = "names it now; restart the service to hear with it" if changed else "named it already"
    talk.print(f"{config} {said}{remark}", soft_wrap=True, highlight=False)


def _entry(name: str) -> Entry:
    catalogue = load_catalogue()
    if name not in catalogue:
        raise InstallError(f"there is no model {name!r}; there are: {', '.join(catalogue)}")
    return catalogue[name]


@contextmanager
def _mended() -> Iterator[None]:
    """What goes wrong is `explained`; also what the disk refuses, which is what these commands work on."""
    with explained():
        try:
            yield
        except OSError as error:
            raise InstallError(str(error)) from error


@contextmanager
def _progress() -> Iterator[Any]:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=talk) as bar:
        tasks: dict[str, Any] = {}

        def on(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield on


def _json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))
