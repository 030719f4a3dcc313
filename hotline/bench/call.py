"""`hotline bench call`: real calls at several levels of concurrency, measured."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from asr.second_pass.passes import TwoPass
from asr.second_pass.reader import Counted
from hotline.bench.demo.caller import call, interrupt
from hotline.bench.demo.learnt import learn_before
from hotline.bench.demo.stage import (
    DemoStage,
    everyone_serves,
    stage,
    temporary_folder,
    with_free_ports,
)
from hotline.bench.demo.timeline import MOMENTS
from hotline.bench.load import Load
from hotline.bench.sentences import Sentence, mix
from hotline.bench.softphone import SoftphoneError
from hotline.bench.traffic import Traffic
from hotline.configuration.schema import HotlineConfig
from hotline.instance import garbage_collection
from hotline.machine.paths import State

BENCH_AGENTS = 3
STAGGER_S = 0.15
"""Between callers who come at once."""
INTERRUPTIONS = 5
LAG_EVERY_S = 0.02
READINGS = ("readings", "readings_refused_as_late", "speculations_dropped", "speculations_dropped_cpu_s")
GAPS = {
    "greeting_after_ring": ("ring", "greeting_heard"),
    "decision_after_speech_end": ("speech_end", "decision"),
    "action_after_speech_end": ("speech_end", "action_sent"),
    "bridge_after_agent_answered": ("agent_answered", "bridged"),
    "partial_after_agent_speaks": ("agent_speaks", "first_partial_on_desk"),
}


async def bench_calls(
    config: HotlineConfig,
    *,
    calls: int,
    levels: list[int],
    sentences: list[Sentence],
    every_s: float,
    as_json: bool,
    console: Console,
) -> None:
    """Runs at least `calls` calls at each level and prints the figures.

    A caller who is done comes back `every_s` after the last call began; 0: everybody comes at once.
    """
    recordings = [sentence.path for sentence in sentences]
    config = everyone_serves(with_free_ports(config))
    report: dict[str, Any] = {"cores": os.cpu_count(), "sentences": mix(sentences), "every_s": every_s}
    report["levels"] = []
    with temporary_folder() as name, Progress(console=console, transient=True) as progress:
        await asyncio.to_thread(learn_before, config, Path(name), progress.console.print)
        async with stage(config, Path(name), agents=BENCH_AGENTS) as scene:
            garbage_collection.freeze()  # as a service does when it is up
            report["interruption_to_silence_ms"] = _spread(await _interruptions(scene, recordings, progress))
            for level in levels:
                total = max(calls, level)
                task = progress.add_task(f"{level} at once", total=total)
                report["levels"].append(
                    await _level(
                        scene, level, total, recordings, every_s, lambda task=task: progress.advance(task)
                    )
                )
    if as_json:
        Console().print_json(json.dumps(report), indent=None, highlight=False)
    else:
        console.print("sentences:", report["sentences"], "one every", every_s, "s")
        console.print("interruption to silence (ms):", report["interruption_to_silence_ms"])
        for level_report in report["levels"]:
            console.print(_table(level_report))


async def _interruptions(scene: DemoStage, recordings: list[Path], progress: Progress) -> list[Any]:
    """Callers who speak into the greeting, one after another."""
    task = progress.add_task("interruptions", total=INTERRUPTIONS)
    found = []
    for index in range(INTERRUPTIONS):
        found.append(await interrupt(scene, recordings[index % len(recordings)], index=index))
        progress.advance(task)
    return found


async def _level(
    scene: DemoStage, level: int, total: int, recordings: list[Path], every_s: float, advance: Any
) -> dict[str, Any]:
    slots: asyncio.Queue[int] = asyncio.Queue()
    for slot in range(level):
        slots.put_nowait(slot)
    results: list[dict[str, Any]] = []
    failures: list[str] = []
    lags: list[float] = []
    meter = asyncio.create_task(_measure_lag(lags))
    traffic = Traffic(scene.service.bus, State(scene.folder))
    frames, load, counted = scene.service.hearings.frames(), Load.now(_asterisk(scene)), _counted(scene)
    started = time.monotonic()

    async def one(index: int) -> None:
        slot = await slots.get()
        came = time.monotonic()
        try:
            # Beyond a few agents a caller would only wait: hang up once queued.
            talk = index < BENCH_AGENTS or level == 1
            results.append(await call(scene, recordings[index % len(recordings)], index=slot, talk=talk))
        except (SoftphoneError, TimeoutError) as error:
            failures.append(f"{type(error).__name__}: {error}")
        finally:
            advance()
        if index + level < total:
            await asyncio.sleep(max(0.0, came + every_s - time.monotonic()))
        slots.put_nowait(slot)

    tasks = []
    for index in range(total):
        tasks.append(asyncio.create_task(one(index)))
        await asyncio.sleep(max(STAGGER_S, every_s / level))
    await asyncio.gather(*tasks)
    meter.cancel()
    moments = {name: [r["timeline_ms"][name] for r in results] for name in MOMENTS if name != "ring"}
    gaps = {name: _gaps(results, start, end) for name, (start, end) in GAPS.items()}
    for read_by in ("first", "second"):
        alone = [result for result in results if result["read_by"] == read_by]
        gaps[f"action_after_speech_end_{read_by}_pass"] = _gaps(alone, *GAPS["action_after_speech_end"])
    after, read = scene.service.hearings.frames(), _counted(scene)
    seconds = time.monotonic() - started
    return {
        "concurrent": level,
        "calls": len(results),
        "failed": failures,
        "seconds": round(seconds, 1),
        "queued": sum(1 for r in results if r["queue"]),
        "since_ring_ms": {name: _spread(values) for name, values in moments.items()},
        "gaps_ms": {name: _spread(list(values)) for name, values in gaps.items()},
        "loop_lag_ms": _spread([lag * 1000 for lag in lags]),
        "frames_heard": after.heard - frames.heard,
        "frames_lost": after.lost - frames.lost,
        "cpu_s": Load.now(_asterisk(scene)).since(load),
        "traffic": traffic.end(_asterisk(scene)),
        "readings": read.read - counted.read,
        "readings_refused_as_late": read.late - counted.late,
        "speculations_dropped": read.dropped - counted.dropped,
        "speculations_dropped_cpu_s": round(read.dropped_cpu_s - counted.dropped_cpu_s, 2),
    }


def _gaps(results: list[dict[str, Any]], start: str, end: str) -> list[int]:
    """Milliseconds between two moments of those calls that had both."""
    found = [(one["timeline_ms"][start], one["timeline_ms"][end]) for one in results]
    return [after - before for before, after in found if before is not None and after is not None]


def _asterisk(scene: DemoStage) -> int | None:
    return scene.station.asterisk.pid()


def _counted(scene: DemoStage) -> Counted:
    """Of the second pass, until now; nothing where there is none."""
    usual = scene.service.recognisers.usual
    return replace(usual.second.counted) if isinstance(usual, TwoPass) else Counted()


async def _measure_lag(lags: list[float]) -> None:
    """How late a timer of 20 ms fires on the service's own event loop."""
    while True:
        before = time.perf_counter()
        await asyncio.sleep(LAG_EVERY_S)
        lags.append(max(0.0, time.perf_counter() - before - LAG_EVERY_S))


