"""Check of the desk's certificate: it can be used, and does not end soon."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from .finding import Finding, fail, ok, warn

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
    from hotline.machine.certificates.pair import ENDS_SOON, CertificateError, certificates_in

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
    left = ends - (now or datetime.now(UTC))
    mend = _RENEW_OWN if is_own else "Put the next one into the same files: it is taken without a restart."
    if left <= timedelta(0):
        return fail(PART, f"{pair.certificate} ended on {ends:%Y-%m-%d}", mend)
    if left <= ENDS_SOON:
        return warn(PART, f"{pair.certificate} ends on {ends:%Y-%m-%d}, in {left.days} days", mend)
    return ok(PART, f"{pair.certificate} is good until {ends:%Y-%m-%d}")
