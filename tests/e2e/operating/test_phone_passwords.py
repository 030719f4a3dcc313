"""`hotline phones --new`: the new password counts at once, the old one no more. Real telephones."""

from __future__ import annotations

import pytest

from hotline.bench import softphone
from hotline.bench.softphone import Softphone, SoftphoneError
from hotline.cli.service.phones import new_password
from hotline.machine.secrets import load_or_create
from tests.e2e.town import Town

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


async def test_a_new_password_is_valid_at_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    account = town.config.agents[2].extension
    old = town.station.secrets.sip[account]
    await new_password(town.config, town.state, account)
    new = load_or_create(town.state.secrets, ()).sip[account]
    assert new != old
    folder = town.state.root / "phones"
    async with Softphone(folder / "new", town.server, account=(account, new), rtp_ports=(45500, 45519)):
        pass  # it is logged in
    monkeypatch.setattr(softphone, "START_TIMEOUT_S", 5.0)
    with pytest.raises((SoftphoneError, TimeoutError)):
        async with Softphone(folder / "old", town.server, account=(account, old), rtp_ports=(45520, 45539)):
            pass
