"""What the rows of two passes are to reach."""

from __future__ import annotations

from hotline.bench.targets import Target


def _sounds(percent: float) -> tuple[Target, ...]:
    return (Target("pinyin_error_percent", at_most=percent),)


def _waits(p95_ms: float) -> tuple[Target, ...]:
    return (Target("wait_ms_p95", at_most=p95_ms), *_NOTHING_LOST)


_NO_TEXT = (Target("with_text_percent", at_most=0), Target("routed_percent", at_most=0))
_LED = (Target("led_to_foreign_percent", at_least=95),)
_NOT_LED = (Target("foreign_percent", at_most=1), Target("led_to_foreign_percent", at_most=1))
_NOTHING_LOST = (
    Target("frames_lost", at_most=0),
    Target("failed", at_most=0),
    Target("loop_lag_ms_p99", at_most=20),
)

TARGETS: dict[str, tuple[Target, ...]] = {
    "service sentences, joined": _sounds(7),
    "Sichuan accent, joined": _sounds(45),
    "requests, joined": _sounds(9),
    **{
        f"{kind}, joined": _NO_TEXT
        for kind in ("silence", "white noise", "pink noise", "babble", "music", "tones")
    },
    **{
        f"language of {who}": _LED
        for who in ("en-gb", "en-us", "en-in", "en-us, Chinese sounds", "en-us, Indian sounds")
    },
    **{
        f"language of {who}": _NOT_LED
        for who in (
            "service sentences",
            "Sichuan accent",
            "many speakers",
            "two speakers",
            "requests",
            "requests, noise 12 dB",
            "requests, lower voice",
            "espeak-ng, standard",
            "espeak-ng, four regions' sounds",
        )
    },
    "1 callers": _waits(350),
    "5 callers": _waits(600),
    "10 callers": _waits(1200),
    "ten ends in a second": _NOTHING_LOST,
    "thirty speak at once": _NOTHING_LOST,
}
"""Row → bounds."""
