"""Check of the machines of one hotline that know of one another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from gettext import gettext as _

from ..finding import Finding, ok, warn


@dataclass(frozen=True)
class Nodes:
    """Those of the shared database."""

    own: str
    """The id of this one."""
    look: Callable[[], Sequence[tuple[str, str, str]]]
    """Id, state and version of each. Raises any exception."""


def check_nodes(nodes: Nodes) -> Finding:
    """None may be lost, and all that live should run one version; calls are served either way."""
    part = _("Machines")
    try:
        found = nodes.look()
    except Exception as error:  # a database that is away, or does not fit
        return warn(part, str(error), _("Start the database of records.url; until then each goes on alone."))
    if lost := [node for node, state, _version in found if state == "lost"]:
        return warn(
            part,
            _("lost: {nodes}").format(nodes=", ".join(lost)),
            _("Start it again, or if it is no more: hotline nodes --forget {node}").format(node=lost[0]),
        )
    living = {node: version for node, state, version in found if state in ("up", "draining")}
    told = ", ".join(f"{node} {version}" for node, version in living.items())
    if len(set(living.values())) > 1:
        return warn(part, told, _("Bring all to one version; until then they work together."))
    return ok(part, told or _("none runs; this one would be {own}").format(own=nodes.own))
