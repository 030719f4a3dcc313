"""What reports say, in Chinese and English."""

from __future__ import annotations

from typing import Literal

from hotline.reports.report import NAMELESS, OTHERS, TOTAL, Cell, Report, Sheet

Language = Literal["zh", "en"]

_TITLES = {
    "day": ("热线日报", "Daily report of the hotline"),
    "week": ("热线周报", "Weekly report of the hotline"),
    "month": ("热线月报", "Monthly report of the hotline"),
    "public": ("12345 热线月度公开报告", "Public monthly report of the 12345 hotline"),
}
_SHEETS = {
    "summary": ("总览", "Overview"),
    "days": ("逐日", "Day by day"),
    "hours": ("逐时", "Hour by hour"),
    "topics": ("热点话题", "Topics"),
    "by_district": ("诉求量·区县", "Contacts by district"),
    "by_community": ("诉求量·社区街道", "Contacts by community"),
    "by_number": ("诉求量·被叫号码", "Contacts by called number"),
    "by_queue": ("诉求量·队列", "Contacts by queue"),
    "by_unit": ("诉求量·单位", "Contacts by unit"),
    "surges": ("激增预警", "More than usual"),
    "categories": ("诉求分类", "Categories"),
    "units": ("承办单位", "Units"),
    "districts": ("区县", "Districts"),
    "queues": ("队列", "Queues"),
}
_COLUMNS = {
    "figure": ("指标", "Figure"),
    "value": ("数值", "Value"),
    "day": ("日期", "Day"),
    "hour": ("时刻", "Hour"),
    "contacts": ("诉求量", "Contacts"),
    "expected": ("预期量", "Expected"),
    "more_percent": ("比预期%", "Against expected %"),
    "offered": ("呼入排队", "Offered"),
    "answered": ("人工接听", "Answered"),
    "abandoned": ("放弃", "Abandoned"),
    "level_gb_percent": ("15 秒接通率%", "Within 15 s %"),
    "level_percent": ("服务水平%", "Service level %"),
    "wait_mean_s": ("平均等待（秒）", "Mean wait (s)"),
    "wait_longest_s": ("最长等待（秒）", "Longest wait (s)"),
    "topic": ("话题", "Topic"),
    "calls": ("诉求量", "Contacts"),
    "people": ("人数", "People"),
    "share_percent": ("占比%", "Share %"),
    "before": ("上期", "Period before"),
    "since": ("始于", "Since"),
    "district": ("区县", "District"),
    "community": ("社区、街道", "Community or street"),
    "number": ("被叫号码", "Called number"),
    "category": ("分类", "Category"),
    "unit": ("单位", "Unit"),
    "queue": ("队列", "Queue"),
    "opened": ("受理", "Received"),
    "running": ("办理中", "In work"),
    "replied": ("已答复", "Answered"),
    "closed": ("已办结", "Closed"),
    "mean_hours": ("平均办理（小时）", "Mean time (h)"),
    "mean_days": ("平均办理（天）", "Mean time (days)"),
    "overdue": ("超期", "Overdue"),
    "in_time_percent": ("按期率%", "In time %"),
}
_ROWS = {
    NAMELESS: ("未分类", "None"),
    OTHERS: ("其他", "Others"),
    TOTAL: ("合计", "All"),
}
_NOTES = {
    "humble": (
        "历史不足两周，预期量只是粗估。",
        "Less than two weeks of history: what is expected is a guess.",
    ),
    "hidden": (
        "* 不公开：涉及不足 5 人，或可由此推出涉及不足 5 人的数。",
        "* Not told: of fewer than 5 people, or such a number could be computed from it.",
    ),
    "people": (
        "人数按号码去重（仅存密文散列）；超过 40 天的不再可数，记为空。",
        "People are told apart by hashes of their numbers, which are kept for 40 days; empty beyond.",
    ),
}


def title(report: Report, language: Language) -> str:
    """With its days."""
    name = _of(_TITLES["public" if report.public else report.period.kind], language)
    days = f"{report.period.first} – {report.period.last}" if report.period.kind != "day" else ""
    return f"{name} {report.period.name}" + (f" ({days})" if report.period.kind == "week" else "")


def sheet_name(sheet: Sheet, language: Language) -> str:
    """At most 31 characters, as a workbook has it."""
    return _of(_SHEETS[sheet.id], language)


def column_name(column: str, language: Language) -> str:
    """Raises `KeyError` for a column without words."""
    return _of(_COLUMNS[column], language)


def first_cell(sheet: Sheet, row: tuple[Cell, ...], language: Language) -> str:
    """The row's name as people read it."""
    name = str(row[0] or "")
    if sheet.named:
        return column_name(name, language)
    return _of(_ROWS[name], language) if name in _ROWS else name


def notes(report: Report, language: Language) -> list[str]:
    """What is to be said below."""
    wanted = ["hidden"] if report.public else (["humble"] if report.humble else []) + ["people"]
    return [_of(_NOTES[name], language) for name in wanted]


def _of(both: tuple[str, str], language: Language) -> str:
    return both[0] if language == "zh" else both[1]
