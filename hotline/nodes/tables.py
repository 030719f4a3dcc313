"""The tables that nodes share. They are the truth; what a node has in memory is a copy.

A node's row has a fence, which counts up whenever a process is let in under its id. Who writes names the
number they were given: with an older one nothing is changed. Times are of the database's clock, whatever a
node's shows.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

SHARED = MetaData()
"""Apart from the records: of a node alone there is none, and no backup has them."""

NODES = Table(
    "shared_nodes",
    SHARED,
    Column("id", String(32), primary_key=True),
    Column("instance", String(36), nullable=False, doc="installation; another with the same id is refused"),
    Column("process", String(32), doc="of that installation"),
    Column("version", Text, nullable=False),
    Column("until", Double, nullable=False, doc="its lease: what it has is its own until then"),
    Column("address", Text, nullable=False, server_default="", doc="where its Asterisk takes SIP"),
    Column("since", Double, nullable=False, server_default="0", doc="when it was let in"),
    Column("heard", Double, nullable=False, server_default="0", doc="its last sign"),
    Column("fence", BigInteger, nullable=False, server_default="0"),
    Column("draining", Boolean, nullable=False, server_default=false(), doc="it takes no new calls"),
    Column("calls", Integer, nullable=False, server_default="0", doc="that it has now"),
    Column("generation", Integer, nullable=False, server_default="0", doc="that new calls get"),
    Column("refused", Text, nullable=False, server_default="", doc="why it does not take the newest"),
    Column("stopped", Boolean, nullable=False, server_default=false(), doc="it went in order"),
    Column(
        "missed", Boolean, nullable=False, server_default=false(), doc="somebody has told that it is lost"
    ),
)

AGENTS = Table(
    "shared_agents",
    SHARED,
    Column("agent", String(64), primary_key=True),
    Column("node", String(32), nullable=False, index=True, doc="where the telephone is registered"),
    Column("queues", ARRAY(Text), nullable=False, doc="whose callers they take"),
    Column("phase", String(8), nullable=False, doc="free, taken or away"),
    Column("since", Double, nullable=False, doc="when the phase began"),
    Column("call", String(200), doc="of the caller they are taken by"),
    Column("fence", BigInteger, nullable=False),
    Index("shared_agents_free", "since", postgresql_where=text("phase = 'free'")),
)

CALLERS = Table(
    "shared_callers",
    SHARED,
    Column("call", String(200), primary_key=True),
    Column("node", String(32), nullable=False, index=True, doc="in whose Asterisk the call is"),
    Column("queue", Text, nullable=False),
    Column(
        "place", Double, nullable=False, doc="the lowest is next: when they came, less what they are ahead by"
    ),
    Column("phase", String(8), nullable=False, doc="waiting or taken"),
    Column("agent", String(64), doc="by whom they are taken"),
    Column("since", Double, nullable=False, server_default="0", doc="when they first came into a queue"),
    Column("priority", Integer, nullable=False, server_default="0"),
    Column("seat", Text, doc="the special seat that they wait for"),
    Column("name", String(64), doc="keyed hash of the number, as call-backs have it; null: withheld"),
    Column("sealed", Text, doc="the number, encrypted, as call-backs have it"),
    Column("masked", String(40), doc="the number as it may be shown"),
    Column("fence", BigInteger, nullable=False),
    Index("shared_callers_next", "queue", "place", postgresql_where=text("phase = 'waiting'")),
)

MOVES = Table(
    "shared_moves",
    SHARED,
    Column("agent", String(64), primary_key=True, doc="claimed for the caller, one at a time"),
    Column("mark", String(40), unique=True, doc="what the caller brings; null once they came in"),
    Column("node", String(32), nullable=False, doc="where the caller came in"),
    Column("to_node", String(32), nullable=False, doc="where the agent sits"),
    Column("call", String(200), nullable=False, doc="the caller's, where they came in"),
    Column("queue", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("seat", Text),
    Column("intent", Text),
    Column("no_chinese", Boolean, nullable=False, doc="they speak none"),
    Column("emergency", Boolean, nullable=False, server_default=false(), doc="they are before all others"),
    Column("waits", Boolean, nullable=False, server_default=false(), doc="for an agent who is busy, too"),
    Column("since", Double, nullable=False, doc="when they first came into a queue"),
    Column("until", Double, nullable=False, doc="from then on nobody is claimed by this row"),
)

GENERATIONS = Table(
    "shared_generations",
    SHARED,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("node", String(32), nullable=False, doc="where it was published"),
    Column("at", Double, nullable=False),
    Column("author", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("digest", Text, nullable=False, doc="of its files"),
    Column("files", LargeBinary, nullable=False, doc="name and bytes of each, packed"),
)
