"""What is off because no trunk dials out: said by `check`, before somebody misses it."""

from __future__ import annotations

from collections.abc import Iterator

from hotline.configuration.schema import HotlineConfig

NEED_DIAL = (
    "排队回呼 / call-back of who waits",
    "漏接回呼 / call-back of missed calls",
    "回访 / follow-up calls",
)
"""Features that need a trunk with `dial`."""


def features_off(config: HotlineConfig) -> Iterator[str]:
    """A line where no trunk dials out."""
    if not any(trunk.dial is not None for trunk in config.telephony.trunks):
        yield (
            "没有一条中继写了 dial，热线不能呼出，这些功能不开 / no trunk has `dial`: the hotline calls "
            f"nobody, and these are off: {'；'.join(NEED_DIAL)}"
        )
