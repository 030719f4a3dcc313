"""`hotline bench asr`: what the ears understand, reject and cost, measured on what is there."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from asr import AsrSettings, Recogniser
from hotline.bench.asr import cost, people, sentences
from hotline.bench.asr.context import Context, Effort, Extras
from hotline.bench.asr.listening import BenchListener
from hotline.bench.asr.rejecting import rejecting
from hotline.bench.rows import NoMaterial, Row, Task
from hotline.bench.targets import TARGETS, Target


def measure(context: Context, on_row: Callable[[Row], None]) -> list[Row]:
    """Every row in turn; `on_row` sees each as it is done. Blocking. Raises `ModelError`."""
    rows = []
    with _quiet("asr.engines.vosk.engine"):  # words a model lacks stand in the rows
        recogniser, figures = cost.memory(context)
        try:
            first = Task("cost", "memory", lambda: figures, "resident memory; streams as in a call, freely")
            for task in (first, *_tasks(context, recogniser)):
                row = _row(context, task)
                context.done[row.name] = row
                rows.append(row)
                on_row(row)
        finally:
            recogniser.close()
    return rows


def _tasks(context: Context, recogniser: Recogniser) -> Iterator[Task]:
    """The most wanted first: a row that begins too late is skipped."""
    listener = BenchListener(recogniser)
    yield from sentences.recorded(context, listener)
    yield from cost.tasks(context, recogniser)
    yield from sentences.synthetic(context, listener)
    yield from people.left_out(context)
    yield from rejecting(context, listener)
    yield from people.heard(context, listener)
    yield from sentences.lines(context, listener)


def _row(context: Context, task: Task) -> Row:
    targets = TARGETS.get(task.name, ())
    if context.late:
        limit = context.effort.cpu_seconds
        reason = f"out of time: {limit:g} s of processor time were spent before it began"
        return Row(task.group, task.name, note=task.note, skipped=reason, targets=targets)
    return row_of(task, targets)


def row_of(task: Task, targets: tuple[Target, ...]) -> Row:
    """The task measured against its `targets`, or why it cannot be. Blocking."""
    try:
        return Row(task.group, task.name, task.measure(), task.note, targets=targets)
    except NoMaterial as error:
        return Row(task.group, task.name, note=task.note, skipped=str(error), targets=targets)


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    """Only errors of this logger, until it is left."""
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)


def circumstances(settings: AsrSettings, data: Path, effort: Effort, seed: int) -> dict[str, Any]:
    """What the figures depend on."""
    return {
        "model": settings.model,
        "engine": settings.engine,
        "final_model": settings.final_model and str(settings.final_model),
        "data": data.name,
        "seed": seed,
        "cores": os.cpu_count(),
        "load_average": [round(value, 2) for value in os.getloadavg()],
    }


__all__ = ["Context", "Effort", "Extras", "circumstances", "measure", "row_of"]
