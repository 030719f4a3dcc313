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
        ("FREE", 2),
        ("WAITING", 10),
        ("AT_ONCE", 4),
        ("PACED", 20),
        ("PAUSE_S", 0.0),
    ):
        monkeypatch.setattr(contention, name, value)
    told: list[str] = []
    report = contention.measure(2, 1, contended=400, tell=told.append)
    assert report["double_claims"] == 0
    assert 400 <= report["contended"]["claims"] < report["contended"]["tries"]
    city = "2 nodes, 12 agents, 10 waiting"
    assert f"{city}: 0 of 20 decisions at the pace of a city" in told
    assert f"{city}: 0 of 400 claims of 4 who are free" in told
    assert all("of 400 claims" in text or "of 20 decisions" in text for text in told)
    assert 0 < report["decision_ms"]["p50"] <= report["decision_ms"]["p99"] <= report["decision_ms"]["most"]


def test_who_was_claimed_twice_is_counted() -> None:
    one = Done(claims=[("a1", 1.0, 2.0), ("a1", 3.0, 4.0)])
    assert contention.double_claims([one, Done(claims=[("a2", 1.5, 3.5), ("a1", 2.0, 3.0)])]) == 0
    assert contention.double_claims([one, Done(claims=[("a1", 1.5, 1.6)])]) == 1
    assert (
        contention.double_claims([Done(claims=[("a1", 1.0, 9.0), ("a1", 2.0, 3.0), ("a1", 4.0, 5.0)])]) == 2
    )
