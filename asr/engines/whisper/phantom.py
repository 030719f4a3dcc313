"""Text that nobody said: what Whisper writes into silence, noise, music and sounds it does not know.

It learned from films and their subtitles, so it thanks for watching, names subtitlers and asks to subscribe;
or it repeats itself, or the prompt it was given. Such a text must not become a request.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from asr.engines.offline import UNSURE
from asr.engines.whisper.repetition import goes_round
from asr.engines.whisper.task import Answer
from asr.text.units import units

_LIMITS = (
    (2, 0.6, 0.25),
    (4, 0.3, 0.33),
    (10_000, 0.2, 0.33),
)
"""For texts of up to so many units: at most so likely silence, and at least so likely said. Of people's
sentences the likeliest silence was 0.08 and the unlikeliest text 0.37, of single words 0.56 and 0.16; what is
read into talk and music from afar lies beyond nearly always."""
_SURELY_SPEECH, _LEAST = 0.05, 0.25
"""Silence is so unlikely in people's speech only, however badly it is read; talk from afar began at 0.08."""
_SILENCE_OF_TALK = 0.75
"""Where the words themselves speak for talk: English sentences, believed for them before, go up to 0.68,
sentences in dialect to 0.55."""
_RICH, _RICH_CHANCE, _RICH_SHARE = 5, 0.5, 0.6
"""Units at least, the chance of the text, and the share of different units that make it talk."""
_SUSPICIOUS = 0.1
"""So likely silence is too much for a text that looks like no talk: few words in much sound, words of the
prompt alone."""
_FROM_AFAR, _CLEAR = 0.25, 0.6
"""English that is read into babble: most of it is likelier silence, and all but hey hey hey unlikelier said.
Of 380 English sentences by espeak-ng over a telephone one was beyond the first (0.4), and surer (0.66)."""
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


def doubt(answer: Answer, text: str, seconds: float, prompt: str) -> str:
    """Why the first text of `answer`, `text` without punctuation, is not believed; empty: it is.

    `seconds`: length of the sound; `prompt`: what the network was given.
    """
    said = units(text)
    if not said:
        return ""
    most_silence, least_chance = next(limits[1:] for limits in _LIMITS if len(said) <= limits[0])
    if answer.read_in != "zh" or _is_rich(said, answer.chances[0]):
        most_silence = _SILENCE_OF_TALK
    if answer.silence > most_silence:
        return "silence"
    if answer.chances[0] < (_LEAST if answer.silence < _SURELY_SPEECH else least_chance):
        return UNSURE
    if answer.read_in == "en" and answer.silence > _FROM_AFAR and answer.chances[0] < _CLEAR:
        return "from afar"  # and not unsure: what the first pass has made of it counts no more than this
    if _SUBTITLES.search(answer.texts[0]):
        return "subtitles"
    if len(said) > _FEW and len(said) > _FASTEST * seconds:
        return "too fast"
    if goes_round(text):
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


def _is_rich(said: Sequence[str], chance: float) -> bool:
    return len(said) >= _RICH and chance >= _RICH_CHANCE and len(set(said)) >= _RICH_SHARE * len(said)


def _is_prompt(text: str, prompt: str, silence: float) -> bool:
    """A stretch of the prompt, or hardly more than words of it: several of them, or silence is likely."""
    if text in "".join(units(prompt)):
        return True
    rest, words = text, 0
    for word in sorted(_PROMPT_WORD.findall(prompt), key=len, reverse=True):
        words += word in rest
        rest = rest.replace(word, "")
    return (not rest and silence > _SUSPICIOUS) or (words >= _RECITED and len(rest) < _LEFT * len(text))
