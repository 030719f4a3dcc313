"""`hotline assist` at the terminal."""

from __future__ import annotations

from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from hotline.cli.terminal import (
    ConfigOption,
    JsonOption,
    StateOption,
    cell,
    load_config,
    plain,
    print_json,
    talk,
    tell,
)
from hotline.machine.paths import CHECKOUT, DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent_assist.assist.assistance import Assistance
    from agent_assist.knowledge import Article
    from hotline.configuration.schema import HotlineConfig

BegunOption = Annotated[
    datetime | None,
    typer.Option(
        help="When the call began, local time: what 昨天 counts from; without it, now.",
        formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
        show_default=False,
    ),
]


def assist(
    transcript: Annotated[
        Path, typer.Argument(help="Lines of JSON: speaker (caller, agent), text, start and end in seconds.")
    ],
    begun: BegunOption = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="With the articles of the folder, published or not.")
    ] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    as_json: JsonOption = False,
) -> None:
    """What a conversation brings an agent: articles, ticket, risks, quality, a summary.

    Articles are those that are published, as for agents. With `--json` one object; a sentence is the line of
    the transcript, counted from 0.
    """
    settings, where = load_config(config), State(state.resolve())
    articles = plain(_articles, settings, where, draft)
    found = plain(_assisted, transcript, settings, articles, begun or datetime.now(), where)
    if as_json:
        print_json(found.as_json())
    else:
        _show(found, Console())


def _articles(config: HotlineConfig, state: State, draft: bool) -> Sequence[Article]:
    """Those that are asked for; tells which they are."""
    from hotline.assist.assisting import draft_of
    from hotline.configuration.articles.published import PublishedArticles

    folder = CHECKOUT / config.desk.knowledge
    if draft:
        tell(_("articles: those in {folder}, published or not").format(folder=folder))
        return draft_of(config)
    published = PublishedArticles(config.desk.knowledge, state)
    if number := published.number():
        tell(_("articles: those that are published, generation {number}").format(number=number))
    else:
        tell(_("articles: those in {folder}: none are published yet").format(folder=folder))
    return published.articles()


def _assisted(
    transcript: Path, config: HotlineConfig, articles: Sequence[Article], begun: datetime, state: State
) -> Assistance:
    from agent_assist.assist.transcript import read_transcript
    from hotline.assist.assisting import assisted, search_of
    from hotline.guidance.meaning.commands import FEW, guide_of, with_meaning

    sentences = read_transcript(transcript)
    with talk.status(_("reading the conversation")):
        guide = with_meaning(guide_of(config, state), state, tell, FEW)
        return assisted(sentences, guide, search_of(guide, articles, state, tell), begun)


def _show(found: Assistance, console: Console) -> None:
    articles = Table(_("article"), _("source"), _("words"))
    for one in found.suggestions:
        articles.add_row(cell(one.title), cell(one.source), cell("、".join(one.matched)))
    console.print(articles if found.suggestions else _("no fitting article"))
    ticket = Table(_("field"), _("value"), _("sentence"), _("score"))
    for name, field in found.ticket.items():
        if field.value:
            ticket.add_row(name, cell(field.value), str(field.sentence), f"{field.score:.2f}")
    console.print(ticket)
    notes = Table(_("what"), _("words"), _("sentence"))
    for risk in found.risk:
        notes.add_row(risk.kind, cell("、".join(risk.words)), str(risk.sentence))
    for finding in found.quality:
        notes.add_row(finding.rule, "", str(finding.sentence))
    for clause in found.summary:
        notes.add_row(_("summary"), cell(clause.text), ", ".join(map(str, clause.sentences)))
    console.print(notes)
