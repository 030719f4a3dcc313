"""What became of a call, in one word."""

from __future__ import annotations

from contracts import CALLED_BACK, GONE_ON, MESSAGE_TAKEN, SERVED, CallEnded


def outcome_of(ended: CallEnded, *, answered: bool, queued: bool) -> str:
    """answered, called_back, message or served (instead of waiting), moved (and counted by its outcome at
    another machine), abandoned (in the queue), left (before it), service or network."""
    if answered:
        return "answered"
    if ended.cause == CALLED_BACK:
        return "called_back"
    if ended.cause == MESSAGE_TAKEN:
        return "message"
    if ended.cause == SERVED:
        return "served"
    if ended.cause.startswith(GONE_ON):
        return "moved"
    if ended.by != "caller":
        return ended.by
    return "abandoned" if queued else "left"
