"""Checks of certificates: they can be used, and do not end soon."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.errors import HotlineError

from ..finding import Finding, fail, ok, warn

if TYPE_CHECKING:
    from hotline.machine.certificates.own import OwnCertificate
    from hotline.machine.certificates.pair import Pair

PART = "Desk certificate"
_RENEW_OWN = (
    "Start the service: it makes another authority; agents' machines take it (hotline desk certificate)."
)


def check_certificate(shown: Pair | OwnCertificate, now: datetime | None = None) -> Finding:
    """An own one that is not made yet is made at the first start."""
    # Late: half a second of libraries, for those alone whose desk speaks HTTPS.
    from hotline.machine.certificates.own import OwnCertificate
    from hotline.machine.certificates.pair import CertificateError, certificates_in

    is_own = isinstance(shown, OwnCertificate)
    pair = shown.pair if isinstance(shown, OwnCertificate) else shown
    if is_own and not pair.certificate.exists():
        return ok(PART, f"{pair.certificate} will be made at the first start")
    try:
        ends = pair.ends()
        if isinstance(shown, OwnCertificate):
            ends = min(ends, certificates_in(shown.authority)[0].not_valid_after_utc)
    except CertificateError as error:
        mend = "Move the folder away: the next start makes another." if is_own else "Correct desk.tls."
        return fail(PART, str(error), mend)
    mend = _RENEW_OWN if is_own else "Put the next one into the same files: it is taken without a restart."
    return _until(PART, pair.certificate, ends, mend, now)


@dataclass(frozen=True)
class UsedFile:
    """Certificates in a file that others ask for, or that they are known by."""

    part: str
    file: Path
    ends: Callable[[], datetime]
    """When the first of them does. Raises `HotlineError`."""
    setting: str
    """What names it, e.g. `telephony.tls.certificate`."""


def check_used(used: UsedFile, now: datetime | None = None) -> Finding:
    """It can be used, and does not end soon."""
    try:
        ends = used.ends()
    except HotlineError as error:
        return fail(used.part, str(error), _("Correct {setting}.").format(setting=used.setting))
    return _until(used.part, used.file, ends, _("Put the next one into the same file."), now)


def _until(part: str, file: Path, ends: datetime, mend: str, now: datetime | None) -> Finding:
    """What ends is told a month before."""
    from hotline.machine.certificates.pair import ENDS_SOON, time_left  # late, as above

    left = time_left(ends, now)
    named = {"file": file, "ends": f"{ends:%Y-%m-%d}", "days": left.days}
    if left <= timedelta(0):
        return fail(part, _("{file} ended on {ends}").format(**named), mend)
    if left <= ENDS_SOON:
        return warn(part, _("{file} ends on {ends}, in {days} days").format(**named), mend)
    return ok(part, _("{file} is good until {ends}").format(**named))
