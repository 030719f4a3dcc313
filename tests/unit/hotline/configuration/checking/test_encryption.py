"""Certificates of connections between machines: what `hotline check` says of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hotline.configuration.checking.connections.encryption import ending_certificates, trunks_unknown
from hotline.configuration.checking.mistakes import checked
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.problem import ConfigError
from hotline.configuration.yaml.sources import Sources
from tests.authorities import Issued, TestAuthority
from tests.unit.hotline.configuration.generations.parts import TEXT

NOW = datetime.now(UTC)


@pytest.fixture
def authority(tmp_path: Path) -> TestAuthority:
    return TestAuthority(tmp_path)


def config(folder: Path, section: str) -> HotlineConfig:
    """Raises `ConfigError`."""
    sources = Sources("config.yaml", {"config.yaml": f"{section}\n{TEXT}".encode()}, place=folder)
    return checked(sources)[0]


def encrypted(issued: Issued, authority: TestAuthority | None = None, transport: str = "tls") -> str:
    known = "" if authority is None else f", authority: {authority.file}"
    trunk = f"{{id: carrier, match: [10.0.0.1], transport: {transport}}}"
    tls = f"{{certificate: {issued.certificate}, key: {issued.key}{known}}}"
    return f"telephony: {{tls: {tls}, trunks: [{trunk}]}}"


def test_a_trunk_that_is_encrypted_and_known_is_not_doubted(tmp_path: Path, authority: TestAuthority) -> None:
    found = config(tmp_path, encrypted(authority.issue("sip"), authority))
    assert not [*ending_certificates(found), *trunks_unknown(found)]


@pytest.mark.parametrize(
    ("broken", "path"),
    [("sip.crt", "telephony.tls.certificate"), ("sip.key", "telephony.tls.key"),
     ("authority.pem", "telephony.tls.authority")],
)  # fmt: skip
@pytest.mark.parametrize("content", [None, "secret"])
def test_a_file_that_cannot_be_used_is_named(
    tmp_path: Path, authority: TestAuthority, broken: str, path: str, content: str | None
) -> None:
    section = encrypted(authority.issue("sip"), authority)
    (tmp_path / broken).unlink()
    if content is not None:
        (tmp_path / broken).write_text(content)
    with pytest.raises(ConfigError) as caught:
        config(tmp_path, section)
    [problem] = caught.value.problems
    assert problem.path == path
    assert broken in str(problem)
    assert "secret" not in str(problem)


def test_the_key_of_another_certificate_is_named(tmp_path: Path, authority: TestAuthority) -> None:
    own, other = authority.issue("sip"), authority.issue("other")
    with pytest.raises(ConfigError) as caught:
        config(tmp_path, encrypted(Issued(own.certificate, other.key, own.both)))
    assert [one.path for one in caught.value.problems] == ["telephony.tls.key"]


@pytest.mark.parametrize(("days", "said"), [(-1, "it ended on"), (20, "in 19 days"), (40, None)])
def test_an_end_is_told_before_it_comes_and_stops_nothing(
    tmp_path: Path, authority: TestAuthority, days: int, said: str | None
) -> None:
    """A service that must be started again in that night starts."""
    ends = authority.issue("sip", until=NOW + timedelta(days=days))
    found = list(ending_certificates(config(tmp_path, encrypted(ends, authority))))
    assert [said in message for _, _, message, _ in found] == ([] if said is None else [True])
    assert all(path == ("telephony", "tls", "certificate") for _, path, _, _ in found)


def test_a_line_that_is_encrypted_with_nobody_knows_whom_is_doubted(
    tmp_path: Path, authority: TestAuthority
) -> None:
    found = list(trunks_unknown(config(tmp_path, encrypted(authority.issue("sip")))))
    assert ["nobody knows with whom" in message for _, _, message, _ in found] == [True]


def test_a_port_that_no_trunk_uses_is_doubted(tmp_path: Path, authority: TestAuthority) -> None:
    found = list(trunks_unknown(config(tmp_path, encrypted(authority.issue("sip"), authority, "plain"))))
    assert ["open for nobody" in message for _, _, message, _ in found] == [True]


@pytest.mark.parametrize(
    ("trunk", "path"),
    [
        ("transport: tls", "telephony.trunks[0].transport"),
        ("media_encryption: sdes", "telephony.trunks[0].media_encryption"),
    ],
)
def test_half_of_an_encryption_is_a_mistake(tmp_path: Path, trunk: str, path: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config(tmp_path, f"telephony: {{trunks: [{{id: carrier, match: [10.0.0.1], {trunk}}}]}}")
    assert [one.path for one in caught.value.problems] == [path]
