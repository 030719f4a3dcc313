"""Speaks what the set of recordings lacks: python -m hotline.configuration.spoken.record [--write]

Also what is said by parts of the hotline that are switched off as shipped: whoever switches them on hears
one voice. Wants `script/setup --extra voices`; recordings that are there are never touched.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from hotline.configuration.schema import HotlineConfig
from hotline.configuration.spoken.answers import with_answers
from hotline.configuration.yaml.load import load
from hotline.machine.paths import DEFAULT_CONFIG, KOKORO, RECORDINGS
from hotline.machine.voices.choice import ESPEAK, chosen
from hotline.machine.voices.kokoro import KokoroVoice
from hotline.machine.voices.plan import VOICE
from hotline.machine.voices.reading import is_english
from ivr import prompts_needed
from ivr.settings.settings import IvrSettings
from telephony.sound.prompts import PromptLibrary, SynthesisError

RATES = (8000, 16000)
SWITCHES = ("callbacks", "satisfaction", "followups", "waiting", "cases")


def all_switched_on(ivr: IvrSettings) -> IvrSettings:
    """The same with every part that callers may hear, and an answer that is offered to who waits."""
    parts = {name: getattr(ivr, name).model_copy(update={"enabled": True}) for name in SWITCHES}
    parts["cases"] = parts["cases"].model_copy(update={"messages": True})
    intents = tuple(
        one.model_copy(update={"answer": one.answer.model_copy(update={"when": "waiting"})})
        if one.answer is not None
        else one
        for one in ivr.intents
    )
    return ivr.model_copy(update={**parts, "intents": intents})


def everything_said(config: HotlineConfig) -> list[str]:
    """Every text that a hotline of that configuration says, or would say with all of it switched on."""
    ivr = with_answers(config).ivr
    texts = [*prompts_needed(ivr), *prompts_needed(all_switched_on(ivr)), config.recording.announce]
    return list(dict.fromkeys(texts))


async def record(config: HotlineConfig, recordings: Path = RECORDINGS) -> list[str]:
    """Speaks what is missing in the set's own voice; returns what could not be spoken. Raises SynthesisError
    where that voice is not installed."""
    name = (recordings / VOICE).read_text(encoding="utf-8").strip()
    if chosen(config.telephony.model_copy(update={"voice": name})).name == ESPEAK:
        raise SynthesisError(f"the voice {name} is not installed → script/setup --extra voices")
    voice = KokoroVoice(KOKORO, name, 1)
    try:
        library = PromptLibrary(recordings, recordings, voice)
        texts = [text for text in everything_said(config) if not is_english(text)]
        return [text for rate in RATES for text in await library.prepare(texts, rate)]
    finally:
        await voice.close()


def main() -> None:
    """Prints what is missing; with --write, speaks it."""
    config = load(DEFAULT_CONFIG, HotlineConfig)
    if "--write" in sys.argv[1:]:
        failed = asyncio.run(record(config))
        sys.exit("\n".join(failed) or None)
    sys.stdout.writelines(f"{text}\n" for text in missing(config))


def missing(config: HotlineConfig, recordings: Path = RECORDINGS) -> list[str]:
    """What has no recording at one of the rates."""
    library = PromptLibrary(recordings, recordings, _nobody)
    texts = everything_said(config)
    return list(dict.fromkeys(text for rate in RATES for text in library.missing(texts, rate)))


async def _nobody(text: str, rate: int, *, slow: bool) -> bytes:
    raise SynthesisError(text)


if __name__ == "__main__":
    main()
