"""A font with Chinese characters, for pictures."""

from __future__ import annotations

import functools
import logging
from pathlib import Path
from typing import Any

from hotline.machine.paths import CHECKOUT

log = logging.getLogger(__name__)

_OURS = CHECKOUT / ".runtime" / "chromium" / "usr" / "share" / "fonts"
"""What set-up fetches for the browser."""
_KNOWN = (
    "wqy",
    "notosanscjk",
    "notoserifcjk",
    "sourcehan",
    "droidsansfallback",
    "simhei",
    "msyh",
    "uming",
    "pingfang",
)


@functools.cache
def chinese_font() -> Any:
    """A `FontProperties`; without any such font characters are boxes, and the log says so (once)."""
    from matplotlib.font_manager import FontProperties, findSystemFonts

    ours = sorted(str(path) for path in _OURS.rglob("*.tt?"))
    for path in [*ours, *sorted(findSystemFonts())]:
        if Path(path).name.lower().replace("-", "").startswith(_KNOWN):
            return FontProperties(fname=path)
    log.warning(
        "no font with Chinese characters was found, they are boxes in the picture: install "
        "fonts-wqy-microhei or fonts-noto-cjk, or run script/setup --test"
    )
    return FontProperties()
