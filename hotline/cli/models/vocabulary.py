"""`hotline models vocabulary`: which words of the configuration the model in use can hear."""

from __future__ import annotations

import json
from gettext import gettext as _

import typer
from rich.console import Console

from hotline.cli.terminal import ConfigOption, JsonOption, fail, load_config, plain, talk
from hotline.machine.paths import DEFAULT_CONFIG

_ADVICE = (
    ("none", "never heard; write them as they are spoken, or take another model"),
    ("sound", "heard as other characters that sound the same, and put right if `vocabulary:` has them"),
    ("characters", "no words of the model: seldom heard right in free speech, put right by sound"),
)
_MOST = 40
"""So many words of a kind are shown; `--json` has all."""


def vocabulary(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """What the model hears of the names, menu phrases and keywords in config.yaml: summary first."""
    from hotline.administration.models.vocabulary import as_json as shown
    from hotline.administration.models.vocabulary import coverage, place, table
    from hotline.configuration.schema import HotlineConfig
    from hotline.configuration.yaml.load import load_source

    settings = load_config(config)
    source = load_source(config, HotlineConfig)[1]
    rows = plain(coverage, settings)
    if rows is None:
        fail(
            _("asr.engine is {engine}: only Vosk models have a list of words to look them up in").format(
                engine=settings.asr.engine
            )
        )
    if as_json:
        typer.echo(json.dumps(shown(settings, rows, source), ensure_ascii=False))
        return
    console = Console()
    console.print(table(rows))
    for how, meaning in _ADVICE:
        found = [row for row in rows if row.coverage.how == how]
        if not found:
            continue
        console.print(f"[bold]{len(found)}[/] {meaning}:", highlight=False, soft_wrap=True)
        for row in found[:_MOST]:
            text = f"  {row.coverage.phrase}  ({place(row, source)})"
            console.print(text, highlight=False, markup=False, soft_wrap=True)
        if len(found) > _MOST:
            talk.print(_("  … and {MOST} more: --json has all").format(MOST=len(found) - _MOST))
