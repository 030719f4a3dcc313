"""Who does what the administrators' page asks for, and how that is refused; the root hands it in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from agent_assist.admin.verbs import Answer, Asked, Verb
from agent_assist.admin.wire.checking import ProblemView
from contracts.errors import HotlineError


class AdministrationRefused(HotlineError):
    """What was asked for cannot be done; the message is shown to the administrator."""

    def __init__(self, code: str, message: str, status: int = 422, **more: Any) -> None:
        """`code` is for the page, `status` for HTTP; `more` joins the answer as it is."""
        super().__init__(message)
        self.code = code
        self.status = status
        self.more = more


class EditConflict(AdministrationRefused):
    """Somebody else has published meanwhile."""

    def __init__(self, active: int, by: str, at: float, why: str) -> None:
        message = (
            f"{by} 刚刚发布了第 {active} 版（{why}）。您的修改还在编辑器里：请对照后重新发布 / "
            f"{by} has published generation {active} meanwhile; look at it and publish again"
        )
        super().__init__("conflict", message, 409, active=active, by=by, at=at, why=why)


class EditedOnDisk(AdministrationRefused):
    """Files on the disk have changes that nobody published and that would be replaced."""

    def __init__(self, names: Sequence[str]) -> None:
        """`names` of the files, relative to the main file's folder."""
        message = (
            f"磁盘上的 {'、'.join(names)} 被改过，还没有发布。请先对照；仍要发布的话，原文件会留一份副本 / "
            f"{', '.join(names)} was changed on disk and not published; publish over it and a copy is kept"
        )
        super().__init__("edited_on_disk", message, 409, names=list(names))


class Invalid(AdministrationRefused):
    """The configuration has mistakes."""

    def __init__(self, problems: Sequence[ProblemView]) -> None:
        message = "配置有错误，请先改正 / The configuration has mistakes, mend them first"
        super().__init__("problems", message, 422, problems=[one.model_dump() for one in problems])
        self.problems = tuple(problems)


class TooBusy(AdministrationRefused):
    """Something else is being worked out; try again soon."""

    def __init__(self) -> None:
        super().__init__("busy", "正在处理别的操作，请稍候再试 / Busy, try again in a moment", 429)


class Administration(Protocol):
    """Does what an administrator asks for. Nothing here blocks the event loop."""

    async def do(self, verb: Verb[Asked, Answer], request: Asked, by: str) -> Answer:
        """The verb's answer to `request`; `by` is how the history names who asks.

        Raises `AdministrationRefused`, or one of its kinds, when it cannot be done.
        """
