"""Real citizens' messages sorted into seven topics, by ours and by a plain machine in the same folds."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process

from hotline.bench.rows import Figures, NoMaterial, Row
from hotline.bench.targets import Target
from hotline.bench.understanding.messages.topics import Message, Topics

_FOLDS = 5
_ALIKE = 60
"""Percent of likeness from which two messages must not be learned and tested apart."""

Learn = Callable[[Sequence[Message], Sequence[str], Sequence[Message]], list[str]]
"""Messages, their categories, others → the categories of the others."""


def messages(data: Path, seed: int) -> list[Row]:
    """One row: macro-F1 of both, and their ratio; or why there is none."""
    note = (
        f"labelled.jsonl, {_FOLDS} stratified folds (seed {seed}), messages that are alike in one fold; "
        "plain: tf-idf of 1 to 3 characters and a linear SVM"
    )
    try:
        figures = _figures(data / "messages", seed)
    except NoMaterial as missing:
        return [Row("messages", "7 topics", note=note, skipped=str(missing))]
    return [Row("messages", "7 topics", figures, note, targets=(Target("ratio", at_least=1.05),))]


def _figures(folder: Path, seed: int) -> Figures:
    if find_spec("sklearn") is None:
        raise NoMaterial("the package scikit-learn is not installed: run `script/setup --extra bench`")
    from sklearn.metrics import f1_score
    from sklearn.model_selection import StratifiedGroupKFold

    rows = _labelled(folder / "labelled.jsonl")
    found = [Message(row["subject"], row["text"]) for row in rows]
    categories = np.array([row["category"] for row in rows])
    terms = _terms(folder / "taxonomy.csv")
    ways: dict[str, Learn] = {"plain": _plain, "characters": _ours({}), "ours": _ours(terms)}
    told = {way: np.empty(len(rows), dtype=categories.dtype) for way in ways}
    folds = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=seed)
    for learned, asked in folds.split(found, categories, _groups(found)):
        for way, sort in ways.items():
            samples = [found[at] for at in learned]
            told[way][asked] = sort(samples, categories[learned].tolist(), [found[at] for at in asked])
    scores = {way: float(f1_score(categories, told[way], average="macro")) for way in ways}
    return {
        "n": len(rows),
        "macro_f1": round(scores["ours"], 3),
        "macro_f1_without_terms": round(scores["characters"], 3),
        "macro_f1_plain": round(scores["plain"], 3),
        "ratio": round(scores["ours"] / scores["plain"], 3),
    }


def _ours(terms: dict[str, list[str]]) -> Learn:
    def learn(samples: Sequence[Message], categories: Sequence[str], others: Sequence[Message]) -> list[str]:
        return [topic.category for topic in Topics(samples, categories, terms).sort(others)]

    return learn


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


def _labelled(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise NoMaterial(f"{path} cannot be read: {error.strerror}; --data names its folder") from None
    return [json.loads(line) for line in lines if line]


def _terms(path: Path) -> dict[str, list[str]]:
    """Names of matters of each top category; none when the table is not there."""
    terms: dict[str, list[str]] = {}
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            for top, *rest in list(csv.reader(file))[1:]:
                terms.setdefault(top, []).append(" ".join(rest))
    return terms
