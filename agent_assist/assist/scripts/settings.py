"""Words for agents, as the list `scripts:` of the configuration has them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from contracts.configuration.settings import OneLine, Section

# Not from the package, which brings every event: whatever reads a configuration would wait for them.
from contracts.events.desk.assist import ScriptStep


class ScriptSettings(Section):
    """Something that an agent may say."""

    step: ScriptStep = Field(
        description="When: greeting; place, name: asking for them; repeat_back: number, address and matter "
        "once more; soothing; takes_long: something is looked up; refusing: what cannot be promised; "
        "closing; survey: the citizen is asked to rate the talk."
    )
    text: Annotated[str, OneLine(200)]


def scripts_by_step(scripts: Iterable[ScriptSettings]) -> dict[ScriptStep, list[str]]:
    """Their texts, in their order."""
    found: dict[ScriptStep, list[str]] = {}
    for one in scripts:
        found.setdefault(one.step, []).append(one.text)
    return found
