"""The forecast as a picture: one SVG file, no library."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from contracts import ALL_QUEUES
from hotline.figures.forecast.load import HALF_HOURS
from hotline.figures.forecast.plan import Need
from hotline.figures.half_hours import clock

LEFT, TOP, STEP, HIGH, GAP = 150, 50, 15, 60, 34
BAR, LINE = "#2f6f9f", "#b4462f"


def picture(needs: Sequence[Need], title: str, names: dict[str, str]) -> str:
    """A row of bars for each queue: agents by half hour; beside them the calls as a line."""
    queues = sorted({one.queue for one in needs}, key=lambda one: (one != ALL_QUEUES, one))
    width, height = LEFT + HALF_HOURS * STEP + 30, TOP + len(queues) * (HIGH + GAP) + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        'font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<text x="10" y="22" font-size="14">{escape(title)}</text>',
    ]
    for row, queue in enumerate(queues):
        own = {one.half_hour: one for one in needs if one.queue == queue}
        parts += _row(TOP + row * (HIGH + GAP), names.get(queue, queue), own)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _row(top: int, name: str, needs: dict[str, Need]) -> list[str]:
    base = top + HIGH
    busiest = max(needs.values(), key=lambda one: one.agents)
    most_calls = max(one.calls for one in needs.values())
    highest = most_calls or 1.0  # all may be rounded to none
    parts = [
        _text(LEFT - 10, top + 24, "black", escape(name)),
        _text(LEFT - 10, top + 40, BAR, f"≤ {busiest.agents} 人 / agents"),
        _text(LEFT - 10, top + 55, LINE, f"≤ {most_calls:g} 通 / calls"),
        f'<path d="M{LEFT} {base}h{HALF_HOURS * STEP}" stroke="#999"/>',
    ]
    points = []
    for number in range(HALF_HOURS):
        at = clock(number)
        x = LEFT + number * STEP
        if number % 6 == 0:
            parts.append(f'<text x="{x}" y="{base + 14}" fill="#666">{at}</text>')
        need = needs.get(at)
        calls = need.calls if need is not None else 0.0
        points.append(f"{x + STEP / 2:.1f},{base - HIGH * calls / highest:.1f}")
        if need is not None:
            tall = HIGH * need.agents / busiest.agents
            label = f"{at} {need.agents} ({need.calls:g})"
            size = f'width="{STEP - 2}" height="{tall:.1f}"'
            parts.append(f'<rect x="{x + 1}" y="{base - tall:.1f}" {size} fill="{BAR}">')
            parts.append(f"<title>{label}</title></rect>")
            if need is busiest:
                parts.append(f'<text x="{x}" y="{top - 4}" fill="{BAR}">{need.agents}</text>')
    parts.append(f'<polyline points="{" ".join(points)}" fill="none" stroke="{LINE}" stroke-width="1.5"/>')
    return parts


def _text(x: float, y: float, colour: str, text: str) -> str:
    """Ends at x."""
    return f'<text x="{x}" y="{y}" text-anchor="end" fill="{colour}">{text}</text>'
