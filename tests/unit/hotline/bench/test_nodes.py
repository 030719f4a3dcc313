"""`hotline bench acd --nodes N`: every figure is there, and a claim that was made twice is counted."""

from __future__ import annotations

import pytest

from hotline.bench.nodes import contention
from hotline.bench.nodes.worker import Done
from hotline.machine.postgresql.server import Server


def test_every_figure_is_there_and_nobody_is_claimed_twice(
    monkeypatch: pytest.MonkeyPatch, postgresql: Server
) -> None:
    for name, value in (
        ("AGENTS", 12),
        ("QUEUES", 3),
        ("WAITING", 10),
        ("AT_ONCE", 4),
        ("PACED", 20),
        ("PAUSE_S", 0.0),
    ):
        monkeypatch.setattr(contention, name, value)
    report = contention.measure(2, 1, claims=200)
    assert report["double_claims"] == 0
    assert report["raced"]["claims"] >= 200
    assert 0 < report["decision_ms"]["p50"] <= report["decision_ms"]["p99"] <= report["decision_ms"]["most"]


def test_who_was_claimed_twice_is_counted() -> None:
    one = Done(claims=[("c1", 2, "a1", 2), ("c2", 2, "a1", 4)])
    assert contention.double_claims([one, Done(claims=[("c3", 2, "a2", 2)])]) == 0
    assert contention.double_claims([one, Done(claims=[("c1", 2, "a2", 2)])]) == 1, "a caller by two agents"
    assert contention.double_claims([one, Done(claims=[("c3", 2, "a1", 2)])]) == 1, "an agent by two callers"
