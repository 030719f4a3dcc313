"""Text that nobody said: what Whisper writes into silence, noise, music and sounds it does not know.

It learned from films and their subtitles, so it thanks for watching, names subtitlers and asks to subscribe;
or it repeats itself, or the prompt it was given. Such a text must not become a request.
"""

from __future__ import annotations

import re
import zlib

from asr.engines.offline import UNSURE
from asr.engines.whisper.network import Answer
from asr.text.phrases import units

_LIMITS = (
    (2, 0.6, 0.25),
    (4, 0.3, 0.33),
    (10_000, 0.2, 0.33),
)
"""For texts of up to so many units: at most so likely silence, and at least so likely said. Of people's
sentences the likeliest silence was 0.08 and the unlikeliest text 0.37, of single words 0.56 and 0.16; what is
read into talk and music from afar lies beyond nearly always."""
_SILENCE_OF_OTHERS = 0.75
"""English sentences go up to 0.68; they were believed for their words before."""
_REPETITIVE = 2.4
"""UTF-8 bytes to deflated ones: OpenAI's own limit for a text that goes round in a circle."""
_REPEATED_FROM = 12
"""Shorter texts say nothing by it."""
_AROUND = re.compile(r"(.{1,4}?)\1{2,}")
"""The same again and again: 诈骗诈骗诈骗."""
_AROUND_FROM = 7
"""Shorter ones are talk: 好的好的好的, and so are digits: 八八八八八八八."""
_SUSPICIOUS = 0.1
"""So likely silence is too much for a text that looks like no talk: few words in much sound, words of the
prompt alone."""
_RECITED, _LEFT = 3, 0.4
"""Nobody names three queues' affairs in a row, with next to nothing between them."""
_SPARSE = 0.7
"""Units a second."""
_SPARSE_S = 3.0
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

_PROMPT_WORD = re.compile(r"\w+")
_NUMERALS = re.compile(r"[零〇一二三四五六七八九幺十百千万0-9]+")


def doubt(answer: Answer, text: str, seconds: float, prompt: str) -> str:
    """Why the first text of `answer`, `text` without punctuation, is not believed; empty: it is.

    `seconds`: length of the sound; `prompt`: what the network was given.
    """
    said = units(text)
    if not said:
        return ""
    most_silence, least_chance = next(limits[1:] for limits in _LIMITS if len(said) <= limits[0])
    if answer.silence > (most_silence if answer.read_in == "zh" else _SILENCE_OF_OTHERS):
        return "silence"
    if answer.chances[0] < least_chance:
        return UNSURE
    if _SUBTITLES.search(answer.texts[0]):
        return "subtitles"
    if len(said) > _FEW and len(said) > _FASTEST * seconds:
        return "too fast"
    if _goes_round(text):
        return "repetition"
    if (
        answer.read_in == "zh"
        and answer.silence > _SUSPICIOUS
        and seconds > _SPARSE_S
        and len(said) < _SPARSE * seconds
    ):
        return "few words"
    if len(said) > _FEW and _is_prompt(text, prompt, answer.silence):
        return "prompt"
    return ""


def _is_prompt(text: str, prompt: str, silence: float) -> bool:
    """A stretch of the prompt, or hardly more than words of it: several of them, or silence is likely."""
    if text in "".join(units(prompt)):
        return True
    rest, words = text, 0
    for word in sorted(_PROMPT_WORD.findall(prompt), key=len, reverse=True):
        words += word in rest
        rest = rest.replace(word, "")
    return (not rest and silence > _SUSPICIOUS) or (words >= _RECITED and len(rest) < _LEFT * len(text))


def _goes_round(text: str) -> bool:
    round_ = sum(len(found[0]) for found in _AROUND.finditer(text) if not _NUMERALS.fullmatch(found[0]))
    if len(text) >= _AROUND_FROM and round_ > len(text) / 2:
        return True
    if len(text) < _REPEATED_FROM:
        return False
    written = text.encode()
    return len(written) / len(zlib.compress(written, 9)) > _REPETITIVE
