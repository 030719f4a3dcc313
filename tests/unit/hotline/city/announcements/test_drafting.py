"""A warning as an announcement that a person still has to read."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest

from hotline.city.announcements.announcement import LONGEST_S, AnnouncementError, Wording
from hotline.city.announcements.drafting import draft
from hotline.city.surges.shares import ALL_TOPICS
from hotline.city.surges.warning import Warning

NOW = datetime(2026, 11, 20, 14, 40).timestamp()
SINCE = datetime(2026, 11, 20, 14, 10).timestamp()


def warning(topic: int = 1, district: str = "东城区", place: str = "", since: float = SINCE) -> Warning:
    found = Warning("1-东城区-1", topic, district, since, NOW, 0.2, 400.0, humble=False, people=4)
    found.places = Counter({place: 4} if place else {})
    return found


def test_what_where_since_when_and_until_when() -> None:
    found = draft(warning(place="东城区青竹苑***"), "青竹苑 停水 没水", [], NOW)
    assert found.text == (
        "您好，东城区青竹苑今天14点10分以来有多位市民反映停水、没水，正在核实处理，预计今天19点前解决。"
    )
    assert (found.words, found.places) == (("停水", "没水"), ("东城区", "青竹苑"))
    assert not found.unplaced
    assert found.checked(NOW) == found


def test_of_another_day_and_with_a_known_end() -> None:
    ends = datetime(2026, 11, 21, 8, 30).timestamp()
    found = draft(warning(since=NOW - 86_400), "停水", [], NOW, ends)
    assert "东城区昨天14点40分以来" in found.text
    assert "预计明天8点30分前解决" in found.text
    later = draft(warning(since=NOW - 20 * 86_400), "停水", [], NOW, ends)
    assert "10月31日14点40分以来" in later.text


def test_of_the_whole_city_it_is_told_to_all_who_mean_it() -> None:
    found = draft(warning(district=""), "停水", [], NOW)
    assert found.text.startswith("您好，我市今天")
    assert found.places == ()
    assert found.unplaced


def test_of_all_matters_somebody_has_to_say_for_whom() -> None:
    found = draft(warning(topic=ALL_TOPICS), "", [("water",), ("power",)], NOW)
    assert "同类情况" in found.text
    assert (found.words, found.intents) == ((), ())
    with pytest.raises(AnnouncementError, match="哪些词"):
        found.checked(NOW)


def test_what_half_of_the_calls_want_is_the_matter() -> None:
    calls = [("water", "bill"), ("water",), ("power",), ("water",)]
    assert draft(warning(), "停水", calls, NOW).intents == ("water",)


def test_who_names_the_place_need_not_mean_the_matter() -> None:
    found = draft(warning(place="东城区人民路*号中心医院"), "中心医院 停水", [], NOW)
    assert (found.words, found.places) == (("停水",), ("东城区", "人民路"))


def test_nothing_masked_is_said() -> None:
    found = draft(warning(place="东城区***路"), "停水 138****", [], NOW)
    assert "*" not in found.text
    assert found.places == ("东城区",)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"text": "短"}, "6 到 300"),
        ({"text": "长" * 301}, "6 到 300"),
        ({"text": "幸福路*号停水了"}, "遮住"),
        ({"text": "预计（今天）来水，请等待"}, "全角"),
        ({"words": ("水",)}, "至少两个字"),
        ({"words": tuple(f"停水{n}" for n in range(30))}, "最多"),
        ({"words": (), "intents": ()}, "哪些词"),
        ({"ends": NOW}, "七天"),
        ({"ends": NOW + LONGEST_S + 1}, "七天"),
        ({"ends": float("nan")}, "七天"),
    ],
)
def test_what_cannot_be_published_is_said(change: dict[str, object], why: str) -> None:
    good = {"text": "东城区停水，晚上来水。", "words": ("停水",), "intents": (), "places": ("东城区",)}
    wording = Wording(**{**good, "unplaced": False, "ends": NOW + 3600, **change})  # type: ignore[arg-type]
    with pytest.raises(AnnouncementError, match=why):
        wording.checked(NOW)


def test_spaces_and_doubles_go() -> None:
    wording = Wording("东城区 停水，\n晚上来水。", ("停 水", "停水"), (), (" 东城区", ""), False, NOW + 60)
    found = wording.checked(NOW)
    assert (found.text, found.words, found.places) == ("东城区 停水， 晚上来水。", ("停水",), ("东城区",))
