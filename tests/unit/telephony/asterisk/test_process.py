"""An Asterisk that is started and does not come up."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from telephony.ari.client import AriAccess
from telephony.asterisk import process
from telephony.asterisk.process import Asterisk, AsteriskError


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
