"""Which groups of rows there are, and what each needs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from asr import ModelError
from hotline.administration.hearing.ears import Ears
from hotline.bench.asr.asr import measure, row_of
from hotline.bench.asr.context import Context
from hotline.bench.asr.second.calls import Led
from hotline.bench.asr.second.cost import cost
from hotline.bench.asr.second.crowds import crowds
from hotline.bench.asr.second.languages import languages
from hotline.bench.asr.second.people import people
from hotline.bench.asr.second.phantoms import phantoms
from hotline.bench.asr.second.targets import TARGETS
from hotline.bench.asr.second.windows import windows
from hotline.bench.rows import Row, Task
from hotline.configuration.schema import HotlineConfig

STREAMING = "streaming"
"""The streaming network by itself: every row that was there before a second pass was."""
WINDOWS = "windows"
PASSES = ("sentences", "phantoms", "languages", "cost", "crowds")
"""Groups that need both passes."""
GROUPS = (STREAMING, *PASSES, WINDOWS)
USUAL = (STREAMING, *PASSES)
"""Windows are for those who choose them: twenty minutes."""


def measure_groups(
    groups: Collection[str],
    config: HotlineConfig,
    base: Path,
    context: Context,
    on_row: Callable[[Row], None],
) -> list[Row]:
    """The rows of these groups, as `hotline.bench.asr.asr.measure`. Raises `ModelError`.

    Where there is no second pass, its rows say so.
    """
    rows = measure(context, on_row) if STREAMING in groups else []
    wanted = [group for group in PASSES if group in groups]
    if wanted:
        rows += _with_ears(wanted, config, base, context, on_row)
    if WINDOWS in groups:
        rows += [_measured(context, task, on_row) for task in windows(context, config, base)]
    return rows


def _with_ears(
    groups: Collection[str],
    config: HotlineConfig,
    base: Path,
    context: Context,
    on_row: Callable[[Row], None],
) -> list[Row]:
    try:
        ears = Ears(config, base)
    except ModelError as error:
        skipped = [Row(f"{group} of two passes", group, skipped=str(error)) for group in groups]
        for row in skipped:
            on_row(row)
        return skipped
    try:
        return [_measured(context, task, on_row) for task in _tasks(groups, config, context, ears)]
    finally:
        ears.close()


def _tasks(groups: Collection[str], config: HotlineConfig, context: Context, ears: Ears) -> Iterator[Task]:
    led = Led(config) if {"phantoms", "languages"} & set(groups) else None
    if "sentences" in groups:
        yield from people(context, ears)
    if led is not None and "phantoms" in groups:
        yield from phantoms(context, ears, led)
    if led is not None and "languages" in groups:
        yield from languages(context, ears, led)
    if "cost" in groups:
        yield from cost(context, ears)
    if "crowds" in groups:
        yield from crowds(context, ears)


def _measured(context: Context, task: Task, on_row: Callable[[Row], None]) -> Row:
    row = row_of(task, TARGETS.get(task.name, ()))
    context.done[row.name] = row
    on_row(row)
    return row
