"""How long a start may take: by the process's own time, on whatever machine."""

from __future__ import annotations

import pytest

from contracts.processor_time import Given, StartPatience

OWN_S, LONGEST_S = 45.0, 600.0


def given_up_after(share: float, accounts: bool = True) -> float:
    """By the clock; `share`: of the time it did not wait for others."""
    now = 0.0
    account = lambda _process, _thread: Given(0.0, now * (1 - share)) if accounts else None  # noqa: E731
    one = StartPatience(1, OWN_S, LONGEST_S, lambda: now, account)
    while not one.over():
        now += 1.0
    return now


def test_on_a_quiet_machine_it_has_its_seconds() -> None:
    assert given_up_after(1.0) == OWN_S
    assert given_up_after(0.0, accounts=False) == OWN_S


def test_time_that_others_had_does_not_count() -> None:
    assert given_up_after(0.1) == pytest.approx(10 * OWN_S)


def test_it_is_not_waited_for_for_ever() -> None:
    assert given_up_after(0.0) == LONGEST_S
