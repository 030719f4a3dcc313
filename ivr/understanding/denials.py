"""What a caller says it is not: “不是投诉，我是想咨询”, “没有停水，就是水压小”, “不用转人工”.

A denied stretch is taken out before the sentence is judged. A plain 不 or 没 is mostly the complaint
itself (不供暖, 没人管, 没有水), so only five forms count, and only around words that can be denied.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from importlib import resources

from ruamel.yaml import YAML

from ivr.dialects.normalise import PAUSE, STOP

_LONGEST = 14
"""Characters of what is denied; more is a sentence of its own."""

_TOPIC = 8
"""Characters of the longest word that is looked for in it."""

_ENDS = f"{PAUSE}{STOP}"
_TURN = (
    "我(?:要|想)?(?:问|说|讲|找|查|办|投诉|反映)的?是|"
    "而是|我是|我们是|我就是|我只是|我想|我要|我就|就是|只是|主要是|其实是|但|不过|可是|是|也不是|也没|也不用"
)
"""What opens the other half: what it is instead."""

_NOT_THIS = re.compile(
    rf"(?<![是要可岂还莫否道说])(?P<cue>(?:并|也|又)?不是|并非|"
    r"(?<=[我们咱俺])(?:又|并)?不(?:是)?(?:问|说|讲|找|查|办|投诉|反映))(?![不没无别])"
    rf"(?P<what>[^{_ENDS}]{{1,{_LONGEST}}}?)(?={_TURN}|[{_ENDS}]|$)"
)
_SAID_BY_NONE = re.compile(
    rf"(?P<cue>谁说(?:是|的)?)(?P<what>[^{_ENDS}]{{1,{_LONGEST}}})(?=[{_ENDS}]+(?:又|并|根本)?(?:没|不是))"
)
"""“谁说着火了，没着”. Asked alone it may be meant."""
_NOT_THERE = re.compile(
    r"(?<![分区个性级])(?P<cue>不用|不要|不需要|别|甭|莫)(?:你们|你|再|又)*"
    r"(?:(?:给我|帮我|把我|替我)(?:转接|转到|转给|转|接到|接通|接)|转接|转到|转给|转去)"
    rf"(?P<what>[^{_ENDS}]{{1,8}}?)(?:那里|那边|那儿|去|了|啊|啦)*(?=[{_ENDS}]|我|$)"
)
"""“别给我转物业”: not there."""
_ANY_CUE = re.compile("不是|并非|没有|不用|不要|不需要|别|谁说")
_TURNED = re.compile(_TURN)
_LIGHT = re.compile(r"^(?:我|你们|要|想|来|去|为了|说|讲|问|办|办理|因为|关于|什么|真的|打电话)+")
"""Opens what is denied, and changes nothing."""
_TAIL = re.compile(
    r"(?:这个|那个|之类|方面)?的?(?:事情|事儿|事|问题|业务|情况|电话|意思)?(?:的|了|啊|呢|呀|哦)*$"
)
_ASKED = ("吗", "么", "嘛", "吧", "呢")
"""不是…吗 means that it is."""


@dataclass(frozen=True, slots=True)
class Denied:
    """A stretch that was taken out."""

    cue: str
    what: str
    certain: bool
    """It names what callers may want and nothing else, and no emergency."""
    strange: bool = False
    """It names an emergency in words that hardly deny it: 没有着火了."""
    happened: bool = False
    """It says that something has not happened. That may be the complaint: 我没有违章，凭什么罚我."""

    def __str__(self) -> str:
        return f"来电人说{self.cue}“{self.what}”"


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence without what it denies."""

    kept: str
    """With `PAUSE` and `STOP`, which also stands where something was taken out."""
    denied: tuple[Denied, ...] = ()


@dataclass(frozen=True, slots=True)
class _Words:
    """What `denials.yaml` has."""

    acts: list[str]
    helps: list[str]
    people: list[str]
    troubles: list[str]
    never: list[str]
    elsewhere: list[str]


