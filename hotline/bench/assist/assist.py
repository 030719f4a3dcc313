"""All figures of `hotline bench assist`."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from contracts.sentences import PASSAGES, QUESTIONS, SENTENCES, Reading
from hotline.bench.assist import suggestions
from hotline.bench.assist.answered import ANSWERED, Answered, answered
from hotline.bench.assist.latency import NOTE, Material, latency
from hotline.bench.assist.retrieval import VectorsOf as MakeVectors
from hotline.bench.assist.retrieval import misses, questions_of, retrieval, searched, windows_of
from hotline.bench.assist.vectors import vectors_of
from hotline.bench.rows import NoMaterial
from hotline.bench.understanding.messages.measured import VectorsOf
from hotline.bench.understanding.messages.measured import messages as sorted_messages
from hotline.guidance.sounds import sound_of
from hotline.machine.encoder.finding import load
from hotline.machine.encoder.kept import Vectors
from hotline.machine.paths import State
from hotline.machine.setup.layout import checkout

LABELLED = "labelled.jsonl"
TOPICS = "letters and meaning"
"""The way to sort messages that needs nothing but labelled ones."""
_ENCODINGS = 40
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")

Tell = Callable[[str], None]


def measure(folder: Path, state: State, seed: int, tell: Tell) -> dict[str, Any]:
    """Raises `NoMaterial` and `EncodingError`. `state` keeps vectors; `tell` hears how far it is."""
    if not folder.is_dir():
        raise NoMaterial(f"{folder}: no such folder; --messages names one with {ANSWERED} and {LABELLED}")
    if not (folder / LABELLED).is_file():
        raise NoMaterial(f"{folder / LABELLED}: no such file; topics are measured with it")
    found = answered(folder)

    def vectors(texts: Sequence[str], reading: Reading) -> Vectors:
        kind = f"vectors ({reading.kind}, {reading.longest} characters)"
        return vectors_of(texts, state, reading, lambda done, of: tell(f"{kind}: {done} of {of}"))

    tell("reading the replies")
    search = searched(found, sound_of, vectors)
    hits = retrieval(found, search, vectors)
    tell("topics of messages")
    topics = _topics(folder / LABELLED, seed, lambda texts: vectors(list(texts), SENTENCES))
    tell("the time of an encoding")
    encoding = _encoding(found)
    tell("the time of a search among 10,000 and 100,000 articles: a minute or two")
    return {
        "seed": seed,
        "messages": len(found),
        "retrieval": hits,
        "topics": topics,
        "encoding_ms": encoding,
        "latency_ms": _latency(found, vectors, seed),
        "suggestion_ms": _suggestions(found, vectors, seed),
        "notes": [NOTE, suggestions.NOTE],
        "missed": misses(hits),
    }


def _topics(path: Path, seed: int, vectors: VectorsOf) -> dict[str, Any]:
    """As `hotline bench understanding --part messages` measures it. Raises `NoMaterial`."""
    row = next(row for row in sorted_messages(path, seed, vectors) if row.skipped or row.name == TOPICS)
    if row.skipped:
        raise NoMaterial(row.skipped)
    return dict(row.figures)


def _encoding(messages: Sequence[Answered]) -> dict[str, dict[str, float]]:
    """Of what is asked: sentences, and letters that are long. Processor time of one core."""
    found = {}
    for name, reading, texts in (
        ("subject", SENTENCES, [one.subject for one in messages[:_ENCODINGS]]),
        ("full", QUESTIONS, [one.text for one in messages[:_ENCODINGS]]),
    ):
        encoder, took = load(checkout(), reading), []
        for text in texts:
            began = time.process_time()
            encoder.encode(text)
            took.append(1000 * (time.process_time() - began))
        p50, p95 = np.percentile(took, (50, 95))
        found[name] = {"p50": round(float(p50), 1), "p95": round(float(p95), 1)}
    return found


def _suggestions(messages: Sequence[Answered], vectors: MakeVectors, seed: int) -> dict[str, float]:
    pieces = list(dict.fromkeys(windows_of(one.reply)[0] for one in messages))
    of_pieces = vectors(pieces, PASSAGES)
    table = np.stack([of_pieces[piece] for piece in pieces])
    return dict(suggestions.suggestion_ms(messages, table, seed))


def _latency(messages: Sequence[Answered], vectors: MakeVectors, seed: int) -> dict[str, Any]:
    """In a process of its own: it is bound to one core, and its linear algebra to one thread."""
    pieces = [windows_of(one.reply)[0] for one in messages]
    of_pieces = vectors(pieces, PASSAGES)
    subjects = vectors([one.subject for one in messages], SENTENCES)
    asked = [(one.text, questions_of(one.text)) for one in messages]
    letters = vectors([piece for _, piece in asked], QUESTIONS)
    queries = [(one.subject, subjects[one.subject]) for one in messages]
    queries += [(text, letters[piece]) for text, piece in asked]
    table = np.stack([of_pieces[piece] for piece in pieces])
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    try:
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            material = Material([one.reply for one in messages], table, queries)
            return pool.submit(latency, material, seed).result()
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
