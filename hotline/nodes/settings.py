"""What several machines of one hotline share: the `nodes:` section of config.yaml."""

from __future__ import annotations

from pydantic import Field

from contracts.configuration.settings import Section


class NodesSettings(Section):
    """Several machines of one hotline; off by default."""

    enabled: bool = Field(
        default=False,
        description="Machines of one hotline know of one another through the PostgreSQL of records.url. Each "
        "has a telephony.node of its own; a change needs a restart.",
    )
