"""What a search takes among very many articles, on one core."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent_assist.knowledge.joined import JoinedSearch, Meanings
from contracts.sentences import LONGEST_PASSAGE, pieces_of
from hotline.guidance.sounds import sound_of

SIZES = (10_000, 100_000)
NOTE = (
    "articles put together from sentences of the replies, 300 characters each; their vectors are those of "
    "replies with noise; processor time of one core, the query's encoding not in it"
)
_SENTENCE = 60
_QUERIES = 200
_NOISE = 0.02
"""On each number of a vector of unit length and 384 numbers: a cosine of 0.93 to the real one."""
LIMIT = 3


@dataclass(frozen=True, slots=True)
class Material:
    """What is multiplied."""

    replies: Sequence[str]
    vectors: NDArray[np.float32]
    queries: Sequence[tuple[str, NDArray[np.float32]]]


def latency(material: Material, seed: int, sizes: Sequence[int] = SIZES) -> dict[str, Any]:
    """p50 and p95 by the number of articles, and how long learning them took. Binds this process to one core:
    run it in one of its own, whose environment lets linear algebra have one thread."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    found: dict[str, Any] = {}
    for size in sizes:
        rng = np.random.default_rng(seed)
        began = time.process_time()
        search = _grown(material, size, rng)
        learnt = time.process_time() - began
        took, waited = [], []
        for at in rng.permutation(len(material.queries))[:_QUERIES]:
            query, vector = material.queries[at]
            began, wall = time.process_time(), time.perf_counter()
            search.find(query, vector, limit=LIMIT)
            took.append(1000 * (time.process_time() - began))
            waited.append(1000 * (time.perf_counter() - wall))
        found[str(size)] = {
            "p50": round(float(np.percentile(took, 50)), 2),
            "p95": round(float(np.percentile(took, 95)), 2),
            "wall_p50": round(float(np.percentile(waited, 50)), 2),
            "wall_p95": round(float(np.percentile(waited, 95)), 2),
            "learn_s": round(learnt, 1),
        }
    return found


def drawn_texts(replies: Sequence[str], size: int, rng: np.random.Generator) -> list[str]:
    """So many texts of about `LONGEST_PASSAGE` characters, put together from sentences of the replies."""
    sentences = [piece for reply in replies for piece in pieces_of(reply, _SENTENCE)]
    each = LONGEST_PASSAGE // _SENTENCE
    drawn = rng.integers(len(sentences), size=(size, each))
    return ["".join(sentences[at] for at in row) for row in drawn]


def _grown(material: Material, size: int, rng: np.random.Generator) -> JoinedSearch:
    texts = drawn_texts(material.replies, size, rng)
    vectors = material.vectors[rng.integers(len(material.vectors), size=size)]
    vectors = vectors + rng.normal(0, _NOISE, vectors.shape).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return JoinedSearch(texts, Meanings(list(vectors[:, None])), sound_of)
