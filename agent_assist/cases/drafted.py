"""What was said for the ticket, sorted as this city sorts: category and unit by their ids, labels, danger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from agent_assist.cases.settings import LabelSettings, TicketSettings
from contracts import Assisted, TicketField

SORTED = ("category", "unit")
KINDS = ("person", "nature", "event")
"""Of labels; each is a field of the draft, with the id of the first that was told."""
URGENT, DANGER = "urgent", "danger"
_LABELLED = 0.7
"""How sure a label is that its words bring."""


class Sorter:
    """Of one configuration."""

    def __init__(self, settings: TicketSettings, intents: Mapping[str, str]) -> None:
        """`intents`: their names, by id."""
        names = {name: id for id, name in intents.items()}
        self._leaves = {leaf.path[-1]: leaf for leaf in settings.leaves if not leaf.retired}
        by_intent = {intent: leaf for leaf in self._leaves.values() for intent in leaf.intents}
        self._leaves |= {name: by_intent[id] for name, id in names.items() if id in by_intent}
        self._units = {unit.id for unit in settings.units if not unit.retired}
        self._labels: dict[str, Sequence[LabelSettings]] = {
            kind: getattr(settings.labels, kind) for kind in KINDS
        }

    def __call__(self, noted: Assisted, said: Mapping[str, str]) -> Assisted:
        """`said`: what citizens said, by line, in its order."""
        plain = [one for one in noted.ticket if one.field not in SORTED]
        return noted.model_copy(update={"ticket": (*plain, *self._sorted(noted), *self._labelled(said))})

    def _sorted(self, noted: Assisted) -> Iterator[TicketField]:
        topic = next((one for one in noted.ticket if one.field == "category"), None)
        if topic is not None and (leaf := self._leaves.get(topic.value)) is not None:
            yield topic.model_copy(update={"value": leaf.id})
            if leaf.unit in self._units:
                yield topic.model_copy(update={"field": "unit", "value": leaf.unit})
        if (danger := next((one for one in noted.risk if one.urgent), None)) is not None:
            yield TicketField(field=URGENT, value=DANGER, line=danger.line, score=1.0)

    def _labelled(self, said: Mapping[str, str]) -> Iterator[TicketField]:
        for kind, labels in self._labels.items():
            found = (
                TicketField(field=kind, value=label.id, line=line, score=_LABELLED)
                for line, text in said.items()
                for label in labels
                if any(word in text for word in label.words)
            )
            if (first := next(found, None)) is not None:
                yield first
