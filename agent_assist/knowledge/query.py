"""What a conversation asks the knowledge base: its latest turns, what each of them counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent_assist.assist.turns import Turn

TURNS = 6
"""Recent turns that count."""
SENTENCES = 4
"""Of a turn, its last."""
LONGEST_TURN = 200
"""Characters of a turn that count: its end."""
FADE = 0.6
"""What a citizen's turn counts compared with the next one of theirs."""
AGENT_COUNTS = 0.3
"""What the agent says, compared with the citizen: it may name what they paraphrase."""
TOPIC_COUNTS = 0.5
"""The recognised intent, compared with the latest turn."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a query."""

    text: str
    counts: float
    """0 to 1; the latest turn of the citizen 1."""
    sentences: tuple[str, ...]
    """That it is made of: what an article must answer."""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What was said, the latest first."""

    parts: tuple[Part, ...]
    emergency: str = ""
    """What danger there is, in words: its articles come first. Empty: none."""
    topics: Mapping[str, float] | None = None
    """What the talk is about: intents by their shares. None: nobody knows; then all that holds what was said
    is found, as for a question that is typed."""
    district: str = ""
    """Where it is about: articles of other districts are not found. Empty: nobody knows."""

    @property
    def latest(self) -> str:
        """What the citizen said last, or wants; what is encoded."""
        return self.parts[0].sentences[-1] if self.parts and self.parts[0].counts >= 1 else ""


def asked(text: str, district: str = "") -> SearchQuery:
    """A question by itself, as typed into a box; `district`: see `SearchQuery`."""
    return SearchQuery((Part(text, 1.0, (text,)),) if text.strip() else (), district=district)


def query_of(
    turns: Sequence[Turn],
    topic: str = "",
    emergency: str = "",
    demand: str = "",
    topics: Mapping[str, float] | None = None,
    district: str = "",
) -> SearchQuery:
    """Of a conversation. `topic`: the recognised intent's name; `emergency`, `topics`, `district`: see
    `SearchQuery`;
    `demand`: the sentence that says what the citizen wants, which counts although addresses and thanks came
    after it."""
    citizens: list[Part] = []
    agents: list[Part] = []
    weight = 1.0
    for turn in reversed(turns[-TURNS:]):
        text, sentences = turn.text[-LONGEST_TURN:], tuple(one.text for one in turn.sentences[-SENTENCES:])
        if turn.role == "caller":
            citizens.append(Part(text, weight, sentences))
            weight *= FADE
        elif turn.role == "agent":
            agents.append(Part(text, weight * AGENT_COUNTS, sentences))
    named = [Part(topic, TOPIC_COUNTS, (topic,))] if topic else []
    wanted = [Part(demand, 1.0, (demand,))] if demand else []
    return SearchQuery((*wanted, *citizens, *named, *agents), emergency, topics, district)
