"""`hotline reports`: a day, a week or a month as page, CSV, XLSX, PDF or JSON."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hotline.cli.figures.day import day_of
from hotline.cli.terminal import ConfigOption, StateOption, do, fail, load_config, plain, records_url, talk
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State
from hotline.machine.secrets import of_records

if TYPE_CHECKING:
    from hotline.configuration.schema import HotlineConfig
    from hotline.reports.report import Report
    from ivr.settings.settings import IvrSettings


class Kind(StrEnum):
    """How long."""

    day = "day"
    week = "week"
    month = "month"


class Format(StrEnum):
    """Of the file."""

    page = "page"
    csv = "csv"
    xlsx = "xlsx"
    pdf = "pdf"
    json = "json"


class Language(StrEnum):
    """Of the report's words."""

    zh = "zh"
    en = "en"


def reports(
    kind: Annotated[Kind, typer.Argument(help="How long.")],
    day: Annotated[
        str | None, typer.Argument(help="A day in it, as 2026-11-29; without one the last that is over.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="Of the file; page is HTML.")] = Format.page,
    to: Annotated[
        Path | None, typer.Option("--to", "-o", help="The file; `-` is standard output.", show_default=False)
    ] = None,
    public: Annotated[
        bool, typer.Option("--public", help="The public monthly report: no number of fewer than five people.")
    ] = False,
    language: Annotated[Language, typer.Option(help="Of its words.")] = Language.zh,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """A report of a day, a week or a month: page, CSV, XLSX, PDF or JSON; `--public` is for everybody.

    Nothing personal stands in it. Who took it is written down.
    """
    from hotline.reports.formats.files import file_name, written
    from hotline.reports.period import last_period, period_of

    settings = load_config(config)
    today = date.today()
    wanted = day_of("DATE", day, today)
    period = last_period(kind.value, today) if day is None else period_of(kind.value, wanted)
    where = State(state.resolve())
    report = do(_made(settings, where, period, public))
    body = plain(written, report, form.value, language.value)
    _note(settings, where, report, form.value)
    if to == Path("-"):
        typer.echo(body, nl=False)
        return
    file = to or Path(file_name(report, form.value))
    try:
        file.write_bytes(body)
    except OSError as error:
        fail(_("{file} cannot be written: {error}").format(file=file, error=error.strerror))
    talk.print(str(file), markup=False, highlight=False, soft_wrap=True)


class _Settings:
    """What a report takes from the configuration."""

    def __init__(self, config: HotlineConfig) -> None:
        self._config = config

    def ivr(self) -> IvrSettings:
        return self._config.ivr

    def districts(self) -> Collection[str]:
        return self._config.vocabulary.areas

    def unit_names(self) -> Mapping[str, str]:
        return {unit.id: unit.name for unit in self._config.tickets.units}


async def _made(settings: HotlineConfig, where: State, period: object, public: bool) -> Report:
    from hotline.reports.book import ReportBook  # late: the database's libraries
    from hotline.reports.kept.past import Past

    url, secret = records_url(settings, where), of_records(where.secrets, settings.records.url).seal
    async with Past.opened(url, secret, _Settings(settings)) as past:
        return await ReportBook(past, settings.figures).make(period, time.time(), public=public)  # type: ignore[arg-type]


def _note(settings: HotlineConfig, where: State, report: Report, form: str) -> None:
    """Who has it is written down first: without it nobody gets it."""
    from contracts import ReportTaken
    from hotline.configuration.generations.store import this_user
    from hotline.records.database.outbox import Left, Outbox

    what = "public" if report.public else report.period.kind
    first = report.period.first.isoformat()
    event = ReportTaken(by=this_user(), what=what, day=first, format=form, where="terminal")  # type: ignore[arg-type]

    async def run() -> None:
        async with Outbox.opened(records_url(settings, where)) as outbox:
            await outbox.put([Left(settings.telephony.node, event)])

    do(run())
