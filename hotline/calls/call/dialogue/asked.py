"""Whom a dialogue asks beside the caller, and those who take their places where there is nobody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from contracts.dialogue import CaseDraft, CasesTold, Encoded, Opinion

AskOpinion = Callable[[str, tuple[str, ...]], Awaitable[Opinion | None]]
"""(sentence, ids of the likeliest intents) -> what a second judge thinks of it; never raises."""


async def no_opinion(text: str, likely: tuple[str, ...]) -> None:
    """Where there is no second judge."""


AskMeaning = Callable[[str], Awaitable[Encoded | None]]
"""sentence -> what it means, within the patience of a caller; None: nobody can say. Never raises."""


async def no_meaning(text: str) -> None:
    """Where there is no sentence encoder."""


WriteDown = Callable[[str], Awaitable[bool]]
"""number -> whether this caller will be called back under it; never raises."""


async def no_call_back(number: str) -> bool:
    """Where nobody is called back."""
    return False


WriteCase = Callable[[CaseDraft, bool], Awaitable[str]]
"""(message so far, whether the caller has agreed to it) -> number of its case, or empty; never raises."""


async def no_case(draft: CaseDraft, last: bool) -> str:
    """Where nobody leaves a message."""
    return ""


TellCases = Callable[[str, str], Awaitable[CasesTold]]
"""(number of a case or empty, telephone) -> how the cases stand that fit; never raises."""


async def no_cases(number: str, telephone: str) -> CasesTold:
    """Where nobody can say."""
    return CasesTold(None)
