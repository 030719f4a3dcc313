"""How the first decision on each sentence turns out, by kind of sentence and by what is switched off."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hotline.bench.rows import Figures, Row
from hotline.bench.understanding.sentences import Sentence
from ivr import IvrSettings, Understanding
from ivr.understanding.judgement import Judgement
from ivr.understanding.topics.meaning import Vector

EMERGENCY = "emergency"
NONE = "none"
"""Queue of what asks for nothing."""


def measured(
    settings: IvrSettings,
    sentences: Sequence[Sentence],
    heard: Sequence[Sentence],
    vectors: Mapping[str, Vector] | None,
) -> Iterator[Row]:
    """A row for each kind and part. `heard`: the sentences with wrong characters; `vectors`: of both as they
    are meant, and of the sayings; None: no encoder here."""
    plain = settings.tolerance.model_copy(update={"sounds": False, "wordings": False})
    whole = _Learnt.of(settings)
    if vectors is None:
        yield Row("all", "all", skipped="no sentence encoder here: script/setup --with-encoder")
    else:
        whole.understanding.know(vectors)
        yield from _part("all", whole, sentences, vectors)
        yield from _part("misheard", whole, heard, vectors)
    yield from _part("letters and sounds", whole, sentences, None)
    alone = _Learnt.of(settings.model_copy(update={"tolerance": plain}))
    yield from _part("letters alone", alone, sentences, None)
    yield from _part("misheard, letters alone", alone, heard, None)


@dataclass(frozen=True, slots=True)
class _Learnt:
    settings: IvrSettings
    understanding: Understanding
    took_ms: float

    @classmethod
    def of(cls, settings: IvrSettings) -> _Learnt:
        began = time.perf_counter()
        understanding = Understanding(settings)
        return cls(settings, understanding, 1000 * (time.perf_counter() - began))


def _part(
    part: str, learnt: _Learnt, sentences: Sequence[Sentence], vectors: Mapping[str, Vector] | None
) -> Iterator[Row]:
    took: list[float] = []
    judged: dict[str, list[tuple[Sentence, Sequence[Judgement]]]] = {}
    for one in sentences:
        began = time.perf_counter()
        vector = vectors.get(learnt.understanding.meant(one.text)) if vectors else None
        needs = list(learnt.understanding.needs(one.text, (), vector))
        if len(needs) == 1:
            needs = list(learnt.understanding.beside(one.text, needs[0], vector))
        took.append(1000 * (time.perf_counter() - began))
        judged.setdefault(one.kind, []).append((one, needs))
    for kind, cases in judged.items():
        yield Row(part, kind, _counted(learnt.settings, cases))
    yield Row(
        part,
        "time",
        {
            "learning_ms": learnt.took_ms,
            "p50_ms": float(np.percentile(took, 50)),
            "p99_ms": float(np.percentile(took, 99)),
        },
        note="without the encoder's own time",
    )


def _counted(settings: IvrSettings, cases: Sequence[tuple[Sentence, Sequence[Judgement]]]) -> Figures:
    """Asking whether it is the right queue counts as right."""
    dialogue = settings.dialogue
    figures: Figures = {"sentences": len(cases)}
    counts = dict.fromkeys(("right", "routed_right", "asked", "sure_and_wrong", "false_alarm"), 0)
    missed: list[str] = []
    second = kept = 0
    for one, needs in cases:
        judgement = needs[0]
        routed, asked = judgement.score >= dialogue.route_at, judgement.score >= dialogue.confirm_at
        fits = judgement.queue in one.queues
        right = not asked if NONE in one.queues else asked and fits
        counts["right"] += right
        counts["routed_right"] += routed and fits
        counts["asked"] += asked and not routed
        counts["sure_and_wrong"] += routed and not fits
        counts["false_alarm"] += routed and judgement.queue == EMERGENCY and not fits
        if one.danger and not right:
            missed.append(one.text)
        if one.second:
            second += 1
            kept += any(need.queue in one.second.split("|") for need in needs[1:])
    figures |= {f"{name}_percent": 100 * count / len(cases) for name, count in counts.items()}
    if second:
        figures["second_kept_percent"] = 100 * kept / second
    if missed:
        figures["danger_missed"] = missed
    return figures
