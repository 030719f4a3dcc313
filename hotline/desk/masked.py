"""A call that is over, as those see it who do not write of it any more: nothing personal in what was said."""

from __future__ import annotations

from typing import TypeVar

from agent_assist.board.views import CallView, LineView, View
from contracts import Record
from hotline.records.masking.masking import mask_said
from hotline.records.masking.outbound import outbound

V = TypeVar("V", bound=View)

SAID = frozenset({"text", "heard", "reason", "note", "suggested_for"})
"""Fields of views with words of somebody; what is of `contracts` says that itself."""


def masked(call: CallView) -> CallView:
    """The call with all that is personal in it hidden; its number is so already."""
    return _view(call)


def _view(view: V) -> V:
    if isinstance(view, LineView) and view.kind == "key":
        return view.model_copy(update={"text": "*"})  # typed one by one, keys are a whole number
    return view.model_copy(update={name: _hidden(name, value) for name, value in view})


def _hidden(name: str, value: object) -> object:
    match value:
        case str():
            return mask_said(value) if name in SAID else value
        case View():
            return _view(value)
        case Record():
            return outbound(value)
        case list() | tuple():
            return type(value)(_hidden("", one) for one in value)
    return value
