"""How cases are sorted, as the page offers it."""

from __future__ import annotations

from agent_assist.board.labels import CategoryLabel, TicketLabels
from agent_assist.cases.drafted import KINDS
from agent_assist.cases.settings import TicketSettings


def ticket_labels(settings: TicketSettings, *, text_messages: bool = False) -> TicketLabels:
    """Without what is retired. `text_messages`: whether they may be offered."""
    usual = sorted(settings.deadlines, key=lambda one: one.danger)
    kinds = {kind: getattr(settings.labels, kind) for kind in KINDS}
    return TicketLabels(
        categories=[
            CategoryLabel(id=leaf.id, path=list(leaf.path), unit=leaf.unit, deadline=leaf.deadline)
            for leaf in settings.leaves
            if not leaf.retired
        ],
        units={unit.id: unit.name for unit in settings.units if not unit.retired},
        deadlines={one.id: one.name for one in usual},
        danger=next((one.id for one in settings.deadlines if one.danger), None),
        text_messages=text_messages,
        labels={kind: {one.id: one.name for one in labels} for kind, labels in kinds.items()},
    )
