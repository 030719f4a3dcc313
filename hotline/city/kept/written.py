"""What is known as JSON, and back."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from hotline.city.surges.shares import Shares
from hotline.city.surges.warning import Warning
from hotline.city.topics.frequencies import Frequencies
from hotline.city.topics.topic import SENTENCES, Topic


def topic_json(topic: Topic) -> str:
    grams = {gram: round(count, 2) for gram, count in topic.grams.items()}
    state = {"weight": round(topic.weight, 3), "grams": grams, "sentences": list(topic.sentences)}
    return json.dumps(state, ensure_ascii=False)


def topic_of(id: int, first: float, last: float, calls: int, state: str) -> Topic:
    """Without what its calls mean: that is learned anew."""
    told = json.loads(state)
    sentences = deque[str](told["sentences"], maxlen=SENTENCES)
    return Topic(id, first, last, calls, told["weight"], told["grams"], sentences=sentences)


def without_sentences(state: str) -> str:
    """What `topic_json` wrote, without what callers said, nor what no two of them did."""
    told = json.loads(state)
    grams = {gram: count for gram, count in told["grams"].items() if count > 1}
    return json.dumps({**told, "grams": grams, "sentences": []}, ensure_ascii=False)


def warning_json(warning: Warning) -> str:
    told = {one.name: getattr(warning, one.name) for one in fields(warning)}
    return json.dumps(told | {"callers": sorted(warning.callers)}, ensure_ascii=False)


def warning_of(text: str) -> Warning:
    told: dict[str, Any] = json.loads(text)
    told |= {"callers": set(told["callers"]), "places": Counter(told["places"])}
    return Warning(**told)


def frequencies_json(common: Frequencies) -> str:
    return json.dumps({"texts": common.texts, "counts": common.counts}, ensure_ascii=False)


def frequencies_of(text: str) -> Frequencies:
    told = json.loads(text)
    return Frequencies(told["texts"], told["counts"])


def shares_json(shares: Shares) -> str:
    cells = [[*cell, round(count, 4), day] for cell, (count, day) in shares.counts.items()]
    numbers = {"total": shares.total, "total_day": shares.total_day, "scatter": shares.scatter}
    return json.dumps({**numbers, "cells": cells}, ensure_ascii=False)


def shares_of(text: str) -> Shares:
    told = json.loads(text)
    counts = {(topic, district): (count, day) for topic, district, count, day in told["cells"]}
    return Shares(counts, told["total"], told["total_day"], told["scatter"])


def hours_json(hours: Mapping[int, int], until: float) -> str:
    """Calls by hour of those that came until then."""
    return json.dumps({"until": until, "hours": list(hours.items())})


def hours_of(text: str) -> tuple[Counter[int], float]:
    told = json.loads(text)
    return Counter(dict(told["hours"])), told["until"]
