"""Settings of cases that find too much, or ask too early."""

from __future__ import annotations

from collections.abc import Iterator

from ivr import IvrSettings

LONGEST_H = 14 * 24
"""An outage of a fortnight ago is another one."""
SOONEST_S = 20
"""In which an agent may still answer."""


def doubtful_cases(settings: IvrSettings) -> Iterator[tuple[str, tuple[str | int, ...], str, str]]:
    """(kind, path, message, hint) for each."""
    cases = settings.cases
    if not cases.enabled:
        return
    if cases.same_place_h > LONGEST_H:
        message = (
            f"{cases.same_place_h:g} 小时前同一地点的工单多半是另一件事 / "
            f"a case of the same place from {cases.same_place_h:g} h ago is hardly the same matter"
        )
        yield "cases", ("cases", "same_place_h"), message, "写 48 左右 / write about 48"
    if cases.messages and cases.offer_after_s < SOONEST_S:
        message = (
            f"等了 {cases.offer_after_s:g} 秒就问要不要留言，坐席还来得及接 / "
            "a message is offered before an agent could answer"
        )
        yield "cases", ("cases", "offer_after_s"), message, "写 60 以上 / write 60 or more"
