"""Connections between machines: certificates that cannot be used, that end, or that nobody looks at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from hotline.configuration.certificates.files import certificate_files
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.source import PathParts

PUT_NEXT = "把新证书放进原来的文件 / put the next one into the same file"


def unusable_certificates(config: HotlineConfig) -> Iterator[tuple[PathParts, str, str]]:
    """Files that a connection would end with."""
    for used in certificate_files(config):
        # Late: half a second of libraries, for those alone who have certificates.
        from hotline.machine.certificates.pair import CertificateError

        try:
            used.ends()
        except CertificateError as error:
            path = used.key_path if error.of_key else used.path
            yield path, str(error), "换成能用的 / name one that can be used"


def ending_certificates(config: HotlineConfig) -> Iterator[tuple[str, PathParts, str, str]]:
    """What has ended, or will within a month. Where it is checked, files that cannot be used are mistakes."""
    for used in certificate_files(config):
        from hotline.machine.certificates.pair import ENDS_SOON, CertificateError, time_left

        try:
            ends = used.ends()
        except CertificateError:
            continue
        left = time_left(ends, datetime.now(UTC))
        if left.total_seconds() <= 0:
            said = (
                f"证书已于 {ends:%Y-%m-%d} 到期，对方不再接受 / it ended on {ends:%Y-%m-%d}: others refuse it"
            )
            yield "certificate", used.path, said, PUT_NEXT
        elif left <= ENDS_SOON:
            day, days = f"{ends:%Y-%m-%d}", left.days
            said = f"证书 {day} 到期，还有 {days} 天 / it ends on {day}, in {days} days"
            yield "certificate", used.path, said, PUT_NEXT


def trunks_unknown(config: HotlineConfig) -> Iterator[tuple[str, PathParts, str, str]]:
    """Trunks that are encrypted, and whose certificates nobody looks at; and a port that no trunk uses."""
    tls = config.telephony.tls
    encrypted = [at for at, trunk in enumerate(config.telephony.trunks) if trunk.transport == "tls"]
    if tls is None:
        return
    if not encrypted:
        yield (
            "encryption",
            ("telephony", "tls"),
            "没有一条中继写 transport: tls，这个端口白开着 / no trunk has transport: tls: the port is open "
            "for nobody",
            "在中继下写 transport: tls，或去掉 tls / write it under a trunk, or leave tls out",
        )
    elif tls.authority is None:
        yield (
            "encryption",
            ("telephony", "tls"),
            "没写 authority：线路加密了，但不知道对面是谁 / without authority the line is encrypted, and "
            "nobody knows with whom",
            "写上运营商证书的签发机构 / write authority: those that the carrier's certificate is from",
        )
