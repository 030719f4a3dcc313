"""A sentence that is not live yet, as callers would hear it."""

from __future__ import annotations

import base64
from io import BytesIO

import numpy as np
import soundfile

from agent_assist.admin.port import AdministrationRefused
from agent_assist.admin.wire.trying import Said
from hotline.machine.voices.choice import PROMPTS_HZ
from telephony.sound.prompts import PromptLibrary, SynthesisError


class PromptSpeaker:
    """Says sentences with the recordings and the voice of the running service."""

    def __init__(self, prompts: PromptLibrary) -> None:
        self._prompts = prompts

    async def say(self, text: str) -> Said:
        """Raises `AdministrationRefused` when there is no way to speak it. Nothing of it is kept."""
        recorded = self._prompts.recorded(text, PROMPTS_HZ)
        try:
            pcm = await self._prompts.pcm(text, PROMPTS_HZ, keep=recorded)
        except SynthesisError as error:
            message = f"没有可用的语音合成 / it cannot be spoken: {error}"
            raise AdministrationRefused("no_voice", message, 503) from None
        wav = BytesIO()
        soundfile.write(wav, np.frombuffer(pcm, "<i2"), PROMPTS_HZ, format="WAV", subtype="PCM_16")
        return Said(sound=base64.b64encode(wav.getvalue()).decode(), recorded=recorded)
