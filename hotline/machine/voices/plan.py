"""One voice for all prompts: recordings, or where one is missing the best voice that is installed.

`telephony/prompts/VOICE` names the voice of Kokoro that spoke the recordings, where one did: that voice may
say beside them what has no recording. A city whose own people speak the recordings takes the file away.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hotline.machine.paths import KOKORO, RECORDINGS
from hotline.machine.voices.choice import ESPEAK, PROMPTS_HZ, VoiceChoice, chosen
from hotline.machine.voices.reading import is_english
from ivr import prompts_needed, slow_prompts_needed
from ivr.settings.settings import IvrSettings
from telephony.settings import TelephonySettings
from telephony.sound.prompts import is_recorded

VOICE = "VOICE"
"""The file beside the folders of the recordings."""


@dataclass(frozen=True, slots=True)
class VoicePlan:
    """Who speaks the prompts of one configuration."""

    voice: VoiceChoice
    unrecorded: tuple[str, ...]
    """The texts that have no recording."""
    speaks_all: bool
    """The voice says what has a recording, too: callers hear one voice. Not what it cannot say: English."""
    mixed: bool
    """A poor voice is heard among the recordings."""

    def says(self, text: str) -> bool:
        """Whether the voice says that text even where there is a recording."""
        return self.speaks_all and not is_english(text)


def planned(
    telephony: TelephonySettings, ivr: IvrSettings, recordings: Path = RECORDINGS, kokoro: Path = KOKORO
) -> VoicePlan:
    """Blocking: looks for some hundred files. `ivr` has the answers of the knowledge base in it."""
    voice = chosen(telephony, kokoro)
    needed = dict.fromkeys([*prompts_needed(ivr), *slow_prompts_needed(ivr)])
    unrecorded = tuple(text for text in needed if not is_recorded(recordings, text, PROMPTS_HZ))
    some = len(unrecorded) < len(needed)
    of_recordings = recordings / VOICE
    named = of_recordings.read_text(encoding="utf-8").strip() if of_recordings.is_file() else ""
    same = voice.name == named and voice.speed == 1
    able = voice.name != ESPEAK
    theirs = [text for text in unrecorded if able and not is_english(text)]
    return VoicePlan(
        voice=voice,
        unrecorded=unrecorded,
        speaks_all=bool(theirs) and some and not same,
        mixed=some and len(theirs) < len(unrecorded),
    )
