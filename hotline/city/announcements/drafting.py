"""A warning as an announcement that a person still has to read, put right and publish. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from hotline.city.announcements.announcement import Wording
from hotline.city.surges.warning import Warning

ROUND_S = 1800
"""It ends at a full or half hour."""
SHARE = 0.5
"""Of the calls behind a warning that an intent was found in: from there on it is the matter's."""
_KNOWN_PLACE = re.compile(r"[^0-9０-９*#第一二三四五六七八九十百]+")
"""Of an address what stands before its first number, or what is masked."""
_SAME = "同类情况"


def draft(
    warning: Warning,
    title: str,
    intents: Iterable[tuple[str, ...]],
    now: float,
    ends: float | None = None,
    usual_s: float = 4 * 3600.0,
) -> Wording:
    """What, where, since when and until when. `title`: the topic's name or telling words, with spaces;
    `intents`: those found in each of the calls behind; `ends`: seconds since the Unix epoch; None: after
    the usual time."""
    district, place = warning.district, _place(warning)
    where = f"{district}{place}" or "我市"
    named = where + warning.place  # who names the place need not mean the matter
    words = tuple(one for one in title.split() if one not in named and "*" not in one)
    ends = ends or _rounded(now + usual_s)
    text = (
        f"您好，{where}{_moment(warning.since, now)}以来有多位市民反映{'、'.join(words) or _SAME}，"
        f"正在核实处理，预计{_moment(ends, now)}前解决。"
    )
    return Wording(
        text=text,
        words=() if warning.of_all else words,
        intents=() if warning.of_all else _common(intents),
        places=tuple(one for one in (district, place) if one),
        unplaced=not district and not place,
        ends=ends,
    )


def _place(warning: Warning) -> str:
    """What most of them name, without the district and the house."""
    found = _KNOWN_PLACE.match(warning.place.replace(warning.district, "", 1))
    return found.group().strip() if found else ""


def _common(intents: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    calls = [set(one) for one in intents]
    counts = Counter(intent for one in calls for intent in one)
    return tuple(intent for intent, count in counts.most_common() if count >= SHARE * len(calls))


def _rounded(at: float) -> float:
    return -(-at // ROUND_S) * ROUND_S


def _moment(at: float, now: float) -> str:
    """今天14点10分, 昨天20点, 11月3日8点30分."""
    then, today = datetime.fromtimestamp(at), datetime.fromtimestamp(now).date()
    near = {today: "今天", today - timedelta(days=1): "昨天", today + timedelta(days=1): "明天"}
    day = near.get(then.date(), f"{then.month}月{then.day}日")
    return f"{day}{then.hour}点" + (f"{then.minute}分" if then.minute else "")
