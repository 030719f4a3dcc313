"""Which certificate the desk shows, as configured."""

from __future__ import annotations

from hotline.configuration.schema import HotlineConfig
from hotline.machine.certificates.own import OwnCertificate
from hotline.machine.certificates.pair import Pair
from hotline.machine.paths import CHECKOUT, State


def certificate_of(config: HotlineConfig, state: State) -> Pair | OwnCertificate | None:
    """None: the desk speaks plain HTTP. Nothing is read or made."""
    tls = config.desk.tls
    if tls is None:
        return None
    if tls == "own":
        return OwnCertificate(state.certificates, config.desk.certified)
    return Pair(CHECKOUT / tls.certificate, CHECKOUT / tls.key)


def desk_address(config: HotlineConfig) -> str:
    """Where agents' browsers find the desk, as far as the configuration says it."""
    desk = config.desk
    host = next(iter(desk.certified), desk.bind)
    scheme = "http" if desk.tls is None else "https"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{desk.port}"
