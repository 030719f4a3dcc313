"""A server that runs: new handshakes get the new certificate, and a bad one takes nobody's desk away."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from hotline.machine.certificates.own import OwnCertificate
from hotline.machine.certificates.pair import certificates_in
from hotline.machine.certificates.shown import ShownCertificate
from tests.unit.hotline.machine.certificates.parts import NOW, files, key_text, rsa_files, served, visit

BEGIN = NOW - timedelta(days=340)
"""The clients' clock is the machine's: what is renewed was made long before."""


class Clock:
    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> datetime:
        return self.now


async def test_an_own_certificate_is_renewed_while_the_server_runs(tmp_path: Path) -> None:
    own, clock, told = OwnCertificate(tmp_path, ["desk.example"]), Clock(), list[str]()
    shown = ShownCertificate(own, told.append, clock)
    async with served(shown.context) as port:
        first = await visit(port, own.authority)
        await shown.look()
        assert await visit(port, own.authority) == first
        clock.now = NOW
        await shown.look()
        second = await visit(port, own.authority)
    assert second.serial_number != first.serial_number
    assert second.not_valid_after_utc > NOW + timedelta(days=300)
    assert told == []


async def test_files_that_an_operator_replaces_are_taken(tmp_path: Path) -> None:
    shown = ShownCertificate(files(tmp_path, BEGIN), lambda why: None)
    async with served(shown.context) as port:
        authority = tmp_path / "issuer" / "authority.crt"
        first = await visit(port, authority, "desk.example")
        files(tmp_path)
        await shown.look()
        second = await visit(port, authority, "desk.example")
    assert second.serial_number != first.serial_number


async def test_of_a_key_of_another_kind_the_old_certificate_is_gone(tmp_path: Path) -> None:
    shown = ShownCertificate(files(tmp_path), lambda why: None)
    async with served(shown.context) as port:
        rsa_files(tmp_path)
        await shown.look()
        for name in ("desk.example", "127.0.0.1"):
            found = await visit(port, None, name)
            assert found == certificates_in(tmp_path / "desk.crt")[0]


async def test_a_bad_file_is_told_once_and_the_old_certificate_stays_until_it_is_put_right(
    tmp_path: Path,
) -> None:
    told: list[str] = []
    pair = files(tmp_path)
    shown = ShownCertificate(pair, told.append)
    right = pair.key.read_text()
    async with served(shown.context) as port:
        authority = tmp_path / "issuer" / "authority.crt"
        for bad in (key_text(), "no PEM", None):
            pair.key.unlink() if bad is None else pair.key.write_text(bad)
            await shown.look()
            await shown.look()
            await visit(port, authority, "desk.example")
        pair.key.write_text(right)
        await shown.look()
        await visit(port, authority, "desk.example")
    assert len(told) == 3
    assert "desk.key" in told[0]
