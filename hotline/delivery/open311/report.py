"""Services and requests as GeoReport v2 has them (https://wiki.open311.org/GeoReport_v2/).

Nothing of a person is in them: no words of theirs, no telephone, no house. Cases whose citizen wants
secrecy, or was not asked, are not told of, nor those that were told half-way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from hotline.cases.table import CaseRow
from hotline.delivery.body import iso
from hotline.records.masking.house_numbers import mask_house
from ivr.settings.settings import IvrSettings

Rows = Sequence[Mapping[str, Any]]

NOTES = {"open": "待办理", "in work": "办理中", "answered": "已答复", "closed": "已办结"}
"""`status_notes` by state."""


def services(settings: IvrSettings) -> Rows:
    """A service for each intent; its group is the queue, the responsible unit."""
    queues = {queue.id: queue.name for queue in settings.queues}
    return [
        {
            "service_code": intent.id,
            "service_name": intent.name,
            "description": intent.request,
            "metadata": False,
            "type": "realtime",
            "keywords": "",
            "group": queues.get(intent.queue, intent.queue),
        }
        for intent in settings.intents
    ]


def public(row: CaseRow) -> bool:
    """Whether others may read of it."""
    return row.secret is False and row.complete


def request_of(row: CaseRow, settings: IvrSettings) -> Mapping[str, Any]:
    """A case; `description` is its topic, never what was said, and the coordinates are those of a street, a
    community or a landmark in the gazetteer, never of a house."""
    unit = next((queue.name for queue in settings.queues if queue.id == row.queue), row.queue)
    return {
        "service_request_id": row.number,
        "status": "closed" if row.state == "closed" else "open",
        "status_notes": NOTES[row.state],
        "service_name": row.topic,
        "service_code": row.intent or "",
        "description": row.topic,
        "agency_responsible": row.unit_name or unit,
        "service_notice": "",
        "requested_datetime": iso(row.opened),
        "updated_datetime": iso(row.changed),
        "expected_datetime": "" if row.due is None else iso(row.due),
        "address": mask_house(row.place),
        **_coordinates(row),
    }


def _coordinates(row: CaseRow) -> Mapping[str, Any]:
    """Degrees (WGS 84 if the gazetteer has those); nothing where the gazetteer has none."""
    return (
        {} if row.latitude is None or row.longitude is None else {"lat": row.latitude, "long": row.longitude}
    )


def xml_of(root: str, item: str, rows: Rows) -> bytes:
    """As the specification writes it: `<services><service>…`."""
    tree = ElementTree.Element(root)
    for row in rows:
        one = ElementTree.SubElement(tree, item)
        for name, value in row.items():
            text = str(value).lower() if isinstance(value, bool) else str(value)
            ElementTree.SubElement(one, name).text = "".join(filter(_allowed, text))
    body: bytes = ElementTree.tostring(tree, encoding="utf-8", xml_declaration=True)
    return body


def _allowed(character: str) -> bool:
    """Control characters cannot stand in XML, nor can half a surrogate pair."""
    return character in "\t\n\r" or (character >= " " and not "\ud800" <= character <= "\udfff")
