"""The section `elder:` of config.yaml: callers who hear or speak with difficulty are given time."""

from __future__ import annotations

from pydantic import Field

from contracts.configuration.settings import Key, Section
from ivr.settings.words.written import Words


class ElderSettings(Section):
    """From the moment a caller asks for it: spoken slowly, short menus, a human offered first."""

    enabled: bool = Field(default=True, description="Whether callers can ask for it.")
    words: tuple[Words, ...] = Field(
        default=(
            *("听不清", "我听不见", "耳朵不好", "耳朵背", "我年纪大", "我岁数大"),
            *("说慢点", "说慢一点", "讲慢点", "讲慢一点", "慢点说", "慢点讲", "慢慢说", "慢慢讲", "慢一点说"),
            *("说太快", "说得太快", "讲太快", "讲得太快"),
        ),
        description="Words of callers who need it; what may be said of a thing (太快了) is none of them.",
    )
    key: Key | None = Field(
        default=None, description="Key that asks for it, at any time; the menu of keys names it then."
    )
    patience: float = Field(
        default=2.0, ge=1, le=5, description="So many times longer is waited for an answer or a key."
    )
