"""Digits as people write and say them."""

from __future__ import annotations

DIGIT = r"[0-9０-９零〇○洞一幺壹二两贰三叁四肆五伍六陆七柒拐八捌九玖勾]"
"""Pattern of one."""
