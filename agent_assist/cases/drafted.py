"""What was said for the ticket, sorted as this city sorts: category and unit by their ids, labels, danger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from agent_assist.cases.settings import LabelSettings, TicketSettings
from contracts import Assisted, TicketField

SORTED = ("category", "unit")
KINDS = ("person", "nature", "event")
"""Of labels; each is a field of the draft, with the id of the first that was told."""
URGENT, DANGER = "urgent", "danger"
_LONGEST = 2_000
"""Characters of what was said that are sorted by."""
_LEARNED_ALONE = 0.6
"""How sure the city's own cases must be where no intent was understood: a wrong number is of no category."""
_LABELLED = 0.7
"""How sure a label is that its words bring."""


Learned = Callable[[str, str], Sequence[tuple[str, float]]]
"""(category or unit, what citizens said) -> ids with their scores, the likeliest and its runner-up, as the
city's own cases tell; none where nothing was learned."""


def nothing_learned(_kind: str, _text: str) -> Sequence[tuple[str, float]]:
    """Where there are no cases to learn from."""
    return ()


class Sorter:
    """Of one configuration."""

    def __init__(
        self, settings: TicketSettings, intents: Mapping[str, str], learned: Learned = nothing_learned
    ) -> None:
        """`intents`: their names, by id."""
        self._learned = learned
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
        return noted.model_copy(
            update={"ticket": (*plain, *self._sorted(noted, said), *self._labelled(said))}
        )

    def _sorted(self, noted: Assisted, said: Mapping[str, str]) -> Iterator[TicketField]:
        topic = next((one for one in noted.ticket if one.field == "category"), None)
        leaf = None if topic is None else self._leaves.get(topic.value)
        told: dict[str, str | None] = {"category": leaf.id, "unit": leaf.unit} if leaf is not None else {}
        text = "，".join(said.values())[:_LONGEST]
        for kind in SORTED:
            judged = [*self._learned(kind, text)] if text else []
            if topic is not None and (id := told.get(kind)):
                judged.append((id, topic.score))
            elif judged and judged[0][1] < _LEARNED_ALONE:
                continue
            if (found := self._surest(kind, judged)) is not None:
                place = topic or TicketField(field=kind, value="", line=next(iter(said)), score=0)
                yield place.model_copy(update={"field": kind} | found)
        if (danger := next((one for one in noted.risk if one.urgent), None)) is not None:
            yield TicketField(field=URGENT, value=DANGER, line=danger.line, score=1.0)

    def _surest(self, kind: str, judged: Sequence[tuple[str, float]]) -> dict[str, object] | None:
        """Of both judges the surer one is followed, and the next likely is its runner-up."""
        known = self._units if kind == "unit" else {leaf.id for leaf in self._leaves.values()}
        best: dict[str, float] = {}
        for id, score in sorted(judged, key=lambda one: -one[1]):
            if id in known:
                best.setdefault(id, score)
        if not best:
            return None
        (value, score), (runner_up, second) = [*best.items(), ("", 0.0)][:2]
        return {"value": value, "score": score, "runner_up": runner_up, "runner_up_score": second}

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
