"""All fields of the ticket, taken from a conversation."""

from __future__ import annotations

from collections.abc import Sequence

from agent_assist.assist.reader import Reader, Topic
from agent_assist.assist.ticket import contact, matter, place
from agent_assist.assist.ticket.field import Field, Told, told_in
from agent_assist.assist.turns import Turn

FIELDS = (
    "name", "telephone", "id_number", "secret", "address", "district", "street", "community", "landmark",
    "time", "plate", "amount", "people", "organisation", "category", "unit", "demand", "appeal",
)  # fmt: skip
"""In the order of the form."""


def ticket(turns: Sequence[Turn], reader: Reader) -> dict[str, Field]:
    """Each field by its name, in the order of the form; one that was never said is empty."""
    told = told_in(turns, reader)
    topics = _topics(told, reader)
    category, unit = matter.category_and_unit(told, topics)
    where = place.address(told, reader)
    district = place.district(told, where, reader)
    return {
        "name": contact.name(told),
        "telephone": contact.telephone(told, reader),
        "id_number": contact.id_number(told, reader),
        "secret": contact.secret(told, reader),
        "address": place.within(where, district),
        "district": district,
        "street": place.part("street", where, reader),
        "community": place.part("community", where, reader),
        "landmark": place.landmark(told, where, reader),
        "time": matter.time(told, reader),
        "plate": contact.plate(told, reader),
        "amount": matter.amount(told, reader),
        "people": matter.people(told, reader),
        "organisation": matter.organisation(told),
        "category": category,
        "unit": unit,
        "demand": matter.demand(told, topics, category),
        "appeal": matter.appeal(told),
    }


def topics_told(turns: Sequence[Turn], reader: Reader) -> dict[str, float]:
    """What the talk is about: intents by their shares, as the category is chosen. Blocking, as `ticket`."""
    told = told_in(turns, reader)
    return matter.shares(told, _topics(told, reader))


def _topics(told: Sequence[Told], reader: Reader) -> list[Topic | None]:
    """What each of the citizen's sentences is about. Who answers with a name, a number or a place tells
    nothing of it, unless nothing else was told."""
    answers = [contact.is_asked_for(one) or place.is_asked_for(one) for one in told]
    found = [
        reader.topic(one.text) if one.own and not answer else None
        for one, answer in zip(told, answers, strict=True)
    ]
    return found if any(found) else [reader.topic(one.text) if one.own else None for one in told]
