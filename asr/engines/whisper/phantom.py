"""Text that nobody said: what Whisper writes into silence, noise, music and sounds it does not know.

It learned from films and their subtitles, so it thanks for watching, names subtitlers and asks to subscribe;
or it repeats itself, or the prompt it was given. Such a text must not become a request.
"""

from __future__ import annotations

import re
import zlib

from asr.engines.whisper.network import Answer
from asr.text.phrases import units

_SILENCE = 0.6
_DOUBTFUL = 0.45
"""A text of so small a chance that comes with `_SILENCE` (OpenAI's own pair is 0.6 and exp(-1))."""
_HOPELESS = 0.25
"""A text that the network itself hardly believes."""
_REPETITIVE = 2.4
"""UTF-8 bytes to deflated ones: OpenAI's own limit for a text that goes round in a circle."""
_REPEATED_FROM = 12
"""Shorter texts say nothing by it: 好的好的好的 is talk."""
_FASTEST = 9.0
"""Units (characters, Latin words) a second: nobody speaks so fast."""
_FEW = 4
"""So few may fall into any length."""

_SUBTITLES = re.compile(
    r"字幕|訂閱|订阅|點贊|点赞|轉發|转发|打賞|打赏|明鏡|明镜|點點欄目|点点栏目|優優獨播|优优独播|YoYo|李宗盛|作[词詞]|作曲|編曲|编曲"
    r"|請不吝|请不吝|謝謝(?:大家)?(?:觀看|收看|收聽)|谢谢(?:大家)?(?:观看|收看|收听)|感謝(?:觀看|收看|收聽)|感谢(?:观看|收看|收听)"
    r"|下集再見|下集再见|下期再見|下期再见|我們下次再見|我们下次再见|歡迎收看|欢迎收看"
    r"|(?i:thanks? (?:you )?for watching|subscribe|amara\.org|subtitles? by|♪)"
)
"""Its well-known phantoms. A caller who says one of these has not lost much: he is asked again."""


def doubt(answer: Answer, text: str, seconds: float, prompt: str) -> str:
    """Why the first text of `answer`, `text` without punctuation, is not believed; empty: it is.

    `seconds`: length of the sound; `prompt`: what the network was given.
    """
    said = units(text)
    if not said:
        return ""
    chance = answer.chances[0]
    if answer.silence > _SILENCE and chance < _DOUBTFUL:
        return "silence"
    if chance < _HOPELESS:
        return "guess"
    if _SUBTITLES.search(answer.texts[0]):
        return "subtitles"
    if len(said) > _FEW and len(said) > _FASTEST * seconds:
        return "too fast"
    if _goes_round(text):
        return "repetition"
    if len(said) > _FEW and text in "".join(units(prompt)):
        return "prompt"
    return ""


def _goes_round(text: str) -> bool:
    if len(text) < _REPEATED_FROM:
        return False
    written = text.encode()
    return len(written) / len(zlib.compress(written, 9)) > _REPETITIVE
