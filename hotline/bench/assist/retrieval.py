"""How often a message finds its own reply among all replies: letters alone, and all parts joined."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain

import numpy as np

from agent_assist.knowledge.joined import Bm25, JoinedSearch, Meanings, SoundOf
from agent_assist.knowledge.joined.bigrams import Letters
from agent_assist.knowledge.joined.bm25 import Scores
from contracts.sentences import PASSAGES, QUESTIONS, SENTENCES, Reading, pieces_of
from hotline.bench.assist.answered import Answered
from hotline.machine.encoder.kept import Vectors

WINDOWS = 1
"""Of a reply that are encoded here, of `PASSAGES.longest` characters each: what a cold run has time for."""

PLAIN_B = 0.75
"""BM25's customary b. What the joined search is held against is BM25 as everybody has it: on all pairs of
characters, with none of its words left out."""

VectorsOf = Callable[[Sequence[str], Reading], Vectors]

Queries = Sequence[tuple[str, str]]
"""Of each message what is asked, and the part of it that is encoded."""


def windows_of(article: str) -> list[str]:
    """The pieces of an article that are encoded."""
    return pieces_of(article, PASSAGES.longest)[:WINDOWS]


def questions_of(letter: str) -> str:
    """The piece of a letter that is encoded."""
    return pieces_of(letter, QUESTIONS.longest)[0]


def searched(messages: Sequence[Answered], sound_of: SoundOf, vectors_of: VectorsOf) -> JoinedSearch:
    """All replies, each an article."""
    windows = [windows_of(one.reply) for one in messages]
    vectors = vectors_of(list(chain.from_iterable(windows)), PASSAGES)
    meanings = Meanings([np.stack([vectors[piece] for piece in pieces]) for pieces in windows])
    return JoinedSearch([one.reply for one in messages], meanings, sound_of)


def retrieval(
    messages: Sequence[Answered], search: JoinedSearch, vectors_of: VectorsOf
) -> dict[str, dict[str, float]]:
    """Shares (0 to 1) of messages whose reply is the first, or among the first three: by the subject, and by
    the text."""
    found = {}
    for name, reading, queries in (
        ("subject", SENTENCES, [(one.subject, one.subject) for one in messages]),
        ("full", QUESTIONS, [(one.text, questions_of(one.text)) for one in messages]),
    ):
        vectors = vectors_of([piece for _, piece in queries], reading)
        found[name] = _hits(messages, search, queries, vectors)
    return found


def _hits(
    messages: Sequence[Answered], search: JoinedSearch, queries: Queries, vectors: Vectors
) -> dict[str, float]:
    same = _same_replies(messages)
    plain = Bm25([one.reply for one in messages], Letters(), PLAIN_B)
    joined, letters = [], []
    for place, (query, piece) in enumerate(queries):
        joined.append(_before(search.scores(query, vectors[piece]), same[place]))
        letters.append(_before(plain.scores(query), same[place]))
    return {
        f"{prefix}hit{first}": round(float(np.mean([before < first for before in ranks])), 4)
        for prefix, ranks in (("", joined), ("bm25_", letters))
        for first in (1, 3)
    }


def _before(scores: Scores, own: list[int]) -> int:
    """How many articles stand before the right one; of others with its score all do."""
    right = scores[own].max()
    return int((scores >= right).sum()) - int((scores[own] >= right).sum())


def _same_replies(messages: Sequence[Answered]) -> list[list[int]]:
    """Of each message the places of its reply: a reply that was sent to several is one article."""
    places: dict[str, list[int]] = {}
    for place, one in enumerate(messages):
        places.setdefault(one.reply, []).append(place)
    return [places[one.reply] for one in messages]


def misses(found: Mapping[str, Mapping[str, float]]) -> list[str]:
    """What the project wants here and does not have, in words."""
    subject, full = found["subject"], found["full"]
    told = []
    if subject["hit3"] < (wanted := subject["bm25_hit3"] + 0.06):
        told.append(f"subject hit3 {subject['hit3']:.3f}, wanted {wanted:.3f}")
    if full["hit3"] < 0.85:
        told.append(f"full hit3 {full['hit3']:.3f}, wanted 0.85")
    return told
