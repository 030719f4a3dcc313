"""JSON Schemas of what the pages and the service send one another: the pages' types are made from them.

python -m agent_assist.page_types --write  writes agent_assist/web/schema; `npm run types` there does the rest
python -m agent_assist.page_types --check  exits with 1 when it is not up to date
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode
from pydantic_core import core_schema

from agent_assist.admin.verbs import VERBS
from agent_assist.articles.port import ArticleView
from agent_assist.assist.reply import ReplyFinding
from agent_assist.board.floor_views import AgentView, ColleagueView, QueueView, WaitingView
from agent_assist.board.labels import Labels
from agent_assist.board.views import CallView, FaultView
from agent_assist.callbacks.port import CallbackView
from agent_assist.cases.port import DueCase
from agent_assist.city.port import AnnouncementDraft, SurgeView
from agent_assist.desk.wire import ClientMessage
from agent_assist.guests.port import GuestView, Invitation, Invited
from agent_assist.history.port import PastCall
from agent_assist.log_ins.port import LogInView
from agent_assist.reports.calendar_port import AheadView, CalendarView, TodayView
from agent_assist.reports.port import ReportView
from agent_assist.sampling.port import Draw, Drawn, SampleView, SamplingView
from agent_assist.screening.port import ListedCaller
from agent_assist.traces.port import Trace
from contracts import DayFigures
from contracts.generated import Plain, write_or_check

FOLDER = Path(__file__).parent / "web" / "schema"

Json = dict[str, Any]
Schemas = dict[str, Json]


def documents() -> dict[str, Json]:
    """The schemas by the names of their files."""
    return {"admin.json": _admin(), "desk.json": _desk()}


def main(arguments: list[str]) -> int:
    """Runs the command line; returns the exit status."""
    texts = {
        FOLDER / name: json.dumps(found, indent=1, ensure_ascii=False) + "\n"
        for name, found in documents().items()
    }
    return write_or_check("agent_assist.page_types", texts, arguments)


class _Page(Plain):
    """A page leaves out of a request what has a default; an answer has all of it."""

    def field_is_required(
        self,
        field: core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField,
        total: bool,
    ) -> bool:
        return self.mode == "serialization" or super().field_is_required(field, total)

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> Json:
        return self.generate_inner(schema["schema"])  # the value does not matter to the type


def _admin() -> Json:
    """`Verbs`: what each asks and answers, by its path without what a number stands for."""
    paths = {verb.name: verb.path.partition("/{")[0] for verb in VERBS}
    asks = {paths[verb.name]: verb.asks for verb in VERBS if verb.method == "POST" and verb.asks is not bytes}
    answers = {paths[verb.name]: verb.answers for verb in VERBS}
    asked, answered, definitions = _schemas(asks, answers)
    verbs = {path: _object({"asks": asked.get(path), "answers": answered[path]}) for path in paths.values()}
    return {"title": "Verbs", **_object(verbs), "definitions": definitions}


def _desk() -> Json:
    """`ClientMessage`, and all that the desk shows."""
    kinds = (
        *(CallView, ColleagueView, WaitingView, QueueView, AgentView, FaultView, Labels, ListedCaller),
        *(DayFigures, GuestView, Invited, CallbackView, PastCall, SurgeView, AnnouncementDraft, DueCase),
        *(LogInView, Trace),
        *(ReportView, CalendarView, AheadView, TodayView),
        *(Drawn, SampleView, SamplingView),
        *(ArticleView, ReplyFinding),
    )
    asks = {"ClientMessage": ClientMessage, "Invitation": Invitation, "Draw": Draw}
    asked, answered, definitions = _schemas(asks, {kind.__name__: kind for kind in kinds})
    return {"title": "Desk", **_object(answered), "definitions": {**asked, **definitions}}


def _schemas(asks: Mapping[str, Any], answers: Mapping[str, Any]) -> tuple[Schemas, Schemas, Json]:
    """Of what is asked, of what is answered, and of the models in both."""
    inputs: list[tuple[str, JsonSchemaMode, TypeAdapter[Any]]] = [
        *((name, "validation", TypeAdapter(kind)) for name, kind in asks.items()),
        *((name, "serialization", TypeAdapter(kind)) for name, kind in answers.items()),
    ]
    found, whole = TypeAdapter.json_schemas(
        inputs, schema_generator=_Page, ref_template="#/definitions/{model}"
    )
    asked = {name: schema for (name, mode), schema in found.items() if mode == "validation"}
    answered = {name: schema for (name, mode), schema in found.items() if mode == "serialization"}
    return asked, answered, whole["$defs"]


def _object(properties: Mapping[str, Json | None]) -> Json:
    given = {name: schema for name, schema in properties.items() if schema is not None}
    return {"type": "object", "properties": given, "required": list(given), "additionalProperties": False}


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
