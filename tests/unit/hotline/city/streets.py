"""Made-up calls for the tests of the city's view."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from hotline.city.call import CityCall
from hotline.city.view import CityView, Taken

BEGIN = datetime(2026, 3, 2, 8, 0)
MATTERS = (
    "楼下烧烤摊半夜还在放音响吵得睡不着",
    "想问居住证到期怎么续签要带什么材料",
    "公交站牌被撞倒好几天没有人来修",
    "孩子明年上小学学区怎么划分的",
    "路灯坏了一整条街都是黑的",
    "物业乱收停车费不给开发票",
    "工地拖欠工资三个月没有发",
    "医保卡丢了在哪里补办",
)
DISTRICTS = ("东城区", "西城区", "南山区")


def kind_of(day: date) -> str:
    return "weekend" if day.weekday() >= 5 else "workday"


def at(day: float, hour: float = 0.0) -> float:
    """Seconds since the Unix epoch, so many days and hours after BEGIN."""
    return (BEGIN + timedelta(days=day, hours=hour)).timestamp()


def call(number: int, when: float, text: str, district: str = "", caller: str | None = None) -> CityCall:
    return CityCall(f"call-{number}", when, f"caller-{number}" if caller is None else caller, text, district)


def usual_days(view: CityView, days: int, a_day: int = 24) -> None:
    """Calls of all matters and districts, evenly over ten hours of each day."""
    for one in usual_calls(days, a_day):
        view.take(one)


def usual_calls(days: int, a_day: int = 24, first: int = 0) -> Iterator[CityCall]:
    for number in range(days * a_day):
        day, of_day = divmod(number, a_day)
        text = MATTERS[(number * 5 + day) % len(MATTERS)]
        when = at(first + day, 10 * of_day / a_day)
        yield call(1000 * first + number, when, text, DISTRICTS[(number * 7 + day * 3) % len(DISTRICTS)])


def burst(view: CityView, when: float, size: int, every_s: float = 120.0, **one: str) -> list[Taken]:
    """So many callers whose water is gone, one after the other."""
    wordings = ("青竹苑停水了", "我们青竹苑小区没有水了", "青竹苑从早上停水到现在", "青竹苑怎么又停水")
    taken = []
    for number in range(size):
        text = wordings[number % len(wordings)]
        told = call(
            900_000 + number, when + number * every_s, text, one.get("district", "东城区"), one.get("caller")
        )
        taken.append(view.take(told))
    return taken