class Denials:
    """Finds what is denied. Made once per configuration."""

    def __init__(self, topics: Iterable[str], urgent: Collection[str]) -> None:
        """`topics`: what intents are about, their keywords; `urgent`: those of emergencies."""
        self._words = words = _words()
        self._topics = {*topics, *words.acts, *words.helps, *words.troubles}
        self._urgent = tuple(urgent)
        troubles, wanted = _any_of(words.troubles), _any_of([*words.helps, *words.acts])
        not_happened = re.compile(
            rf"(?<![有不是能会])(?<!怎么)(?<!什么)(?P<cue>并?没有?)(?!(?:谁|人)(?:{troubles})了)"
            r"(?:发生|出现|发现|看到|看见|谁|人)?"  # 家里没有人着火了 is a fire
            rf"(?P<what>(?:{troubles})(?:了|过)?(?:的(?:情况|事|问题|现象))?)[啊呢呀哦]?"
            rf"(?=[{_ENDS}]|$|{_TURN}|可能|好像|有点|有些)"
        )
        not_wanted = re.compile(
            r"(?<![要需用])(?P<cue>不用|不要|不需要|不必|无需|用不着|没必要|不想|没有?[想要]|"
            r"(?<![特分区个性级类差告识离辨判国])别|甭)"
            r"(?:你们|你|再|给我|帮我|替我|去|来|要|叫|找|派|打|接)*"
            rf"(?P<what>(?:{wanted})(?:服务|客服|坐席)?)(?![吗么嘛费湖]|智能|怎么行|不行)"
        )
        self._happened, self._wanted = not_happened, not_wanted

    def of(self, marked: str) -> Said:
        """`marked` is standard Mandarin with `PAUSE` where the caller paused."""
        denied: list[Denied] = []

        def out(found: re.Match[str], judge: Callable[[re.Match[str]], Denied | None]) -> str:
            if (one := judge(found)) is None:
                return found.group()
            denied.append(one)
            return STOP

        forms = (
            (_NOT_THIS, self._not_this),
            (_SAID_BY_NONE, self._not_wanted),
            (self._happened, self._not_happened),
            (self._wanted, self._not_wanted),
            (_NOT_THERE, self._not_there),
        )
        for pattern, judge in forms:
            marked = pattern.sub(partial(out, judge=judge), marked)
        return Said(marked, tuple(denied))

    def near(self, marked: str, word: str) -> bool:
        """Whether words of denial stand before `word` in its clause, counted or not."""
        clause = re.search(rf"[^{_ENDS}]*(?={re.escape(word)})", marked)
        return clause is not None and _ANY_CUE.search(clause.group()) is not None

    def _not_this(self, found: re.Match[str]) -> Denied | None:
        """不是, and what it is not; a human that the caller misses (你不是真人) is wanted."""
        what, end = found["what"], found.string[found.end() :]
        behind = end.lstrip(_ENDS)
        core = _LIGHT.sub("", _TAIL.sub("", what)) or _LIGHT.sub("", what)
        asked = f"{what}{end[:1]}".endswith(_ASKED)
        either = behind.startswith("就是") and core not in self._words.acts  # 不是停水就是停电
        plain = core in self._topics
        missed = _TAIL.sub("", what) in self._words.people
        turned = _TURNED.match(behind) is not None and self._about(what)
        if asked or either or missed or not (plain or turned):
            return None
        return self._denied(found, what, core, plain)

    def _not_happened(self, found: re.Match[str]) -> Denied | None:
        """没有, and what did not happen."""
        denied = self._denied(found, found["what"], found["what"], plain=True)
        if denied is None:
            return None
        return replace(denied, happened=True, strange=not denied.certain and "了" in denied.what)

    def _not_wanted(self, found: re.Match[str]) -> Denied | None:
        """不用, and what is not wanted; 谁说, and what nobody says."""
        return self._denied(found, found["what"], found["what"], plain=True)

    def _not_there(self, found: re.Match[str]) -> Denied | None:
        """别给我转, and where to; only what an intent is about."""
        return self._not_wanted(found) if self._about(found["what"]) else None

    def _denied(self, found: re.Match[str], what: str, core: str, plain: bool) -> Denied | None:
        """None where life is at stake, or an emergency is denied and something else can be meant."""
        if any(word in what for word in self._words.never):
            return None
        grave = any(word in what or core in word for word in self._urgent)
        rest = found.string[: found.start()] + STOP + found.string[found.end() :]
        if grave and (not plain or any(word in rest for word in self._words.elsewhere)):
            return None
        return Denied(found["cue"], what, certain=plain and not grave)

    def _about(self, what: str) -> bool:
        """Whether it names something that an intent is about."""
        return any(
            what[begin : begin + length] in self._topics
            for length in range(2, _TOPIC + 1)
            for begin in range(len(what) - length + 1)
        )


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@lru_cache(maxsize=1)
def _words() -> _Words:
    text = resources.files("ivr.understanding").joinpath("denials.yaml").read_text(encoding="utf-8")
    return _Words(**YAML(typ="safe").load(text))
