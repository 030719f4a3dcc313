"""What was learned of a configuration's sayings, kept on disk: the next start learns nothing anew.

One file, of one configuration. It is opened only where this instance's own secret, the same settings, the
same code and the same libraries wrote it; anything else is learned anew: the same, but it takes longer.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import pickle
import sys
from functools import cache
from importlib.metadata import version

from contracts.errors import HotlineError
from hotline.machine.files import write_whole
from hotline.machine.paths import CHECKOUT, State
from hotline.machine.secrets import load_or_create
from hotline.records.sealing import Seal
from ivr import Understanding
from ivr.settings.settings import IvrSettings

log = logging.getLogger(__name__)

PURPOSE = "understood"
_SIGN = hashlib.sha256
_LIBRARIES = ("numpy", "scipy", "pypinyin", "pydantic", "rapidfuzz")
"""Whose own objects are in it, or who decide what is learned."""


class Understood:
    """Of one state folder. Blocking: half a second, where learning takes several."""

    def __init__(self, state: State) -> None:
        self._path = state.understood
        self._secrets = state.secrets

    def of(self, settings: IvrSettings) -> Understanding:
        """Read, or learned and kept."""
        found = self.read(settings)
        if found is None:
            found = Understanding(settings)
            self.keep(settings, found)
        return found

    def read(self, settings: IvrSettings) -> Understanding | None:
        """None where nothing is kept of these settings, by this code."""
        try:
            data = self._path.read_bytes()
            signed, packed = data[: _SIGN().digest_size], data[_SIGN().digest_size :]
            if not hmac.compare_digest(signed, self._signed(settings, packed)):
                return None
            found = pickle.loads(packed)  # noqa: S301 - signed by this very instance
        except FileNotFoundError:
            return None
        except (HotlineError, OSError) as error:
            log.warning("what was learned is not read again: %s", error)
            return None
        assert isinstance(found, Understanding)
        return found

    def keep(self, settings: IvrSettings, understanding: Understanding) -> None:
        """In place of what was kept. Where it cannot be written the next start learns, and takes longer."""
        try:
            packed = pickle.dumps(understanding, pickle.HIGHEST_PROTOCOL)
            write_whole(self._path, self._signed(settings, packed) + packed, 0o600, lasting=False)
        except (HotlineError, OSError) as error:
            log.warning("what was learned is not kept for the next start: %s", error)

    def _signed(self, settings: IvrSettings, packed: bytes) -> bytes:
        # Answers are no part of what is learned, and those of articles come later than it.
        asked = [intent.model_copy(update={"answer": None}) for intent in settings.intents]
        told = settings.model_copy(update={"intents": tuple(asked)}).model_dump_json()
        seal = Seal(load_or_create(self._secrets, ()).seal, PURPOSE)
        return hmac.digest(seal.name(f"{_code()}\n{told}").encode(), packed, _SIGN)


@cache
def _code() -> str:
    """Changes with whatever decides what is learned, or how it is written."""
    digest = _SIGN(sys.version.encode())
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}\n".encode())
    for package in ("ivr", "contracts"):
        for path in sorted((CHECKOUT / package).rglob("*")):
            if path.suffix in {".py", ".yaml"}:
                digest.update(path.relative_to(CHECKOUT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()
