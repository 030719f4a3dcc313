"""What is known of each model on this machine, and how people see it."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table

from hotline.administration.models.check import service_engines
from hotline.administration.models.in_use import folders_in_use
from hotline.machine.paths import CHECKOUT
from hotline.machine.setup.fetched import presence
from hotline.machine.setup.fetched.telling import told
from hotline.machine.setup.fetched.thing import Thing
from hotline.machine.setup.fetched.things import THINGS
from hotline.machine.setup.layout import checkout
from models.catalogue import Entry, InstallError, Store, check_files, engine_of, load_catalogue, sized
from models.catalogue.entries import ANY_DIALECT, FIRST

if TYPE_CHECKING:
    from hotline.configuration.schema import HotlineConfig

FETCHED = {thing.name: thing for thing in THINGS}
"""By their names in the catalogue."""


def _kinds() -> dict[str, str]:
    return {
        "streaming": _("streaming"),
        "offline": _("whole sentences"),
        "keyword": _("keywords"),
        "sentences": _("meaning"),
    }


def _states() -> dict[str, str]:
    return {
        "available": _("available"),
        "bundled": _("bundled"),
        "installed": _("installed"),
        "damaged": _("damaged"),
        "partial": _("partial"),
    }


def rows(config: HotlineConfig, store: Store) -> list[dict[str, Any]]:
    """The catalogue's entries, then other folders in the store, as plain values for `--json`."""
    catalogue = load_catalogue()
    others = [name for name in store.installed() if name not in catalogue]
    return [
        *(_row(entry.name, entry, config, store) for entry in catalogue.values()),
        *(_row(name, None, config, store) for name in others),
    ]


def folder_of(entry: Entry | None, name: str, store: Store) -> Path:
    if entry is not None and entry.own_folder is not None:
        return CHECKOUT / entry.own_folder
    return store.folder(name)


def _row(name: str, entry: Entry | None, config: HotlineConfig, store: Store) -> dict[str, Any]:
    folder = folder_of(entry, name, store)
    state, problem = _state(entry, name, folder, store)
    engine = entry.engine if entry else engine_of(folder)
    meant = entry is not None and entry.kind == "sentences" and folder.is_dir()
    facts = entry.model_dump(mode="json") if entry else {"name": name, "engine": engine}
    return {
        **facts,
        "state": state,
        "problem": problem,
        "in_use": folder.resolve() in folders_in_use(config) or (meant and config.ivr.meaning.enabled),
        "runs_here": engine in service_engines() or (meant and FETCHED[name].unfit() is None),
        "folder": str(folder) if folder.is_dir() else None,
    }


def _state(entry: Entry | None, name: str, folder: Path, store: Store) -> tuple[str, str | None]:
    if entry is not None and entry.fetched:
        return _state_of_fetched(FETCHED[entry.name])
    if not folder.is_dir():
        part = store.part(name)
        if part.exists():
            have = sized(part.stat().st_size)
            return "partial", _("{have} are here; script/hotline models install {name} goes on").format(
                have=have, name=name
            )
        return "available", None
    try:
        check_files(folder)
    except InstallError as error:
        return "damaged", str(error)
    return ("bundled" if entry is not None and entry.bundled else "installed"), None


def _state_of_fetched(thing: Thing) -> tuple[str, str | None]:
    """Of a model that set-up fetches."""
    found = presence.look(thing, checkout(), deep=False)
    if found.state is presence.State.WHOLE:
        return "installed", None
    words = told(thing, found)
    state = "damaged" if found.state is presence.State.DAMAGED else "available"
    return state, f"{words.case}. {words.mend}"


def table(found: list[dict[str, Any]]) -> Table:
    """`hotline models list` for people, in 80 columns."""
    shown = Table(title=_("Models"), caption=_("licence, sources, notes: script/hotline models show NAME"))
    shown.add_column(_("model"), overflow="fold", ratio=1)
    shown.add_column(_("for (engine, languages)"), width=19)
    shown.add_column(_("size"), justify="right", no_wrap=True)
    shown.add_column(_("state"), width=12)
    states, kinds = _states(), _kinds()
    for row in found:
        state = states[row["state"]]
        if row["in_use"]:
            state = f"[green]{state}\n{_('in use')}[/]"
        elif not row["runs_here"]:
            state += f"\n[dim]{_('cannot run here')}[/]"
        size = row.get("size_bytes")
        kind = kinds.get(row.get("kind", ""), "")
        shown.add_row(
            f"{row['name']}\n[dim]{row.get('title', '')}[/]",
            f"{row['engine']} {kind}\n[dim]{' '.join(row.get('languages', ()))}[/]",
            sized(size) if size else "?",
            state,
        )
    return shown


def recommended(region: str | None) -> list[Entry]:
    """What a connected machine should take first; with a region, the model for its dialect too."""
    entries = list(load_catalogue().values())
    first = [entry for entry in entries if FIRST in entry.recommended_for]
    if region is None:
        return first
    wanted = region.strip().lower()
    local = [entry for entry in entries if any(_names(word, wanted) for word in entry.recommended_for)]
    return first + (local or [entry for entry in entries if ANY_DIALECT in entry.recommended_for])


def regions() -> list[str]:
    """What `recommended` knows a model of its own for, as people write it."""
    words = [word for entry in load_catalogue().values() for word in entry.recommended_for]
    return list(dict.fromkeys(word for word in words if word not in (FIRST, ANY_DIALECT)))


def is_known(region: str) -> bool:
    wanted = region.strip().lower()
    return any(_names(word, wanted) for word in regions())


def _names(word: str, region: str) -> bool:
    """成都 names 成都市; `wu` does not name Wuhan."""
    return word == region or (len(word) > 1 and not word.isascii() and word in region)
