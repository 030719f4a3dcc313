"""Real citizens' messages sorted into topics, with parts off and on, and by a plain machine."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from hotline.bench.rows import Figures, NoMaterial, Row
from hotline.bench.targets import Target
from hotline.bench.understanding.messages.message import Message
from hotline.bench.understanding.messages.topics import Topics
from ivr.understanding.topics.meaning import Vector

_FOLDS = 5
_ALIKE = 60
"""Percent of likeness from which two messages must not be learned and tested apart."""

Learn = Callable[[Sequence[Message], Sequence[str], Sequence[Message]], list[str]]
"""Messages, their categories, others → the categories of the others."""
VectorsOf = Callable[[Iterable[str]], Mapping[str, Vector] | None]
"""Makes the vectors of texts; None where there is no encoder."""

_WANTED = {"letters and meaning": (Target("macro_f1", at_least=0.88),)}


def messages(path: Path, seed: int, vectors_of: VectorsOf) -> Iterator[Row]:
    """A row for each way to sort the messages of a file, or one that says why there is none. Names of matters
    are those of `taxonomy.csv` beside it."""
    note = (
        f"{path.name}, {_FOLDS} stratified folds (seed {seed}), messages that are alike in one fold; of each "
        "fold what the other four taught; plain: tf-idf of 1 to 3 characters and a linear SVM"
    )
    try:
        found, categories = _labelled(path)
        ways = _ways(found, _terms(path.with_name("taxonomy.csv")), vectors_of)
    except NoMaterial as missing:
        yield Row("messages", "all", note=note, skipped=str(missing))
        return
    for way, learn in ways.items():
        if learn is None:
            yield Row(
                "messages", way, note=note, skipped="no sentence encoder here: script/setup --with-encoder"
            )
            continue
        yield Row("messages", way, _figures(found, categories, learn, seed), note, None, _WANTED.get(way, ()))


def _ways(
    found: Sequence[Message], terms: Mapping[str, Sequence[str]], vectors_of: VectorsOf
) -> dict[str, Learn | None]:
    named = [Message("", term) for names in terms.values() for term in names]
    pieces = (
        piece for one in (*found, *named) for subject, text in [one.pieces()] for piece in (subject, *text)
    )
    vectors = vectors_of(piece for piece in pieces if piece)
    ways: dict[str, Learn | None] = {"plain": _plain, "letters": partial(_ours, {}, True, None)}
    for way, names, letters in (
        ("meaning", {}, False),
        ("letters and meaning", {}, True),
        ("letters, meaning, names of matters", terms, True),
    ):
        if names or not way.endswith("matters"):
            ways[way] = None if vectors is None else partial(_ours, names, letters, vectors)
    return ways


def _figures(found: Sequence[Message], categories: NDArray[np.str_], learn: Learn, seed: int) -> Figures:
    """Macro-F1 of all folds together, and how much single folds differ, of some 50 messages each."""
    from sklearn.metrics import f1_score
    from sklearn.model_selection import StratifiedGroupKFold

    told = np.empty(len(found), dtype=categories.dtype)
    of_folds = []
    folds = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=seed)
    for learned, asked in folds.split(found, categories, _groups(found)):
        samples = [found[at] for at in learned]
        told[asked] = learn(samples, categories[learned].tolist(), [found[at] for at in asked])
        of_folds.append(float(f1_score(categories[asked], told[asked], average="macro")))
    return {
        "messages": len(found),
        "macro_f1": round(float(f1_score(categories, told, average="macro")), 3),
        "right_percent": round(100 * float((told == categories).mean()), 1),
        "worst_fold": round(min(of_folds), 3),
        "best_fold": round(max(of_folds), 3),
    }


def _ours(
    terms: Mapping[str, Sequence[str]],
    letters: bool,
    vectors: Mapping[str, Vector] | None,
    samples: Sequence[Message],
    categories: Sequence[str],
    others: Sequence[Message],
) -> list[str]:
    topics = Topics(samples, categories, terms, letters=letters, vectors=vectors)
    return [topic.category for topic in topics.sort(others)]


def _plain(samples: Sequence[Message], categories: Sequence[str], others: Sequence[Message]) -> list[str]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    machine = make_pipeline(TfidfVectorizer(analyzer="char", ngram_range=(1, 3)), LinearSVC(random_state=0))
    machine.fit([f"{one.subject}\n{one.text}" for one in samples], categories)
    told: list[str] = machine.predict([f"{one.subject}\n{one.text}" for one in others]).tolist()
    return told


def _groups(found: Sequence[Message]) -> list[int]:
    """A number for each message; the same for those that are copies of one another, or nearly."""
    texts = [f"{one.subject}\n{one.text}" for one in found]
    likeness = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    group = list(range(len(found)))
    for one, other in combinations(range(len(found)), 2):
        if likeness[one, other] or found[one].subject == found[other].subject:
            joined, gone = group[one], group[other]
            group = [joined if number == gone else number for number in group]
    return group


def _labelled(path: Path) -> tuple[list[Message], NDArray[np.str_]]:
    """Messages and their categories. Raises `NoMaterial`."""
    if find_spec("sklearn") is None:
        raise NoMaterial("the package scikit-learn is not installed: run `script/setup --extra bench`")
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
        found = [Message(row["subject"], row["text"]) for row in rows]
        categories = np.array([row["category"] for row in rows])
    except OSError as error:
        raise NoMaterial(f"{path} cannot be read: {error.strerror}; --messages names the file") from None
    except (ValueError, KeyError, TypeError) as error:
        raise NoMaterial(f"{path}: no lines of JSON with subject, text, category: {error}") from None
    if len(set(categories)) < 2 or min(np.unique(categories, return_counts=True)[1]) < _FOLDS:
        raise NoMaterial(f"{path}: fewer than two categories, or one with fewer than {_FOLDS} messages")
    return found, categories


def _terms(path: Path) -> dict[str, list[str]]:
    """Names of matters of each top category; none when the table is not there."""
    terms: dict[str, list[str]] = {}
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            for top, *rest in list(csv.reader(file))[1:]:
                terms.setdefault(top, []).append(" ".join(rest))
    return terms
