"""What was learned of a configuration's sayings, kept on disk: the next start learns nothing anew.

One file, of one configuration. It is opened only where this instance's own secret, the same settings, the
same code and the same libraries wrote it; anything else is learned anew: the same, but it takes longer.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import logging
import pickle
import sys
from functools import cache
from importlib.metadata import version
from typing import Any

from hotline.machine.files import write_whole
from hotline.machine.paths import CHECKOUT, State
from hotline.machine.secrets import seal_of
from hotline.records.sealing import Seal
from ivr import Understanding
from ivr.settings.settings import IvrSettings

log = logging.getLogger(__name__)

PURPOSE = "understanding"
_SIGN = hashlib.sha256
_LIBRARIES = ("numpy", "scipy", "pypinyin", "pydantic", "rapidfuzz")
"""Whose own objects are in it, or who decide what is learned."""
_OF_OTHERS = {
    ("builtins", "dict"),
    ("builtins", "set"),
    ("builtins", "frozenset"),
    ("collections", "Counter"),
    ("collections", "defaultdict"),
    ("numpy", "dtype"),
    ("numpy", "ndarray"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy._core.numeric", "_frombuffer"),
    ("re", "_compile"),
    ("scipy.sparse._csr", "csr_matrix"),
}
"""All that it is made of beside `ivr`."""


class KeptUnderstanding:
    """Of one state folder. Blocking: half a second, where learning takes several."""

    def __init__(self, state: State) -> None:
        self._path = state.understanding
        self._secrets = state.secrets

    def read_or_learn(self, settings: IvrSettings) -> Understanding:
        """What is learned is kept for the next time."""
        found = self.read(settings)
        if found is None:
            found = Understanding(settings)
            self._keep(settings, found)
        return found

    def read(self, settings: IvrSettings) -> Understanding | None:
        """None where nothing is kept of these settings, by this code. Writes nothing."""
        try:
            data = self._path.read_bytes()
            signed, packed = data[: _SIGN().digest_size], data[_SIGN().digest_size :]
            if not hmac.compare_digest(signed, self._signed(settings, packed)):
                return None
            found = _Unpickler(io.BytesIO(packed)).load()
        except FileNotFoundError:
            return None
        except Exception as error:  # whatever it is, it is only the quicker way
            log.warning("what was learned is not read again: %r", error)
            return None
        return found if isinstance(found, Understanding) else None

    def _keep(self, settings: IvrSettings, understanding: Understanding) -> None:
        """In place of what was kept. Where that fails the next start learns, and takes longer."""
        try:
            packed = pickle.dumps(understanding, pickle.HIGHEST_PROTOCOL)
            write_whole(self._path, self._signed(settings, packed) + packed, 0o600, lasting=False)
        except Exception as error:  # as above
            log.warning("what was learned is not kept for the next start: %r", error)

    def _signed(self, settings: IvrSettings, packed: bytes) -> bytes:
        # Answers are no part of what is learned, and those of articles come later than it.
        asked = [intent.model_copy(update={"answer": None}) for intent in settings.intents]
        told = settings.model_copy(update={"intents": tuple(asked)}).model_dump_json()
        seal = Seal(seal_of(self._secrets), PURPOSE)
        return hmac.digest(seal.name(f"{_code()}\n{told}").encode(), packed, _SIGN)


class _Unpickler(pickle.Unpickler):
    """Of what an `Understanding` is made of, and nothing that does something."""

    def find_class(self, module: str, name: str) -> Any:
        if not module.startswith("ivr.") and (module, name) not in _OF_OTHERS:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of what is learned")
        return super().find_class(module, name)


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
