"""`hotline topics`: what the city calls about, and what is more than usual."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from rich.table import Column, Table

from hotline.cli.stores import in_store
from hotline.cli.terminal import (
    ConfigOption,
    JsonOption,
    StateOption,
    cell,
    do,
    fail,
    load_config,
    print_json,
    talk,
    tell,
)
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from hotline.city.kept.rows import TopicRow
    from hotline.city.kept.store import CityStore
    from hotline.city.surges.warning import Warning

topics_app = typer.Typer(
    no_args_is_help=False,
    add_completion=False,
    invoke_without_command=True,
    help="What the city calls about, what is more than usual; naming, merging, pinning, hiding a topic.",
)

Result = TypeVar("Result")
Topic = Annotated[int, typer.Argument(help="Number of the topic, as `hotline topics` shows it.")]
Off = Annotated[bool, typer.Option("--off", help="Takes it back.")]

DAY_S = 86_400.0


@topics_app.callback()
def show(
    context: typer.Context,
    days: Annotated[int, typer.Option(min=1, max=366, help="Calls of so many days, until now.")] = 1,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Topics that are shown.")] = 20,
    every: Annotated[bool, typer.Option("--all", help="Hidden ones, too.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    as_json: JsonOption = False,
) -> None:
    """What the city calls about, what is more than usual; naming, merging, pinning, hiding a topic."""
    if context.invoked_subcommand is not None:
        return
    since = time.time() - days * DAY_S

    async def ask(store: CityStore) -> tuple[list[TopicRow], list[Warning], dict[int, tuple[str, str, str]]]:
        warnings = await store.warnings(since)
        titles = await store.titles({one.topic for one in warnings})
        return await store.topics(since, limit, hidden=every), warnings, titles

    rows, warnings, titles = _do(config, state, ask)
    surges = [_surge(one, titles) for one in warnings]
    if as_json:
        print_json({"since": since, "surges": surges, "topics": [asdict(row) for row in rows]})
        return
    for one in surges:
        talk.print(_told(one), markup=False, highlight=False, soft_wrap=True)
    if not rows:
        talk.print(_("nobody has called in this time"))
        return
    talk.print(_table(rows))


@topics_app.command()
def name(
    topic: Topic,
    text: Annotated[str, typer.Argument(help="What it is called from now on; empty: its words.")],
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """Names a topic: it keeps its number, and is merged into no other by itself."""
    _mark(config, state, topic, name=" ".join(text.split()))


@topics_app.command()
def pin(
    topic: Topic, off: Off = False, config: ConfigOption = DEFAULT_CONFIG, state: StateOption = DEFAULT_STATE
) -> None:
    """Shows a topic first, whether anybody calls about it or not."""
    _mark(config, state, topic, pinned=not off)


@topics_app.command()
def hide(
    topic: Topic, off: Off = False, config: ConfigOption = DEFAULT_CONFIG, state: StateOption = DEFAULT_STATE
) -> None:
    """Leaves a topic out of lists; its calls are counted, and a surge of it is told."""
    _mark(config, state, topic, hidden=not off)


@topics_app.command()
def merge(
    topic: Topic,
    into: Annotated[int, typer.Argument(help="The topic that it becomes a part of.")],
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """Makes one topic a part of another; a running service does so with its next calls."""
    if topic == into:
        fail(_("a topic is no part of itself: name two different ones; see: hotline topics"))

    async def work(store: CityStore) -> str:
        known = await store.titles([topic, into])
        if missing := [one for one in (topic, into) if one not in known]:
            return _("there is no topic {topic}; see: hotline topics").format(topic=missing[0])
        before, whole = await store.into(topic), await store.into(into)
        if whole == topic:
            text = _("{into} is a part of {topic} already: the two are one")
            return text.format(into=into, topic=topic)
        if before == whole:
            return _("{topic} is a part of {into} already").format(topic=topic, into=whole)
        if before != topic:
            text = _("{topic} is a part of {whole} already: merge {whole} into {into} instead")
            return text.format(topic=topic, whole=before, into=into)
        await store.mark(topic, into=whole)
        tell(_("{topic} is a part of {into} now").format(topic=topic, into=whole))
        if whole in await store.hidden():
            tell(_("{topic} is hidden: hotline topics hide {topic} --off shows it").format(topic=whole))
        return ""

    if refused := _do(config, state, work):
        fail(refused)


@topics_app.command()
def feed(
    file: Annotated[
        Path, typer.Argument(help="CSV with the columns id, at, text; channel, telephone, district, place.")
    ],
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    as_json: JsonOption = False,
) -> None:
    """Takes in messages and tickets of other channels, once each: masked, telephones as keyed hashes."""
    from hotline.cli.lists.feeding import feed_file  # late: the database's libraries

    settings, where = load_config(config), State(state.resolve())
    fed = do(feed_file(file, settings, where, talk))
    if as_json:
        print_json({"lines": fed.lines, "new": fed.new, "known": fed.known, "refused": fed.refused})
    else:
        for told in fed.mistakes:
            talk.print(told, markup=False, highlight=False, soft_wrap=True)
        text = _("{new} new, {known} known already, {refused} refused")
        talk.print(text.format(new=fed.new, known=fed.known, refused=fed.refused), highlight=False)
    if fed.refused:
        raise typer.Exit(1)


def _mark(config: Path, state: Path, topic: int, **marks: Any) -> None:
    if not _do(config, state, lambda store: store.mark(topic, **marks)):
        fail(_("there is no topic {topic}; see: hotline topics").format(topic=topic))


def _do(config: Path, state: Path, work: Callable[[CityStore], Awaitable[Result]]) -> Result:
    from hotline.city.kept.store import PURPOSE, CityStore  # late: the database's libraries

    return in_store(CityStore, PURPOSE, load_config(config), state, work)


def _surge(one: Warning, titles: dict[int, tuple[str, str, str]]) -> dict[str, Any]:
    """Without what callers could be known by."""
    given, words, sentence = titles.get(one.topic, ("", "", ""))
    return {
        "id": one.id,
        "topic": None if one.of_all else one.topic,
        "name": given or words,
        "sentence": sentence,
        "district": one.district,
        "place": one.place,
        "since": one.since,
        "told_at": one.told_at,
        "last": one.last,
        "people": one.people,
        "expected": one.expected,
        "odds": round(one.odds),
        "humble": one.humble,
        "calls": one.calls,
    }


def _told(one: dict[str, Any]) -> str:
    where = one["place"] or one["district"] or _("the whole city")
    text = _("! {when}  {name}, {where}: {people} people, usual {expected:g}, odds {odds} : 1").format(
        when=_moment(one["since"]),
        name=one["name"] or _("all matters"),
        where=where,
        people=one["people"],
        expected=one["expected"],
        odds=one["odds"],
    )
    return f"{text} ({_('little history')})" if one["humble"] else text


def _table(rows: list[TopicRow]) -> Table:
    number = Column("", justify="right")
    table = Table(
        number, _("topic"), Column(_("people"), justify="right"), _("one of them"), _("since"), box=None
    )
    for row in rows:
        marks = "".join(sign for sign, is_so in (("*", row.pinned), ("-", row.hidden)) if is_so)
        split = "" if row.out_of is None else " " + _("(out of {topic})").format(topic=row.out_of)
        called = f"{marks}{row.name or row.words}{split}"
        table.add_row(str(row.id), cell(called), str(row.people), cell(row.sentence), _moment(row.first))
    return table


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at).strftime("%Y-%m-%d %H:%M")
