"""`hotline persons`: what is kept of somebody, handed over or deleted on request."""

from __future__ import annotations

import asyncio
import json
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar, cast

import typer

from hotline.cli.progress import in_turn
from hotline.cli.terminal import (
    FAILED,
    ConfigOption,
    JsonOption,
    StateOption,
    do,
    explained,
    load_config,
    print_json,
    records_url,
    talk,
    tell,
)
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State
from hotline.machine.secrets import of_records

if TYPE_CHECKING:
    from contracts import PersonDeleted, PersonExported
    from hotline.administration.persons.person import Person
    from hotline.configuration.schema import HotlineConfig
    from hotline.recordings.shelf import Kept, Shelf

Done = TypeVar("Done", "PersonExported", "PersonDeleted")

persons_app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="What is kept of a person: all of it handed over, or deleted, on request.",
)

WhoArgument = Annotated[str, typer.Argument(help="The telephone in full, or the number of a case.")]


@persons_app.command()
def export(
    who: WhoArgument,
    to: Annotated[Path, typer.Option("--to", help="Folder for person.json and person.txt.", file_okay=False)],
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """Writes all that is kept of a person into two files, one to be read; that you did is written down."""
    from hotline.administration.persons.written import as_json, as_text

    settings, where = load_config(config), State(state.resolve())
    person, recordings = _found(settings, where, who)
    with explained():
        _note_export(settings, where, person, recordings)
        shown = json.dumps(as_json(person, recordings), ensure_ascii=False, indent=1)
    try:
        to.mkdir(parents=True, exist_ok=True)
        for name, text in (("person.json", shown), ("person.txt", as_text(person, recordings))):
            file = to / name
            file.touch(mode=0o600)
            file.write_text(text, encoding="utf-8")
            typer.echo(file)
    except OSError as error:
        tell(_("{folder} cannot be written: {why}").format(folder=to, why=error.strerror))
        raise typer.Exit(FAILED) from None


@persons_app.command()
def delete(
    who: WhoArgument,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be deleted.")] = False,
    closed_anyway: Annotated[
        bool, typer.Option("--closed-anyway", help="Also cases that are still worked on: they are closed.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    as_json: JsonOption = False,
) -> None:
    """Deletes what is kept of a person for good; who looked at it, and that you deleted it, stays."""
    from hotline.administration.persons.deleting import require_possible

    settings, where = load_config(config), State(state.resolve())
    person, recordings = _found(settings, where, who)
    counts = {
        "calls": len(person.calls),
        "recordings": len(recordings),
        "cases": len(person.cases),
        "callbacks": len(person.callbacks),
        "followups": len(person.followups),
        "kept_nuisance": len(person.nuisance),
        "city": len(person.city) + len(person.fed),
        "waiting": len(person.waiting),
    }
    if as_json:
        print_json({"deleted": not dry_run, **counts})
    else:
        _tell(person, recordings)
    with explained():
        require_possible(person, closed_anyway)
        if dry_run:
            return
        if not yes:
            typer.confirm(_("Delete all of this for good?"), abort=True, err=True)
        _delete(settings, where, person, recordings)
    tell(_("deleted"))


def _tell(person: Person, recordings: list[Kept]) -> None:
    for title, found in (
        (_("calls, with all that was said in them"), [one.id for one in person.calls]),
        (_("recordings"), [str(one.file) for one in recordings]),
        (_("cases: telephone, place and words; number and state stay"), [one.number for one in person.cases]),
        (_("call-backs"), [str(one.id) for one in person.callbacks]),
        (_("follow-ups"), [str(one.id) for one in person.followups]),
        (
            _("entries of the list of nuisance callers, which stay until they end"),
            [str(one.id) for one in person.nuisance],
        ),
        (
            _("calls and messages in the city's view"),
            [one["call"] for one in (*person.city, *person.fed)],
        ),
        (_("places among those who wait at any machine"), [one["call"] for one in person.waiting]),
    ):
        tell(f"{title}: {len(found)}")
        for line in found:
            tell(f"  {line}")


def _found(config: HotlineConfig, state: State, who: str) -> tuple[Person, list[Kept]]:
    """Ends the command where nothing is kept."""
    from hotline.administration.persons.person import PersonStore

    async def run() -> Person:
        async with PersonStore.opened(records_url(config, state), _secret(config, state)) as store:
            return await store.find(who)

    person = cast("Person", do(run()))
    with explained():
        shelf = _shelf(config, state)
        calls = [one.id for one in person.calls]
        title = _("recordings are looked for")
        recordings = [one for call in in_turn(talk, title, calls) for one in shelf.kept(call)]
    if not person.anything and not recordings:
        tell(_("nothing is kept of this person"))
        raise typer.Exit(FAILED)
    return person, recordings


def _note_export(config: HotlineConfig, state: State, person: Person, recordings: list[Kept]) -> None:
    """Written down first. Raises RecordsUnavailable: then nothing is handed out."""
    from contracts import PersonExported
    from hotline.records.database.outbox import Left, Outbox

    event = _told(PersonExported, person, recordings)

    async def run() -> None:
        async with Outbox.opened(records_url(config, state)) as outbox:
            await outbox.put([Left(config.telephony.node, event)])

    asyncio.run(run())


def _delete(config: HotlineConfig, state: State, person: Person, recordings: list[Kept]) -> None:
    """The files first: a command that was cut off is given once more, and finds the rest by the records."""
    from contracts import PersonDeleted
    from hotline.administration.persons.deleting import PersonDeleter
    from hotline.configuration.generations.store import this_user
    from hotline.records.database.outbox import Left

    shelf = _shelf(config, state)
    for one in in_turn(talk, _("recordings are deleted"), recordings):
        shelf.delete(one, "person")
    event = _told(PersonDeleted, person, recordings)

    async def run() -> None:
        async with PersonDeleter.opened(records_url(config, state), _secret(config, state)) as store:
            await store.delete(person, this_user(), Left(config.telephony.node, event))

    asyncio.run(run())


def _told(done: type[Done], person: Person, recordings: list[Kept]) -> Done:
    """The event that says so."""
    from hotline.configuration.generations.store import this_user

    return done(
        person=person.telephone,
        agent=this_user(),
        case=person.case,
        calls=len(person.calls),
        cases=len(person.cases),
        recordings=len(recordings),
    )


def _secret(config: HotlineConfig, state: State) -> str:
    return of_records(state.secrets, config.records.url).seal


def _shelf(config: HotlineConfig, state: State) -> Shelf:
    from hotline.recordings.shelf import shelf_of  # late: numpy, which other commands do without

    return shelf_of(config.recording, state)
