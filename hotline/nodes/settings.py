"""What several machines of one hotline share: the `nodes:` section of config.yaml."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from contracts.configuration.settings import Pattern, Section

OwnFile = Annotated[
    str,
    Pattern(
        r"^[A-Za-z0-9_-]{1,60}\.yaml$",
        "写一个文件名，例如 node.yaml / write the name of a file, for example node.yaml",
    ),
]


class NodesSettings(Section):
    """Several machines of one hotline; off by default."""

    enabled: bool = Field(
        default=False,
        description="Machines of one hotline know of one another through the PostgreSQL of records.url. Each "
        "has a telephony.node of its own; a change needs a restart.",
    )
    own_file: OwnFile = Field(
        default="node.yaml",
        description="The one file of those that include names which is each machine's own, with its "
        "telephony.node, addresses and ports: what is published on another machine leaves it as it is.",
    )
