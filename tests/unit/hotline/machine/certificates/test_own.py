"""The instance's own authority: what it vouches for, what stays and what is made anew."""

from __future__ import annotations

import ssl
import stat
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.machine.certificates import own as own_module
from hotline.machine.certificates.own import OwnCertificate
from hotline.machine.certificates.pair import CertificateError, certificates_in, server_context
from tests.unit.hotline.machine.certificates.parts import NOW, served, visit

NAMES = ("desk.example", "192.0.2.10", "2001:db8::10")


def made(folder: Path, names: Sequence[str] = NAMES) -> OwnCertificate:
    found = OwnCertificate(folder / "certificates", names)
    assert found.provide(NOW)
    return found


@pytest.mark.parametrize("name", [*NAMES, "localhost", "127.0.0.1"])
async def test_clients_that_trust_the_authority_take_it_for_every_name(tmp_path: Path, name: str) -> None:
    own = made(tmp_path)
    async with served(server_context(own.pair)) as port:
        await visit(port, own.authority, name)


async def test_clients_refuse_it_for_another_name_and_without_the_authority(tmp_path: Path) -> None:
    own, stranger = made(tmp_path / "a"), made(tmp_path / "b")
    async with served(server_context(own.pair)) as port:
        with pytest.raises(ssl.SSLCertVerificationError):
            await visit(port, own.authority, "other.example")
        with pytest.raises(ssl.SSLCertVerificationError):
            await visit(port, stranger.authority, "desk.example")


async def test_the_authority_can_vouch_for_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever steals its key cannot pass for a bank."""
    own = made(tmp_path)
    thief = OwnCertificate(own.folder, ["bank.example"])
    monkeypatch.setattr(OwnCertificate, "_may_vouch", lambda *_: True)
    assert not thief.provide(NOW)
    async with served(server_context(thief.pair)) as port:
        with pytest.raises(ssl.SSLCertVerificationError):
            await visit(port, own.authority, "bank.example")


def test_all_that_is_kept_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    own = made(tmp_path)
    kept = [path for path in own.folder.iterdir() if path.name != ".lock"]
    assert {path.name for path in kept} == {"authority.pem", "authority.crt", "desk.pem"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
    assert stat.S_IMODE(own.folder.stat().st_mode) == 0o700
    assert "PRIVATE" not in own.authority.read_text()


def test_what_is_right_stays(tmp_path: Path) -> None:
    own = made(tmp_path)
    before = own.pair.key.read_bytes(), own.authority.read_bytes()
    assert not own.provide(NOW + timedelta(days=300))
    assert (own.pair.key.read_bytes(), own.authority.read_bytes()) == before


def test_the_certificate_is_renewed_before_anybody_is_warned_and_the_authority_stays(tmp_path: Path) -> None:
    own = made(tmp_path)
    before = own.pair.key.read_bytes(), own.authority.read_bytes()
    assert not own.provide(later := own.pair.ends() - timedelta(days=59))
    assert own.pair.key.read_bytes() != before[0]
    assert own.authority.read_bytes() == before[1]
    assert own.pair.ends() > later + timedelta(days=300)


def test_a_certificate_never_outlives_its_authority_nor_is_made_again_and_again(tmp_path: Path) -> None:
    own = made(tmp_path)
    end = certificates_in(own.authority)[0].not_valid_after_utc
    assert not own.provide(end - timedelta(days=20))
    assert own.pair.ends() == end
    last = own.pair.key.read_bytes()
    assert not own.provide(end - timedelta(days=10))
    assert own.pair.key.read_bytes() == last
    assert own.provide(end + timedelta(seconds=1))  # another authority


@pytest.mark.parametrize(
    ("names", "another_authority"),
    [(NAMES[:1], False), ((*NAMES, "desk2.example"), True), ((NAMES[0], "192.0.2.11"), True)],
)
def test_other_names_get_another_certificate(
    tmp_path: Path, names: tuple[str, ...], another_authority: bool
) -> None:
    own = made(tmp_path)
    changed = OwnCertificate(own.folder, names)
    assert changed.provide(NOW) is another_authority
    found = certificates_in(changed.pair.certificate)[0]
    alternative = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert {str(name.value) for name in alternative} == {*names, *own_module.ALWAYS}


@pytest.mark.parametrize("name", ["desk.pem", "authority.crt"])
@pytest.mark.parametrize("text", ["", "no PEM", None])
def test_a_damaged_file_is_made_again_by_the_same_authority(
    tmp_path: Path, name: str, text: str | None
) -> None:
    own = made(tmp_path)
    before = own.authority.read_bytes()
    path = own.folder / name
    path.unlink() if text is None else path.write_text(text)
    assert not own.provide(NOW)
    own.pair.ends()
    assert own.authority.read_bytes() == before


def test_a_damaged_authority_is_said_and_never_replaced_in_silence(tmp_path: Path) -> None:
    """All browsers would have to take another one."""
    own = made(tmp_path)
    for wrong in ("no PEM", own.pair.key.read_text()):  # and one that is of somebody else's making
        (own.folder / "authority.pem").write_text(wrong)
        with pytest.raises(CertificateError, match=r"authority\.pem"):
            own.provide(NOW)
        assert (own.folder / "authority.pem").read_text() == wrong


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "certificates").write_text("a file")
    with pytest.raises(CertificateError, match="certificates"):
        OwnCertificate(tmp_path / "certificates", NAMES).provide(NOW)


@settings(max_examples=20, deadline=None)
@given(st.integers(min_value=0, max_value=11 * 365))
def test_on_any_day_what_is_provided_is_good_on_that_day(
    tmp_path_factory: pytest.TempPathFactory, days: int
) -> None:
    own = made(tmp_path_factory.mktemp("own"))
    day = NOW + timedelta(days=days)
    own.provide(day)
    assert own.pair.ends() > day
    assert certificates_in(own.pair.certificate)[0].not_valid_before_utc < day
    assert certificates_in(own.authority)[0].not_valid_after_utc > day
