"""Who hangs is told from who is busy: by heartbeats and the processor time that was given."""

from __future__ import annotations

import pytest

from contracts.processor_time import Given
from hotline.instance.alive.pulse import HUNG_S, LOOK_S, WELL, Pulse

ILL = "a thread of the recogniser stands still"


class Service:
    """A service process on a machine that gives it a share of the processor it wants."""

    def __init__(self, *, accounts: bool = True) -> None:
        self.now = 1000.0
        self.waited = 50.0
        self.accounts = accounts
        self.pulse = Pulse(1, lambda: self.now, self._account)

    def _account(self, _process: int, _thread: int) -> Given | None:
        return Given(ran=7.0, waited=self.waited) if self.accounts else None

    def hangs_after(self, seconds: float, *, share: float = 1.0, beat: str | None = None) -> float | None:
        """When (in s) it counts as hung within `seconds`; `share`: of the time it did not wait for others."""
        looks = int(seconds / LOOK_S)
        for look in range(1, looks + 1):
            self.now += LOOK_S
            self.waited += LOOK_S * (1 - share)
            if beat is not None:
                self.pulse.beat(beat)
            if self.pulse.hung() is not None:
                return look * LOOK_S
        return None


def test_a_start_may_take_its_time() -> None:
    assert Service().hangs_after(120) is None


@pytest.mark.parametrize("accounts", [True, False])
def test_without_a_beat_it_hangs_and_that_is_noticed_in_time(accounts: bool) -> None:
    service = Service(accounts=accounts)
    assert service.hangs_after(60, beat=WELL) is None
    noticed = service.hangs_after(60)
    assert noticed is not None
    assert HUNG_S - LOOK_S <= noticed < 5


def test_who_is_not_let_to_run_is_busy_not_hung() -> None:
    service = Service()
    service.pulse.beat(WELL)
    assert service.hangs_after(50, share=0.05) is None, "two and a half seconds of its own in fifty"
    assert service.hangs_after(50, share=0.5) is not None


def test_what_is_stuck_in_a_living_loop_counts_too() -> None:
    service = Service()
    noticed = service.hangs_after(60, beat=ILL)
    assert noticed is not None
    assert noticed < 5
    assert service.pulse.hung() == ILL


def test_what_was_stuck_and_goes_on_is_well() -> None:
    service = Service()
    for _ in range(20):
        assert service.hangs_after(HUNG_S - 1, beat=ILL) is None
        assert service.hangs_after(1, beat=WELL) is None


def test_who_ends_in_order_owes_no_beat() -> None:
    service = Service()
    service.pulse.beat(WELL)
    service.pulse.stop()
    assert service.hangs_after(60) is None


def test_a_machine_that_slept_has_not_hung() -> None:
    service = Service()
    service.pulse.beat(WELL)
    service.now += 3600
    assert service.pulse.hung() is None
