"""What callers say to the tests' own hotline."""

from __future__ import annotations

SURE = "公积金怎么提取出来"
"""Routed without a question."""

UNSURE = "楼上装修吵死人了"
"""Confirmed first: 施工噪声."""

STRANGE = "今天晚上吃火锅还是吃烧烤"
"""Fits nothing."""
