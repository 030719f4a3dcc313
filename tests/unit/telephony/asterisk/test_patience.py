"""How long a start may take: by the process's own time, on whatever machine."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from contracts.processor_time import Given
from telephony.ari.client import AriAccess
from telephony.asterisk import process
from telephony.asterisk.patience import StartPatience
from telephony.asterisk.process import Asterisk, AsteriskError

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


async def test_one_that_does_not_answer_is_given_up_and_says_how_long_it_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "START_S", 0.0)
    (tmp_path / "etc").mkdir()
    (tmp_path / "run").mkdir()
    config = tmp_path / "etc" / "asterisk.conf"
    idle = Asterisk(
        (sys.executable, "-c", "import time; time.sleep(600)"),
        {},
        config,
        AriAccess("http://127.0.0.1:9", "a", "b"),
    )
    with pytest.raises(AsteriskError, match=r"does not answer on ARI \(for \d+ s, \d+ s of them its own\)"):
        await idle.start()
    await idle.stop()
    assert idle.pid() is None