def _spread(values: list[Any]) -> dict[str, float] | None:
    known = sorted(value for value in values if value is not None)
    if not known:
        return None
    return {
        "n": len(known),
        "p50": round(statistics.median(known), 1),
        "p95": round(known[min(len(known) - 1, int(len(known) * 0.95))], 1),
        "p99": round(known[min(len(known) - 1, int(len(known) * 0.99))], 1),
    }


def _table(level: dict[str, Any]) -> Table:
    table = Table(title=f"{level['concurrent']} calls at once, {level['calls']} calls")
    for column in ("figure", "n", "p50", "p95", "p99"):
        table.add_column(column, justify="left" if column == "figure" else "right")
    rows = {**level["since_ring_ms"], **level["gaps_ms"], "loop_lag": level["loop_lag_ms"]}
    for name, spread in rows.items():
        if spread:
            table.add_row(f"{name} (ms)", *(str(spread[key]) for key in ("n", "p50", "p95", "p99")))
    table.add_row("frames lost", str(level["frames_heard"]), str(level["frames_lost"]), "", "")
    for part, seconds in level["cpu_s"].items():
        table.add_row(f"{part} (processor s)", "", str(seconds), "", "")
    for name in READINGS:
        table.add_row(name.replace("_", " "), "", str(level[name]), "", "")
    return table
