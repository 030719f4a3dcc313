"""The shares of a report as bars: one SVG file, no library."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from hotline.bench.rows import Row

BARS = {
    "cer_percent": ("character error", "#b4462f"),
    "pinyin_error_percent": ("syllable error", "#d99a5b"),
    "accuracy_percent": ("accuracy", "#2f6f9f"),
    "rejected_percent": ("rejected", "#8aa9bd"),
}
"""Figure, its name in the legend, colour."""

_LEFT, _SCALE, _BAR, _GAP, _TOP = 310, 4.0, 11, 8, 62


def picture(rows: Sequence[Row], title: str) -> str:
    """Every row that has a share in percent, with a mark where it is to be; 100 % is 400 pixels."""
    shown = [(row, [name for name in BARS if name in row.figures]) for row in rows]
    shown = [(row, names) for row, names in shown if names]
    height = _TOP + sum(len(names) * _BAR + _GAP for _, names in shown) + 10
    width = int(_LEFT + 100 * _SCALE + 60)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        'font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<text x="10" y="20" font-size="14">{escape(title)}: percent</text>',
    ]
    for index, (label, colour) in enumerate(BARS.values()):
        parts.append(f'<rect x="{10 + index * 150}" y="34" width="10" height="10" fill="{colour}"/>')
        parts.append(f'<text x="{26 + index * 150}" y="43">{label}</text>')
    parts.append('<path d="M620 33v12" stroke="black" stroke-width="2"/><text x="628" y="43">wanted</text>')
    y = _TOP
    for row, names in shown:
        middle = y + len(names) * _BAR / 2 + 4
        parts.append(
            f'<text x="{_LEFT - 8}" y="{middle:.0f}" text-anchor="end">{escape(row.name)} '
            f"({row.figures.get('n', '')})</text>"
        )
        for name in names:
            value = float(row.figures[name])
            long = min(value, 100) * _SCALE
            parts.append(
                f'<rect x="{_LEFT}" y="{y}" width="{long:.1f}" height="{_BAR - 1}" fill="{BARS[name][1]}"/>'
            )
            parts.append(f'<text x="{_LEFT + long + 4:.0f}" y="{y + _BAR - 2}">{value:g}</text>')
            y += _BAR
            for target in (one for one in row.targets if one.figure == name):
                bound = target.at_least if target.at_least is not None else target.at_most
                x = _LEFT + float(bound or 0) * _SCALE
                parts.append(
                    f'<path d="M{x:.1f} {y - _BAR - 1}v{_BAR + 1}" stroke="black" stroke-width="2"/>'
                )
        y += _GAP
    return "\n".join([*parts, "</svg>"]) + "\n"
