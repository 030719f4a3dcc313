"""The doctor looks at the desk's certificate: that it can be used, and until when."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hotline.machine.certificates.own import OwnCertificate
from hotline.machine.certificates.pair import CertificateError
from hotline.machine.doctor.checks.certificate import UsedFile, check_certificate, check_used
from hotline.machine.doctor.finding import Level
from tests.unit.hotline.machine.certificates.parts import NOW, files

ENDS = timedelta(days=397)


@pytest.mark.parametrize(
    ("after", "level"),
    [
        (timedelta(0), Level.OK),
        (ENDS - timedelta(days=31), Level.OK),
        (ENDS - timedelta(days=29), Level.WARN),
        (ENDS + timedelta(seconds=1), Level.FAIL),
    ],
)
def test_an_end_is_told_a_month_before_it(tmp_path: Path, after: timedelta, level: Level) -> None:
    finding = check_certificate(files(tmp_path), NOW + after)
    assert finding.level is level
    assert f"{NOW + ENDS:%Y-%m-%d}" in finding.found


def test_an_authority_of_ones_own_that_ends_is_told(tmp_path: Path) -> None:
    own = OwnCertificate(tmp_path / "own", ["desk.example"])
    assert check_certificate(own).level is Level.OK  # made at the first start
    own.provide(NOW)
    later = NOW + timedelta(days=3630)
    own.provide(later)
    finding = check_certificate(own, later)
    assert finding.level is Level.WARN
    assert "in 20 days" in finding.found


def test_what_cannot_be_used_fails(tmp_path: Path) -> None:
    pair = files(tmp_path)
    pair.key.unlink()
    finding = check_certificate(pair)
    assert finding.level is Level.FAIL
    assert "desk.key" in finding.found


@pytest.mark.parametrize(
    ("left", "level", "said"),
    [
        (timedelta(days=31), Level.OK, "is good until"),
        (timedelta(days=29, hours=1), Level.WARN, "in 29 days"),
        (timedelta(0), Level.FAIL, "ended on"),
    ],
)
def test_a_trunk_s_or_broker_s_is_told_alike(left: timedelta, level: Level, said: str) -> None:
    used = UsedFile("SIP certificate", Path("sip.crt"), lambda: NOW + left, "telephony.tls.certificate")
    finding = check_used(used, NOW)
    assert (finding.level, finding.part) == (level, "SIP certificate")
    assert said in finding.found
    assert "sip.crt" in finding.found


def test_what_configured_it_is_named_when_it_cannot_be_used() -> None:
    def broken() -> datetime:
        raise CertificateError("sip.crt is no certificate in PEM")

    finding = check_used(UsedFile("SIP certificate", Path("sip.crt"), broken, "telephony.tls.certificate"))
    assert finding.level is Level.FAIL
    assert "telephony.tls.certificate" in finding.mend
