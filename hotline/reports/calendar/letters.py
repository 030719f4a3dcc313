"""Drafts of letters to departments of what will be asked of them: plain text, edited and sent by people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from hotline.reports.calendar.ahead import Matter, WeekAhead
from hotline.reports.words import Language


def letters(weeks: Sequence[WeekAhead], language: Language, today: date) -> dict[str, str]:
    """A letter for each unit that something is to be expected of, by its name."""
    units = sorted({one.unit for week in weeks for one in week.cases if one.unit})
    write = _chinese if language == "zh" else _english
    return {unit: write(unit, weeks, today) for unit in units}


def _chinese(unit: str, weeks: Sequence[WeekAhead], today: date) -> str:
    lines = [
        f"关于提前做好近期群众诉求应对准备的函（草稿，{today.isoformat()}）",
        "",
        f"{unit}：",
        "",
        "根据去年同期 12345 热线数据，预计近期群众将集中反映以下事项，请提前做好准备：",
    ]
    for week in weeks:
        if mine := _of(unit, week.cases):
            lines += ["", f"{week.first.isoformat()} 至 {week.last.isoformat()}："]
            lines += [
                f"  {at}. {one.name}：去年同期 {one.count} 件（前后各周平均 {one.usual:g} 件），"
                f"预计今年约 {one.likely} 件。"
                for at, one in enumerate(mine, 1)
            ]
    return "\n".join(
        [
            *lines,
            "",
            "建议：",
            "  一、核对并更新热线知识库中的相关政策、办理时限和咨询电话；",
            "  二、安排专人与热线对接，明确承办科室和联系人；",
            "  三、可公开解答的，提前发布公告或常见问题。",
            "",
            "以上数字不含任何个人信息，仅供参考。",
            "",
            "12345 政务服务便民热线",
            "",
        ]
    )


def _english(unit: str, weeks: Sequence[WeekAhead], today: date) -> str:
    lines = [
        f"What citizens will ask soon (draft, {today.isoformat()})",
        "",
        f"To: {unit}",
        "",
        "By the calls to 12345 in the same weeks of last year the following is to be expected:",
    ]
    for week in weeks:
        if mine := _of(unit, week.cases):
            lines += ["", f"{week.first.isoformat()} to {week.last.isoformat()}:"]
            lines += [
                f"  {at}. {one.name}: {one.count} cases last year ({one.usual:g} in the weeks around), "
                f"about {one.likely} this year."
                for at, one in enumerate(mine, 1)
            ]
    return "\n".join(
        [
            *lines,
            "",
            "We ask you to",
            "  1. check and renew what the hotline's knowledge base says of it;",
            "  2. name a person and an office whom the hotline may turn to;",
            "  3. publish answers in advance where they can be public.",
            "",
            "These numbers tell nothing of any person.",
            "",
            "The 12345 hotline",
            "",
        ]
    )


def _of(unit: str, cases: Iterable[Matter]) -> list[Matter]:
    return [one for one in cases if one.unit == unit]
