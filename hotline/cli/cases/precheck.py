"""`hotline cases precheck`: a reply to a case, looked at before it is sent."""

from __future__ import annotations

import sys
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Column, Table

from hotline.cli.cases.opened import no_such_case, with_cases
from hotline.cli.terminal import (
    FAILED,
    ConfigOption,
    JsonOption,
    StateOption,
    cell,
    fail,
    load_config,
    plain,
    print_json,
    talk,
    tell,
)
from hotline.machine.paths import CHECKOUT, DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent_assist.assist.reply import ReplyFinding
    from agent_assist.knowledge import Article
    from hotline.cases.table import CaseRow
    from hotline.configuration.schema import HotlineConfig


def precheck(
    number: Annotated[str, typer.Argument(help="The number of the case, twelve digits.", metavar="NUMBER")],
    file: Annotated[
        str, typer.Argument(help="The reply as a text, UTF-8; - is standard input.", metavar="FILE")
    ],
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    as_json: JsonOption = False,
) -> None:
    """Looks at a written reply: questions left open, another office, no date, promises, personal data.

    Ends with 1 where something is doubtful. What it does not see: whether the reply is true.
    """
    settings = load_config(config)
    row = with_cases(settings, state, lambda store: store.get(number))
    if row is None:
        no_such_case(number)
    articles, published = plain(_articles, settings, State(state.resolve()))
    found = plain(_found, _text(file), row, settings, articles)
    if as_json:
        findings = [one.model_dump(mode="json") for one in found]
        print_json({"findings": findings, "articles": published})
        raise typer.Exit(FAILED if found else 0)
    if published:
        tell(_("held against the articles that are published: generation {number}").format(number=published))
    else:
        text = _("held against the articles in {folder}: none are published yet")
        tell(text.format(folder=CHECKOUT / settings.desk.knowledge))
    if found:
        talk.print(_table(found))
    else:
        talk.print(_("nothing doubtful was seen"), highlight=False)
    if found:
        raise typer.Exit(FAILED)


def _text(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        fail(_("{file} is no UTF-8: save it as UTF-8").format(file=file))
    except OSError as error:
        fail(_("{file} cannot be read: {error}").format(file=file, error=error.strerror))


def _articles(settings: HotlineConfig, state: State) -> tuple[Sequence[Article], int]:
    """Those that the service goes by, and the generation that they are; 0: none is published."""
    from hotline.configuration.articles.published import PublishedArticles

    published = PublishedArticles(settings.desk.knowledge, state)
    return published.articles(), published.number()


def _found(
    reply: str, row: CaseRow, settings: HotlineConfig, articles: Sequence[Article]
) -> list[ReplyFinding]:
    from agent_assist.knowledge.article_search import ArticleSearch
    from agent_assist.knowledge.query import asked
    from agent_assist.knowledge.replies.precheck import precheck as checked
    from hotline.cases.written import ARTICLES, matter_of, sought_for
    from hotline.guidance.sounds import sound_of

    search = ArticleSearch(articles, sound_of)
    about = (search.article(one.article) for one in search.find(asked(sought_for(row)), ARTICLES))
    texts = [one.body for one in about if one is not None]
    return checked(reply, matter_of(row, settings.tickets, texts), settings.quality.rules)


def _table(found: list[ReplyFinding]) -> Table:
    kinds = {
        "unanswered": _("not answered"),
        "wrong_unit": _("another office"),
        "no_date": _("no date"),
        "promise": _("promise without a basis"),
        "unfounded": _("an amount from nowhere"),
        "personal": _("personal data"),
    }
    table = Table(Column(_("what"), no_wrap=True), _("words"), box=None)
    for one in found:
        table.add_row(kinds[one.kind], cell(one.words))
    return table
