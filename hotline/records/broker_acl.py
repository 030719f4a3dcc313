"""Who may what at the broker, as Mosquitto reads it (`acl_file`): each name its topics, and nothing else.

Names are those of users, or with `use_identity_as_username true` the common names of certificates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext as _

from contracts.errors import HotlineError

_NAME = re.compile(r"[^\s#+/\0]+")
WITHOUT_CALLS = ("queues/#", "figures/#", "system/online")
"""What a big screen shows: nothing of callers or agents."""


class NoSuchUser(HotlineError):
    """A name that no broker can tell from others; the text says which."""


@dataclass(frozen=True, slots=True)
class Rights:
    """Of one name."""

    name: str
    reads: Sequence[str] = ()
    """Topics as the broker has them, with + and #."""
    writes: Sequence[str] = ()


def rights(
    service: str,
    prefix: str,
    feed: str | None,
    *,
    readers: Sequence[str] = (),
    screens: Sequence[str] = (),
    feeders: Sequence[str] = (),
) -> list[Rights]:
    """`service` publishes all that is below `prefix`, and reads the topic `feed` of other channels' messages.

    `readers` read every event, `screens` what is of no call, `feeders` write messages of other channels and
    read nothing. Raises `NoSuchUser`.
    """
    if feeders and feed is None:
        raise NoSuchUser(
            _(
                "{name} has nothing to write: write into city.feed_topic of config.yaml the topic of other "
                "channels' messages, for example city/messages"
            ).format(name=feeders[0])
        )
    names = [service, *readers, *screens, *feeders]
    for name in names:
        if not _NAME.fullmatch(name):
            text = _("{name} is no name of a user: no blanks and none of # + /")
            raise NoSuchUser(text.format(name=repr(name)))
        if names.count(name) > 1:
            raise NoSuchUser(_("{name} is named twice: give each a user of its own").format(name=name))
    fed = () if feed is None else (feed,)
    return [
        Rights(service, reads=fed, writes=(f"{prefix}/#",)),
        *(Rights(name, reads=(f"{prefix}/#",)) for name in readers),
        *(Rights(name, reads=tuple(f"{prefix}/{topic}" for topic in WITHOUT_CALLS)) for name in screens),
        *(Rights(name, writes=fed) for name in feeders),
    ]


def as_acl(granted: Sequence[Rights]) -> str:
    """Mosquitto's file. Who is not named in it may nothing."""
    lines = ["# Made by `hotline broker-acl`. Who is not named here may nothing.", ""]
    for one in granted:
        lines.append(f"user {one.name}")
        lines += [f"topic read {topic}" for topic in one.reads]
        lines += [f"topic write {topic}" for topic in one.writes]
        lines.append("")
    return "\n".join(lines)
