"""`hotline bench vad`: speech missed, false starts, sentences cut in two, and how long decisions take."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from asr import FRAME_MS, AsrSettings, frame_bytes
from asr.hearing.cutter import Begin, Cutter, End, Sound
from asr.hearing.vad import Detector
from hotline.bench.material.sound import RATE
from hotline.bench.rows import NoMaterial, Row
from hotline.bench.vad.detectors import detectors
from hotline.bench.vad.noise import heard, lines
from hotline.bench.vad.speech import Spoken, calls

SENTENCES = 9
QUICK_SENTENCES = 3
QUICK = ("clean", "pink noise 10 dB", "background talk 10 dB", "music 10 dB")
NEAR_FRAMES = 15
"""A start so close to a sentence belongs to it."""
LATE_MS = 2000
"""An end that is not decided by then is no use to anybody who waits."""


@dataclass(slots=True)
class Tally:
    """What one detector did on one kind of line."""

    sentences: int = 0
    speech_frames: int = 0
    missed_frames: int = 0
    quiet_frames: int = 0
    false_starts: int = 0
    cut: int = 0
    late: int = 0
    start_ms: list[int] = field(default_factory=list)
    end_ms: list[int] = field(default_factory=list)
    cpu_s: float = 0.0
    frames: int = 0

    def figures(self) -> dict[str, Any]:
        return {
            "missed_speech_percent": _share(self.missed_frames, self.speech_frames),
            "false_starts_per_minute": round(self.false_starts * 60000 / FRAME_MS / self.quiet_frames, 2),
            "cut_sentences_percent": _share(self.cut, self.sentences),
            "late_ends_percent": _share(self.late, self.sentences),
            "start_ms_p50": _middle(self.start_ms),
            "end_ms_p50": _middle(self.end_ms),
            "end_ms_p95": _high(self.end_ms),
            "cpu_us_per_frame": round(self.cpu_s / self.frames * 1e6, 1),
        }


def _share(part: int, whole: int) -> float:
    return round(100 * part / max(1, whole), 1)


def _middle(values: Sequence[int]) -> int | None:
    return round(statistics.median(values)) if values else None


def _high(values: Sequence[int]) -> int | None:
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))] if values else None


def listen(tally: Tally, spoken: Spoken, pcm: bytes, detector: Detector, settings: AsrSettings) -> None:
    """Cuts one call into utterances as a leg's would be, and compares with the truth."""
    cutter = Cutter(RATE, settings, detector=detector)
    size = frame_bytes(RATE)
    passed_on = np.zeros(len(spoken.voiced), np.bool_)
    starts: list[tuple[int, int]] = []
    ends: list[int] = []
    before = time.process_time()
    for frame in range(len(spoken.voiced)):
        for piece in cutter.push(pcm[frame * size : (frame + 1) * size]):
            if isinstance(piece, Sound):
                passed_on[piece.at_ms // FRAME_MS] = True
            elif isinstance(piece, Begin):
                starts.append((piece.start_ms // FRAME_MS, frame))
            elif isinstance(piece, End):
                ends.append(frame)
    tally.cpu_s += time.process_time() - before
    tally.frames += len(spoken.voiced)
    tally.speech_frames += int(spoken.voiced.sum())
    tally.missed_frames += int((spoken.voiced & ~passed_on).sum())
    inside = np.zeros(len(spoken.voiced), np.bool_)
    following = [start for start, _ in spoken.sentences[1:]] + [len(spoken.voiced)]
    for (start, end), next_start in zip(spoken.sentences, following, strict=True):
        inside[max(0, start - NEAR_FRAMES) : end] = True
        tally.sentences += 1
        tally.cut += any(start < frame < end - 2 for frame in ends)
        began = [known for first, known in starts if start - NEAR_FRAMES <= first < end]
        if began:
            tally.start_ms.append((min(began) + 1 - start) * FRAME_MS)
        decided = [frame for frame in ends if end - 2 <= frame < next_start]
        delay_ms = (decided[0] + 1 - end) * FRAME_MS if decided else LATE_MS + 1
        if delay_ms > LATE_MS:
            tally.late += bool(passed_on[start:end].any())
        else:
            tally.end_ms.append(delay_ms)
    tally.quiet_frames += int((~inside).sum())
    tally.false_starts += sum(not inside[first] for first, _ in starts)


def measure(
    settings: AsrSettings,
    data: Path,
    recordings: Path | None,
    *,
    seed: int,
    quick: bool,
    tell: Callable[[str], None],
) -> tuple[list[Row], str]:
    """A row for each detector and kind of line, and what the calls were made of. Blocking.

    Raises `NoMaterial` when there is nothing to listen to.
    """
    spoken, missing = calls(data, recordings, seed, QUICK_SENTENCES if quick else SENTENCES)
    if not spoken:
        raise NoMaterial(f"there is nothing to listen to: {'; '.join(missing)}")
    kinds = {name: line for name, line in lines(spoken).items() if not quick or name in QUICK}
    sounds = {
        name: [heard(line, call, np.random.default_rng([seed, i])) for i, call in enumerate(spoken)]
        for name, line in kinds.items()
    }
    rows = []
    for name, make in detectors().items():
        if isinstance(make, str):
            rows.append(Row(name, "all", skipped=make))
            continue
        for kind, pcms in sounds.items():
            tell(f"{name}: {kind}")
            tally = Tally()
            for call, pcm in zip(spoken, pcms, strict=True):
                listen(tally, call, pcm, make(RATE, settings.vad), settings)
            rows.append(Row(name, kind, figures=tally.figures()))
    return rows, "; ".join([_made_of(spoken), *missing])


def _made_of(spoken: Sequence[Spoken]) -> str:
    counts: Counter[str] = Counter()
    for call in spoken:
        counts[call.source] += len(call.sentences)
    made = ", ".join(f"{count} {source}" for source, count in counts.items())
    minutes = sum(len(call.voiced) for call in spoken) * FRAME_MS / 60000
    return f"sentences: {made}; {minutes:.1f} minutes on each kind of line"
